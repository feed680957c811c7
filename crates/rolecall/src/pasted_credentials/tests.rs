//! What the access portal, the AWS CLI and shells show.

use super::*;

const FORMS: [&str; 10] = [
    "export AWS_ACCESS_KEY_ID=\"ASIAEXAMPLE\"\nexport AWS_SECRET_ACCESS_KEY=\"CANARY/s+=\"\nexport AWS_SESSION_TOKEN=\"CANARY-t==\"\n",
    "export AWS_ACCESS_KEY_ID=ASIAEXAMPLE; \r\nexport AWS_SECRET_ACCESS_KEY='CANARY/s+='\r\nexport AWS_SESSION_TOKEN=CANARY-t==\r\n",
    "SET AWS_ACCESS_KEY_ID=ASIAEXAMPLE\nSET AWS_SECRET_ACCESS_KEY=CANARY/s+=\nset \"AWS_SESSION_TOKEN=CANARY-t==\"\n",
    "$Env:AWS_ACCESS_KEY_ID=\"ASIAEXAMPLE\"\n$env:AWS_SECRET_ACCESS_KEY = 'CANARY/s+='\n$Env:AWS_SESSION_TOKEN=\"CANARY-t==\"",
    "set -gx AWS_ACCESS_KEY_ID \"ASIAEXAMPLE\"\nset -gx AWS_SECRET_ACCESS_KEY 'CANARY/s+='\nset -gx AWS_SESSION_TOKEN CANARY-t==",
    "setenv AWS_ACCESS_KEY_ID ASIAEXAMPLE\nsetenv AWS_SECRET_ACCESS_KEY CANARY/s+=\nsetenv AWS_SESSION_TOKEN CANARY-t==",
    "[111122223333_Admin]\naws_access_key_id=ASIAEXAMPLE\naws_secret_access_key = CANARY/s+=\nregion = eu-west-1\naws_session_token=CANARY-t==\n",
    "AWS_ACCESS_KEY_ID=AKIAOLD\nAWS_ACCESS_KEY_ID=ASIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=CANARY/s+=\nAWS_SECURITY_TOKEN=CANARY-t==\n# a comment\n",
    r#"{"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "CANARY/s+=", "SessionToken": "CANARY-t=="}"#,
    r#" {"Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "CANARY/s+=", "SessionToken": "CANARY-t=="}}"#,
];

#[test]
fn every_form_is_read() {
    for form in FORMS {
        let pasted = parse_pasted_credentials(form).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!(pasted.access_key_id, "ASIAEXAMPLE", "{form}");
        assert!(pasted.secret_access_key.matches("CANARY/s+="), "{form}");
        assert!(pasted.session_token.matches("CANARY-t=="), "{form}");
        assert_eq!(pasted.expires_at, None, "{form}");
        assert!(!format!("{pasted:?}").contains("CANARY"));
    }
}

#[test]
fn an_end_is_taken_over() {
    let end = "2026-11-23T22:46:48Z";
    let json = FORMS[8].replacen('{', &format!("{{\"Expiration\": \"{end}\", "), 1);
    let lines = format!("{}export AWS_CREDENTIAL_EXPIRATION={end}\n", FORMS[0]);
    let section = format!(
        "{}x_security_token_expires = 2026-11-23T23:46:48+01:00\n",
        FORMS[6]
    );
    for form in [json, lines.clone(), section] {
        let pasted = parse_pasted_credentials(&form).unwrap();
        assert_eq!(pasted.expires_at.unwrap().to_string(), end, "{form}");
    }
    let wrong = lines.replace(end, "tomorrow");
    let refused = parse_pasted_credentials(&wrong).unwrap_err();
    assert_eq!(refused, PastedCredentialsError::InvalidEnd);
}

#[test]
fn what_is_not_whole_or_has_no_end_at_all_is_refused() {
    for missing in ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"] {
        let text = FORMS[0].replace(missing, "OTHER");
        let refused = parse_pasted_credentials(&text).unwrap_err();
        assert_eq!(refused, PastedCredentialsError::Incomplete, "{missing}");
    }
    for text in [
        "",
        "{",
        "[]",
        "{}",
        "export",
        "\u{1f512}\u{1f512}\u{1f512}=\u{1f512}",
        "$env:\u{1f512}",
    ] {
        let refused = parse_pasted_credentials(text).unwrap_err();
        assert_eq!(refused, PastedCredentialsError::Incomplete, "{text}");
    }
    let long_term = FORMS[0].replace("ASIA", "AKIA").replace("SESSION_TOKEN", "OTHER");
    let refused = parse_pasted_credentials(&long_term).unwrap_err();
    assert_eq!(refused, PastedCredentialsError::LongTerm);
}
