//! The forms of requests and responses; the emulator judges whole exchanges in the tests of the crate.

use super::response::tokens;
use super::*;
use rolecall_model::secret::{AuthorizationCode, CodeVerifier};
use serde_json::{Value, json};

fn written(body: &CreateTokenBody<'_>) -> Value {
    serde_json::to_value(body).unwrap()
}

#[test]
fn requests_have_the_members_of_their_grant_alone() {
    let (code, verifier) = (
        AuthorizationCode::from_exposed("c"),
        CodeVerifier::from_exposed("v"),
    );
    let exchange = CodeExchange {
        code: &code,
        verifier: &verifier,
        redirect_uri: "http://127.0.0.1:1/oauth/callback",
    };
    let client = "arn:aws:signin:::devtools/same-device";
    assert_eq!(
        written(&CreateTokenBody::of_code(exchange)),
        json!({
            "clientId": client, "grantType": "authorization_code", "code": "c", "codeVerifier": "v",
            "redirectUri": "http://127.0.0.1:1/oauth/callback",
        })
    );
    assert_eq!(
        written(&CreateTokenBody::of_refresh_token(&RefreshToken::from_exposed(
            "r"
        ))),
        json!({"clientId": client, "grantType": "refresh_token", "refreshToken": "r"})
    );
}

fn answer() -> Value {
    json!({
        "accessToken": {"accessKeyId": "ASIAX", "secretAccessKey": "s", "sessionToken": "t"},
        "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "r",
        // {"alg":"none"} and {"sub":"arn:aws:iam::111122223333:user/ann"}
        "idToken": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhcm46YXdzOmlhbTo6MTExMTIyMjIzMzMzOnVzZXIvYW5uIn0.c2ln",
    })
}

#[test]
fn tokens_are_read_with_who_signed_in() {
    let now = Timestamp::from_second(1_000).unwrap();
    let read = tokens(&serde_json::to_vec(&answer()).unwrap(), now).unwrap();
    assert_eq!(read.credentials.access_key_id, "ASIAX");
    assert_eq!(read.credentials.expires_at.as_second(), 1_900);
    assert!(read.refresh_token.matches("r"));
    assert_eq!(
        read.login_session.as_deref(),
        Some("arn:aws:iam::111122223333:user/ann")
    );
    let mut without = answer();
    without["idToken"] = Value::Null;
    let read = tokens(&serde_json::to_vec(&without).unwrap(), now).unwrap();
    assert_eq!(read.login_session, None);
}

#[test]
fn an_incomplete_answer_is_none() {
    for (path, value) in [
        ("/accessToken/secretAccessKey", json!("")),
        ("/accessToken/sessionToken", json!(null)),
        ("/tokenType", json!("Bearer")),
        ("/expiresIn", json!(0)),
        ("/expiresIn", json!(u64::MAX)),
        ("/refreshToken", json!("")),
    ] {
        let mut answer = answer();
        *answer.pointer_mut(path).unwrap() = value;
        let read = tokens(&serde_json::to_vec(&answer).unwrap(), Timestamp::UNIX_EPOCH);
        assert!(read.is_err(), "{path}");
    }
    assert!(tokens(b"<html>", Timestamp::UNIX_EPOCH).is_err());
}
