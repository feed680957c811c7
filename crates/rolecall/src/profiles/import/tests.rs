//! What becomes of profiles that assume a role.

use super::*;
use rolecall_fakes::{portal, role_ref};

const SSO: &str = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n\
                   [profile admin]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n";

fn arn(name: &str) -> String {
    format!("arn:aws:iam::444455556666:role/{name}")
}

fn settings() -> Settings {
    Settings {
        portals: vec![portal("corp", "eu-central-1")],
        ..Settings::default()
    }
}

fn plan(text: &str, settings: &Settings) -> RoleImport {
    plan_role_import(
        &ProfileSet::parse(text, "").unwrap(),
        settings,
        &[],
        &KnownRoots::new(),
    )
}

fn reason(profile: &str) -> LeftOut {
    let text = format!("{SSO}[profile p]\n{profile}");
    let mut plan = plan_role_import(
        &ProfileSet::parse(&text, "").unwrap(),
        &settings(),
        &["p".into()],
        &KnownRoots::new(),
    );
    assert_eq!(plan.roles, [], "{profile}");
    plan.left_out.pop().unwrap().reason
}

#[test]
fn a_chain_becomes_definitions_in_their_order() {
    let text = format!(
        "{SSO}[profile team/audit]\nrole_arn = {}\nsource_profile = hub\nexternal_id = acme:7\nregion = eu-west-1\n\
         [profile hub]\nrole_arn = {}\nsource_profile = admin\nrole_session_name = ada\nduration_seconds = 900\n",
        arn("Audit"),
        arn("Hub")
    );
    let plan = plan(&text, &settings());
    assert_eq!(plan.left_out, []);
    let names: Vec<_> = plan
        .roles
        .iter()
        .map(|role| role.definition.name.as_str())
        .collect();
    assert_eq!(names, ["hub", "team-audit"]);
    let RoleMethod::AssumeRole(hub) = &plan.roles[0].definition.method else {
        panic!("it is assumed");
    };
    assert_eq!(
        hub.from,
        role_ref(&portal("corp", "eu-central-1").name, "111122223333", "Admin")
    );
    assert_eq!(
        hub.session.name.as_ref().map(SessionNameTemplate::as_str),
        Some("ada")
    );
    assert_eq!(hub.session.duration, SessionDuration::from_seconds(900).ok());
    let RoleMethod::AssumeRole(audit) = &plan.roles[1].definition.method else {
        panic!("it is assumed");
    };
    assert_eq!(audit.from, plan.roles[0].definition.key());
    assert_eq!(audit.external_id.as_ref().map(ExternalId::as_str), Some("acme:7"));

    let mut with_both = settings();
    with_both.roles = plan.roles.iter().map(|role| role.definition.clone()).collect();
    let again = self::plan(&text, &with_both);
    assert_eq!(again.roles, []);
    let reasons: Vec<_> = again.left_out.into_iter().map(|it| it.reason).collect();
    let there = |name| LeftOut::AlreadyDefined(DefinedRoleName::parse(name).unwrap());
    assert_eq!(reasons, [there("hub"), there("team-audit")]);
}

#[test]
fn a_token_file_leads_to_a_role_of_its_own() {
    let text = format!(
        "[profile ci]\nrole_arn = {}\nweb_identity_token_file = {}\nregion = eu-west-1\n\
         [profile next]\nrole_arn = {}\nsource_profile = ci\n",
        arn("Ci"),
        if cfg!(windows) { "C:\\token" } else { "/run/token" },
        arn("Next")
    );
    let plan = plan(&text, &settings());
    let methods: Vec<_> = plan.roles.iter().map(|role| &role.definition.method).collect();
    let [RoleMethod::WebIdentity(ci), RoleMethod::AssumeRole(next)] = methods[..] else {
        panic!("{plan:?}");
    };
    assert_eq!(ci.role_arn.as_str(), arn("Ci"));
    assert_eq!(next.from, plan.roles[0].definition.key());
}

#[test]
fn what_is_left_out_has_its_reason() {
    let role = format!("role_arn = {}\n", arn("R"));
    let from_admin = format!("{role}source_profile = admin\n");
    let key = "aws_access_key_id = AKIA\naws_secret_access_key = s\n";
    for (profile, expected) in [
        ("region = eu-west-1\n".to_owned(), LeftOut::AssumesNoRole),
        (format!("{role}source_profile = p\n{key}"), LeftOut::StaticKeys),
        (
            format!("{role}credential_source = Environment\n"),
            LeftOut::NamedSource("Environment".into()),
        ),
        (
            format!("{from_admin}duration_seconds = 7200\n"),
            LeftOut::Unresolvable(RoleSourceError::ChainedDurationTooLong(
                DefinedRoleName::parse("p").unwrap(),
            )),
        ),
        (
            role.clone(),
            LeftOut::Broken(ChainProblem::MissingKey {
                profile: "p".into(),
                key: "source_profile",
            }),
        ),
        (
            format!(
                "{role}source_profile = q\n[profile q]\nsso_start_url = https://other.awsapps.com/start\n\
                     sso_region = eu-central-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
            ),
            LeftOut::NoPortal("https://other.awsapps.com/start".into()),
        ),
        (
            format!("{role}source_profile = q\n[profile q]\ncredential_process = tool\n"),
            LeftOut::Process,
        ),
    ] {
        assert_eq!(reason(&profile), expected, "{profile}");
    }
    let none = plan_role_import(
        &ProfileSet::default(),
        &settings(),
        &["nobody".into()],
        &KnownRoots::new(),
    );
    assert_eq!(none.left_out[0].reason, LeftOut::NoProfile);
}

#[test]
fn a_value_that_cannot_be_used_is_named() {
    let role = format!("role_arn = {}\n", arn("R"));
    let from_admin = format!("{role}source_profile = admin\n");
    for (profile, expected) in [
        (format!("{from_admin}mfa_serial = x\n"), LeftOut::Mfa),
        (
            format!("{from_admin}external_id = !\n"),
            LeftOut::InvalidValue("external_id"),
        ),
        (
            format!("{from_admin}role_session_name = {{user}}\n"),
            LeftOut::InvalidValue("role_session_name"),
        ),
        (
            format!("{from_admin}duration_seconds = 5\n"),
            LeftOut::InvalidValue("duration_seconds"),
        ),
        (
            "role_arn = arn:aws:iam::1:role/R\nsource_profile = admin\n".into(),
            LeftOut::InvalidValue("role_arn"),
        ),
        (
            format!("{role}web_identity_token_file = token\nregion = eu-west-1\n"),
            LeftOut::InvalidValue("web_identity_token_file"),
        ),
        (
            format!("{role}web_identity_token_file = /token\n"),
            LeftOut::MissingValue("region"),
        ),
    ] {
        assert_eq!(reason(&profile), expected, "{profile}");
    }
}

#[test]
fn nothing_is_added_of_a_chain_that_fails_further_on() {
    let text = format!(
        "{SSO}[profile hub]\nrole_arn = {}\nsource_profile = admin\n\
         [profile far]\nrole_arn = {}\nsource_profile = hub\nmfa_serial = x\n",
        arn("Hub"),
        arn("Far")
    );
    let plan = plan_role_import(
        &ProfileSet::parse(&text, "").unwrap(),
        &settings(),
        &["far".into()],
        &KnownRoots::new(),
    );
    assert_eq!(plan.roles, []);
    assert_eq!(plan.left_out[0].reason, LeftOut::Mfa);
}

#[test]
fn a_name_that_means_another_role_stays_with_it() {
    let mut settings = settings();
    let corp = portal("corp", "eu-central-1").name;
    let method = AssumeRole::new(
        RoleArn::parse(&arn("Other")).unwrap(),
        role_ref(&corp, "111122223333", "Admin"),
    );
    settings.roles.push(RoleDefinition {
        name: DefinedRoleName::parse("HUB").unwrap(),
        method: RoleMethod::AssumeRole(method),
    });
    let text = format!(
        "{SSO}[profile hub]\nrole_arn = {}\nsource_profile = admin\n",
        arn("Hub")
    );
    assert_eq!(plan(&text, &settings).roles[0].definition.name.as_str(), "hub-2");
}

fn user(key: &str) -> RoleMethod {
    use rolecall_model::role_definition::{AccessKeyId, IamUser, IamUserArn};
    RoleMethod::User(IamUser {
        user_arn: IamUserArn::parse("arn:aws:iam::111122223333:user/ops/ann").unwrap(),
        access_key_id: AccessKeyId::parse(key).unwrap(),
        mfa_serial: None,
        mfa_command: None,
        duration: None,
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
    })
}

#[test]
fn a_user_whose_keys_are_in_a_file_becomes_one_with_the_roles_that_ask_for_her_codes() {
    const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
    const DEVICE: &str = "arn:aws:iam::111122223333:mfa/phone";
    let config = format!(
        "[profile ann]\nregion = eu-west-1\n\
         [profile admin]\nrole_arn = {}\nsource_profile = ann\nmfa_serial = {DEVICE}\n\
         [profile far]\nrole_arn = {}\nsource_profile = admin\nmfa_serial = {DEVICE}\n\
         [profile temporary]\nrole_arn = {}\nsource_profile = other\n",
        arn("Admin"),
        arn("Far"),
        arn("Temporary"),
    );
    let credentials = format!(
        "[ann]\naws_access_key_id = {KEY}\naws_secret_access_key = secret\n\
         [other]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = secret\naws_session_token = t\n"
    );
    let set = ProfileSet::parse(&config, &credentials).unwrap();
    let roots: Vec<String> = roots_of_profiles(&set, &[])
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(roots, ["ann", "other"]);
    let known = KnownRoots::from([("ann".to_owned(), user(KEY))]);
    let plan = plan_role_import(&set, &settings(), &[], &known);
    let names: Vec<_> = plan
        .roles
        .iter()
        .map(|role| role.definition.name.as_str())
        .collect();
    assert_eq!(names, ["ann", "admin"]);
    let RoleMethod::AssumeRole(admin) = &plan.roles[1].definition.method else {
        panic!("it is assumed");
    };
    assert_eq!(admin.mfa_serial.as_ref().map(MfaSerial::as_str), Some(DEVICE));
    let reasons: Vec<_> = plan
        .left_out
        .iter()
        .map(|left| (left.profile.as_str(), &left.reason))
        .collect();
    assert_eq!(
        reasons,
        [("far", &LeftOut::Mfa), ("temporary", &LeftOut::StaticKeys)]
    );

    let mut there = settings();
    there.roles = vec![RoleDefinition {
        name: DefinedRoleName::parse("me").unwrap(),
        method: user(KEY),
    }];
    let plan = plan_role_import(&set, &there, &["admin".into()], &known);
    assert_eq!(plan.roles.len(), 1, "her key is there under another name");
}
