//! Console federation: from credentials to a signed-in console page, once, and only to the console.

use rolecall_emulator::EmulatorHandle;
use serde_json::json;

use crate::support::*;

fn keys_json(keys: &Keys) -> String {
    json!({"sessionId": keys.id, "sessionKey": keys.secret, "sessionToken": keys.token}).to_string()
}

fn signin_token(emulator: &EmulatorHandle, keys: &Keys) -> String {
    let pairs = [("Action", "getSigninToken"), ("Session", &keys_json(keys))];
    let reply = post_form(emulator.url(), "/federation", &pairs);
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["SigninToken"].as_str().unwrap().to_owned()
}

fn login(emulator: &EmulatorHandle, token: &str, destination: &str) -> Reply {
    let pairs = [
        ("Action", "login"),
        ("Issuer", "https://rolecall.example"),
        ("Destination", destination),
        ("SigninToken", token),
    ];
    get(emulator.url(), &format!("/federation?{}", form(&pairs)))
}

fn refused(reply: &Reply) {
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert!(reply.header("content-type").starts_with("text/html"));
    assert_eq!(reply.header("set-cookie"), "");
}

const S3: &str = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1";

#[test]
fn credentials_become_a_console_page() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let token = signin_token(&emulator, &keys);
    let reply = login(&emulator, &token, S3);
    assert_eq!(reply.status, 302, "{}", reply.body);
    let location = reply.header("location");
    assert_eq!(
        location,
        format!("{}/console/s3/home?region=eu-west-1", emulator.url())
    );
    let cookie = reply.header("set-cookie");
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
        assert!(
            page.body.contains(&format!("<bdi id=\"{id}\">{text}</bdi>")),
            "{id}: {}",
            page.body
        );
    }
    assert!(page.body.contains("not AWS"));
    assert_eq!(
        request(emulator.url(), "GET", "/console/logout", &sent, "").status,
        200
    );
    assert_eq!(request(emulator.url(), "GET", target, &sent, "").status, 403);
}

#[test]
fn the_query_form_works_too() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let query = form(&[
        ("Action", "getSigninToken"),
        ("SessionType", "json"),
        ("Session", &keys_json(&keys)),
    ]);
    let reply = get(emulator.url(), &format!("/federation?{query}"));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(emulator.calls("GetSigninToken"), 1);
}

#[test]
fn a_signin_token_is_good_once_and_for_fifteen_minutes() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let token = signin_token(&emulator, &keys);
    assert_eq!(login(&emulator, &token, S3).status, 302);
    refused(&login(&emulator, &token, S3));
    refused(&login(&emulator, "made-up", S3));
    let token = signin_token(&emulator, &keys);
    emulator
        .command("clock", json!({"advance_seconds": 15 * 60 + 1}))
        .unwrap();
    refused(&login(&emulator, &token, S3));
}

#[test]
fn only_this_partitions_console_is_a_destination() {
    let emulator = automatic();
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
        refused(&login(&emulator, &token, bad));
    }
    // None of that spent the token.
    let root = "https://console.aws.amazon.com/console/home?region=us-east-1#x";
    let reply = login(&emulator, &token, root);
    let landing = format!("{}/console/console/home?region=us-east-1#x", emulator.url());
    assert_eq!(reply.header("location"), landing);
}

#[test]
fn wrong_and_ended_credentials_get_no_token() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let ask = |presented: &str, more: &[(&str, &str)]| {
        let mut pairs = vec![("Action", "getSigninToken"), ("Session", presented)];
        pairs.extend_from_slice(more);
        post_form(emulator.url(), "/federation", &pairs)
    };
    let good = keys_json(&keys);
    refused(&ask("", &[]));
    refused(&ask("{}", &[]));
    refused(&ask(&good.replace("CANARY-secret-key", "CANARY-secret-kex"), &[]));
    refused(&ask(
        &good.replace("CANARY-session-token", "CANARY-session-tokex"),
        &[],
    ));
    refused(&ask(&good, &[("SessionDuration", "60")]));
    refused(&ask(&good, &[("SessionDuration", "long")]));
    refused(&post_form(emulator.url(), "/federation", &[("Session", &good)]));
    assert_eq!(ask(&good, &[("SessionDuration", "900")]).status, 200);
    emulator
        .command("expire", json!({"what": "credentials"}))
        .unwrap();
    refused(&ask(&good, &[]));
}

#[test]
fn the_console_is_closed_without_a_sign_in_and_after_its_end() {
    let emulator = automatic();
    assert_eq!(get(emulator.url(), "/console/s3/home").status, 403);
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let reply = login(&emulator, &signin_token(&emulator, &keys), S3);
    let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    let open = || {
        request(
            emulator.url(),
            "GET",
            "/console/s3/home",
            &[("cookie", &cookie)],
            "",
        )
        .status
    };
    assert_eq!(open(), 200);
    emulator
        .command("clock", json!({"advance_seconds": 3601}))
        .unwrap();
    assert_eq!(open(), 403);
}
