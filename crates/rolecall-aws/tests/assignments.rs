//! Accounts, roles and credentials from the emulator, and how its errors are classified.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, Federation, FederationError, Sts, StsError};
use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, Organization};
use rolecall_model::account::{AccountId, RoleName};
use serde_json::json;
use std::collections::BTreeSet;
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
