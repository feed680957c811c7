//! What the demo organization offers besides its portal: a chain of roles and a user with an MFA device.

use rolecall_emulator::{EmulatorHandle, Organization};
use serde_json::json;

use crate::support::*;

const CAROL_PHONE: &str = "arn:aws:iam::128467390551:mfa/carol-phone";

fn demo() -> EmulatorHandle {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/demo.json");
    emulator_of(Organization::from_file(&path).unwrap(), consent_auto)
}

fn carol() -> TestKeys {
    TestKeys {
        id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret: "CANARY-demo-secret-key/carol+Northwind00".to_owned(),
        token: String::new(),
    }
}

fn assume(emulator: &EmulatorHandle, keys: &TestKeys, role: &str, more: &[(&str, &str)]) -> TestResponse {
    let arn = format!("arn:aws:iam::{role}");
    let mut parameters = vec![
        ("Action", "AssumeRole"),
        ("Version", "2011-06-15"),
        ("RoleArn", &arn),
        ("RoleSessionName", "audit"),
    ];
    parameters.extend(more);
    SignedRequest::query(keys, "sts", &parameters).send(emulator)
}

#[test]
fn three_roles_are_assumed_one_from_the_other() {
    let emulator = demo();
    let audit = role_credentials(&emulator, "481920573316", "SecurityAudit");
    let hub = assume(&emulator, &audit, "039571286640:role/audit/AuditHub", &[]);
    let hub = TestKeys::from_response(&hub);
    let reader = "350917624483:role/audit/AuditReader";
    let without = assume(&emulator, &hub, reader, &[]);
    assert_eq!(
        (without.status, without.element("Code").as_str()),
        (403, "AccessDenied")
    );
    let external_id = [("ExternalId", "northwind-audit-7")];
    let reader = TestKeys::from_response(&assume(&emulator, &hub, reader, &external_id));
    let evidence = assume(&emulator, &reader, "581926407734:role/audit/EvidenceReader", &[]);
    assert_eq!(
        evidence.element("Arn"),
        "arn:aws:sts::581926407734:assumed-role/EvidenceReader/audit"
    );
    let skipping = assume(&emulator, &hub, "581926407734:role/audit/EvidenceReader", &[]);
    assert_eq!(skipping.status, 403);
}

#[test]
fn account_access_manager_has_roles() {
    let emulator = demo();
    let scopes = ["account_access:read_only", "account_access:assume"];
    let body = json!({"clientName": "test", "clientType": "public", "scopes": scopes});
    let client = TestClient::register(&emulator, &body);
    let token = client.poll(&client.start_device()).json();
    let bearer = format!("Bearer {}", token["accessToken"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let listed = request(
        emulator.url(),
        "GET",
        "/access?tenantId=aa-northwind",
        &headers,
        "",
    )
    .json();
    assert_eq!(listed["roles"].as_array().unwrap().len(), 2);
    let arn = listed["roles"][0]["roleArn"].as_str().unwrap();
    let query = form(&[
        ("tenantId", "aa-northwind"),
        ("roleArn", arn),
        ("accessType", "PROGRAMMATIC_ACCESS"),
    ]);
    let target = format!("/access/credentials?{query}");
    assert_eq!(request(emulator.url(), "GET", &target, &headers, "").status, 200);
}

#[test]
fn a_user_assumes_a_role_with_a_code_only() {
    let emulator = demo();
    let role = "350917624483:role/emergency/EmergencyOperator";
    assert_eq!(assume(&emulator, &carol(), role, &[]).status, 403);
    let shown = emulator
        .command("mfa", json!({"serial_number": CAROL_PHONE}))
        .unwrap();
    let code = shown["code"].as_str().unwrap();
    let with_code = [
        ("SerialNumber", CAROL_PHONE),
        ("TokenCode", code),
        ("DurationSeconds", "14400"),
    ];
    TestKeys::from_response(&assume(&emulator, &carol(), role, &with_code));
    assert_eq!(assume(&emulator, &carol(), role, &with_code).status, 403);
    let list = [("Action", "ListAccessKeys"), ("Version", "2010-05-08")];
    let listed = SignedRequest::query(&carol(), "iam", &list).send(&emulator);
    assert_eq!(listed.element("AccessKeyId"), "AKIAIOSFODNN7EXAMPLE");
    let unknown = emulator.command("mfa", json!({"serial_number": "arn:aws:iam::128467390551:mfa/x"}));
    assert!(unknown.is_err());
}
