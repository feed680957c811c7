//! The refresh grant: rotation and its other modes, expiry, revocation.

use rolecall_emulator::{EmulatorHandle, RefreshTokenMode};
use serde_json::{Value, json};

use crate::support::*;

fn emulator_with(refresh: RefreshTokenMode) -> EmulatorHandle {
    emulator(|settings| {
        consent_auto(settings);
        settings.refresh = refresh;
    })
}

fn refresh_token(tokens: &Value) -> String {
    tokens["refreshToken"].as_str().unwrap().to_owned()
}

#[test]
fn rotation_invalidates_the_old_token() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    let old = refresh_token(&tokens);
    let response = client.refresh(&old);
    assert_eq!(response.status, 200, "{}", response.body);
    let new = refresh_token(&response.json());
    assert_ne!(new, old);
    client.refresh(&old).assert_error(400, "InvalidGrant");
    assert_eq!(client.refresh(&new).status, 200);
    // The first access token is valid until it expires.
    let first = tokens["accessToken"].as_str().unwrap();
    assert_eq!(portal(&emulator, first, "/assignment/accounts").status, 200);
    assert_eq!(emulator.calls("CreateToken/refresh_token"), 3);
}

#[test]
fn in_the_grace_period_the_old_token_is_valid_until_the_new_ones_are_used() {
    let emulator = emulator_with(RefreshTokenMode::RotateWithGrace);
    let (client, tokens) = signed_in(&emulator);
    let first = refresh_token(&tokens);
    // Two responses that are lost, from the view of the client.
    let lost = refresh_token(&client.refresh(&first).json());
    let second = client.refresh(&first).json();
    assert_ne!(refresh_token(&second), lost);
    // The access token is used: the old one is invalid.
    let access = second["accessToken"].as_str().unwrap();
    assert_eq!(portal(&emulator, access, "/assignment/accounts").status, 200);
    client.refresh(&first).assert_error(400, "InvalidGrant");
    // The new refresh token is used: the one before it is invalid.
    let second = refresh_token(&second);
    let third = refresh_token(&client.refresh(&second).json());
    assert_eq!(client.refresh(&third).status, 200);
    client.refresh(&second).assert_error(400, "InvalidGrant");
}

#[test]
fn the_other_modes_keep_omit_or_never_issue_the_token() {
    let keeping = emulator_with(RefreshTokenMode::Keep);
    let (client, tokens) = signed_in(&keeping);
    let token = refresh_token(&tokens);
    assert_eq!(refresh_token(&client.refresh(&token).json()), token);
    let omitting = emulator_with(RefreshTokenMode::Omit);
    let (client, tokens) = signed_in(&omitting);
    let token = refresh_token(&tokens);
    assert!(client.refresh(&token).json()["refreshToken"].is_null());
    assert_eq!(client.refresh(&token).status, 200);
    let never = emulator_with(RefreshTokenMode::Never);
    assert!(signed_in(&never).1["refreshToken"].is_null());
}

#[test]
fn tokens_of_other_clients_and_expired_tokens_are_rejected() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    let token = refresh_token(&tokens);
    TestClient::for_code(&emulator)
        .refresh(&token)
        .assert_error(400, "InvalidGrant");
    client
        .token(&json!({"grantType": "refresh_token"}))
        .assert_error(400, "InvalidRequest");
    command(
        &emulator,
        "expire",
        json!({"what": "refresh_tokens", "user": "bob"}),
    );
    let token = refresh_token(&client.refresh(&token).json());
    command(
        &emulator,
        "expire",
        json!({"what": "refresh_tokens", "user": "alice"}),
    );
    client.refresh(&token).assert_error(400, "InvalidGrant");
}

#[test]
fn the_end_of_the_portal_sign_in_ends_both_tokens() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    expire(&emulator, "portal_sign_ins");
    client
        .refresh(&refresh_token(&tokens))
        .assert_error(400, "InvalidGrant");
    let access = tokens["accessToken"].as_str().unwrap();
    portal(&emulator, access, "/assignment/accounts").assert_error(401, "Unauthorized");
}

#[test]
fn an_access_token_never_outlives_the_portal_sign_in() {
    let emulator = emulator(|settings| {
        consent_auto(settings);
        settings.portal_ttl = 900;
        settings.token_ttl = Some(7200);
    });
    let expires_in = signed_in(&emulator).1["expiresIn"].as_u64().unwrap();
    assert!((890..=900).contains(&expires_in), "{expires_in}");
}
