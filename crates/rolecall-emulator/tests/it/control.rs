//! The control interface: what can be read and changed, and that web pages cannot use it.

use serde_json::{Value, json};

use crate::support::*;

#[test]
fn counters_and_request_log_show_every_request() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    let roles = portal(&emulator, &token, "/assignment/roles?account_id=111122223333");
    assert_eq!(roles.status, 200);
    portal(&emulator, "wrong", "/assignment/accounts").assert_error(401, "Unauthorized");
    let counters = get(emulator.url(), "/_emulator/counters").json();
    for (name, count) in [
        ("RegisterClient", 1),
        ("Authorize", 1),
        ("CreateToken", 1),
        ("CreateToken/authorization_code", 1),
        ("ListAccountRoles", 1),
        ("ListAccounts", 1),
    ] {
        assert_eq!(counters[name], count, "{name}");
    }
    let response = get(emulator.url(), "/_emulator/calls");
    let calls = response.json();
    let last_but_one = &calls.as_array().unwrap()[3];
    assert_eq!(last_but_one["operation"], "ListAccountRoles");
    assert_eq!(last_but_one["account_id"], "111122223333");
    assert_eq!(last_but_one["status"], 200);
    // The log contains no secret.
    assert!(!response.body.contains("CANARY"), "{}", response.body);
    assert_eq!(emulator.calls("ListAccounts"), 1);
}

#[test]
fn every_issued_secret_is_listed() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let issued = get(emulator.url(), "/_emulator/issued").json();
    let issued = issued.as_array().unwrap();
    let has = |kind: &str, value: Option<&str>| {
        let is_it =
            |secret: &Value| secret["kind"] == kind && value.is_none_or(|value| secret["value"] == value);
        issued.iter().any(is_it)
    };
    assert!(has("secret-key", Some(&keys.secret)));
    assert!(has("session-token", Some(&keys.token)));
    for kind in [
        "access-token",
        "refresh-token",
        "client-secret",
        "authorization-code",
    ] {
        assert!(has(kind, None), "{kind}");
    }
    let known = emulator.issued();
    assert_eq!(known.len(), issued.len());
    assert!(known.iter().all(|secret| secret.value.contains("CANARY")));
}

#[test]
fn the_clock_moves_everywhere_including_the_date_header() {
    let emulator = auto_emulator();
    let skew = json!({"skew_seconds": 86_400});
    let response = post_json(emulator.url(), "/_emulator/clock", &skew).json();
    let now: jiff::Timestamp = response["now"].as_str().unwrap().parse().unwrap();
    let ahead = now.as_second() - jiff::Timestamp::now().as_second();
    assert!((86_390..=86_400).contains(&ahead), "{ahead}");
    let day = now.strftime("%d %b %Y").to_string();
    assert!(get(emulator.url(), "/").header("date").contains(&day));
    let token = access_token(&emulator);
    let target = "/federation/credentials?account_id=111122223333&role_name=Admin";
    let body = portal(&emulator, &token, target).json();
    let expiration = body["roleCredentials"]["expiration"].as_i64().unwrap();
    assert!(expiration > now.as_millisecond());
}

#[test]
fn settings_change_while_running_and_invalid_ones_are_rejected() {
    let emulator = auto_emulator();
    let changed = post_json(emulator.url(), "/_emulator/settings", &json!({"page_size": 2}));
    assert_eq!(changed.json()["page_size"], 2);
    let body = portal(&emulator, &access_token(&emulator), "/assignment/accounts").json();
    assert_eq!(body["accountList"].as_array().unwrap().len(), 2);
    for bad in [json!({"page_sice": 2}), json!({"consent": "never"}), json!([1])] {
        let response = post_json(emulator.url(), "/_emulator/settings", &bad);
        assert_eq!(response.status, 400, "{bad}");
    }
}

#[test]
fn reset_clears_counters_and_with_state_all_records() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    command(&emulator, "faults", json!({"kind": "drop", "count": 0}));
    command(&emulator, "reset", json!({}));
    assert_eq!(get(emulator.url(), "/_emulator/counters").json(), json!({}));
    assert_eq!(portal(&emulator, &token, "/assignment/accounts").status, 200);
    let issued = emulator.issued().len();
    command(&emulator, "reset", json!({"state": true}));
    portal(&emulator, &token, "/assignment/accounts").assert_error(401, "Unauthorized");
    // The list of issued secrets survives a reset, since they may have leaked before it.
    assert_eq!(emulator.issued().len(), issued);
}

#[test]
fn web_pages_and_invalid_requests_are_rejected() {
    let emulator = auto_emulator();
    let origin = [("origin", "https://evil.example")];
    let send = |method: &str, target: &str, headers: &[(&str, &str)], body: &str| {
        request(emulator.url(), method, target, headers, body).status
    };
    assert_eq!(send("POST", "/_emulator/reset", &origin, "{}"), 403);
    let rebound = request_as("rebound.example", &emulator, "/_emulator/issued");
    assert_eq!(rebound.status, 403);
    assert_eq!(send("GET", "/_emulator/surprise", &[], ""), 404);
    assert_eq!(send("POST", "/_emulator/surprise", &[], "{}"), 404);
    assert_eq!(send("PUT", "/_emulator/faults", &[], ""), 405);
    assert_eq!(send("POST", "/_emulator/reset", &[], "{"), 400);
    for (verb, bad) in [
        ("clock", json!({})),
        ("clock", json!({"advance_seconds": "soon"})),
        ("expire", json!({"what": "everything"})),
        ("device", json!({"user_code": "AAAA-AAAA", "allow": true})),
        (
            "device",
            json!({"user_code": "AAAA-AAAA", "allow": true, "user": "mallory"}),
        ),
        (
            "org",
            json!({"accounts": [{"id": "1", "name": "x", "roles": []}]}),
        ),
    ] {
        assert!(emulator.command(verb, bad.clone()).is_err(), "{verb} {bad}");
    }
}

#[test]
fn the_configuration_can_be_read() {
    let emulator = auto_emulator();
    let read = |what: &str| get(emulator.url(), &format!("/_emulator{what}")).json();
    let about = read("");
    assert_eq!(
        (&about["region"], &about["accounts"]),
        (&json!("eu-west-1"), &json!(4))
    );
    assert_eq!(read("/org")["accounts"].as_array().unwrap().len(), 4);
    assert_eq!(read("/faults"), json!([]));
    assert_eq!(read("/settings")["consent"], "auto");
}
