//! Roles that a certificate leads to: how they are read and written, and what is refused with its line.

use super::*;
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::roles_anywhere::CertificateLocation;
use std::path::PathBuf;

const HOST: &str = r#"[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
certificate = "/etc/host.pem"
private_key = "/etc/host.key"
chain = "/etc/chain.pem"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"
endpoint_url = "http://127.0.0.1:4566"
session_name = "batch"
duration_seconds = 7200
"#;

fn host(text: &str) -> RoleDefinition {
    read_settings(text).unwrap().roles.remove(0)
}

#[test]
fn they_are_read_and_written_as_they_were() {
    let definition = host(HOST);
    let RoleMethod::RolesAnywhere(role) = &definition.method else {
        panic!("{definition:?}");
    };
    assert_eq!(definition.key().role_name.as_str(), "Host");
    assert_eq!(definition.method.parent(), None);
    assert_eq!(role.endpoints().region.as_str(), "eu-west-1");
    let pem = CertificateLocation::Pem {
        certificate: PathBuf::from("/etc/host.pem"),
        private_key: PathBuf::from("/etc/host.key"),
        chain: Some(PathBuf::from("/etc/chain.pem")),
    };
    assert_eq!(role.certificate, pem);
    let added = add_role("", &definition).unwrap();
    assert_eq!(host(&added), definition);

    let mut changed = definition.clone();
    let RoleMethod::RolesAnywhere(role) = &mut changed.method else {
        panic!("{changed:?}");
    };
    role.certificate = CertificateLocation::Pkcs12 {
        file: PathBuf::from("/etc/host.p12"),
        certificate: None,
        chain: None,
    };
    let replaced = replace_role(&format!("# mine\n{HOST}"), &changed).unwrap();
    assert!(
        replaced.starts_with("# mine\n") && !replaced.contains("private_key"),
        "{replaced}"
    );
    assert_eq!(host(&replaced), changed);
    assert_ne!(changed.method.fingerprint(), definition.method.fingerprint());
    assert_eq!(remove_role(&replaced, &definition.name).unwrap().trim(), "");
}

#[test]
fn one_with_anything_wrong_is_left_out() {
    let wrong = [
        ("/etc/host.pem", "host.pem"),
        ("certificate =", "# certificate ="),
        ("private_key =", "# private_key ="),
        ("chain = \"/etc/chain.pem\"", "pkcs12 = \"/etc/host.p12\""),
        ("trust_anchor =", "# trust_anchor ="),
        (":trust-anchor/", ":profile/"),
        ("eu-west-1:111122223333:profile", "eu-west-2:111122223333:profile"),
        ("http://127.0.0.1:4566", "http://aws.example"),
        ("7200", "60"),
        ("role/Host", "user/Host"),
    ];
    for (right, wrong) in wrong {
        let text = HOST.replacen(right, wrong, 1);
        assert_ne!(text, HOST, "{right}");
        let settings = read_settings(&text).unwrap();
        assert!(settings.roles.is_empty(), "{wrong}");
    }
}

#[test]
fn one_that_is_obtained_in_two_ways_is_left_out_and_said_so() {
    let text = format!("{HOST}\nassume = \"arn:aws:iam::222233334444:role/Tools\"\n");
    assert_left_out(&text, 1, "has assume and roles_anywhere");
}
