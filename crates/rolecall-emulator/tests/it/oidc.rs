//! RegisterClient, /authorize and the authorization-code grant: what goes through and what is refused.

use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, MixedGrants};
use serde_json::{Value, json};

use crate::support::*;

#[test]
fn a_registration_answers_what_aws_answers() {
    let emulator = automatic();
    let reply = post_json(emulator.url(), "/client/register", &code_registration(&emulator));
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(reply.header("x-amzn-requestid").len(), 36);
    let body = reply.json();
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
fn registrations_that_aws_refuses_are_refused() {
    let emulator = automatic();
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
        post_json(emulator.url(), "/client/register", &bad).is(status, error);
    }
    request(emulator.url(), "POST", "/client/register", &[], "not json").is(400, "InvalidRequestException");
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
fn errors_are_written_as_aws_writes_them() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
    let reply = client.refresh(&emulator, "never issued");
    reply.is(400, "InvalidGrantException");
    let header = "InvalidGrantException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/";
    assert_eq!(reply.header("x-amzn-errortype"), header);
    let body = json!({"error": "invalid_grant", "error_description": "Invalid refresh token provided"});
    assert_eq!(reply.json(), body);
}

#[test]
fn the_error_type_can_be_in_one_place_only() {
    let emulator = emulator(EmulatorSettings {
        error_type: ErrorType::Body,
        ..EmulatorSettings::default()
    });
    let reply = post_json(emulator.url(), "/token", &json!({}));
    assert_eq!(reply.header("x-amzn-errortype"), "");
    assert_eq!(
        reply.json()["__type"],
        "com.amazonaws.sso.oidc#InvalidRequestException"
    );
    emulator
        .command("settings", json!({"error_type": "header"}))
        .unwrap();
    let reply = portal(&emulator, "wrong", "/assignment/accounts");
    reply.is(401, "UnauthorizedException");
    assert!(reply.json().get("__type").is_none());
}

#[test]
fn a_code_becomes_tokens_once() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
    let reply = get(emulator.url(), &client.authorize_target(&[]));
    let location = reply.header("location").to_owned();
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
    client.exchange(&emulator, &code).is(400, "InvalidGrantException");
}

#[test]
fn what_does_not_fit_the_code_is_refused() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
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
        client.token(&emulator, &bad).is(400, error);
    }
    // Another client's code, though everything else is right.
    let code = client.code(&emulator);
    Client::for_code(&emulator)
        .exchange(&emulator, &code)
        .is(400, "InvalidGrantException");
    assert_eq!(client.exchange(&emulator, &code).status, 200);
}

#[test]
fn a_code_expires() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
    let code = client.code(&emulator);
    emulator
        .command("clock", json!({"advance_seconds": 601}))
        .unwrap();
    client.exchange(&emulator, &code).is(400, "InvalidGrantException");
}

#[test]
fn a_client_must_know_its_secret_and_be_registered_still() {
    let emulator = automatic();
    let mut client = Client::for_code(&emulator);
    let code = client.code(&emulator);
    let secret = std::mem::replace(&mut client.secret, "guessed".to_owned());
    client
        .exchange(&emulator, &code)
        .is(401, "InvalidClientException");
    client.secret = secret;
    emulator
        .command("expire", json!({"what": "registrations"}))
        .unwrap();
    client
        .exchange(&emulator, &code)
        .is(401, "InvalidClientException");
    get(emulator.url(), &client.authorize_target(&[])).is(401, "InvalidClientException");
}

#[test]
fn authorize_answers_directly_when_the_client_or_its_address_is_wrong() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
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
        get(emulator.url(), &client.authorize_target(&[(name, value)])).is(status, error);
    }
    let device = Client::for_device(&emulator);
    get(emulator.url(), &device.authorize_target(&[])).is(400, "UnauthorizedClientException");
}

#[test]
fn authorize_sends_other_problems_back_to_the_client() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "too-short", "invalid_request"),
        ("scopes", "sso:account:access everything", "invalid_scope"),
    ] {
        let reply = get(emulator.url(), &client.authorize_target(&[(name, value)]));
        assert_eq!(reply.status, 302, "{name}");
        let location = reply.header("location");
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
fn scopes_come_under_two_names_and_with_three_separators() {
    let emulator = automatic();
    let client = Client::for_code(&emulator);
    for (name, value) in [
        ("scopes", "sso:account:access,sso:account:access"),
        ("scopes", "sso:account:access sso:account:access"),
        ("scope", "sso:account:access"),
    ] {
        let target = client.authorize_target(&[("scopes", ""), (name, value)]);
        let reply = get(emulator.url(), &target);
        assert!(parameter(reply.header("location"), "code").is_some(), "{value}");
    }
}

#[test]
fn consent_auto_takes_the_first_user_or_the_chosen_one() {
    let emulator = emulator(EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    });
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    assert!(
        Signed::caller_identity(&keys)
            .send(&emulator)
            .body
            .contains("/alice</Arn>")
    );
    emulator.command("settings", json!({"auto_user": "bob"})).unwrap();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    assert!(
        Signed::caller_identity(&keys)
            .send(&emulator)
            .body
            .contains("/bob</Arn>")
    );
}
