//! Console federation: from credentials to a signed-in console page, once, and only to the console.

use rolecall_emulator::EmulatorHandle;
use serde_json::json;

use crate::support::*;

fn keys_json(keys: &TestKeys) -> String {
    json!({"sessionId": keys.id, "sessionKey": keys.secret, "sessionToken": keys.token}).to_string()
}

fn signin_token(emulator: &EmulatorHandle, keys: &TestKeys) -> String {
    let pairs = [("Action", "getSigninToken"), ("Session", &keys_json(keys))];
    let response = post_form(emulator.url(), "/federation", &pairs);
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()["SigninToken"].as_str().unwrap().to_owned()
}

fn login(emulator: &EmulatorHandle, token: &str, destination: &str) -> TestResponse {
    let pairs = [
        ("Action", "login"),
        ("Issuer", "https://rolecall.example"),
        ("Destination", destination),
        ("SigninToken", token),
    ];
    get(emulator.url(), &format!("/federation?{}", form(&pairs)))
}

fn assert_rejected(response: &TestResponse) {
    assert_eq!(response.status, 400, "{}", response.body);
    assert!(response.header("content-type").starts_with("text/html"));
    assert_eq!(response.header("set-cookie"), "");
}

const S3: &str = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1";

#[test]
fn credentials_open_a_console_page() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let token = signin_token(&emulator, &keys);
    let response = login(&emulator, &token, S3);
    assert_eq!(response.status, 302, "{}", response.body);
    let location = response.header("location");
    let console = format!("{}/console/s3/home?region=eu-west-1", emulator.url());
    assert_eq!(location, console);
    let cookie = response.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let sent = [("cookie", cookie.split(';').next().unwrap())];
    let target = location.strip_prefix(emulator.url()).unwrap();
    let page = request(emulator.url(), "GET", target, &sent, "");
    assert_eq!(page.status, 200);
    for (id, text) in [
        ("account-id", "111122223333"),
        ("account-name", "prod"),
        ("role-name", "Admin"),
        ("user-name", "alice"),
        ("region", "eu-west-1"),
        ("service", "S3"),
        ("destination", "/s3/home"),
    ] {
        let shown = format!("<bdi id=\"{id}\">{text}</bdi>");
        assert!(page.body.contains(&shown), "{id}: {}", page.body);
    }
    assert!(page.body.contains("not AWS"));
    for (target, status) in [("/console/logout", 200), (target, 403)] {
        assert_eq!(request(emulator.url(), "GET", target, &sent, "").status, status);
    }
}

#[test]
fn the_token_can_be_requested_by_query() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let query = form(&[
        ("Action", "getSigninToken"),
        ("SessionType", "json"),
        ("Session", &keys_json(&keys)),
    ]);
    let response = get(emulator.url(), &format!("/federation?{query}"));
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(emulator.calls("GetSigninToken"), 1);
}

#[test]
fn a_signin_token_is_valid_once_and_for_fifteen_minutes() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let token = signin_token(&emulator, &keys);
    assert_eq!(login(&emulator, &token, S3).status, 302);
    assert_rejected(&login(&emulator, &token, S3));
    assert_rejected(&login(&emulator, "made-up", S3));
    let token = signin_token(&emulator, &keys);
    advance(&emulator, 15 * 60 + 1);
    assert_rejected(&login(&emulator, &token, S3));
}

#[test]
fn only_this_partitions_console_is_a_destination() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let token = signin_token(&emulator, &keys);
    for bad in [
        "",
        "https://evil.example/",
        "https://console.aws.amazon.com.evil.example/",
        "https://evil.example\\@console.aws.amazon.com/",
        "https://x@console.aws.amazon.com/",
        "https://console.aws.amazon.com:8443/",
        "http://console.aws.amazon.com/",
        "https://console.amazonaws.cn/s3/home",
        "https://111122223333-abcdefgh.eu-west-1.console.aws.amazon.com/s3/home",
        "javascript:alert(1)",
        "/s3/home",
    ] {
        assert_rejected(&login(&emulator, &token, bad));
    }
    // None of these requests used the token.
    let root = "https://console.aws.amazon.com/console/home?region=us-east-1#x";
    let response = login(&emulator, &token, root);
    let landing = format!("{}/console/console/home?region=us-east-1#x", emulator.url());
    assert_eq!(response.header("location"), landing);
}

#[test]
fn wrong_and_expired_credentials_get_no_token() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let request_token = |presented: &str, more: &[(&str, &str)]| {
        let mut pairs = vec![("Action", "getSigninToken"), ("Session", presented)];
        pairs.extend_from_slice(more);
        post_form(emulator.url(), "/federation", &pairs)
    };
    let good = keys_json(&keys);
    let other_key = good.replace("CANARY-secret-key", "CANARY-secret-kex");
    let other_token = good.replace("CANARY-session-token", "CANARY-session-tokex");
    for wrong in ["", "{}", &other_key, &other_token] {
        assert_rejected(&request_token(wrong, &[]));
    }
    assert_rejected(&request_token(&good, &[("SessionDuration", "60")]));
    assert_rejected(&request_token(&good, &[("SessionDuration", "long")]));
    assert_rejected(&post_form(emulator.url(), "/federation", &[("Session", &good)]));
    assert_eq!(request_token(&good, &[("SessionDuration", "900")]).status, 200);
    expire(&emulator, "credentials");
    assert_rejected(&request_token(&good, &[]));
}

#[test]
fn the_console_is_forbidden_without_a_valid_sign_in() {
    let emulator = auto_emulator();
    assert_eq!(get(emulator.url(), "/console/s3/home").status, 403);
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let response = login(&emulator, &signin_token(&emulator, &keys), S3);
    let cookie = response.header("set-cookie").split(';').next().unwrap();
    let sent = [("cookie", cookie)];
    let open = || request(emulator.url(), "GET", "/console/s3/home", &sent, "").status;
    assert_eq!(open(), 200);
    advance(&emulator, 3601);
    assert_eq!(open(), 403);
}

#[test]
fn a_chained_session_has_no_longer_console_and_a_user_none() {
    let emulator = auto_emulator();
    let admin = role_credentials(&emulator, "111122223333", "Admin");
    let parameters = [
        ("Action", "AssumeRole"),
        ("Version", "2011-06-15"),
        ("RoleArn", "arn:aws:iam::012345678901:role/Tools"),
        ("RoleSessionName", "ann"),
    ];
    let chained = SignedRequest::query(&admin, "sts", &parameters).send(&emulator);
    let chained = keys_json(&TestKeys::from_response(&chained));
    let request_token = |more: &[(&str, &str)]| {
        let mut pairs = vec![("Action", "getSigninToken"), ("Session", chained.as_str())];
        pairs.extend_from_slice(more);
        post_form(emulator.url(), "/federation", &pairs)
    };
    assert_eq!(request_token(&[]).status, 200);
    assert_rejected(&request_token(&[("SessionDuration", "900")]));
    let long_term = r#"{"accounts": [{"id": "111122223333", "name": "people", "roles": [], "iam_users": [{"name": "ann",
        "access_keys": [{"id": "AKIAIOSFODNN7EXAMPLE", "secret": "CANARY-configured-key-ann"}]}]}]}"#;
    command(&emulator, "org", serde_json::from_str(long_term).unwrap());
    let keys = TestKeys {
        id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret: "CANARY-configured-key-ann".to_owned(),
        token: String::new(),
    };
    let parameters = [("Action", "GetSessionToken"), ("Version", "2011-06-15")];
    let session = SignedRequest::query(&keys, "sts", &parameters).send(&emulator);
    let session = keys_json(&TestKeys::from_response(&session));
    let pairs = [("Action", "getSigninToken"), ("Session", session.as_str())];
    assert_rejected(&post_form(emulator.url(), "/federation", &pairs));
}
