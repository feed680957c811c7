//! Organizations on the wire: replaced while running, in other partitions, hostile and large.

use rolecall_emulator::{Options, Organization, StartError, start};
use serde_json::json;

use crate::support::*;

#[test]
fn an_organization_is_replaced_while_running() {
    let emulator = auto_emulator();
    let token = access_token(&emulator);
    let replacement = json!({"accounts": [
        {"id": "111122223333", "name": "prod", "roles": ["ReadOnly", "New"]},
        {"id": "777766665555", "name": "fresh", "roles": ["Admin"]},
    ]});
    assert_eq!(
        post_json(emulator.url(), "/_emulator/org", &replacement).status,
        200
    );
    let accounts = portal(&emulator, &token, "/assignment/accounts").json();
    assert_eq!(accounts["accountList"][1]["accountName"], "fresh");
    let gone = "/federation/credentials?account_id=111122223333&role_name=Admin";
    portal(&emulator, &token, gone).assert_error(403, "Forbidden");
    let new = "/federation/credentials?account_id=111122223333&role_name=New";
    assert_eq!(portal(&emulator, &token, new).status, 200);
}

#[test]
fn another_partition_has_its_own_start_urls_and_arns() {
    let mut options = Options {
        organization: Organization::generated(1, 1),
        region: Some("cn-north-1".to_owned()),
        ..Options::default()
    };
    consent_auto(&mut options.settings);
    let emulator = start(options).unwrap();
    assert_eq!(
        (emulator.region(), emulator.partition()),
        ("cn-north-1", "aws-cn")
    );
    assert!(
        emulator
            .start_url()
            .ends_with(".awsapps.cn/directory/d-1234567890")
    );
    let account = Organization::generated(1, 1).accounts[0].id.clone();
    let keys = role_credentials(&emulator, &account, "AdministratorAccess");
    let response = SignedRequest::caller_identity(&keys).send(&emulator);
    assert!(
        response.body.contains("<Arn>arn:aws-cn:sts::"),
        "{}",
        response.body
    );
}

#[test]
fn hostile_names_are_sent_byte_for_byte() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/hostile.json");
    let organization = Organization::from_file(&path).unwrap();
    let emulator = emulator_of(organization.clone(), consent_auto);
    let token = access_token(&emulator);
    let listed = portal(&emulator, &token, "/assignment/accounts?max_result=100").json();
    for (account, row) in organization
        .accounts
        .iter()
        .zip(listed["accountList"].as_array().unwrap())
    {
        assert_eq!(row["accountName"], account.name);
        for role in &account.roles {
            let query = form(&[("role_name", &role.name), ("account_id", &account.id)]);
            let response = portal(&emulator, &token, &format!("/federation/credentials?{query}"));
            assert_eq!(response.status, 200, "{:?}", role.name);
        }
    }
}

#[test]
fn five_thousand_accounts_are_served() {
    let emulator = emulator_of(Organization::generated(5_000, 4), consent_auto);
    let token = access_token(&emulator);
    assert_eq!(
        portal(&emulator, &token, "/assignment/accounts?max_result=100").status,
        200
    );
    assert_eq!(emulator.accounts(), 5_000);
}

#[test]
fn start_errors_name_the_reason() {
    let public = Options {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..Options::default()
    };
    assert!(matches!(start(public), Err(StartError::NotLoopback(_))));
    let nowhere = Options {
        region: Some("the moon".to_owned()),
        ..Options::default()
    };
    assert!(matches!(start(nowhere), Err(StartError::InvalidRegion(_))));
    let foreign = Options {
        partition: Some("azure".to_owned()),
        ..Options::default()
    };
    assert!(matches!(start(foreign), Err(StartError::InvalidPartition(_))));
    let first = start(Options::default()).unwrap();
    let taken = first.url().strip_prefix("http://").unwrap().parse().unwrap();
    let second = Options {
        listen: taken,
        ..Options::default()
    };
    assert!(matches!(start(second), Err(StartError::Unavailable(..))));
    first.shutdown();
    let third = start(Options {
        listen: taken,
        ..Options::default()
    })
    .unwrap();
    assert_eq!(get(third.url(), "/").status, 200);
}
