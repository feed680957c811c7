//! Roles that a token of another identity provider leads to: how they are read and written, and what is refused with its line.

use super::*;
use rolecall_model::role_definition::{IdentityTokenSource, RoleDefinition, RoleMethod};
use rolecall_model::role_source::RoleSource;
use std::path::PathBuf;

const CI: &str = r#"[role.ci]
web_identity_token_file = "/run/token"
role = "arn:aws:iam::111122223333:role/team/Ci"
region = "eu-west-1"
endpoint_url = "http://127.0.0.1:4566"
session_name = "build-{user}"
duration_seconds = 43200
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
"#;

fn ci(text: &str) -> RoleDefinition {
    read_settings(text).unwrap().roles.remove(0)
}

#[test]
fn they_are_read_and_written_as_they_were() {
    let definition = ci(CI);
    let RoleMethod::WebIdentity(role) = &definition.method else {
        panic!("{definition:?}");
    };
    assert_eq!(definition.key().role_name.as_str(), "Ci");
    assert_eq!(definition.method.parent(), None);
    assert_eq!(role.token, IdentityTokenSource::File(PathBuf::from("/run/token")));
    let settings = read_settings(CI).unwrap();
    let source = settings.resolve(&definition.key()).unwrap().source;
    assert!(
        matches!(source, RoleSource::WebIdentity(_)),
        "twelve hours are allowed"
    );
    assert!(source.portal().is_none() && source.parent().is_none());
    assert_eq!(source.endpoints().region.as_str(), "eu-west-1");
    assert!(settings.source_portals().is_empty());
    let added = add_role("", &definition).unwrap();
    assert_eq!(ci(&added), definition);

    let mut changed = definition.clone();
    let RoleMethod::WebIdentity(role) = &mut changed.method else {
        panic!("{changed:?}");
    };
    role.token = IdentityTokenSource::Command("get-token --audience \"aws\"".to_owned());
    role.endpoint_url = None;
    let replaced = replace_role(&format!("# mine\n{CI}"), &changed).unwrap();
    assert!(
        replaced.starts_with("# mine\n") && !replaced.contains("token_file"),
        "{replaced}"
    );
    assert_eq!(ci(&replaced), changed);
    assert_eq!(remove_role(&replaced, &definition.name).unwrap().trim(), "");
}

#[test]
fn every_part_of_a_definition_is_in_its_fingerprint() {
    let fingerprint = |text: &str| ci(text).method.fingerprint();
    let before = fingerprint(CI);
    assert!(!before.contains("/run/token"), "{before}");
    for (right, other) in [
        ("/run/token", "/run/other"),
        ("web_identity_token_file", "web_identity_command"),
        ("role/team", "role/other"),
        ("eu-west-1", "eu-west-2"),
        ("127.0.0.1", "[::1]"),
        ("build-", "deploy-"),
        ("43200", "3600"),
        ("ReadOnlyAccess", "ViewOnlyAccess"),
    ] {
        let changed = CI.replacen(right, other, 1);
        assert_ne!(fingerprint(&changed), before, "{other}");
    }
}

#[test]
fn one_with_anything_wrong_is_left_out() {
    let too_long = "x".repeat(2049);
    let wrong = [
        ("\"/run/token\"", "\"run/token\""),
        (
            "web_identity_token_file = \"/run/token\"",
            "web_identity_command = \" \"",
        ),
        (
            "web_identity_token_file = \"/run/token\"",
            &format!("web_identity_command = \"{too_long}\""),
        ),
        ("role =", "# role ="),
        ("region =", "# region ="),
        ("eu-west-1", "Europe"),
        ("role/team/Ci", "user/Ci"),
        ("http://127.0.0.1:4566", "http://aws.example"),
        ("43200", "60"),
        ("build-", "build "),
    ];
    for (right, wrong) in wrong {
        let text = CI.replacen(right, wrong, 1);
        assert_ne!(text, CI, "{right}");
        let settings = read_settings(&text).unwrap();
        assert!(settings.roles.is_empty(), "{wrong}");
    }
}

#[test]
fn a_role_with_two_methods_is_left_out_with_its_line() {
    for second in [
        "web_identity_command = \"get-token\"",
        "roles_anywhere = \"arn:aws:iam::111122223333:role/Host\"",
        "assume = \"arn:aws:iam::111122223333:role/Deploy\"\nfrom = \"acme/111122223333/Admin\"",
    ] {
        let (settings, faults) = read_settings_and_faults(&format!("{CI}{second}\n")).unwrap();
        assert!(settings.roles.is_empty(), "{second}");
        assert_eq!(faults.len(), 1, "{faults:?}");
        let is_conflict = matches!(faults[0].fault, SettingsFault::Conflict { .. });
        assert!(is_conflict && faults[0].line == 1, "{faults:?}");
    }
}
