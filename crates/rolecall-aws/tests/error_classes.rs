//! How errors of the emulated AWS are classified, wherever it writes their type, and what a single failure costs. What
//! else the adapter does against the emulator is its contract.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, Federation, Sts};
use rolecall_emulator::{Consent, EmulatorSettings, ErrorType, Organization};
use rolecall_model::account::{AccountId, RoleName};
use serde_json::{Value, json};
use support::emulated::EmulatedAws;

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
        for (fault, expected) in [
            (
                json!({"kind": "throttle", "retry_after": 7}),
                "Throttled { retry_in: Some(7s) }",
            ),
            (json!({"kind": "throttle"}), "Throttled { retry_in: None }"),
            (json!({"kind": "forbidden"}), "NotAssigned"),
            (json!({"kind": "unauthorized"}), "SignInEnded"),
            (json!({"kind": "malformed"}), "Unexpected"),
            (json!({"kind": "server_error"}), "Unreachable"),
            (json!({"kind": "drop"}), "Unreachable"),
            (json!({"kind": "drop_after"}), "Unreachable"),
            (json!({"kind": "cut_body"}), "Unreachable"),
        ] {
            world.command("faults", fault.clone());
            let error = format!("{:?}", world.list(&token).await.unwrap_err());
            assert!(error.starts_with(expected), "{fault}: {error}");
        }
        let id = AccountId::parse("999999999999").unwrap();
        let role = RoleName::new("NoSuchRole");
        let denied = world
            .aws
            .get_role_credentials(&world.portal, &token.access_token, &id, &role);
        let denied = denied.await;
        assert!(
            matches!(denied, Err(AccessPortalError::NotAssigned)),
            "{denied:?}"
        );
        world.command("revoke", json!({"what": "access_tokens"}));
        let ended = world.list(&token).await;
        assert!(matches!(ended, Err(AccessPortalError::SignInEnded)), "{ended:?}");
    }
}

#[tokio::test]
async fn transient_errors_of_registration_sts_and_federation_are_retried() {
    let world = EmulatedAws::new();
    let fail = |operation: &str, kind: &str, count: u32| -> Value {
        json!({"operation": operation, "kind": kind, "count": count})
    };
    world.command("faults", fail("RegisterClient", "server_error", 2));
    let (_, token) = world.sign_in().await;
    assert_eq!(world.emulator.calls("RegisterClient"), 3);
    let (aws, portal) = (&world.aws, &world.portal);
    let accounts = aws.list_accounts(portal, &token.access_token, None).await;
    let id = &accounts.unwrap().items[0].id;
    let roles = aws
        .list_account_roles(portal, &token.access_token, id, None)
        .await;
    let role = &roles.unwrap().items[0];
    let credentials = aws.get_role_credentials(portal, &token.access_token, id, role);
    let credentials = credentials.await.unwrap();
    let endpoints = portal.endpoints();
    world.command("faults", fail("GetCallerIdentity", "drop", 1));
    world.command("faults", fail("GetSigninToken", "server_error", 1));
    let identity = aws.get_caller_identity(&endpoints, &portal.region, &credentials);
    assert!(identity.await.is_ok());
    let signin_token = aws.get_signin_token(&endpoints, &portal.region, &credentials);
    assert!(signin_token.await.is_ok());
}
