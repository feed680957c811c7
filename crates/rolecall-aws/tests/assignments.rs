//! Accounts, roles and credentials from the emulator, and how its errors are classified.

mod support;

use rolecall::ports::{
    AccessPortal, AccessPortalError, AssumeRoleRequest, Federation, FederationError, Sts, StsError,
};
use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, OrgIamRole, Organization};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::role_arn::RoleArn;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use support::emulated::EmulatedAws;

#[tokio::test]
async fn every_account_and_role_arrives_over_the_pages() {
    let world = EmulatedAws::with(
        Organization::generated(230, 3),
        EmulatorSettings {
            consent: Consent::Auto,
            ..EmulatorSettings::default()
        },
    );
    let (_, token) = world.sign_in().await;
    let mut seen: BTreeSet<AccountId> = BTreeSet::new();
    let mut next = None;
    loop {
        let page = world
            .aws
            .list_accounts(&world.portal, &token.access_token, next.as_deref())
            .await
            .unwrap();
        seen.extend(page.items.into_iter().map(|account| account.id));
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), world.emulator.calls("ListAccounts")), (230, 3));
}

#[tokio::test]
async fn hostile_names_arrive_unchanged_and_get_their_credentials() {
    let text = include_str!("../../rolecall-emulator/orgs/hostile.json");
    let organization = Organization::from_json(text).unwrap();
    let expected: BTreeSet<(String, String)> = organization
        .accounts
        .iter()
        .map(|account| (account.id.clone(), account.name.clone()))
        .collect();
    let world = EmulatedAws::with(
        organization,
        EmulatorSettings {
            consent: Consent::Auto,
            ..EmulatorSettings::default()
        },
    );
    let (_, token) = world.sign_in().await;
    let accounts = world
        .aws
        .list_accounts(&world.portal, &token.access_token, None)
        .await
        .unwrap()
        .items;
    let listed: BTreeSet<(String, String)> = accounts
        .iter()
        .map(|account| (account.id.as_str().to_owned(), account.name.clone()))
        .collect();
    assert_eq!(listed, expected);
    for account in accounts {
        let roles = world
            .aws
            .list_account_roles(&world.portal, &token.access_token, &account.id, None)
            .await;
        for role in roles.unwrap().items {
            let credentials = world
                .aws
                .get_role_credentials(&world.portal, &token.access_token, &account.id, &role)
                .await
                .unwrap();
            let identity = world
                .aws
                .get_caller_identity(&world.portal.endpoints(), &world.portal.region, &credentials)
                .await
                .unwrap();
            assert_eq!(identity.account, account.id.as_str(), "{role:?}");
        }
    }
}

#[tokio::test]
async fn portal_errors_are_classified_wherever_their_type_is_written() {
    for error_type in [ErrorType::Aws, ErrorType::Header, ErrorType::Body] {
        let settings = EmulatorSettings {
            consent: Consent::Auto,
            error_type,
            ..EmulatorSettings::default()
        };
        let world = EmulatedAws::with(Organization::generated(3, 2), settings);
        let (_, token) = world.sign_in().await;
        let fault = async |fault: serde_json::Value| {
            world.command("faults", fault);
            world.list(&token).await.unwrap_err()
        };
        let throttled = fault(json!({"kind": "throttle", "retry_after": 7})).await;
        assert!(
            matches!(throttled, AccessPortalError::Throttled { retry_in: Some(wait) } if wait.as_secs() == 7),
            "{throttled:?}"
        );
        let throttled = fault(json!({"kind": "throttle"})).await;
        assert!(matches!(
            throttled,
            AccessPortalError::Throttled { retry_in: None }
        ));
        assert!(matches!(
            fault(json!({"kind": "forbidden"})).await,
            AccessPortalError::NotAssigned
        ));
        assert!(matches!(
            fault(json!({"kind": "unauthorized"})).await,
            AccessPortalError::SignInEnded
        ));
        assert!(matches!(
            fault(json!({"kind": "malformed"})).await,
            AccessPortalError::Unexpected { .. }
        ));
        for kind in ["server_error", "drop", "drop_after", "cut_body"] {
            let error = fault(json!({"kind": kind})).await;
            assert!(
                matches!(error, AccessPortalError::Unreachable { .. }),
                "{kind}: {error:?}"
            );
        }
        let unknown_role = RoleName::new("NoSuchRole");
        let id = AccountId::parse("999999999999").unwrap();
        let denied = world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &id, &unknown_role)
            .await;
        assert!(
            matches!(denied, Err(AccessPortalError::NotAssigned)),
            "{denied:?}"
        );
        world.command("revoke", json!({"what": "access_tokens"}));
        assert!(matches!(
            world.list(&token).await,
            Err(AccessPortalError::SignInEnded)
        ));
    }
}

#[tokio::test]
async fn expired_credentials_are_refused_by_sts_and_federation() {
    let world = EmulatedAws::new();
    let (_, token) = world.sign_in().await;
    let account = world
        .aws
        .list_accounts(&world.portal, &token.access_token, None)
        .await
        .unwrap()
        .items
        .remove(0);
    let roles = world
        .aws
        .list_account_roles(&world.portal, &token.access_token, &account.id, None)
        .await
        .unwrap();
    let role = &roles.items[0];
    let credentials = world
        .aws
        .get_role_credentials(&world.portal, &token.access_token, &account.id, role)
        .await
        .unwrap();
    world.command("expire", json!({"what": "credentials"}));
    let region = &world.portal.region;
    let identity = world
        .aws
        .get_caller_identity(&world.portal.endpoints(), region, &credentials)
        .await;
    assert!(matches!(identity, Err(StsError::Refused)), "{identity:?}");
    let signin_token = world
        .aws
        .get_signin_token(&world.portal.endpoints(), region, &credentials)
        .await;
    assert!(
        matches!(signin_token, Err(FederationError::Refused)),
        "{signin_token:?}"
    );
}

#[tokio::test]
async fn transient_errors_of_registration_sts_and_federation_are_retried() {
    let world = EmulatedAws::new();
    world.command(
        "faults",
        json!({"operation": "RegisterClient", "kind": "server_error", "count": 2}),
    );
    let (_, token) = world.sign_in().await;
    assert_eq!(world.emulator.calls("RegisterClient"), 3);
    let account = world
        .aws
        .list_accounts(&world.portal, &token.access_token, None)
        .await
        .unwrap()
        .items
        .remove(0);
    let roles = world
        .aws
        .list_account_roles(&world.portal, &token.access_token, &account.id, None)
        .await
        .unwrap();
    let credentials =
        world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &account.id, &roles.items[0]);
    let credentials = credentials.await.unwrap();
    world.command(
        "faults",
        json!({"operation": "GetCallerIdentity", "kind": "drop"}),
    );
    world.command(
        "faults",
        json!({"operation": "GetSigninToken", "kind": "server_error"}),
    );
    assert!(
        world
            .aws
            .get_caller_identity(&world.portal.endpoints(), &world.portal.region, &credentials)
            .await
            .is_ok()
    );
    assert!(
        world
            .aws
            .get_signin_token(&world.portal.endpoints(), &world.portal.region, &credentials)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_role_is_assumed_with_the_credentials_of_another() {
    let mut organization = Organization::generated(2, 1);
    let trusted = organization.accounts[0].id.clone();
    let account = organization.accounts[1].id.clone();
    organization.accounts[1].iam_roles.push(OrgIamRole {
        name: "Deploy".to_owned(),
        path: "/team/".to_owned(),
        trusted_accounts: vec![trusted.clone()],
    });
    let world = EmulatedAws::with(
        organization,
        EmulatorSettings {
            consent: Consent::Auto,
            ..EmulatorSettings::default()
        },
    );
    let (_, token) = world.sign_in().await;
    let credentials = async |account: &str| {
        let account = AccountId::parse(account).unwrap();
        let roles = world
            .aws
            .list_account_roles(&world.portal, &token.access_token, &account, None);
        let role = roles.await.unwrap().items.remove(0);
        let issued = world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &account, &role);
        issued.await.unwrap()
    };
    let endpoints = world.portal.endpoints();
    let arn = RoleArn::parse(&format!("arn:aws:iam::{account}:role/team/Deploy")).unwrap();
    let request = AssumeRoleRequest {
        role_arn: &arn,
        session_name: "rolecall",
    };
    let parent = credentials(&trusted).await;
    let assumed = world
        .aws
        .assume_role(&endpoints, &parent, &request)
        .await
        .unwrap();
    let lifetime = assumed.remaining(Timestamp::now());
    assert!(
        lifetime <= Duration::from_hours(1) && !lifetime.is_zero(),
        "{lifetime:?}"
    );
    let identity = world
        .aws
        .get_caller_identity(&endpoints, &endpoints.region, &assumed)
        .await
        .unwrap();
    let role_arn = format!("arn:aws:sts::{account}:assumed-role/Deploy/rolecall");
    assert_eq!(identity.arn, role_arn);

    let other = credentials(&account).await;
    let denied = world.aws.assume_role(&endpoints, &other, &request).await;
    assert!(matches!(denied, Err(StsError::Denied)), "{denied:?}");
    let role = json!({"operation": "AssumeRole", "kind": "server_error"});
    world.command("faults", role);
    let unreachable = world.aws.assume_role(&endpoints, &parent, &request).await;
    assert!(
        matches!(unreachable, Err(StsError::Unreachable { .. })),
        "{unreachable:?}"
    );
}
