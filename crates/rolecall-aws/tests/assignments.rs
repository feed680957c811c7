//! Accounts, roles and credentials of an AWS that keeps state, and what its failures mean.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, Federation, FederationError, Sts, StsError};
use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, Organization};
use rolecall_model::account::{AccountId, RoleName};
use serde_json::json;
use std::collections::BTreeSet;
use support::world::World;

#[tokio::test]
async fn every_account_and_role_arrives_over_the_pages() {
    let world = World::of(
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
async fn hostile_names_arrive_as_they_are_and_lead_to_their_credentials() {
    let text = include_str!("../../rolecall-emulator/orgs/hostile.json");
    let organization = Organization::from_json(text).unwrap();
    let expected: BTreeSet<(String, String)> = organization
        .accounts
        .iter()
        .map(|account| (account.id.clone(), account.name.clone()))
        .collect();
    let world = World::of(
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
            let given = world
                .aws
                .get_role_credentials(&world.portal, &token.access_token, &account.id, &role)
                .await
                .unwrap();
            let who = world
                .aws
                .get_caller_identity(&world.portal, &world.portal.region, &given)
                .await
                .unwrap();
            assert_eq!(who.account, account.id.as_str(), "{role:?}");
        }
    }
}

#[tokio::test]
async fn portal_errors_mean_the_same_wherever_their_type_is_written() {
    for error_type in [ErrorType::Aws, ErrorType::Header, ErrorType::Body] {
        let settings = EmulatorSettings {
            consent: Consent::Auto,
            error_type,
            ..EmulatorSettings::default()
        };
        let world = World::of(Organization::generated(3, 2), settings);
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
        let stranger = RoleName::new("NoSuchRole");
        let id = AccountId::parse("999999999999").unwrap();
        let denied = world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &id, &stranger)
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
async fn credentials_that_ended_are_refused_by_sts_and_federation() {
    let world = World::new();
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
    let given = world
        .aws
        .get_role_credentials(&world.portal, &token.access_token, &account.id, role)
        .await
        .unwrap();
    world.command("expire", json!({"what": "credentials"}));
    let region = &world.portal.region;
    let who = world.aws.get_caller_identity(&world.portal, region, &given).await;
    assert!(matches!(who, Err(StsError::Refused)), "{who:?}");
    let signin_token = world.aws.get_signin_token(&world.portal, region, &given).await;
    assert!(
        matches!(signin_token, Err(FederationError::Refused)),
        "{signin_token:?}"
    );
}

#[tokio::test]
async fn a_passing_failure_of_registration_sts_and_federation_is_not_noticed() {
    let world = World::new();
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
    let given =
        world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &account.id, &roles.items[0]);
    let given = given.await.unwrap();
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
            .get_caller_identity(&world.portal, &world.portal.region, &given)
            .await
            .is_ok()
    );
    assert!(
        world
            .aws
            .get_signin_token(&world.portal, &world.portal.region, &given)
            .await
            .is_ok()
    );
}
