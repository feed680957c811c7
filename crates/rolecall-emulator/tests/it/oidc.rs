//! RegisterClient, /authorize and the authorization-code grant: what is accepted and what is rejected.

use rolecall_emulator::{ErrorType, MixedGrants};
use serde_json::{Value, json};

use crate::support::*;

#[test]
fn a_registration_has_the_response_of_aws() {
    let emulator = auto_emulator();
    let response = post_json(emulator.url(), "/client/register", &code_registration(&emulator));
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), "application/json");
    assert_eq!(response.header("x-amzn-requestid").len(), 36);
    let body = response.json();
    let secret = body["clientSecret"].as_str().unwrap();
    assert!(secret.contains("CANARY-client-secret-"));
    let second = |member: &str| body[member].as_i64().unwrap();
    let lifetime = second("clientSecretExpiresAt") - second("clientIdIssuedAt");
    assert_eq!(lifetime, 90 * 24 * 3600);
    assert_eq!(body["authorizationEndpoint"], Value::Null);
    assert!(body.as_object().unwrap().contains_key("tokenEndpoint"));
}

#[test]
fn registrations_that_aws_rejects_are_rejected() {
    let emulator = auto_emulator();
    let good = code_registration(&emulator);
    let [elsewhere, by_name] =
        ["evil.example", "localhost"].map(|host| json!([format!("http://{host}/oauth/callback")]));
    let mixed = json!(["authorization_code", DEVICE_GRANT]);
    let other_issuer = json!("https://d-0000000000.awsapps.com/start");
    for (member, value, status, error) in [
        ("clientName", json!(""), 400, "InvalidRequest"),
        ("clientType", json!("confidential"), 400, "InvalidClientMetadata"),
        ("scopes", json!(["everything"]), 400, "InvalidScope"),
        ("grantTypes", json!(["password"]), 400, "UnsupportedGrantType"),
        ("grantTypes", mixed, 500, "InternalServer"),
        ("redirectUris", elsewhere, 400, "InvalidRedirectUri"),
        ("redirectUris", by_name, 400, "InvalidRedirectUri"),
        ("redirectUris", json!([]), 400, "InvalidRequest"),
        ("issuerUrl", other_issuer, 400, "InvalidRequest"),
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        post_json(emulator.url(), "/client/register", &bad).assert_error(status, error);
    }
    request(emulator.url(), "POST", "/client/register", &[], "not json").assert_error(400, "InvalidRequest");
}

#[test]
fn mixed_grants_can_be_allowed() {
    let emulator = emulator(|settings| settings.mixed_grants = MixedGrants::Allow);
    let mut body = code_registration(&emulator);
    body["grantTypes"] = json!(["authorization_code", "refresh_token", DEVICE_GRANT]);
    assert_eq!(post_json(emulator.url(), "/client/register", &body).status, 200);
}

#[test]
fn errors_have_the_form_of_aws() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let response = client.refresh("never issued");
    response.assert_error(400, "InvalidGrant");
    let header = "InvalidGrantException:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/";
    assert_eq!(response.header("x-amzn-errortype"), header);
    let body = json!({"error": "invalid_grant", "error_description": "Invalid refresh token provided"});
    assert_eq!(response.json(), body);
}

#[test]
fn the_error_type_can_be_in_header_or_body_only() {
    let emulator = emulator(|settings| settings.error_type = ErrorType::Body);
    let response = post_json(emulator.url(), "/token", &json!({}));
    assert_eq!(response.header("x-amzn-errortype"), "");
    let error_type = "com.amazonaws.sso.oidc#InvalidRequestException";
    assert_eq!(response.json()["__type"], error_type);
    set(&emulator, json!({"error_type": "header"}));
    let response = portal(&emulator, "wrong", "/assignment/accounts");
    response.assert_error(401, "Unauthorized");
    assert!(response.json().get("__type").is_none());
}

#[test]
fn a_code_is_exchanged_for_tokens_once() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let response = client.authorize(&[]);
    let location = response.header("location").to_owned();
    assert!(location.starts_with("http://127.0.0.1:43210/oauth/callback?code=CANARY-authorization-code-"));
    assert_eq!(parameter(&location, "state").as_deref(), Some("state-1"));
    let code = parameter(&location, "code").unwrap();
    let tokens = client.exchange(&code);
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let body = tokens.json();
    assert_eq!(
        (&body["tokenType"], &body["expiresIn"]),
        (&json!("Bearer"), &json!(3600))
    );
    assert_eq!(body["idToken"], Value::Null);
    for (member, start) in [
        ("accessToken", "aoaCANARY-access-token-"),
        ("refreshToken", "aorCANARY-refresh-token-"),
    ] {
        assert!(body[member].as_str().unwrap().starts_with(start), "{member}");
    }
    client.exchange(&code).assert_error(400, "InvalidGrant");
}

#[test]
fn an_exchange_that_does_not_match_the_code_is_rejected() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let good = json!({"grantType": "authorization_code", "codeVerifier": VERIFIER, "redirectUri": CALLBACK});
    let other_port = json!(CALLBACK.replace("43210", "43211"));
    for (member, value, error) in [
        ("codeVerifier", json!(VERIFIER.replace('d', "e")), "InvalidGrant"),
        ("codeVerifier", json!("short"), "InvalidGrant"),
        ("codeVerifier", Value::Null, "InvalidRequest"),
        ("redirectUri", other_port, "InvalidGrant"),
        ("redirectUri", Value::Null, "InvalidRequest"),
        ("code", json!("CANARY-authorization-code-x"), "InvalidGrant"),
        ("code", Value::Null, "InvalidRequest"),
        ("grantType", json!("password"), "UnsupportedGrantType"),
        ("grantType", json!(DEVICE_GRANT), "UnauthorizedClient"),
    ] {
        let mut bad = good.clone();
        bad["code"] = json!(client.code());
        bad[member] = value;
        client.token(&bad).assert_error(400, error);
    }
    // The code of another client, with everything else valid.
    let code = client.code();
    let other = TestClient::for_code(&emulator);
    other.exchange(&code).assert_error(400, "InvalidGrant");
    assert_eq!(client.exchange(&code).status, 200);
}

#[test]
fn a_code_expires() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let code = client.code();
    advance(&emulator, 601);
    client.exchange(&code).assert_error(400, "InvalidGrant");
}

#[test]
fn a_wrong_secret_and_an_expired_registration_are_rejected() {
    let emulator = auto_emulator();
    let mut client = TestClient::for_code(&emulator);
    let code = client.code();
    let secret = std::mem::replace(&mut client.secret, "guessed".to_owned());
    client.exchange(&code).assert_error(401, "InvalidClient");
    client.secret = secret;
    expire(&emulator, "registrations");
    client.exchange(&code).assert_error(401, "InvalidClient");
    client.authorize(&[]).assert_error(401, "InvalidClient");
}

#[test]
fn authorize_shows_errors_of_the_client_or_its_address() {
    let emulator = auto_emulator();
    let client = TestClient::for_code(&emulator);
    let unknown = client.authorize(&[("client_id", "unknown")]);
    unknown.assert_error(401, "InvalidClient");
    for address in [
        "http://127.0.0.1:1/other",
        "http://localhost:1/oauth/callback",
        "https://evil.example/oauth/callback",
        "",
    ] {
        let refused = client.authorize(&[("redirect_uri", address)]);
        refused.assert_error(400, "InvalidRedirectUri");
    }
    let device = TestClient::for_device(&emulator);
    device.authorize(&[]).assert_error(400, "UnauthorizedClient");
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
        let response = client.authorize(&[(name, value)]);
        assert_eq!(response.status, 302, "{name}");
        let location = response.header("location");
        let found = parameter(location, "error");
        assert_eq!(found.as_deref(), Some(error), "{name}={value}");
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
        let response = client.authorize(&[("scopes", ""), (name, value)]);
        let code = parameter(response.header("location"), "code");
        assert!(code.is_some(), "{value}");
    }
}

#[test]
fn scopes_of_other_applications_are_known_and_give_no_account_access() {
    let emulator = auto_emulator();
    for scopes in [
        json!(["sso-portal:*"]),
        json!(["account_access:read_only", "account_access:assume"]),
        json!(["codewhisperer:completions", "codewhisperer:conversations"]),
        json!(["sso:account:access", "codewhisperer:analysis"]),
    ] {
        let mut registration = code_registration(&emulator);
        registration["scopes"] = scopes.clone();
        let client = TestClient::register(&emulator, &registration);
        let requested: Vec<&str> = scopes
            .as_array()
            .unwrap()
            .iter()
            .map(|scope| scope.as_str().unwrap())
            .collect();
        let response = client.authorize(&[("scopes", &requested.join(" "))]);
        let code = parameter(response.header("location"), "code").unwrap();
        let tokens = client.exchange(&code).json();
        let renewed = client.refresh(tokens["refreshToken"].as_str().unwrap()).json();
        for tokens in [&tokens, &renewed] {
            let token = tokens["accessToken"].as_str().unwrap();
            let listed = portal(&emulator, token, "/assignment/accounts");
            let expected = if requested.contains(&"sso:account:access") {
                200
            } else {
                401
            };
            assert_eq!(listed.status, expected, "{scopes}");
        }
    }
    for scope in [
        "sso-portal:",
        "codewhisperer",
        "sso:account:everything",
        "codewhisperer:a b",
    ] {
        let mut registration = code_registration(&emulator);
        registration["scopes"] = json!([scope]);
        post_json(emulator.url(), "/client/register", &registration).assert_error(400, "InvalidScope");
    }
}

#[test]
fn consent_auto_signs_in_the_first_or_the_configured_user() {
    let emulator = auto_emulator();
    for user in ["alice", "bob"] {
        let keys = role_credentials(&emulator, "111122223333", "Admin");
        let caller = SignedRequest::caller_identity(&keys).send(&emulator);
        assert!(caller.body.contains(&format!("/{user}</Arn>")), "{}", caller.body);
        set(&emulator, json!({"auto_user": "bob"}));
    }
}
