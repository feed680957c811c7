//! Injected failures: each kind has its effect, on the requests it names, as often as requested.

use std::time::{Duration, Instant};

use rolecall_emulator::EmulatorHandle;
use serde_json::{Value, json};

use crate::support::*;

fn inject(emulator: &EmulatorHandle, fault: &Value) {
    let response = post_json(emulator.url(), "/_emulator/faults", fault);
    assert_eq!(response.status, 200, "{}", response.body);
}

/// Lets the next call of `operation` fail.
fn fail(emulator: &EmulatorHandle, operation: &str, kind: &str) {
    inject(emulator, &json!({"operation": operation, "kind": kind}));
}

fn accounts(emulator: &EmulatorHandle, token: &str) -> Result<TestResponse, String> {
    let bearer = [("x-amz-sso_bearer_token", token)];
    try_request(emulator.url(), "GET", "/assignment/accounts", &bearer, "")
}

#[test]
fn throttling_affects_the_named_operation_as_often_as_requested() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "throttle", "count": 2, "skip": 1, "retry_after": 7}),
    );
    let statuses: Vec<u16> = (0..4)
        .map(|_| accounts(&emulator, &token).unwrap().status)
        .collect();
    assert_eq!(statuses, [200, 429, 429, 200]);
    fail(&emulator, "ListAccounts", "throttle");
    let roles = portal(&emulator, &token, "/assignment/roles?account_id=111122223333");
    assert_eq!(roles.status, 200);
}

#[test]
fn each_api_has_its_own_throttling_error() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let (client, _) = signed_in(&emulator);
    inject(&emulator, &json!({"kind": "throttle", "count": 3}));
    client.refresh("x").assert_error(400, "SlowDown");
    let response = SignedRequest::caller_identity(&keys).send(&emulator);
    assert!(response.status == 400 && response.body.contains("<Code>Throttling</Code>"));
    let federation = get(emulator.url(), "/federation?Action=getSigninToken");
    assert_eq!(federation.status, 400);
    // Pages are not an API: a fault for every operation does not affect them.
    inject(&emulator, &json!({"kind": "server_error", "count": 0}));
    assert_eq!(get(emulator.url(), "/").status, 200);
}

#[test]
fn a_dropped_connection_has_no_response_before_or_after_the_request_is_handled() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    let old = tokens["refreshToken"].as_str().unwrap();
    let refresh = |token: &str| {
        let body = json!({"clientId": client.id, "clientSecret": client.secret,
                          "grantType": "refresh_token", "refreshToken": token});
        let media_type = [("content-type", "application/json")];
        try_request(emulator.url(), "POST", "/token", &media_type, &body.to_string())
    };
    fail(&emulator, "CreateToken", "drop");
    assert!(refresh(old).is_err());
    let renewed = refresh(old).unwrap().json();
    let new = renewed["refreshToken"].as_str().unwrap();
    fail(&emulator, "CreateToken", "drop_after");
    assert!(refresh(new).is_err());
    // The response was lost after the token had been exchanged.
    refresh(new).unwrap().assert_error(400, "InvalidGrant");
}

#[test]
fn a_body_can_be_cut_or_malformed() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    fail(&emulator, "ListAccounts", "cut_body");
    let Err(cut) = accounts(&emulator, &token) else {
        panic!("the body was not cut")
    };
    assert!(
        cut.contains(" bytes arrived") && !cut.starts_with("0 of"),
        "{cut}"
    );
    fail(&emulator, "ListAccounts", "malformed");
    let response = accounts(&emulator, &token).unwrap();
    assert_eq!(response.status, 200);
    assert!(serde_json::from_str::<Value>(&response.body).is_err());
}

#[test]
fn a_delay_is_added_to_latency_and_to_another_fault() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    set(&emulator, json!({"latency_ms": 60}));
    inject(
        &emulator,
        &json!([
            {"operation": "ListAccounts", "kind": "delay", "ms": 80},
            {"operation": "ListAccounts", "kind": "server_error", "status": 503},
        ]),
    );
    let started = Instant::now();
    let response = accounts(&emulator, &token).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(140));
    response.assert_error(503, "InternalServer");
    let started = Instant::now();
    assert_eq!(accounts(&emulator, &token).unwrap().status, 200);
    assert!(started.elapsed() >= Duration::from_millis(60));
}

#[test]
fn a_client_that_goes_away_misses_the_response_to_what_was_done() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    let body = json!({"clientId": client.id, "clientSecret": client.secret,
                      "grantType": "refresh_token", "refreshToken": tokens["refreshToken"]})
    .to_string();
    inject(
        &emulator,
        &json!({"operation": "CreateToken", "kind": "delay_after", "ms": 60_000}),
    );
    let exchanged = || {
        let calls = get(emulator.url(), "/_emulator/calls").json();
        let is_refresh = |call: &&Value| call["operation"] == "CreateToken" && call["status"] == 200;
        calls.as_array().unwrap().iter().filter(is_refresh).count()
    };
    let before = exchanged();
    let waiting = begin_post(&emulator, "/token", &body);
    while exchanged() == before {
        std::thread::yield_now();
    }
    drop(waiting);
    let media_type = [("content-type", "application/json")];
    let again = try_request(emulator.url(), "POST", "/token", &media_type, &body).unwrap();
    again.assert_error(400, "InvalidGrant");
}

#[test]
fn a_fault_can_affect_one_account_or_one_request() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    inject(
        &emulator,
        &json!({"account_id": "111122223333", "kind": "server_error", "count": 0}),
    );
    let roles = |id: &str| portal(&emulator, &token, &format!("/assignment/roles?account_id={id}"));
    roles("111122223333").assert_error(500, "InternalServer");
    assert_eq!(roles("012345678901").status, 200);
    let cleared = request(emulator.url(), "DELETE", "/_emulator/faults", &[], "");
    assert_eq!(cleared.status, 200);
    fail(&emulator, "GetRoleCredentials", "forbidden");
    let target = "/federation/credentials?account_id=111122223333&role_name=Admin";
    portal(&emulator, &token, target).assert_error(403, "Forbidden");
    assert_eq!(portal(&emulator, &token, target).status, 200);
}

#[test]
fn any_error_can_be_injected() {
    let emulator = auto_emulator();
    let (client, tokens) = signed_in(&emulator);
    let token = tokens["refreshToken"].as_str().unwrap();
    inject(
        &emulator,
        &json!({"operation": "CreateToken", "kind": "error", "status": 400, "code": "InvalidGrantException", "message": "gone"}),
    );
    let response = client.refresh(token);
    response.assert_error(400, "InvalidGrant");
    assert_eq!(
        response.json(),
        json!({"error": "invalid_grant", "error_description": "gone"})
    );
    fail(&emulator, "ListAccounts", "unauthorized");
    let access = tokens["accessToken"].as_str().unwrap();
    portal(&emulator, access, "/assignment/accounts").assert_error(401, "Unauthorized");
}

#[test]
fn invalid_faults_are_rejected() {
    let emulator = auto_emulator();
    for bad in [
        json!({}),
        json!({"kind": "surprise"}),
        json!({"kind": "delay"}),
        json!({"kind": "server_error", "status": 200}),
        json!({"kind": "drop", "count": -1}),
    ] {
        let response = post_json(emulator.url(), "/_emulator/faults", &bad);
        assert_eq!(response.status, 400, "{bad}");
    }
}
