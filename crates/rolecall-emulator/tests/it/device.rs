//! The device grant: pending, too fast, expired, denied, allowed, and once only.

use rolecall_emulator::{DevicePage, EmulatorSettings};
use serde_json::json;

use crate::support::*;

#[test]
fn a_device_waits_until_its_user_allows() {
    let emulator = emulator(EmulatorSettings::default());
    let client = TestClient::for_device(&emulator);
    let device = client.start_device(&emulator);
    assert_eq!(
        (&device["expiresIn"], &device["interval"]),
        (&json!(600), &json!(1))
    );
    let user_code = device["userCode"].as_str().unwrap();
    assert!(user_code.len() == 9 && user_code.as_bytes()[4] == b'-');
    let complete = format!("{}/device?user_code={user_code}", emulator.url());
    assert_eq!(device["verificationUriComplete"], json!(complete));
    // The AWS CLI polls before it shows the code and right after.
    client
        .poll(&emulator, &device)
        .assert_error(400, "AuthorizationPendingException");
    client
        .poll(&emulator, &device)
        .assert_error(400, "AuthorizationPendingException");
    emulator
        .command(
            "device",
            json!({"user_code": user_code, "allow": true, "user": "bob"}),
        )
        .unwrap();
    let tokens = client.poll(&emulator, &device);
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(tokens.json()["refreshToken"].is_string());
    client
        .poll(&emulator, &device)
        .assert_error(400, "InvalidGrantException");
}

#[test]
fn polling_too_fast_increases_the_interval() {
    let emulator = emulator(EmulatorSettings {
        device_interval: 5,
        ..EmulatorSettings::default()
    });
    let client = TestClient::for_device(&emulator);
    let device = client.start_device(&emulator);
    client
        .poll(&emulator, &device)
        .assert_error(400, "AuthorizationPendingException");
    client
        .poll(&emulator, &device)
        .assert_error(400, "AuthorizationPendingException");
    let response = client.poll(&emulator, &device);
    response.assert_error(400, "SlowDownException");
    assert_eq!(response.json()["error"], "slow_down");
    emulator.command("clock", json!({"advance_seconds": 6})).unwrap();
    client
        .poll(&emulator, &device)
        .assert_error(400, "SlowDownException");
    emulator.command("clock", json!({"advance_seconds": 30})).unwrap();
    client
        .poll(&emulator, &device)
        .assert_error(400, "AuthorizationPendingException");
}

#[test]
fn lenient_polling_never_slows_down() {
    let emulator = emulator(EmulatorSettings {
        lenient_polling: true,
        ..EmulatorSettings::default()
    });
    let client = TestClient::for_device(&emulator);
    let device = client.start_device(&emulator);
    for _ in 0..5 {
        client
            .poll(&emulator, &device)
            .assert_error(400, "AuthorizationPendingException");
    }
}

#[test]
fn denied_expired_unknown_and_foreign_codes_have_their_own_errors() {
    let emulator = emulator(EmulatorSettings::default());
    let client = TestClient::for_device(&emulator);
    let denied = client.start_device(&emulator);
    emulator
        .command("device", json!({"user_code": denied["userCode"], "allow": false}))
        .unwrap();
    client
        .poll(&emulator, &denied)
        .assert_error(400, "AccessDeniedException");
    let expired = client.start_device(&emulator);
    emulator
        .command("clock", json!({"advance_seconds": 601}))
        .unwrap();
    client
        .poll(&emulator, &expired)
        .assert_error(400, "ExpiredTokenException");
    client
        .poll(&emulator, &json!({"deviceCode": "unknown"}))
        .assert_error(400, "InvalidGrantException");
    let other = client.start_device(&emulator);
    TestClient::for_device(&emulator)
        .poll(&emulator, &other)
        .assert_error(400, "InvalidGrantException");
}

#[test]
fn consent_auto_allows_at_once() {
    let emulator = auto_emulator();
    let client = TestClient::for_device(&emulator);
    let device = client.start_device(&emulator);
    assert_eq!(client.poll(&emulator, &device).status, 200);
}

#[test]
fn start_urls_are_recognised_in_every_form_and_others_are_rejected() {
    let emulator = auto_emulator();
    let client = TestClient::for_device(&emulator);
    let start = |url: &str| {
        let body = json!({"clientId": client.id, "clientSecret": client.secret, "startUrl": url});
        post_json(emulator.url(), "/device_authorization", &body)
    };
    let url = emulator.start_url();
    for good in [
        url.to_owned(),
        format!("{url}/"),
        format!("{url}/#/"),
        format!("{url}#/"),
        "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef".to_owned(),
    ] {
        assert_eq!(start(&good).status, 200, "{good}");
    }
    start("https://d-0000000000.awsapps.com/start").assert_error(400, "InvalidRequestException");
    let body = json!({"clientId": client.id, "clientSecret": "wrong", "startUrl": url});
    post_json(emulator.url(), "/device_authorization", &body).assert_error(401, "InvalidClientException");
    let code = TestClient::for_code(&emulator);
    let body = json!({"clientId": code.id, "clientSecret": code.secret, "startUrl": url});
    post_json(emulator.url(), "/device_authorization", &body)
        .assert_error(400, "UnauthorizedClientException");
    post_json(emulator.url(), "/device_authorization", &json!({}))
        .assert_error(400, "InvalidRequestException");
}

#[test]
fn the_page_has_three_kinds_of_address() {
    let emulator = emulator(EmulatorSettings {
        device_page: DevicePage::Fragment,
        ..EmulatorSettings::default()
    });
    let client = TestClient::for_device(&emulator);
    let device = client.start_device(&emulator);
    let complete = device["verificationUriComplete"].as_str().unwrap();
    let code = device["userCode"].as_str().unwrap();
    assert!(
        complete.ends_with(&format!("/start/#/device?user_code={code}")),
        "{complete}"
    );
    // The fragment never reaches the server: the code has to be typed, in lower case or without the hyphen.
    assert!(get(emulator.url(), "/start/").body.contains("name=\"user_code\""));
    let typed = code.to_ascii_lowercase().replace('-', "");
    let page = get(emulator.url(), &format!("/device?user_code={typed}"));
    assert!(page.body.contains("id=\"allow\"") && page.body.contains(code));

    emulator
        .command("settings", json!({"device_page": "opaque"}))
        .unwrap();
    let device = client.start_device(&emulator);
    let complete = device["verificationUriComplete"].as_str().unwrap();
    let code = device["userCode"].as_str().unwrap();
    assert!(complete.contains("/platform/authorize?request_uri=") && !complete.contains(code));
    let target = complete.strip_prefix(emulator.url()).unwrap();
    assert!(get(emulator.url(), target).body.contains(code));
}

#[test]
fn without_scopes_there_is_no_refresh_token_and_a_longer_lifetime() {
    let emulator = auto_emulator();
    let client = TestClient::register(&emulator, &json!({"clientName": "old", "clientType": "public"}));
    let device = client.start_device(&emulator);
    let tokens = client.poll(&emulator, &device).json();
    assert!(tokens["refreshToken"].is_null());
    assert!(
        (28_790..=28_800).contains(&tokens["expiresIn"].as_u64().unwrap()),
        "{}",
        tokens["expiresIn"]
    );
}
