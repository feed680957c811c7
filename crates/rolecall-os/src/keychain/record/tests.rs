//! The serialized form of a record is fixed; any other form is invalid.

use super::*;
use crate::keychain::tests::{credentials, sign_in};

#[test]
fn the_form_is_fixed() {
    let bytes = write_sign_in(&sign_in("access", None)).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"version":1,"place":{"start_url":"https://d-1234567890.awsapps.com/start","region":"eu-central-1"},"#,
            r#""access_token":"access","expires_at":"2030-03-17T17:46:40Z","refresh_token":"refresh \" \\ \n 😀","#,
            r#""registration":{"client_id":"client","client_secret":"client-secret","#,
            r#""expires_at":"2033-05-18T03:33:20Z","grant":"device_code"}}"#
        )
    );
    assert_eq!(
        bytes.capacity(),
        bytes.len(),
        "a buffer that grows leaves copies behind"
    );
}

#[test]
fn another_version_or_portal_identity_is_invalid() {
    let bytes = write_sign_in(&sign_in("access", None)).unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(read_sign_in(text.as_bytes()).is_some());
    for (from, to) in [
        ("\"version\":1", "\"version\":2"),
        ("https://d-", "http://d-"),
        ("eu-central-1", "evil.example/"),
        ("\"region\"", "\"endpoint_url\":\"http://example.com\",\"region\""),
        ("2030-03-17", "2030-13-17"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert!(read_sign_in(changed.as_bytes()).is_none(), "{to}");
    }
}

#[test]
fn the_form_of_a_chain_is_fixed_and_reads_back() {
    let portal = sign_in("", None).portal_identity;
    let deploy = SourceIdentity {
        portal: Some(portal),
        steps: vec![
            "arn:aws:iam::222233334444:role/Tools".to_owned(),
            "arn:aws:iam::444455556666:role/Deploy".to_owned(),
        ],
    };
    let credentials = RoleCredentials {
        source_identity: Some(deploy.clone()),
        user: Some("ada@example.com".to_owned()),
        ..credentials("token")
    };
    let bytes = write_role_credentials(&credentials).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    let end = concat!(
        r#""place":{"start_url":"https://d-1234567890.awsapps.com/start","region":"eu-central-1"},"#,
        r#""assumed_roles":["arn:aws:iam::222233334444:role/Tools","arn:aws:iam::444455556666:role/Deploy"],"#,
        r#""user":"ada@example.com"}"#
    );
    assert!(text.ends_with(end), "{text}");
    let read = read_role_credentials(&bytes).unwrap();
    assert_eq!(read.source_identity, Some(deploy));
    assert_eq!(read.user.as_deref(), Some("ada@example.com"));
}

#[test]
fn a_source_without_a_portal_reads_back() {
    let source = SourceIdentity {
        portal: None,
        steps: vec!["one".to_owned()],
    };
    let credentials = RoleCredentials {
        source_identity: Some(source.clone()),
        ..credentials("token")
    };
    let bytes = write_role_credentials(&credentials).unwrap();
    assert_eq!(
        read_role_credentials(&bytes).unwrap().source_identity,
        Some(source)
    );
}
