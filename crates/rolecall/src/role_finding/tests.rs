//! Which roles are worth a try, each once and in order.

use super::{CandidateOrigin, CandidateSources, USUAL_ROLE_NAMES, role_candidates};
use crate::profiles::ProfileSet;
use crate::test_records::minute;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistorySubject, Surface};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{AssumeRole, RoleDefinition, RoleMethod};
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::settings::Settings;

const HUB: &str = "111122223333";
const SPOKE: &str = "444455556666";

const CONFIG: &str = "[profile a]\nrole_arn = arn:aws:iam::444455556666:role/team/Audit\n\
                      [profile b]\nrole_arn = arn:aws:iam::444455556666:role/Deploy\n\
                      [profile c]\nrole_arn = no arn\n";

fn id(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

fn arn(text: &str) -> RoleArn {
    RoleArn::parse(text).unwrap()
}

fn from() -> (Settings, ResolvedRole) {
    let name = PortalName::parse("corp").unwrap();
    let portal = Portal {
        name: name.clone(),
        start_url: parse_start_url("https://d-9067000000.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    };
    let settings = Settings {
        portals: vec![portal],
        ..Settings::default()
    };
    let key = RoleRef::at_portal(&name, &id(HUB), &RoleName::new("Admin"));
    let from = settings.resolve(&key).unwrap();
    (settings, from)
}

fn used(origin: RoleOrigin, role: &str) -> HistoryEntry {
    HistoryEntry {
        at: minute(0),
        event: HistoryEvent::Issued,
        subject: HistorySubject::Role(RoleRef {
            origin,
            account_id: id(SPOKE),
            role_name: RoleName::new(role),
        }),
        expires_at: None,
        surface: Surface::Command,
        program: None,
        by_default: false,
        reason: None,
        detail: None,
    }
}

#[test]
fn each_role_is_a_candidate_once_and_what_the_user_names_comes_first() {
    let (mut settings, from) = from();
    let known = arn("arn:aws:iam::444455556666:role/Known");
    settings.roles.push(RoleDefinition {
        name: DefinedRoleName::parse("deploy-444455556666").unwrap(),
        method: RoleMethod::AssumeRole(AssumeRole::new(known.clone(), from.key.clone())),
    });
    let defined = |name: &str| RoleOrigin::Defined(DefinedRoleName::parse(name).unwrap());
    let portal = RoleOrigin::Portal(PortalName::parse("corp").unwrap());
    let sources = CandidateSources {
        given: &[
            arn("arn:aws:iam::444455556666:role/Deploy"),
            arn("arn:aws-cn:iam::444455556666:role/Elsewhere"),
            arn("arn:aws:iam::111122223333:role/Admin"),
            known,
        ],
        profiles: &ProfileSet::parse(CONFIG, "").unwrap(),
        history: &[
            used(defined("old"), "Gone"),
            used(defined("old"), "Gone"),
            used(portal, "Listed"),
            used(defined("odd"), "no name \u{202e}"),
        ],
        accounts: &[id(SPOKE)],
    };
    let candidates = role_candidates(&settings, &from, &sources);
    let found: Vec<_> = candidates
        .iter()
        .map(|found| (found.definition.name.as_str(), found.arn.as_str(), &found.origin))
        .collect();
    let start = "arn:aws:iam::444455556666:role";
    let profile = CandidateOrigin::Profile("a".to_owned());
    let named = [
        // The plain name is taken.
        (
            "Deploy-444455556666-2",
            format!("{start}/Deploy"),
            &CandidateOrigin::Argument,
        ),
        ("Audit-444455556666", format!("{start}/team/Audit"), &profile),
        (
            "Gone-444455556666",
            format!("{start}/Gone"),
            &CandidateOrigin::History,
        ),
    ];
    let named: Vec<_> = named
        .iter()
        .map(|(name, arn, origin)| (*name, arn.as_str(), *origin))
        .collect();
    assert_eq!(found[..3], named);
    let rest: Vec<&str> = found[3..].iter().map(|found| found.1).collect();
    assert_eq!(rest, USUAL_ROLE_NAMES.map(|name| format!("{start}/{name}")));
}
