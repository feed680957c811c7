//! Injected failures: each kind does what it says, to the calls it names, as often as it says.

use std::time::{Duration, Instant};

use rolecall_emulator::EmulatorHandle;
use serde_json::{Value, json};

use crate::support::*;

fn inject(emulator: &EmulatorHandle, fault: &Value) {
    let reply = post_json(emulator.url(), "/_emulator/faults", fault);
    assert_eq!(reply.status, 200, "{}", reply.body);
}

fn accounts(emulator: &EmulatorHandle, token: &str) -> Result<Reply, String> {
    try_request(
        emulator.url(),
        "GET",
        "/assignment/accounts",
        &[("x-amz-sso_bearer_token", token)],
        "",
    )
}

#[test]
fn throttling_hits_the_named_calls_and_then_stops() {
    let emulator = automatic();
    let token = access_token(&emulator);
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "throttle", "count": 2, "skip": 1, "retry_after": 7}),
    );
    let statuses: Vec<u16> = (0..4)
        .map(|_| accounts(&emulator, &token).unwrap().status)
        .collect();
    assert_eq!(statuses, [200, 429, 429, 200]);
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "throttle"}),
    );
    assert_eq!(
        portal(&emulator, &token, "/assignment/roles?account_id=111122223333").status,
        200
    );
}

#[test]
fn each_api_throttles_in_its_own_way() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let (client, _) = signed_in(&emulator);
    inject(&emulator, &json!({"kind": "throttle", "count": 3}));
    client.refresh(&emulator, "x").is(400, "SlowDownException");
    let reply = Signed::caller_identity(&keys).send(&emulator);
    assert!(reply.status == 400 && reply.body.contains("<Code>Throttling</Code>"));
    assert_eq!(
        get(emulator.url(), "/federation?Action=getSigninToken").status,
        400
    );
    // Pages are no API: a fault for every operation leaves them alone.
    inject(&emulator, &json!({"kind": "server_error", "count": 0}));
    assert_eq!(get(emulator.url(), "/").status, 200);
}

#[test]
fn a_dropped_connection_has_no_answer_and_did_or_did_not_act() {
    let emulator = automatic();
    let (client, tokens) = signed_in(&emulator);
    let old = tokens["refreshToken"].as_str().unwrap();
    let refresh = |token: &str| {
        let body = json!({"clientId": client.id, "clientSecret": client.secret,
                          "grantType": "refresh_token", "refreshToken": token});
        let media_type = [("content-type", "application/json")];
        try_request(emulator.url(), "POST", "/token", &media_type, &body.to_string())
    };
    inject(&emulator, &json!({"operation": "CreateToken", "kind": "drop"}));
    assert!(refresh(old).is_err());
    let new = refresh(old).unwrap().json()["refreshToken"]
        .as_str()
        .unwrap()
        .to_owned();
    inject(
        &emulator,
        &json!({"operation": "CreateToken", "kind": "drop_after"}),
    );
    assert!(refresh(&new).is_err());
    // The answer was lost after the token had been spent.
    refresh(&new).unwrap().is(400, "InvalidGrantException");
}

#[test]
fn a_body_can_break_off_or_be_nonsense() {
    let emulator = automatic();
    let token = access_token(&emulator);
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "cut_body"}),
    );
    let Err(cut) = accounts(&emulator, &token) else {
        panic!("the whole body came")
    };
    assert!(cut.contains(" bytes came") && !cut.starts_with("0 of"), "{cut}");
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "malformed"}),
    );
    let reply = accounts(&emulator, &token).unwrap();
    assert_eq!(reply.status, 200);
    assert!(serde_json::from_str::<Value>(&reply.body).is_err());
}

#[test]
fn a_delay_adds_up_with_latency_and_with_another_fault() {
    let emulator = automatic();
    let token = access_token(&emulator);
    emulator.command("settings", json!({"latency_ms": 60})).unwrap();
    inject(
        &emulator,
        &json!([
            {"operation": "ListAccounts", "kind": "delay", "ms": 80},
            {"operation": "ListAccounts", "kind": "server_error", "status": 503},
        ]),
    );
    let started = Instant::now();
    let reply = accounts(&emulator, &token).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(140));
    reply.is(503, "InternalServerException");
    let started = Instant::now();
    assert_eq!(accounts(&emulator, &token).unwrap().status, 200);
    assert!(started.elapsed() >= Duration::from_millis(60));
}

#[test]
fn one_account_can_fail_alone_and_a_new_assignment_can_take_its_time() {
    let emulator = automatic();
    let token = access_token(&emulator);
    inject(
        &emulator,
        &json!({"account_id": "111122223333", "kind": "server_error", "count": 0}),
    );
    portal(&emulator, &token, "/assignment/roles?account_id=111122223333").is(500, "InternalServerException");
    assert_eq!(
        portal(&emulator, &token, "/assignment/roles?account_id=012345678901").status,
        200
    );
    let cleared = request(emulator.url(), "DELETE", "/_emulator/faults", &[], "");
    assert_eq!(cleared.status, 200);
    inject(
        &emulator,
        &json!({"operation": "GetRoleCredentials", "kind": "forbidden", "count": 1}),
    );
    let target = "/federation/credentials?account_id=111122223333&role_name=Admin";
    portal(&emulator, &token, target).is(403, "ForbiddenException");
    assert_eq!(portal(&emulator, &token, target).status, 200);
}

#[test]
fn any_error_can_be_asked_for() {
    let emulator = automatic();
    let (client, tokens) = signed_in(&emulator);
    let token = tokens["refreshToken"].as_str().unwrap();
    inject(
        &emulator,
        &json!({"operation": "CreateToken", "kind": "error", "status": 400, "code": "InvalidGrantException", "message": "gone"}),
    );
    let reply = client.refresh(&emulator, token);
    reply.is(400, "InvalidGrantException");
    assert_eq!(
        reply.json(),
        json!({"error": "invalid_grant", "error_description": "gone"})
    );
    inject(
        &emulator,
        &json!({"operation": "ListAccounts", "kind": "unauthorized"}),
    );
    let access = tokens["accessToken"].as_str().unwrap();
    portal(&emulator, access, "/assignment/accounts").is(401, "UnauthorizedException");
}

#[test]
fn faults_that_make_no_sense_are_refused() {
    let emulator = automatic();
    for bad in [
        json!({}),
        json!({"kind": "surprise"}),
        json!({"kind": "delay"}),
        json!({"kind": "server_error", "status": 200}),
        json!({"kind": "drop", "count": -1}),
    ] {
        assert_eq!(
            post_json(emulator.url(), "/_emulator/faults", &bad).status,
            400,
            "{bad}"
        );
    }
}
