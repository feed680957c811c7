//! What stored credentials of an assumed role are known by.

use super::AssumeRole;
use crate::account::{AccountId, RoleName};
use crate::portal::PortalName;
use crate::role_arn::RoleArn;
use crate::role_definition::{
    ExternalId, PolicyArn, SessionDuration, SessionNameTemplate, SessionPolicy, SessionTag,
    SourceIdentityName, TagKey,
};
use crate::role_ref::RoleRef;
use std::collections::BTreeSet;

const ARN: &str = "arn:aws:iam::444455556666:role/Deploy";

fn plain() -> AssumeRole {
    let account_id = AccountId::parse("111122223333").unwrap();
    let portal = PortalName::parse("corp").unwrap();
    let from = RoleRef::at_portal(&portal, &account_id, &RoleName::new("Admin"));
    AssumeRole::new(RoleArn::parse(ARN).unwrap(), from)
}

#[test]
fn without_options_the_arn_alone_counts_as_in_items_that_are_stored() {
    assert_eq!(plain().fingerprint(), ARN);
}

#[test]
fn each_option_makes_another_one_and_none_can_be_read_in_it() {
    let key = TagKey::parse("team").unwrap();
    let changes: [fn(&mut AssumeRole); 9] = [
        |role| role.session.name = SessionNameTemplate::parse("secret-{user}").ok(),
        |role| role.session.duration = SessionDuration::from_seconds(900).ok(),
        |role| role.session.policy = SessionPolicy::parse(r#"{"Version":"secret"}"#).ok(),
        |role| {
            let arn = PolicyArn::parse("arn:aws:iam::aws:policy/secret").unwrap();
            role.session.policy_arns.push(arn);
        },
        |role| role.external_id = ExternalId::parse("secret").ok(),
        |role| role.external_id = ExternalId::parse("secret2").ok(),
        |role| role.source_identity = SourceIdentityName::parse("secret").ok(),
        |role| {
            let key = TagKey::parse("secret").unwrap();
            role.tags.push(SessionTag::new(key, "secret").unwrap());
        },
        |role| role.transitive_tags.push(TagKey::parse("secret").unwrap()),
    ];
    let mut seen = BTreeSet::from([plain().fingerprint()]);
    for change in changes {
        let mut role = plain();
        change(&mut role);
        let fingerprint = role.fingerprint();
        assert!(fingerprint.starts_with(ARN) && !fingerprint.contains("secret"));
        assert!(seen.insert(fingerprint), "{role:?}");
    }
    let mut two = plain();
    two.transitive_tags = vec![key.clone(), key];
    assert!(seen.insert(two.fingerprint()));
}
