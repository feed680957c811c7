//! The device grant: pending, too fast, expired, denied, allowed, and once only.

use rolecall_emulator::DevicePage;
use serde_json::json;

use crate::support::*;

#[test]
fn a_device_waits_until_its_user_allows() {
    let emulator = emulator(|_| {});
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
    assert_eq!(
        (&device["expiresIn"], &device["interval"]),
        (&json!(600), &json!(1))
    );
    let user_code = device["userCode"].as_str().unwrap();
    assert!(user_code.len() == 9 && user_code.as_bytes()[4] == b'-');
    let complete = format!("{}/device?user_code={user_code}", emulator.url());
    assert_eq!(device["verificationUriComplete"], json!(complete));
    // The AWS CLI polls before it shows the code and right after.
    client.assert_pending(&device);
    client.assert_pending(&device);
    let allow = json!({"user_code": user_code, "allow": true, "user": "bob"});
    command(&emulator, "device", allow);
    let tokens = client.poll(&device);
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert!(tokens.json()["refreshToken"].is_string());
    client.poll(&device).assert_error(400, "InvalidGrant");
}

#[test]
fn polling_too_fast_increases_the_interval() {
    let emulator = emulator(|settings| settings.device_interval = 5);
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
    client.assert_pending(&device);
    client.assert_pending(&device);
    let response = client.poll(&device);
    response.assert_error(400, "SlowDown");
    assert_eq!(response.json()["error"], "slow_down");
    advance(&emulator, 6);
    client.poll(&device).assert_error(400, "SlowDown");
    advance(&emulator, 30);
    client.assert_pending(&device);
}

#[test]
fn lenient_polling_never_slows_down() {
    let emulator = emulator(|settings| settings.lenient_polling = true);
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
    for _ in 0..5 {
        client.assert_pending(&device);
    }
}

#[test]
fn denied_expired_unknown_and_foreign_codes_have_their_own_errors() {
    let emulator = emulator(|_| {});
    let client = TestClient::for_device(&emulator);
    let denied = client.start_device();
    let deny = json!({"user_code": denied["userCode"], "allow": false});
    command(&emulator, "device", deny);
    client.poll(&denied).assert_error(400, "AccessDenied");
    let expired = client.start_device();
    advance(&emulator, 601);
    client.poll(&expired).assert_error(400, "ExpiredToken");
    let unknown = client.poll(&json!({"deviceCode": "unknown"}));
    unknown.assert_error(400, "InvalidGrant");
    let foreign = TestClient::for_device(&emulator).poll(&client.start_device());
    foreign.assert_error(400, "InvalidGrant");
}

#[test]
fn consent_auto_allows_at_once() {
    let emulator = auto_emulator();
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
    assert_eq!(client.poll(&device).status, 200);
}

#[test]
fn start_urls_are_recognised_in_every_form_and_others_are_rejected() {
    let emulator = auto_emulator();
    let mut client = TestClient::for_device(&emulator);
    let url = emulator.start_url();
    for good in [
        url.to_owned(),
        format!("{url}/"),
        format!("{url}/#/"),
        format!("{url}#/"),
        "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef".to_owned(),
    ] {
        assert_eq!(client.start_device_for(&good).status, 200, "{good}");
    }
    let unknown = client.start_device_for("https://d-0000000000.awsapps.com/start");
    unknown.assert_error(400, "InvalidRequest");
    let of_code = TestClient::for_code(&emulator).start_device_for(url);
    of_code.assert_error(400, "UnauthorizedClient");
    client.secret = "wrong".to_owned();
    client.start_device_for(url).assert_error(401, "InvalidClient");
    post_json(emulator.url(), "/device_authorization", &json!({})).assert_error(400, "InvalidRequest");
}

#[test]
fn the_page_has_three_kinds_of_address() {
    let emulator = emulator(|settings| settings.device_page = DevicePage::Fragment);
    let client = TestClient::for_device(&emulator);
    let device = client.start_device();
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

    set(&emulator, json!({"device_page": "opaque"}));
    let device = client.start_device();
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
    let device = client.start_device();
    let tokens = client.poll(&device).json();
    assert!(tokens["refreshToken"].is_null());
    assert!(
        (28_790..=28_800).contains(&tokens["expiresIn"].as_u64().unwrap()),
        "{}",
        tokens["expiresIn"]
    );
}
