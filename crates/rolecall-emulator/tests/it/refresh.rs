//! The refresh grant: rotation and its other modes, expiry, revocation.

use rolecall_emulator::{Consent, EmulatorSettings, RefreshTokenMode};
use serde_json::{Value, json};

use crate::support::*;

fn with(refresh: RefreshTokenMode) -> rolecall_emulator::EmulatorHandle {
    emulator(EmulatorSettings {
        consent: Consent::Auto,
        refresh,
        ..EmulatorSettings::default()
    })
}

fn refresh_token(tokens: &Value) -> String {
    tokens["refreshToken"].as_str().unwrap().to_owned()
}

#[test]
fn rotation_spends_the_old_token() {
    let emulator = automatic();
    let (client, tokens) = signed_in(&emulator);
    let old = refresh_token(&tokens);
    let answer = client.refresh(&emulator, &old);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let new = refresh_token(&answer.json());
    assert_ne!(new, old);
    client.refresh(&emulator, &old).is(400, "InvalidGrantException");
    assert_eq!(client.refresh(&emulator, &new).status, 200);
    // The first access token is good until its own end.
    let first = tokens["accessToken"].as_str().unwrap();
    assert_eq!(portal(&emulator, first, "/assignment/accounts").status, 200);
    assert_eq!(emulator.calls("CreateToken/refresh_token"), 3);
}

#[test]
fn in_grace_the_old_token_is_good_until_the_new_ones_are_used() {
    let emulator = with(RefreshTokenMode::RotateWithGrace);
    let (client, tokens) = signed_in(&emulator);
    let first = refresh_token(&tokens);
    // Two answers that never arrived, as far as the client knows.
    let lost = refresh_token(&client.refresh(&emulator, &first).json());
    let second = client.refresh(&emulator, &first).json();
    assert_ne!(refresh_token(&second), lost);
    // The access token is used: the old one is spent.
    let access = second["accessToken"].as_str().unwrap();
    assert_eq!(portal(&emulator, access, "/assignment/accounts").status, 200);
    client.refresh(&emulator, &first).is(400, "InvalidGrantException");
    // The new refresh token is used: the one before it is spent.
    let second = refresh_token(&second);
    let third = refresh_token(&client.refresh(&emulator, &second).json());
    assert_eq!(client.refresh(&emulator, &third).status, 200);
    client
        .refresh(&emulator, &second)
        .is(400, "InvalidGrantException");
}

#[test]
fn the_other_modes_keep_omit_or_never_give_the_token() {
    let kept = with(RefreshTokenMode::Keep);
    let (client, tokens) = signed_in(&kept);
    let token = refresh_token(&tokens);
    assert_eq!(refresh_token(&client.refresh(&kept, &token).json()), token);
    let omitted = with(RefreshTokenMode::Omit);
    let (client, tokens) = signed_in(&omitted);
    let token = refresh_token(&tokens);
    assert!(client.refresh(&omitted, &token).json()["refreshToken"].is_null());
    assert_eq!(client.refresh(&omitted, &token).status, 200);
    let never = with(RefreshTokenMode::Never);
    assert!(signed_in(&never).1["refreshToken"].is_null());
}

#[test]
fn tokens_of_others_and_ended_ones_are_refused() {
    let emulator = automatic();
    let (client, tokens) = signed_in(&emulator);
    let token = refresh_token(&tokens);
    Client::for_code(&emulator)
        .refresh(&emulator, &token)
        .is(400, "InvalidGrantException");
    client
        .token(&emulator, &json!({"grantType": "refresh_token"}))
        .is(400, "InvalidRequestException");
    emulator
        .command("expire", json!({"what": "refresh_tokens", "user": "bob"}))
        .unwrap();
    let token = refresh_token(&client.refresh(&emulator, &token).json());
    emulator
        .command("expire", json!({"what": "refresh_tokens", "user": "alice"}))
        .unwrap();
    client.refresh(&emulator, &token).is(400, "InvalidGrantException");
}

#[test]
fn the_end_of_the_portal_sign_in_ends_both_tokens() {
    let emulator = automatic();
    let (client, tokens) = signed_in(&emulator);
    emulator
        .command("expire", json!({"what": "portal_sign_ins"}))
        .unwrap();
    client
        .refresh(&emulator, &refresh_token(&tokens))
        .is(400, "InvalidGrantException");
    let access = tokens["accessToken"].as_str().unwrap();
    portal(&emulator, access, "/assignment/accounts").is(401, "UnauthorizedException");
}

#[test]
fn an_access_token_never_outlives_the_portal_sign_in() {
    let settings = EmulatorSettings {
        consent: Consent::Auto,
        portal_ttl: 900,
        token_ttl: Some(7200),
        ..EmulatorSettings::default()
    };
    let emulator = emulator(settings);
    let expires_in = signed_in(&emulator).1["expiresIn"].as_u64().unwrap();
    assert!((890..=900).contains(&expires_in), "{expires_in}");
}
