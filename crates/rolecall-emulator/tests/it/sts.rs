//! STS: who signed, and every way in which a signature is not good.

use serde_json::json;

use crate::support::*;

fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(reply.header("content-type"), "text/xml");
    assert!(
        reply.body.contains(&format!("<Code>{code}</Code>")),
        "{}",
        reply.body
    );
    assert!(reply.body.contains("<Type>Sender</Type>"));
}

#[test]
fn the_caller_is_the_role_and_the_user() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "012345678901", "ReadOnly");
    let reply = Signed::caller_identity(&keys).send(&emulator);
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "text/xml"),
        "{}",
        reply.body
    );
    assert!(reply.body.contains("<Account>012345678901</Account>"));
    let arn = "<Arn>arn:aws:sts::012345678901:assumed-role/AWSReservedSSO_ReadOnly_";
    assert!(reply.body.contains(arn), "{}", reply.body);
    assert!(reply.body.contains("/alice</Arn>") && reply.body.contains("<UserId>AROA"));
    assert!(reply.body.contains(&format!(
        "<RequestId>{}</RequestId>",
        reply.header("x-amzn-requestid")
    )));
}

#[test]
fn unsigned_and_half_signed_calls_are_refused() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let action = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    refused(
        &post_form(emulator.url(), "/", &action),
        403,
        "MissingAuthenticationToken",
    );
    let signed = Signed::caller_identity(&keys);
    refused(
        &signed.send_with(&emulator, "Bearer x", &signed.body),
        400,
        "IncompleteSignature",
    );
    let mut undated = Signed::caller_identity(&keys);
    let authorization = undated.authorization(&emulator);
    undated.date = "yesterday".to_owned();
    refused(
        &undated.send_with(&emulator, &authorization, &undated.body),
        400,
        "IncompleteSignature",
    );
}

#[test]
fn a_changed_body_secret_scope_or_time_is_refused() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let signed = Signed::caller_identity(&keys);
    let authorization = signed.authorization(&emulator);
    let body = format!("{}&X=1", signed.body);
    refused(
        &signed.send_with(&emulator, &authorization, &body),
        403,
        "SignatureDoesNotMatch",
    );
    let other = Keys {
        secret: keys.secret.replace("CANARY", "CANARI"),
        ..clone(&keys)
    };
    refused(
        &Signed::caller_identity(&other).send(&emulator),
        403,
        "SignatureDoesNotMatch",
    );
    let mut foreign = Signed::caller_identity(&keys);
    foreign.service = "iam";
    refused(&foreign.send(&emulator), 403, "SignatureDoesNotMatch");
    for letters in [0, 6, 9] {
        let mut undated = Signed::caller_identity(&keys);
        undated.scoped_letters = letters;
        refused(&undated.send(&emulator), 403, "SignatureDoesNotMatch");
    }
    let mut old = Signed::caller_identity(&keys);
    old.date = "20200101T000000Z".to_owned();
    let reply = old.send(&emulator);
    refused(&reply, 403, "SignatureDoesNotMatch");
    assert!(reply.body.contains("Signature expired"));
    let mut early = Signed::caller_identity(&keys);
    early.date = "20990101T000000Z".to_owned();
    assert!(early.send(&emulator).body.contains("Signature not yet current"));
}

#[test]
fn a_header_that_must_be_signed_is_missed() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let signed = Signed::caller_identity(&keys);
    let authorization = signed
        .authorization(&emulator)
        .replace(";x-amz-security-token", "");
    refused(
        &signed.send_with(&emulator, &authorization, &signed.body),
        403,
        "SignatureDoesNotMatch",
    );
}

#[test]
fn unknown_and_revoked_keys_and_wrong_tokens_are_refused() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let unknown = Keys {
        id: "ASIAUNKNOWNUNKNOWN77".to_owned(),
        ..clone(&keys)
    };
    refused(
        &Signed::caller_identity(&unknown).send(&emulator),
        403,
        "InvalidClientTokenId",
    );
    let wrong = Keys {
        token: keys.token.replace("CANARY", "CANARI"),
        ..clone(&keys)
    };
    refused(
        &Signed::caller_identity(&wrong).send(&emulator),
        403,
        "InvalidClientTokenId",
    );
    emulator
        .command("revoke", json!({"what": "credentials", "user": "bob"}))
        .unwrap();
    assert_eq!(Signed::caller_identity(&keys).send(&emulator).status, 200);
    emulator
        .command("revoke", json!({"what": "credentials", "user": "alice"}))
        .unwrap();
    refused(
        &Signed::caller_identity(&keys).send(&emulator),
        403,
        "InvalidClientTokenId",
    );
}

#[test]
fn expired_keys_are_told_apart_from_unknown_ones() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    emulator
        .command("expire", json!({"what": "credentials"}))
        .unwrap();
    refused(
        &Signed::caller_identity(&keys).send(&emulator),
        403,
        "ExpiredToken",
    );
}

#[test]
fn other_actions_are_refused_as_aws_refuses_them() {
    let emulator = automatic();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let ask = |body: &str| {
        let signed = Signed {
            body: body.to_owned(),
            ..Signed::caller_identity(&keys)
        };
        signed.send(&emulator)
    };
    let role =
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::444455556666:role/X%3C&RoleSessionName=s";
    let reply = ask(role);
    refused(&reply, 403, "AccessDenied");
    assert!(
        reply
            .body
            .contains("sts:AssumeRole on resource: arn:aws:iam::444455556666:role/X&lt;")
    );
    refused(&ask("Action=Surprise&Version=2011-06-15"), 400, "InvalidAction");
    refused(
        &ask("Action=GetCallerIdentity&Version=2000-01-01"),
        400,
        "InvalidAction",
    );
    refused(&ask("Version=2011-06-15"), 400, "MissingAction");
}

fn clone(keys: &Keys) -> Keys {
    Keys {
        id: keys.id.clone(),
        secret: keys.secret.clone(),
        token: keys.token.clone(),
    }
}
