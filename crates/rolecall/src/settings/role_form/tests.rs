//! A form is refused for the reasons of the settings file, all at once, and reads back what was written.

use super::super::{add_role, read_settings, role_field_texts};
use super::*;
use crate::settings::{CertificateField, RoleField, UserField};

const SETTINGS: &str = r#"
[portal.corp]
start_url = "https://corp.awsapps.com/start"
region = "eu-central-1"

[role.ci]
web_identity_token_file = "/run/token"
role = "arn:aws:iam::000000000001:role/Build"
region = "eu-central-1"

[role.deploy]
assume = "arn:aws:iam::000000000009:role/Deploy"
from = "ci"
external_id = "acme-7"
tags = { team = "storage", "a=b" = "c" }
transitive_tags = ["team"]
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
duration_seconds = 1800

[role.host]
roles_anywhere = "arn:aws:iam::000000000001:role/Host"
pkcs12 = "/etc/host.p12"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:000000000001:trust-anchor/01234567-89ab-cdef-0123-456789abcdef"
profile = "arn:aws:rolesanywhere:eu-west-1:000000000001:profile/01234567-89ab-cdef-0123-456789abcdef"
"#;

fn settings() -> Settings {
    read_settings(SETTINGS).unwrap()
}

fn form(name: &str, fields: &[(&str, &str)]) -> RoleForm {
    let field = |(key, text): &(&str, &str)| FieldText {
        key: (*key).to_owned(),
        text: (*text).to_owned(),
    };
    RoleForm {
        name: name.to_owned(),
        replaces: None,
        fields: fields.iter().map(field).collect(),
    }
}

fn faults(form: &RoleForm) -> Vec<(String, RoleFormFaultReason)> {
    let faults = check_role_form(&settings(), form).unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.key, fault.reason))
        .collect()
}

fn keys_of(form: &RoleForm) -> Vec<String> {
    faults(form).into_iter().map(|(key, _)| key).collect()
}

#[test]
fn what_is_defined_reads_back_from_its_texts() {
    let settings = settings();
    for role in &settings.roles {
        let form = RoleForm {
            name: role.name.to_string(),
            replaces: Some(role.name.clone()),
            fields: role_field_texts(&role.method),
        };
        assert_eq!(check_role_form(&settings, &form).as_ref(), Ok(role));
    }
}

#[test]
fn a_valid_form_is_what_the_file_says() {
    let typed = form(
        " release ",
        &[
            ("assume", " arn:aws:iam::000000000002:role/Release "),
            ("from", "corp/000000000001/Admin"),
            ("external_id", ""),
            ("tags", "team = payments\n\nticket=INC=42"),
            ("policy_arns", "arn:aws:iam::aws:policy/ReadOnlyAccess\n"),
            ("duration_seconds", "3600"),
        ],
    );
    let definition = check_role_form(&settings(), &typed).unwrap();
    let text = add_role(SETTINGS, &definition).unwrap();
    let read = read_settings(&text).unwrap();
    let name = DefinedRoleName::parse("release").unwrap();
    assert_eq!(read.definition(&name), Some(&definition));
    assert!(text.contains(r#"ticket = "INC=42""#), "{text}");
}

#[test]
fn a_link_that_switches_to_a_role_stands_for_its_arn() {
    let link = "https://signin.aws.amazon.com/switchrole?account=000000000002&roleName=team%2FRelease";
    let typed = form("release", &[("assume", link), ("from", "ci")]);
    let definition = check_role_form(&settings(), &typed).unwrap();
    let arn = definition.method.role_arn();
    assert_eq!(arn, Some("arn:aws:iam::000000000002:role/team/Release"));
}

#[test]
fn everything_that_is_wrong_is_found_at_once() {
    let typed = form(
        "two words",
        &[
            ("assume", "Admin"),
            ("from", ""),
            ("external_id", "x"),
            ("tags", "team"),
            ("duration_seconds", "1h"),
            ("policy", "{"),
        ],
    );
    let mut keys = keys_of(&typed);
    keys.sort();
    let mut expected = [
        "name",
        "assume",
        "from",
        "external_id",
        "tags",
        "duration_seconds",
        "policy",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
    let unexpected = |field| RoleFormFaultReason::Unexpected(ExpectedValue::RoleField(field));
    let faults = faults(&typed);
    assert!(faults.contains(&("name".to_owned(), RoleFormFaultReason::InvalidName)));
    assert!(faults.contains(&("from".to_owned(), RoleFormFaultReason::Missing)));
    assert!(faults.contains(&("tags".to_owned(), unexpected(RoleField::Tags))));
}

#[test]
fn an_empty_form_says_what_each_method_needs() {
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["user", "access_key_id", "region"],
            &["name", "user", "access_key_id", "region"],
        ),
        (&["assume", "from"], &["name", "assume", "from"]),
        (
            &[
                "roles_anywhere",
                "certificate",
                "private_key",
                "trust_anchor",
                "profile",
            ],
            &[
                "name",
                "roles_anywhere",
                "trust_anchor",
                "profile",
                "private_key",
                "certificate",
            ],
        ),
        (
            &["web_identity_token_file", "role", "region"],
            &["name", "role", "region", "web_identity_token_file"],
        ),
    ];
    for (fields, needed) in cases {
        let texts: Vec<_> = fields.iter().map(|key| (*key, "")).collect();
        let faults = faults(&form("", &texts));
        assert!(
            faults
                .iter()
                .all(|(_, reason)| *reason == RoleFormFaultReason::Missing),
            "{faults:?}"
        );
        let mut keys: Vec<_> = faults.iter().map(|(key, _)| key.as_str()).collect();
        let mut needed = needed.to_vec();
        keys.sort_unstable();
        needed.sort_unstable();
        assert_eq!(keys, needed);
    }
}

#[test]
fn what_starts_a_program_is_known() {
    let commands = [UserField::MfaCommand.key()];
    assert!(commands.iter().all(|key| COMMAND_FIELDS.contains(key)));
}

#[test]
fn a_profile_of_another_region_is_the_only_fault() {
    let typed = form(
        "host2",
        &[
            ("roles_anywhere", "arn:aws:iam::000000000001:role/Host"),
            ("pkcs12", "/etc/host.p12"),
            (
                "trust_anchor",
                "arn:aws:rolesanywhere:eu-west-1:000000000001:trust-anchor/01234567-89ab-cdef-0123-456789abcdef",
            ),
            (
                "profile",
                "arn:aws:rolesanywhere:eu-west-2:000000000001:profile/01234567-89ab-cdef-0123-456789abcdef",
            ),
        ],
    );
    let expected = ExpectedValue::CertificateField(CertificateField::Profile);
    assert_eq!(
        faults(&typed),
        [("profile".to_owned(), RoleFormFaultReason::Unexpected(expected))]
    );
}

#[test]
fn names_are_taken_without_regard_to_case_but_not_by_what_is_replaced() {
    let fields = [
        ("assume", "arn:aws:iam::000000000009:role/Deploy"),
        ("from", "ci"),
    ];
    let taken = form("Deploy", &fields);
    assert_eq!(
        faults(&taken),
        [("name".to_owned(), RoleFormFaultReason::NameTaken)]
    );
    let edited = RoleForm {
        replaces: DefinedRoleName::parse("deploy").ok(),
        ..form("deploy", &fields)
    };
    assert!(check_role_form(&settings(), &edited).is_ok());
}

#[test]
fn a_chain_that_cannot_succeed_is_said_at_its_field() {
    let arn = "arn:aws:iam::000000000001:role/Build";
    let cycle = RoleForm {
        replaces: DefinedRoleName::parse("ci").ok(),
        ..form("ci", &[("assume", arn), ("from", "deploy")])
    };
    let [(key, RoleFormFaultReason::Source(RoleSourceError::Cycle(names)))] = &faults(&cycle)[..] else {
        panic!("it is no cycle")
    };
    assert!(key == "from" && names.len() == 2);
    let long = form(
        "long",
        &[("assume", arn), ("from", "ci"), ("duration_seconds", "7200")],
    );
    assert_eq!(keys_of(&long), ["duration_seconds"]);
    let lost = form("lost", &[("assume", arn), ("from", "gone/000000000001/Admin")]);
    assert_eq!(keys_of(&lost), ["from"]);
}

#[test]
fn a_sign_in_to_the_console_is_checked_and_reads_back() {
    let arn = "arn:aws:sts::000000000001:assumed-role/Admin/ada";
    let typed = form("console", &[("login_session", arn), ("region", "EU West 1")]);
    let definition = check_role_form(&settings(), &typed).unwrap();
    assert_eq!(definition.key().role_name.as_str(), "Admin");
    let texts = role_field_texts(&definition.method);
    let pairs: Vec<_> = texts
        .iter()
        .map(|field| (field.key.as_str(), field.text.as_str()))
        .collect();
    assert_eq!(pairs, [("login_session", arn), ("region", "eu-west-1")]);
    let wrong = form(
        "console",
        &[("login_session", "ada"), ("region", ""), ("endpoint_url", "x")],
    );
    let mut keys = keys_of(&wrong);
    keys.sort();
    assert_eq!(keys, ["endpoint_url", "login_session", "region"]);
}
