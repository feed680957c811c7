//! AWS Sign-In: the page where one approves a program, and what is refused before any proof is looked at. boto3 has the rest.

use std::path::Path;

use rolecall_emulator::{EmulatorSettings, Organization};
use serde_json::{Value, json};

use crate::support::*;

const CLIENT_ID: &str = "arn:aws:signin:::devtools/same-device";

fn console_emulator(change: impl FnOnce(&mut EmulatorSettings)) -> rolecall_emulator::EmulatorHandle {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/iam.json");
    emulator_of(Organization::from_file(&path).unwrap(), change)
}

fn authorize_target(changes: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("state", "state-1"),
        ("code_challenge_method", "SHA-256"),
        ("code_challenge", CHALLENGE),
        ("scope", "openid"),
        ("redirect_uri", CALLBACK),
    ];
    for (name, value) in changes {
        pairs.retain(|(known, _)| known != name);
        pairs.push((name, value));
    }
    format!("/v1/authorize?{}", form(&pairs))
}

#[test]
fn requests_that_aws_rejects_are_shown_to_the_browser() {
    let emulator = console_emulator(consent_auto);
    for change in [
        ("client_id", "arn:aws:signin:::devtools/other"),
        ("redirect_uri", "http://evil.example/oauth/callback"),
        ("redirect_uri", "http://127.0.0.1:1/other"),
        ("response_type", "token"),
        ("scope", "everything"),
        ("code_challenge_method", "S256"),
        ("code_challenge", "short"),
        ("state", ""),
    ] {
        let shown = get(emulator.url(), &authorize_target(&[change]));
        assert_eq!(shown.status, 400, "{change:?}");
        assert_eq!(shown.header("location"), "", "{change:?}");
    }
    assert_eq!(get(emulator.url(), &authorize_target(&[])).status, 302);
    set(&emulator, json!({"auto_user": "nobody"}));
    assert_eq!(get(emulator.url(), &authorize_target(&[])).status, 403);
}

/// The value of the hidden field that names the page.
fn transaction(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"transaction\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

#[test]
fn one_allows_or_denies_on_a_page_once() {
    let emulator = console_emulator(|_| {});
    let url = emulator.url();
    let answered = |answer: &str| {
        let page = get(url, &authorize_target(&[])).body;
        let pairs = [
            ("transaction", transaction(&page)),
            ("answer", answer),
            ("user", "alice"),
        ];
        let first = post_form(url, "/v1/consent", &pairs);
        assert_eq!(post_form(url, "/v1/consent", &pairs).status, 400);
        first
    };
    let allowed = answered("allow");
    let location = allowed.header("location").to_owned();
    assert!(location.starts_with(&format!("{CALLBACK}?code=")), "{location}");
    assert_eq!(parameter(&location, "state").unwrap(), "state-1");
    let denied = answered("deny");
    let expected = format!("{CALLBACK}?error=access_denied&state=state-1");
    assert_eq!(denied.header("location"), expected);
}

#[test]
fn a_request_without_a_proof_is_refused_and_spends_no_code() {
    let emulator = console_emulator(consent_auto);
    let redirect = get(emulator.url(), &authorize_target(&[]));
    let code = parameter(redirect.header("location"), "code").unwrap();
    let body = json!({
        "clientId": CLIENT_ID, "grantType": "authorization_code", "code": code, "codeVerifier": VERIFIER,
        "redirectUri": CALLBACK,
    });
    let refused = post_json(emulator.url(), "/v1/token", &body);
    refused.assert_error(400, "Validation");
    let error: Value = refused.json();
    assert_eq!(error["error"], "INVALID_REQUEST");
    assert!(error["message"].as_str().unwrap().contains("DPoP"), "{error}");
}

#[test]
fn nobody_is_in_the_console_whom_the_organization_does_not_have() {
    for console in [
        json!({"account": "111122223333"}),
        json!({"account": "111122223333", "user": "x", "role": "Admin"}),
        json!({"account": "111122223333", "user": "x"}),
        json!({"account": "111122223333", "role": "Other"}),
        json!({"account": "000000000000", "role": "Admin"}),
    ] {
        let organization = json!({
            "users": [{"name": "ann", "console": console}],
            "accounts": [{"id": "111122223333", "name": "a", "roles": ["Admin"]}],
        });
        assert!(
            Organization::from_json(&organization.to_string()).is_err(),
            "{console}"
        );
    }
}
