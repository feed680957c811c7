//! Outputs of commands.

use super::*;
use serde_json::{Value, json};

fn output() -> Value {
    json!({"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "CANARY-secret", "SessionToken": "CANARY-token",
        "Expiration": "2026-11-23T22:46:48Z", "AccountId": "111122223333"})
}

fn parsed(output: &Value) -> Result<PrintedCredentials, CredentialProcessError> {
    parse_process_output(&output.to_string())
}

#[test]
fn credentials_with_an_end_are_taken() {
    let printed = parsed(&output()).unwrap();
    assert_eq!(printed.account_id.unwrap().as_str(), "111122223333");
    let credentials = printed.credentials;
    assert_eq!(credentials.access_key_id, "ASIAEXAMPLE");
    assert!(credentials.secret_access_key.matches("CANARY-secret"));
    assert!(credentials.session_token.matches("CANARY-token"));
    assert_eq!(credentials.expires_at.to_string(), "2026-11-23T22:46:48Z");
    let mut other = output();
    other["Expiration"] = json!("2026-11-23T23:46:48+01:00");
    other.as_object_mut().unwrap().remove("AccountId");
    other["Comment"] = json!("members that nobody knows are nobody's concern");
    let same = parsed(&other).unwrap();
    assert_eq!(same.credentials.expires_at, credentials.expires_at);
    assert_eq!(same.account_id, None);
}

#[test]
fn what_cannot_be_used_has_its_reason() {
    use CredentialProcessError::{LongTerm, NoExpiration, NotCredentials, OtherVersion};
    for (member, value, expected) in [
        ("Version", json!(2), OtherVersion),
        ("Version", json!("1"), OtherVersion),
        ("AccessKeyId", Value::Null, NotCredentials),
        ("AccessKeyId", json!(""), NotCredentials),
        ("AccessKeyId", json!("ASIA\nEXAMPLE"), NotCredentials),
        ("AccessKeyId", json!("AKIAEXAMPLE"), LongTerm),
        ("SecretAccessKey", json!(7), NotCredentials),
        ("SessionToken", Value::Null, LongTerm),
        ("SessionToken", json!("two words"), NotCredentials),
        ("Expiration", Value::Null, NoExpiration),
        ("Expiration", json!("tomorrow"), NotCredentials),
        ("AccountId", json!(111_122_223_333_u64), NotCredentials),
        ("AccountId", json!("1"), NotCredentials),
    ] {
        let mut changed = output();
        changed[member] = value.clone();
        let refused = parsed(&changed).unwrap_err();
        assert_eq!(refused, expected, "{member}: {value}");
        assert!(!format!("{refused:?} {refused}").contains("CANARY"));
    }
    for text in ["", "null", "[]", "{}", "ASIA", "{\"Version\": 1}{}"] {
        assert_eq!(parse_process_output(text).unwrap_err(), NotCredentials, "{text}");
    }
}
