//! RegisterClient, /authorize and the authorization-code grant: what is accepted and what is rejected.

use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, MixedGrants};
use serde_json::{Value, json};

use crate::support::*;

#[test]
fn a_registration_has_the_response_of_aws() {
    let emulator = auto_emulator();
    let response = post_json(emulator.url(), "/client/register", &code_registration(&emulator));
    assert_eq!(
        (response.status, response.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(response.header("x-amzn-requestid").len(), 36);
    let body = response.json();
    assert!(
        body["clientSecret"]
            .as_str()
            .unwrap()
            .contains("CANARY-client-secret-")
    );
    let (issued, expires) = (&body["clientIdIssuedAt"], &body["clientSecretExpiresAt"]);
    assert_eq!(
        expires.as_i64().unwrap() - issued.as_i64().unwrap(),
        90 * 24 * 3600
    );
    assert_eq!(body["authorizationEndpoint"], Value::Null);
    assert!(body.as_object().unwrap().contains_key("tokenEndpoint"));
}

#[test]
fn registrations_that_aws_rejects_are_rejected() {
    let emulator = auto_emulator();
    let good = code_registration(&emulator);
    for (member, value, status, error) in [
        ("clientName", json!(""), 400, "InvalidRequestException"),
        (
            "clientType",
            json!("confidential"),
            400,
            "InvalidClientMetadataException",
        ),
        ("scopes", json!(["everything"]), 400, "InvalidScopeException"),
        (
            "grantTypes",
            json!(["password"]),
            400,
            "UnsupportedGrantTypeException",
        ),
        (
            "redirectUris",
            json!(["http://evil.example/oauth/callback"]),
            400,
            "InvalidRedirectUriException",
        ),
        (
            "redirectUris",
            json!(["http://localhost/oauth/callback"]),
            400,
            "InvalidRedirectUriException",
        ),
        ("redirectUris", json!([]), 400, "InvalidRequestException"),
        (
            "issuerUrl",
            json!("https://d-0000000000.awsapps.com/start"),
            400,
            "InvalidRequestException",
        ),
        (
            "grantTypes",
            json!(["authorization_code", DEVICE_GRANT]),
            500,
            "InternalServerException",
        ),
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        post_json(emulator.url(), "/client/register", &bad).assert_error(status, error);
    }
    request(emulator.url(), "POST", "/client/register", &[], "not json")
        .assert_error(400, "InvalidRequestException");
}

#[test]
fn mixed_grants_can_be_allowed() {
    let emulator = emulator(EmulatorSettings {
        mixed_grants: MixedGrants::Allow,
        ..EmulatorSettings::default()
    });
    let mut body = code_registration(&emulator);
    body["grantTypes"] = json!(["authorization_code", "refresh_token", DEVICE_GRANT]);
    assert_eq!(post_json(emulator.url(), "/client/register", &body).status, 200);
}

#[test]
fn errors_have_the_form_of_aws() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let response = client.refresh(&emulator, "never issued");
    response.assert_error(400, "InvalidGrantException");
    let header = "InvalidGrantException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/";
    assert_eq!(response.header("x-amzn-errortype"), header);
    let body = json!({"error": "invalid_grant", "error_description": "Invalid refresh token provided"});
    assert_eq!(response.json(), body);
}

#[test]
fn the_error_type_can_be_in_header_or_body_only() {
    let emulator = emulator(EmulatorSettings {
        error_type: ErrorType::Body,
        ..EmulatorSettings::default()
    });
    let response = post_json(emulator.url(), "/token", &json!({}));
    assert_eq!(response.header("x-amzn-errortype"), "");
    assert_eq!(
        response.json()["__type"],
        "com.amazonaws.sso.oidc#InvalidRequestException"
    );
    emulator
        .command("settings", json!({"error_type": "header"}))
        .unwrap();
    let response = portal(&emulator, "wrong", "/assignment/accounts");
    response.assert_error(401, "UnauthorizedException");
    assert!(response.json().get("__type").is_none());
}

#[test]
fn a_code_is_exchanged_for_tokens_once() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let response = get(emulator.url(), &client.authorize_target(&[]));
    let location = response.header("location").to_owned();
    assert!(location.starts_with("http://127.0.0.1:43210/oauth/callback?code=CANARY-authorization-code-"));
    assert_eq!(parameter(&location, "state").as_deref(), Some("state-1"));
    let code = parameter(&location, "code").unwrap();
    let tokens = client.exchange(&emulator, &code);
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let body = tokens.json();
    assert_eq!(
        (&body["tokenType"], &body["expiresIn"]),
        (&json!("Bearer"), &json!(3600))
    );
    assert_eq!(body["idToken"], Value::Null);
    assert!(
        body["accessToken"]
            .as_str()
            .unwrap()
            .starts_with("aoaCANARY-access-token-")
    );
    assert!(
        body["refreshToken"]
            .as_str()
            .unwrap()
            .starts_with("aorCANARY-refresh-token-")
    );
    client
        .exchange(&emulator, &code)
        .assert_error(400, "InvalidGrantException");
}

#[test]
fn an_exchange_that_does_not_match_the_code_is_rejected() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let good = json!({"grantType": "authorization_code", "codeVerifier": VERIFIER, "redirectUri": CALLBACK});
    for (member, value, error) in [
        (
            "codeVerifier",
            json!(VERIFIER.replace('d', "e")),
            "InvalidGrantException",
        ),
        ("codeVerifier", json!("short"), "InvalidGrantException"),
        ("codeVerifier", Value::Null, "InvalidRequestException"),
        (
            "redirectUri",
            json!("http://127.0.0.1:43211/oauth/callback"),
            "InvalidGrantException",
        ),
        ("redirectUri", Value::Null, "InvalidRequestException"),
        (
            "code",
            json!("CANARY-authorization-code-x"),
            "InvalidGrantException",
        ),
        ("code", Value::Null, "InvalidRequestException"),
        ("grantType", json!("password"), "UnsupportedGrantTypeException"),
        ("grantType", json!(DEVICE_GRANT), "UnauthorizedClientException"),
    ] {
        let mut bad = good.clone();
        bad["code"] = json!(client.code(&emulator));
        bad[member] = value;
        client.token(&emulator, &bad).assert_error(400, error);
    }
    // The code of another client, with everything else valid.
    let code = client.code(&emulator);
    TestClient::for_code(&emulator)
        .exchange(&emulator, &code)
        .assert_error(400, "InvalidGrantException");
    assert_eq!(client.exchange(&emulator, &code).status, 200);
}

#[test]
fn a_code_expires() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let code = client.code(&emulator);
    emulator
        .command("clock", json!({"advance_seconds": 601}))
        .unwrap();
    client
        .exchange(&emulator, &code)
        .assert_error(400, "InvalidGrantException");
}

#[test]
fn a_wrong_secret_and_an_expired_registration_are_rejected() {
    let emulator = auto_emulator();
    let mut client = TestClient::for_code(&emulator);
    let code = client.code(&emulator);
    let secret = std::mem::replace(&mut client.secret, "guessed".to_owned());
    client
        .exchange(&emulator, &code)
        .assert_error(401, "InvalidClientException");
    client.secret = secret;
    emulator
        .command("expire", json!({"what": "registrations"}))
        .unwrap();
    client
        .exchange(&emulator, &code)
        .assert_error(401, "InvalidClientException");
    get(emulator.url(), &client.authorize_target(&[])).assert_error(401, "InvalidClientException");
}

#[test]
fn authorize_shows_errors_of_the_client_or_its_address() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    for (name, value, status, error) in [
        ("client_id", "unknown", 401, "InvalidClientException"),
        (
            "redirect_uri",
            "http://127.0.0.1:1/other",
            400,
            "InvalidRedirectUriException",
        ),
        (
            "redirect_uri",
            "http://localhost:1/oauth/callback",
            400,
            "InvalidRedirectUriException",
        ),
        (
            "redirect_uri",
            "https://evil.example/oauth/callback",
            400,
            "InvalidRedirectUriException",
        ),
        ("redirect_uri", "", 400, "InvalidRedirectUriException"),
    ] {
        get(emulator.url(), &client.authorize_target(&[(name, value)])).assert_error(status, error);
    }
    let device = TestClient::for_device(&emulator);
    get(emulator.url(), &device.authorize_target(&[])).assert_error(400, "UnauthorizedClientException");
}

#[test]
fn authorize_redirects_other_errors_to_the_client() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "too-short", "invalid_request"),
        ("scopes", "sso:account:access everything", "invalid_scope"),
    ] {
        let response = get(emulator.url(), &client.authorize_target(&[(name, value)]));
        assert_eq!(response.status, 302, "{name}");
        let location = response.header("location");
        assert_eq!(
            parameter(location, "error").as_deref(),
            Some(error),
            "{name}={value}"
        );
        assert_eq!(parameter(location, "state").as_deref(), Some("state-1"));
        assert_eq!(parameter(location, "code"), None);
    }
}

#[test]
fn scopes_have_two_names_and_three_separators() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    for (name, value) in [
        ("scopes", "sso:account:access,sso:account:access"),
        ("scopes", "sso:account:access sso:account:access"),
        ("scope", "sso:account:access"),
    ] {
        let target = client.authorize_target(&[("scopes", ""), (name, value)]);
        let response = get(emulator.url(), &target);
        assert!(
            parameter(response.header("location"), "code").is_some(),
            "{value}"
        );
    }
}

#[test]
fn consent_auto_signs_in_the_first_or_the_configured_user() {
    let emulator = emulator(EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    });
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    assert!(
        SignedRequest::caller_identity(&keys)
            .send(&emulator)
            .body
            .contains("/alice</Arn>")
    );
    emulator.command("settings", json!({"auto_user": "bob"})).unwrap();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    assert!(
        SignedRequest::caller_identity(&keys)
            .send(&emulator)
            .body
            .contains("/bob</Arn>")
    );
}
