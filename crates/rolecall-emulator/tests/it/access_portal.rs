//! The access portal: lists and their pages, credentials, logout, and what is assigned to whom.

use rolecall_emulator::Organization;
use serde_json::{Value, json};

use crate::support::*;

#[test]
fn accounts_are_listed_with_and_without_email() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    let body = portal(&emulator, &token, "/assignment/accounts?max_result=100").json();
    assert_eq!(body["nextToken"], Value::Null);
    let accounts = body["accountList"].as_array().unwrap();
    assert_eq!(
        accounts[0],
        json!({"accountId": "111122223333", "accountName": "prod", "emailAddress": "prod@example.com"})
    );
    assert_eq!(
        accounts[1],
        json!({"accountId": "012345678901", "accountName": "no mail"})
    );
    assert_eq!(accounts[2]["emailAddress"], "");
    assert_eq!(accounts.len(), 4);
}

#[test]
fn a_user_sees_only_what_is_assigned() {
    let emulator = auto_emulator();
    set(&emulator, json!({"auto_user": "bob"}));
    let token = access_token(&emulator);
    let body = portal(&emulator, &token, "/assignment/accounts").json();
    assert_eq!(body["accountList"].as_array().unwrap().len(), 3);
    portal(&emulator, &token, "/assignment/roles?account_id=333344445555").assert_error(403, "Forbidden");
    let target = "/federation/credentials?role_name=Secret&account_id=333344445555";
    portal(&emulator, &token, target).assert_error(403, "Forbidden");
}

#[test]
fn pages_have_the_requested_size_and_every_item_once() {
    let emulator = emulator_of(Organization::generated(257, 7), consent_auto);
    let token = access_token(&emulator);
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let target = format!("/assignment/accounts?max_result=100&next_token={next}");
        let body = portal(&emulator, &token, &target).json();
        let page = body["accountList"].as_array().unwrap();
        assert!(page.len() <= 100);
        let id = |account: &Value| account["accountId"].as_str().unwrap().to_owned();
        seen.extend(page.iter().map(id));
        match body["nextToken"].as_str() {
            Some(token) => next = token.to_owned(),
            None => break,
        }
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((count, seen.len()), (257, 257));
    let target = format!("/assignment/roles?max_result=5&account_id={}", seen[0]);
    let body = portal(&emulator, &token, &target).json();
    assert_eq!(body["roleList"].as_array().unwrap().len(), 5);
    // A token of one list is invalid for another.
    let roles_token = body["nextToken"].as_str().unwrap();
    let foreign = format!("/assignment/accounts?next_token={roles_token}");
    portal(&emulator, &token, &foreign).assert_error(400, "InvalidRequest");
    let foreign = format!(
        "/assignment/roles?account_id={}&next_token={roles_token}",
        seen[1]
    );
    portal(&emulator, &token, &foreign).assert_error(400, "InvalidRequest");
}

#[test]
fn values_out_of_range_and_unknown_names_are_rejected() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    for bad in ["0", "101", "-1", "many", ""] {
        let target = format!("/assignment/accounts?max_result={bad}");
        let response = portal(&emulator, &token, &target);
        response.assert_error(400, "InvalidRequest");
        let message = "ResultSize parameter must be within the valid limits of: 1-100";
        assert_eq!(response.json()["message"], message, "{bad}");
    }
    let unknown = "account_id=999988887777";
    let known = "account_id=111122223333";
    for (target, status, error) in [
        ("/assignment/accounts?next_token=made-up", 400, "InvalidRequest"),
        ("/assignment/roles", 400, "InvalidRequest"),
        ("/assignment/roles?account_id=1", 400, "InvalidRequest"),
        (&*format!("/assignment/roles?{unknown}"), 404, "ResourceNotFound"),
        (
            &*format!("/federation/credentials?{known}"),
            400,
            "InvalidRequest",
        ),
        (
            &*format!("/federation/credentials?{unknown}&role_name=Admin"),
            404,
            "ResourceNotFound",
        ),
        (
            &*format!("/federation/credentials?{known}&role_name=Nobody"),
            403,
            "Forbidden",
        ),
        ("/logout", 405, "MethodNotAllowed"),
        ("/assignment/surprise", 404, "UnknownOperation"),
    ] {
        portal(&emulator, &token, target).assert_error(status, error);
    }
    request(emulator.url(), "POST", "/assignment/accounts", &[], "").assert_error(405, "MethodNotAllowed");
}

#[test]
fn credentials_expire_in_milliseconds_and_have_a_new_key_each_time() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    let target = "/federation/credentials?account_id=111122223333&role_name=Admin";
    let before = jiff::Timestamp::now().as_millisecond();
    let first = portal(&emulator, &token, target).json();
    let after = jiff::Timestamp::now().as_millisecond();
    let keys = &first["roleCredentials"];
    let expiration = keys["expiration"].as_i64().unwrap();
    let issued_at = expiration - 3_600_000;
    // AWS gives whole seconds.
    assert!(
        (before - 1_000..=after).contains(&issued_at),
        "{before} {issued_at} {after}"
    );
    assert_eq!(expiration % 1000, 0);
    let id = keys["accessKeyId"].as_str().unwrap();
    assert!(id.starts_with("ASIA") && id.len() == 20);
    assert_eq!(keys["secretAccessKey"].as_str().unwrap().len(), 40);
    assert_eq!(keys["sessionToken"].as_str().unwrap().len(), 1100);
    let second = portal(&emulator, &token, target).json();
    assert_ne!(second["roleCredentials"]["accessKeyId"], keys["accessKeyId"]);
}

#[test]
fn lifetime_and_length_of_credentials_can_be_set() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    let target = "/federation/credentials?account_id=222233334444&role_name=Long";
    let minutes = || {
        let body = portal(&emulator, &token, target).json();
        let expiration = body["roleCredentials"]["expiration"].as_i64().unwrap();
        (expiration - jiff::Timestamp::now().as_millisecond() + 5_000) / 60_000
    };
    assert_eq!(minutes(), 720);
    set(
        &emulator,
        json!({"credentials_ttl": 900, "session_token_bytes": 8000}),
    );
    assert_eq!(minutes(), 15);
    let body = portal(&emulator, &token, target).json();
    let session_token = body["roleCredentials"]["sessionToken"].as_str().unwrap();
    assert_eq!(session_token.len(), 8000);
}

#[test]
fn a_missing_wrong_or_expired_token_is_rejected() {
    let emulator = auto_emulator();
    let none = get(emulator.url(), "/assignment/accounts");
    none.assert_error(401, "Unauthorized");
    assert_eq!(
        none.json(),
        json!({"message": "Session token not found or invalid",
               "__type": "com.amazonaws.switchboard.portal#UnauthorizedException"})
    );
    portal(&emulator, "guessed", "/assignment/accounts").assert_error(401, "Unauthorized");
    let token = access_token(&emulator);
    expire(&emulator, "access_tokens");
    portal(&emulator, &token, "/assignment/accounts").assert_error(401, "Unauthorized");
    let token = access_token(&emulator);
    advance(&emulator, 3601);
    portal(&emulator, &token, "/assignment/accounts").assert_error(401, "Unauthorized");
}

#[test]
fn logout_revokes_the_sign_in_but_not_role_credentials() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let (client, tokens) = signed_in(&emulator);
    let access = tokens["accessToken"].as_str().unwrap();
    let bearer = [("x-amz-sso_bearer_token", access)];
    let response = request(emulator.url(), "POST", "/logout", &bearer, "");
    assert_eq!((response.status, response.body.as_str()), (200, ""));
    portal(&emulator, access, "/assignment/accounts").assert_error(401, "Unauthorized");
    client
        .refresh(tokens["refreshToken"].as_str().unwrap())
        .assert_error(400, "InvalidGrant");
    request(emulator.url(), "POST", "/logout", &bearer, "").assert_error(401, "Unauthorized");
    assert_eq!(SignedRequest::caller_identity(&keys).send(&emulator).status, 200);
}

#[test]
fn the_rate_applies_to_each_token() {
    let emulator = auto_emulator();
    let (first, second) = (access_token(&emulator), access_token(&emulator));
    set(&emulator, json!({"rate": 1, "burst": 3, "retry_after": 2}));
    let list = |token: &str| portal(&emulator, token, "/assignment/accounts");
    for _ in 0..3 {
        assert_eq!(list(&first).status, 200);
    }
    let response = list(&first);
    response.assert_error(429, "TooManyRequests");
    assert_eq!(response.header("retry-after"), "2");
    assert_eq!(response.json()["message"], "HTTP 429 Unknown Code");
    assert_eq!(list(&second).status, 200);
    assert_eq!(emulator.calls("throttled"), 1);
}
