//! The control interface: what can be read and changed, and that web pages cannot.

use serde_json::{Value, json};

use crate::support::*;

#[test]
fn counters_and_calls_say_what_was_asked() {
    let emulator = automatic();
    let token = access_token(&emulator);
    assert_eq!(
        portal(&emulator, &token, "/assignment/roles?account_id=111122223333").status,
        200
    );
    portal(&emulator, "wrong", "/assignment/accounts").is(401, "UnauthorizedException");
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
    let reply = get(emulator.url(), "/_emulator/calls");
    let calls = reply.json();
    let last_but_one = &calls.as_array().unwrap()[3];
    assert_eq!(last_but_one["operation"], "ListAccountRoles");
    assert_eq!(last_but_one["account_id"], "111122223333");
    assert_eq!(last_but_one["status"], 200);
    // The log of calls is for people: no secret is in it.
    assert!(!reply.body.contains("CANARY"), "{}", reply.body);
    assert_eq!(emulator.calls("ListAccounts"), 1);
}

#[test]
fn every_issued_secret_is_listed() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let issued = get(emulator.url(), "/_emulator/issued").json();
    let has = |kind: &str, value: Option<&str>| {
        issued
            .as_array()
            .unwrap()
            .iter()
            .any(|secret| secret["kind"] == kind && value.is_none_or(|value| secret["value"] == value))
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
    assert_eq!(emulator.issued().len(), issued.as_array().unwrap().len());
    assert!(
        emulator
            .issued()
            .iter()
            .all(|secret| secret.value.contains("CANARY"))
    );
}

#[test]
fn the_clock_moves_for_everything_also_the_date_header() {
    let emulator = automatic();
    let reply = post_json(
        emulator.url(),
        "/_emulator/clock",
        &json!({"skew_seconds": 86_400}),
    );
    let now = reply.json()["now"]
        .as_str()
        .unwrap()
        .parse::<jiff::Timestamp>()
        .unwrap();
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
fn settings_change_while_running_and_wrong_ones_do_not() {
    let emulator = automatic();
    let changed = post_json(emulator.url(), "/_emulator/settings", &json!({"page_size": 2}));
    assert_eq!(changed.json()["page_size"], 2);
    let body = portal(&emulator, &access_token(&emulator), "/assignment/accounts").json();
    assert_eq!(body["accountList"].as_array().unwrap().len(), 2);
    for bad in [json!({"page_sice": 2}), json!({"consent": "never"}), json!([1])] {
        assert_eq!(
            post_json(emulator.url(), "/_emulator/settings", &bad).status,
            400,
            "{bad}"
        );
    }
}

#[test]
fn reset_clears_the_figures_and_with_state_everything_known() {
    let emulator = automatic();
    let token = access_token(&emulator);
    emulator
        .command("faults", json!({"kind": "drop", "count": 0}))
        .unwrap();
    emulator.command("reset", json!({})).unwrap();
    assert_eq!(get(emulator.url(), "/_emulator/counters").json(), json!({}));
    assert_eq!(portal(&emulator, &token, "/assignment/accounts").status, 200);
    let issued = emulator.issued().len();
    emulator.command("reset", json!({"state": true})).unwrap();
    portal(&emulator, &token, "/assignment/accounts").is(401, "UnauthorizedException");
    // A secret that has leaked has leaked, whatever was reset.
    assert_eq!(emulator.issued().len(), issued);
}

#[test]
fn web_pages_cannot_steer_and_nonsense_is_refused() {
    let emulator = automatic();
    let origin = [("origin", "https://evil.example")];
    let reply = request(emulator.url(), "POST", "/_emulator/reset", &origin, "{}");
    assert_eq!(reply.status, 403);
    assert_eq!(
        request_as("rebound.example", &emulator, "/_emulator/issued").status,
        403
    );
    assert_eq!(get(emulator.url(), "/_emulator/surprise").status, 404);
    assert_eq!(
        post_json(emulator.url(), "/_emulator/surprise", &json!({})).status,
        404
    );
    assert_eq!(
        request(emulator.url(), "PUT", "/_emulator/faults", &[], "").status,
        405
    );
    assert_eq!(
        request(emulator.url(), "POST", "/_emulator/reset", &[], "{").status,
        400
    );
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
fn what_is_running_can_be_asked() {
    let emulator = automatic();
    let about = get(emulator.url(), "/_emulator").json();
    assert_eq!(
        (&about["region"], &about["accounts"]),
        (&json!("eu-west-1"), &json!(4))
    );
    assert_eq!(
        get(emulator.url(), "/_emulator/org").json()["accounts"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        get(emulator.url(), "/_emulator/faults").json(),
        Value::Array(Vec::new())
    );
    assert_eq!(
        get(emulator.url(), "/_emulator/settings").json()["consent"],
        "auto"
    );
}
