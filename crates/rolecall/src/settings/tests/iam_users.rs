//! IAM users: how they are read and written, and what is refused with its line.

use super::*;
use rolecall_model::role_definition::{RoleDefinition, RoleMethod, UserSessionDuration};
use rolecall_model::role_source::{RoleSource, RoleSourceError};

const CAROL: &str = r#"[role.carol]
user = "arn:aws:iam::111122223333:user/staff/carol"
access_key_id = "AKIAIOSFODNN7EXAMPLE"
mfa_serial = "arn:aws:iam::111122223333:mfa/carol"
mfa_command = "pass otp aws"
duration_seconds = 129600
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4566"
"#;

fn first(text: &str) -> RoleDefinition {
    read_settings(text).unwrap().roles.remove(0)
}

#[test]
fn they_are_read_and_written_as_they_were() {
    let definition = first(CAROL);
    let key = definition.key();
    assert_eq!(
        (key.account_id.as_str(), key.role_name.as_str()),
        ("111122223333", "carol")
    );
    assert_eq!(definition.method.role_arn(), None);
    let settings = read_settings(CAROL).unwrap();
    let source = settings.resolve(&key).unwrap().source;
    assert!(matches!(source, RoleSource::User(_)) && source.portal().is_none() && source.parent().is_none());
    assert_eq!(first(&add_role("", &definition).unwrap()), definition);

    let mut changed = definition.clone();
    let RoleMethod::User(user) = &mut changed.method else {
        panic!("{changed:?}");
    };
    user.mfa_serial = None;
    user.mfa_command = None;
    user.duration = Some(UserSessionDuration::default());
    let replaced = replace_role(&format!("# mine\n{CAROL}"), &changed).unwrap();
    assert!(
        replaced.starts_with("# mine\n") && !replaced.contains("mfa_"),
        "{replaced}"
    );
    assert_eq!(first(&replaced), changed);
    assert_eq!(remove_role(&replaced, &definition.name).unwrap().trim(), "");
}

#[test]
fn what_is_missing_or_wrong_is_named_with_its_line() {
    for (right, wrong) in [
        ("user/staff/carol", "role/carol"),
        ("AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
        ("access_key_id", "key_id"),
        ("region =", "place ="),
        ("mfa/carol", "mfa carol"),
        ("129600", "129601"),
        ("pass otp aws", "pass\\notp"),
        ("http://127.0.0.1:4566", "http://example.com"),
    ] {
        let (settings, faults) = read_settings_and_faults(&CAROL.replace(right, wrong)).unwrap();
        assert_eq!(
            (settings.roles.len(), faults.len()),
            (0, 1),
            "{wrong}: {faults:?}"
        );
    }
}

#[test]
fn a_role_of_a_user_may_last_long_and_ask_for_a_code() {
    let role = |from: &str| {
        format!(
            "{CAROL}\n[role.admin]\nassume = \"arn:aws:iam::444455556666:role/Admin\"\nfrom = \"{from}\"\n\
             mfa_serial = \"arn:aws:iam::111122223333:mfa/carol\"\nduration_seconds = 43200\n\
             [role.hub]\nassume = \"arn:aws:iam::444455556666:role/Hub\"\nfrom = \"carol\"\n"
        )
    };
    let resolved = |text: &str| {
        let settings = read_settings(text).unwrap();
        let key = settings.roles[1].key();
        settings.resolve(&key)
    };
    let source = resolved(&role("carol")).unwrap().source;
    assert!(source.takes_mfa_code(), "it is signed with the user's own key");
    let refused = resolved(&role("hub")).unwrap_err();
    assert!(matches!(refused, RoleSourceError::MfaWithoutUser(name) if name.as_str() == "admin"));
    let fingerprint = |text: &str| read_settings(text).unwrap().roles[1].method.fingerprint();
    let other = role("carol").replacen("duration_seconds = 43200", "", 1);
    assert_ne!(fingerprint(&role("carol")), fingerprint(&other));
    let RoleMethod::AssumeRole(assume) = read_settings(&role("carol")).unwrap().roles[1].method.clone()
    else {
        panic!("a role");
    };
    let definition = RoleDefinition {
        name: read_settings(&role("carol")).unwrap().roles[1].name.clone(),
        method: RoleMethod::AssumeRole(assume),
    };
    let added = add_role(CAROL, &definition).unwrap();
    assert_eq!(read_settings(&added).unwrap().roles[1], definition);
}
