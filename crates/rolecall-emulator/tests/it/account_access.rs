//! Account access manager: roles in one list, credentials for a chosen time and name, scopes of their own.

use rolecall_emulator::{EmulatorHandle, Organization};
use serde_json::{Value, json};

use crate::support::*;

const TENANT: &str = "aa-acme1";

fn organization() -> Organization {
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "account-access.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:SetContext"],
        "Condition": {"StringEquals": {"aws:SourceAccount": "012345678901"}}}});
    let role = |name: &str, access: Value| {
        json!({"name": name, "path": "/team/", "max_session_seconds": 7200,
        "account_access": access, "trust_policy": trust})
    };
    let organization = json!({"region": "eu-west-1", "users": ["alice", "bob"], "account_access_tenant": TENANT,
    "accounts": [
        {"id": "012345678901", "name": "management", "roles": ["Admin"], "iam_roles": [
            {"name": "Plain", "trusted_accounts": ["012345678901"]}, role("Developer", json!({}))]},
        {"id": "111122223333", "name": "", "roles": ["Admin"], "iam_roles": [
            role("Operator", json!({"users": ["alice"]})), role("Auditor", json!({"users": ["bob"]})),
            {"name": "Untrusting", "account_access": {}, "trusted_accounts": ["012345678901"]}]},
    ]});
    Organization::from_json(&organization.to_string()).unwrap()
}

fn token(emulator: &EmulatorHandle, scopes: &[&str]) -> String {
    let body = json!({"clientName": "test", "clientType": "public", "scopes": scopes});
    let client = TestClient::register(emulator, &body);
    let response = client.poll(&client.start_device());
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()["accessToken"].as_str().unwrap().to_owned()
}

fn send(emulator: &EmulatorHandle, token: &str, path: &str, query: &[(&str, &str)]) -> TestResponse {
    let bearer = format!("Bearer {token}");
    let target = format!("{path}?{}", form(query));
    request(emulator.url(), "GET", &target, &[("authorization", &bearer)], "")
}

fn roles(emulator: &EmulatorHandle, token: &str, more: &[(&str, &str)]) -> TestResponse {
    let mut query = vec![("tenantId", TENANT)];
    query.extend(more);
    send(emulator, token, "/access", &query)
}

fn credentials(emulator: &EmulatorHandle, token: &str, role: &str, more: &[(&str, &str)]) -> TestResponse {
    let arn = format!("arn:aws:iam::{role}");
    let mut query = vec![
        ("tenantId", TENANT),
        ("roleArn", &arn),
        ("accessType", "PROGRAMMATIC_ACCESS"),
    ];
    query.extend(more);
    send(emulator, token, "/access/credentials", &query)
}

const BOTH: [&str; 2] = ["account_access:read_only", "account_access:assume"];

#[test]
fn the_roles_of_all_accounts_are_in_one_list() {
    let emulator = emulator_of(organization(), consent_auto);
    let token = token(&emulator, &BOTH);
    let listed = roles(&emulator, &token, &[]).json();
    let expected = json!({"roles": [
        {"accountId": "012345678901", "accountName": "management", "roleArn": "arn:aws:iam::012345678901:role/team/Developer"},
        {"accountId": "111122223333", "roleArn": "arn:aws:iam::111122223333:role/team/Operator"},
        {"accountId": "111122223333", "roleArn": "arn:aws:iam::111122223333:role/Untrusting"},
    ]});
    assert_eq!(listed, expected);
    let first = roles(&emulator, &token, &[("maxResults", "2")]).json();
    assert_eq!(first["roles"].as_array().unwrap().len(), 2);
    let next = first["nextToken"].as_str().unwrap();
    let last = roles(&emulator, &token, &[("nextToken", next), ("maxResults", "2")]).json();
    assert_eq!(last, json!({"roles": [expected["roles"][2]]}));
    for wrong in [
        [("nextToken", "x")],
        [("maxResults", "0")],
        [("tenantId", "aa-other")],
    ] {
        let query: Vec<_> = if wrong[0].0 == "tenantId" {
            Vec::from(wrong)
        } else {
            [("tenantId", TENANT), wrong[0]].into()
        };
        send(&emulator, &token, "/access", &query).assert_error(400, "Validation");
    }
}

#[test]
fn credentials_are_for_a_chosen_time_and_name() {
    let emulator = emulator_of(organization(), consent_auto);
    let token = token(&emulator, &BOTH);
    let role = "111122223333:role/team/Operator";
    let chosen = [("sessionName", "INC-42@acme"), ("sessionDuration", "7200")];
    let response = credentials(&emulator, &token, role, &chosen);
    let keys = response.json()["credentialsDetails"]["programmaticAccess"].clone();
    let left = keys["expiresAt"].as_i64().unwrap() - jiff::Timestamp::now().as_second();
    assert!((7_100..=7_200).contains(&left), "{left}");
    let text = |member: &str| keys[member].as_str().unwrap().to_owned();
    let keys = TestKeys {
        id: text("accessKeyId"),
        secret: text("secretAccessKey"),
        token: text("sessionToken"),
    };
    let caller = SignedRequest::caller_identity(&keys).send(&emulator);
    assert_eq!(
        caller.element("Arn"),
        "arn:aws:sts::111122223333:assumed-role/Operator/INC-42@acme"
    );
    command(&emulator, "settings", json!({"fractional_expiry": true}));
    let response = credentials(&emulator, &token, role, &[]).json();
    assert!(
        response["credentialsDetails"]["programmaticAccess"]["expiresAt"]
            .as_f64()
            .unwrap()
            .fract()
            > 0.0
    );
    for wrong in [
        ("sessionName", "a b"),
        ("sessionDuration", "7201"),
        ("sessionDuration", "60"),
    ] {
        credentials(&emulator, &token, role, &[wrong]).assert_error(400, "Validation");
    }
}

#[test]
fn scopes_assignments_and_trust_are_asked_for() {
    let emulator = emulator_of(organization(), consent_auto);
    let own = token(&emulator, &BOTH);
    for role in [
        "111122223333:role/team/Auditor",
        "111122223333:role/Untrusting",
        "012345678901:role/Plain",
        "x",
    ] {
        credentials(&emulator, &own, role, &[]).assert_error(403, "AccessDenied");
    }
    let reading = token(&emulator, &["account_access:read_only"]);
    assert_eq!(roles(&emulator, &reading, &[]).status, 200);
    let developer = "012345678901:role/team/Developer";
    credentials(&emulator, &reading, developer, &[]).assert_error(401, "Unauthorized");
    let portal_token = token(&emulator, &["sso:account:access"]);
    roles(&emulator, &portal_token, &[]).assert_error(401, "Unauthorized");
    portal(&emulator, &own, "/assignment/accounts").assert_error(401, "Unauthorized");
    roles(&emulator, "nonsense", &[]).assert_error(401, "Unauthorized");
    expire(&emulator, "access_tokens");
    roles(&emulator, &own, &[]).assert_error(401, "Unauthorized");
}

#[test]
fn requests_are_limited_and_can_fail() {
    let emulator = emulator_of(organization(), |settings| {
        consent_auto(settings);
        settings.rate = 1;
    });
    let token = token(&emulator, &BOTH);
    assert_eq!(roles(&emulator, &token, &[]).status, 200);
    roles(&emulator, &token, &[]).assert_error(429, "Throttling");
    command(&emulator, "settings", json!({"rate": 0}));
    command(
        &emulator,
        "faults",
        json!({"operation": "ListRoles", "kind": "server_error"}),
    );
    roles(&emulator, &token, &[]).assert_error(500, "InternalServer");
}
