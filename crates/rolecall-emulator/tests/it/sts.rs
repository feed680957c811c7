//! STS: the caller of a signed request, and every reason to reject a signature.

use rolecall_emulator::{EmulatorHandle, Organization};
use serde_json::json;

use crate::support::*;

fn assert_rejected(response: &TestResponse, status: u16, code: &str) {
    assert_eq!(response.status, status, "{}", response.body);
    assert_eq!(response.header("content-type"), "text/xml");
    assert!(
        response.body.contains(&format!("<Code>{code}</Code>")),
        "{}",
        response.body
    );
    assert!(response.body.contains("<Type>Sender</Type>"));
}

fn caller(emulator: &EmulatorHandle, keys: &TestKeys) -> TestResponse {
    SignedRequest::caller_identity(keys).send(emulator)
}

#[test]
fn the_caller_is_the_role_and_the_user() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "012345678901", "ReadOnly");
    let response = caller(&emulator, &keys);
    assert_eq!(
        (response.status, response.header("content-type")),
        (200, "text/xml"),
        "{}",
        response.body
    );
    assert!(response.body.contains("<Account>012345678901</Account>"));
    let arn = "<Arn>arn:aws:sts::012345678901:assumed-role/AWSReservedSSO_ReadOnly_";
    assert!(response.body.contains(arn), "{}", response.body);
    assert!(response.body.contains("/alice</Arn>") && response.body.contains("<UserId>AROA"));
    assert!(response.body.contains(&format!(
        "<RequestId>{}</RequestId>",
        response.header("x-amzn-requestid")
    )));
}

#[test]
fn unsigned_and_incomplete_signatures_are_rejected() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let action = [("Action", "GetCallerIdentity"), ("Version", "2011-06-15")];
    assert_rejected(
        &post_form(emulator.url(), "/", &action),
        403,
        "MissingAuthenticationToken",
    );
    let signed = SignedRequest::caller_identity(&keys);
    assert_rejected(
        &signed.send_with(&emulator, "Bearer x", &signed.body),
        400,
        "IncompleteSignature",
    );
    let mut undated = SignedRequest::caller_identity(&keys);
    let authorization = undated.authorization(&emulator);
    undated.date = "yesterday".to_owned();
    assert_rejected(
        &undated.send_with(&emulator, &authorization, &undated.body),
        400,
        "IncompleteSignature",
    );
}

#[test]
fn a_changed_body_header_secret_scope_or_time_is_rejected() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let signed = SignedRequest::caller_identity(&keys);
    let authorization = signed.authorization(&emulator);
    let changed = signed.send_with(&emulator, &authorization, &format!("{}&X=1", signed.body));
    assert_rejected(&changed, 403, "SignatureDoesNotMatch");
    let less_is_signed = authorization.replace(";x-amz-security-token", "");
    let unsigned = signed.send_with(&emulator, &less_is_signed, &signed.body);
    assert_rejected(&unsigned, 403, "SignatureDoesNotMatch");
    let other = TestKeys {
        secret: keys.secret.replace("CANARY", "CANARI"),
        ..keys.clone()
    };
    assert_rejected(&caller(&emulator, &other), 403, "SignatureDoesNotMatch");
    let mut foreign = SignedRequest::caller_identity(&keys);
    foreign.service = "iam";
    assert_rejected(&foreign.send(&emulator), 403, "SignatureDoesNotMatch");
    for length in [0, 6, 9] {
        let mut undated = SignedRequest::caller_identity(&keys);
        undated.scope_date_length = length;
        assert_rejected(&undated.send(&emulator), 403, "SignatureDoesNotMatch");
    }
    for (date, reason) in [
        ("20200101T000000Z", "Signature expired"),
        ("20990101T000000Z", "Signature not yet current"),
    ] {
        let mut dated = SignedRequest::caller_identity(&keys);
        dated.date = date.to_owned();
        let response = dated.send(&emulator);
        assert_rejected(&response, 403, "SignatureDoesNotMatch");
        assert!(response.body.contains(reason), "{}", response.body);
    }
}

#[test]
fn unknown_revoked_and_expired_keys_and_wrong_tokens_are_rejected() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let unknown = TestKeys {
        id: "ASIAUNKNOWNUNKNOWN77".to_owned(),
        ..keys.clone()
    };
    assert_rejected(&caller(&emulator, &unknown), 403, "InvalidClientTokenId");
    let wrong = TestKeys {
        token: keys.token.replace("CANARY", "CANARI"),
        ..keys.clone()
    };
    assert_rejected(&caller(&emulator, &wrong), 403, "InvalidClientTokenId");
    command(&emulator, "revoke", json!({"what": "credentials", "user": "bob"}));
    assert_eq!(caller(&emulator, &keys).status, 200);
    let expired = role_credentials(&emulator, "111122223333", "Admin");
    expire(&emulator, "credentials");
    assert_rejected(&caller(&emulator, &expired), 403, "ExpiredToken");
    let alice = json!({"what": "credentials", "user": "alice"});
    command(&emulator, "revoke", alice);
    assert_rejected(&caller(&emulator, &keys), 403, "InvalidClientTokenId");
}

#[test]
fn other_actions_have_the_errors_of_aws() {
    let emulator = auto_emulator();
    let keys = role_credentials(&emulator, "111122223333", "Admin");
    let send = |body: &str| {
        let signed = SignedRequest {
            body: body.to_owned(),
            ..SignedRequest::caller_identity(&keys)
        };
        signed.send(&emulator)
    };
    let role =
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::444455556666:role/X%3C&RoleSessionName=me";
    let response = send(role);
    assert_rejected(&response, 403, "AccessDenied");
    assert!(
        response
            .body
            .contains("sts:AssumeRole on resource: arn:aws:iam::444455556666:role/X&lt;")
    );
    assert_rejected(&send("Action=Surprise&Version=2011-06-15"), 400, "InvalidAction");
    assert_rejected(
        &send("Action=GetCallerIdentity&Version=2000-01-01"),
        400,
        "InvalidAction",
    );
    assert_rejected(&send("Version=2011-06-15"), 400, "MissingAction");
}

/// Sends AssumeRole, signed with `keys`; `more` are further parameters.
fn assume_role(emulator: &EmulatorHandle, keys: &TestKeys, arn: &str, more: &str) -> TestResponse {
    let signed = SignedRequest {
        body: format!("Action=AssumeRole&Version=2011-06-15&RoleArn={arn}{more}"),
        ..SignedRequest::caller_identity(keys)
    };
    signed.send(emulator)
}

#[test]
fn a_role_that_trusts_the_account_is_assumed_for_an_hour_and_assumes_the_next() {
    let emulator = auto_emulator();
    let admin = role_credentials(&emulator, "111122223333", "Admin");
    let (tools, deploy) = (
        "arn:aws:iam::012345678901:role/Tools",
        "arn:aws:iam::111122223333:role/team/Deploy",
    );
    let assumed = assume_role(&emulator, &admin, tools, "&RoleSessionName=ann");
    assert_eq!(assumed.status, 200, "{}", assumed.body);
    assert_eq!(
        assumed.element("Arn"),
        "arn:aws:sts::012345678901:assumed-role/Tools/ann"
    );
    let keys = TestKeys::from_response(&assumed);
    let caller = SignedRequest::caller_identity(&keys).send(&emulator);
    assert_eq!(
        caller.element("Arn"),
        "arn:aws:sts::012345678901:assumed-role/Tools/ann"
    );
    let next = assume_role(
        &emulator,
        &keys,
        deploy,
        "&RoleSessionName=ann&DurationSeconds=900",
    );
    assert_eq!(
        next.element("Arn"),
        "arn:aws:sts::111122223333:assumed-role/Deploy/ann"
    );

    let denied = assume_role(&emulator, &admin, deploy, "&RoleSessionName=ann");
    assert_rejected(&denied, 403, "AccessDenied");
    let other_path = deploy.replace("team/", "");
    let denied = assume_role(&emulator, &keys, &other_path, "&RoleSessionName=ann");
    assert_rejected(&denied, 403, "AccessDenied");
    for invalid in [
        "",
        "&RoleSessionName=a",
        "&RoleSessionName=a%20b",
        "&RoleSessionName=ann&DurationSeconds=899",
        "&RoleSessionName=ann&DurationSeconds=3601",
    ] {
        let refused = assume_role(&emulator, &admin, tools, invalid);
        assert_rejected(&refused, 400, "ValidationError");
    }
}

const USERS: &str = r#"{"region": "eu-west-1", "users": ["alice"], "accounts": [
    {"id": "111122223333", "name": "people", "roles": ["Admin"], "iam_users": [{"name": "ann",
     "access_keys": [{"id": "AKIAIOSFODNN7EXAMPLE", "secret": "CANARY-configured-key-ann"}]}]},
    {"id": "444455556666", "name": "work", "roles": ["Admin"],
     "iam_roles": [{"name": "Deploy", "trusted_accounts": ["111122223333"]}]}]}"#;

fn long_term_keys() -> TestKeys {
    TestKeys {
        id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret: "CANARY-configured-key-ann".to_owned(),
        token: String::new(),
    }
}

fn session_token(emulator: &EmulatorHandle) -> TestResponse {
    let parameters = [("Action", "GetSessionToken"), ("Version", "2011-06-15")];
    SignedRequest::query(&long_term_keys(), "sts", &parameters).send(emulator)
}

#[test]
fn sessions_of_users_expire_and_are_revoked_by_user() {
    let emulator = emulator_of(Organization::from_json(USERS).unwrap(), consent_auto);
    let keys = TestKeys::from_response(&session_token(&emulator));
    assert_eq!(
        caller(&emulator, &keys).element("Arn"),
        "arn:aws:iam::111122223333:user/ann"
    );
    command(&emulator, "revoke", json!({"what": "credentials", "user": "bob"}));
    assert_eq!(caller(&emulator, &keys).status, 200);
    expire(&emulator, "credentials");
    assert_rejected(&caller(&emulator, &keys), 403, "ExpiredToken");
    command(&emulator, "revoke", json!({"what": "credentials", "user": "ann"}));
    assert_rejected(&caller(&emulator, &keys), 403, "InvalidClientTokenId");
    // A long-term key has no end, and no token.
    assert_eq!(caller(&emulator, &long_term_keys()).status, 200);
    let with_token = TestKeys {
        token: keys.token,
        ..long_term_keys()
    };
    assert_rejected(&caller(&emulator, &with_token), 403, "InvalidClientTokenId");
    let short = json!({"credentials_ttl": 60});
    command(&emulator, "settings", short);
    let keys = TestKeys::from_response(&session_token(&emulator));
    advance(&emulator, 61);
    assert_rejected(&caller(&emulator, &keys), 403, "ExpiredToken");
}

#[test]
fn a_fault_can_be_for_the_account_of_the_role() {
    let emulator = emulator_of(Organization::from_json(USERS).unwrap(), consent_auto);
    let fault = json!({"operation": "AssumeRole", "account_id": "444455556666", "kind": "error", "status": 403,
        "code": "RegionDisabledException"});
    command(&emulator, "faults", fault);
    let other = "arn:aws:iam::111122223333:role/Other";
    let deploy = "arn:aws:iam::444455556666:role/Deploy";
    let assume = |arn| assume_role(&emulator, &long_term_keys(), arn, "&RoleSessionName=ann");
    assert_rejected(&assume(other), 403, "AccessDenied");
    assert_rejected(&assume(deploy), 403, "RegionDisabledException");
    assert_eq!(assume(deploy).status, 200);
    let calls = get(emulator.url(), "/_emulator/calls").json();
    assert_eq!(
        (&calls[1]["account_id"], &calls[1]["detail"]),
        (&json!("444455556666"), &json!(deploy))
    );
}
