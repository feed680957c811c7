//! Signing in, renewing and signing out against the emulator, which has state and refuses what AWS refuses.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, Authorization, AuthorizationError, Federation, Sts};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_model::portal::{Portal, parse_start_url};
use rolecall_model::secret::ClientSecret;
use rolecall_model::sign_in::{ClientRegistration, Grant};
use serde_json::json;
use std::time::Duration;
use support::emulated::{EmulatedAws, VERIFIER};

#[tokio::test]
async fn from_registration_to_the_console_and_out_again() {
    let world = EmulatedAws::new();
    let (registration, token) = world.sign_in().await;
    assert_eq!(registration.grant, Grant::AuthorizationCode);
    assert!(token.refresh_token.is_some() && token.expires_in == Duration::from_secs(3600));
    let accounts = world
        .aws
        .list_accounts(&world.portal, &token.access_token, None)
        .await
        .unwrap()
        .items;
    let id = accounts[0].id.clone();
    let roles = world
        .aws
        .list_account_roles(&world.portal, &token.access_token, &id, None)
        .await
        .unwrap()
        .items;
    assert_eq!((accounts.len(), roles.len()), (3, 2));
    let credentials = world
        .aws
        .get_role_credentials(&world.portal, &token.access_token, &id, &roles[0])
        .await
        .unwrap();
    assert!(credentials.access_key_id.starts_with("ASIA"));
    let identity = world
        .aws
        .get_caller_identity(&world.portal.endpoints(), &world.portal.region, &credentials)
        .await
        .unwrap();
    assert_eq!(identity.account, id.as_str());
    world
        .aws
        .get_signin_token(&world.portal.endpoints(), &world.portal.region, &credentials)
        .await
        .unwrap();

    world
        .aws
        .logout(&world.portal, &token.access_token)
        .await
        .unwrap();
    assert!(matches!(
        world.list(&token).await,
        Err(AccessPortalError::SignInEnded)
    ));
    let again = world.aws.logout(&world.portal, &token.access_token).await;
    assert!(matches!(again, Ok(()) | Err(AccessPortalError::SignInEnded)));
    let identity = world
        .aws
        .get_caller_identity(&world.portal.endpoints(), &world.portal.region, &credentials)
        .await;
    assert!(identity.is_ok(), "role credentials outlive the sign-in");
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_once() {
    let world = EmulatedAws::new();
    let (registration, token) = world.sign_in().await;
    let old = token.refresh_token.unwrap();
    let renewed = world
        .aws
        .create_token_with_refresh_token(&world.portal, &registration, &old)
        .await
        .unwrap();
    assert_eq!(world.list(&renewed).await.unwrap(), 3);
    let reused = world
        .aws
        .create_token_with_refresh_token(&world.portal, &registration, &old)
        .await;
    assert!(matches!(reused, Err(AuthorizationError::InvalidGrant)));
    world.command("expire", json!({"what": "portal_sign_ins"}));
    let newest = renewed.refresh_token.unwrap();
    let ended = world
        .aws
        .create_token_with_refresh_token(&world.portal, &registration, &newest)
        .await;
    assert!(
        matches!(ended, Err(AuthorizationError::InvalidGrant)),
        "{ended:?}"
    );
}

#[tokio::test]
async fn a_refresh_whose_answer_was_lost_is_not_sent_again() {
    let world = EmulatedAws::new();
    let (registration, token) = world.sign_in().await;
    let refresh_token = token.refresh_token.unwrap();
    for kind in ["drop_after", "cut_body"] {
        let before = world.emulator.calls("CreateToken");
        world.command("faults", json!({"operation": "CreateToken", "kind": kind}));
        let lost = world
            .aws
            .create_token_with_refresh_token(&world.portal, &registration, &refresh_token)
            .await;
        assert!(lost.is_err(), "{kind}");
        assert_eq!(world.emulator.calls("CreateToken"), before + 1, "{kind}");
    }
}

#[tokio::test]
async fn wrong_codes_verifiers_and_secrets_are_distinguished() {
    let world = EmulatedAws::new();
    let registration = world.registration(Grant::AuthorizationCode).await;
    let code = world.authorize(&registration).await;
    let wrong = "another-verifier-0123456789-0123456789-01234567";
    assert!(matches!(
        world.exchange(&registration, &code, wrong).await,
        Err(AuthorizationError::InvalidGrant)
    ));
    let code = world.authorize(&registration).await;
    let stranger = ClientRegistration {
        client_secret: ClientSecret::from_exposed("wrong"),
        ..registration.clone()
    };
    assert!(matches!(
        world.exchange(&stranger, &code, VERIFIER).await,
        Err(AuthorizationError::InvalidClient)
    ));
    world.command("expire", json!({"what": "registrations"}));
    assert!(matches!(
        world.exchange(&registration, &code, VERIFIER).await,
        Err(AuthorizationError::InvalidClient)
    ));
}

#[tokio::test]
async fn a_device_code_is_polled_allowed_denied_and_expires() {
    let world = EmulatedAws::with(
        Organization::generated(3, 2),
        EmulatorSettings {
            lenient_polling: true,
            ..EmulatorSettings::default()
        },
    );
    let registration = world.registration(Grant::DeviceCode).await;
    let poll = async |device: &rolecall_model::sign_in::DeviceAuthorization| {
        world
            .aws
            .create_token_with_device_code(&world.portal, &registration, device)
            .await
    };
    let begin = async || {
        world
            .aws
            .start_device_authorization(&world.portal, &registration)
            .await
            .unwrap()
    };

    let device = begin().await;
    assert!(device.verification_uri_complete.starts_with(world.emulator.url()));
    assert_eq!(
        (device.interval, device.expires_in),
        (Duration::from_secs(1), Duration::from_secs(600))
    );
    assert!(matches!(poll(&device).await, Err(AuthorizationError::Pending)));
    world.command(
        "device",
        json!({"user_code": device.user_code, "allow": true, "user": "demo"}),
    );
    let token = poll(&device).await.unwrap();
    assert_eq!(world.list(&token).await.unwrap(), 3);
    assert!(matches!(
        poll(&device).await,
        Err(AuthorizationError::InvalidGrant)
    ));

    let device = begin().await;
    world.command("device", json!({"user_code": device.user_code, "allow": false}));
    assert!(matches!(poll(&device).await, Err(AuthorizationError::Denied)));
    let device = begin().await;
    world.command("clock", json!({"advance_seconds": 601}));
    assert!(matches!(poll(&device).await, Err(AuthorizationError::Expired)));
}

#[tokio::test]
async fn polling_too_fast_is_answered_with_slow_down() {
    let world = EmulatedAws::with(
        Organization::generated(1, 1),
        EmulatorSettings {
            device_interval: 60,
            ..EmulatorSettings::default()
        },
    );
    let registration = world.registration(Grant::DeviceCode).await;
    let device = world
        .aws
        .start_device_authorization(&world.portal, &registration)
        .await
        .unwrap();
    for _ in 0..10 {
        let poll = world
            .aws
            .create_token_with_device_code(&world.portal, &registration, &device)
            .await;
        if matches!(poll, Err(AuthorizationError::SlowDown { .. })) {
            return;
        }
    }
    panic!("never told to slow down");
}

#[tokio::test]
async fn a_mistyped_start_url_is_an_invalid_request() {
    let world = EmulatedAws::new();
    let registration = world.registration(Grant::DeviceCode).await;
    let mistyped = Portal {
        start_url: parse_start_url("https://d-0000000000.awsapps.com/start", None)
            .unwrap()
            .start_url,
        ..world.portal.clone()
    };
    let started = world
        .aws
        .start_device_authorization(&mistyped, &registration)
        .await;
    assert!(
        matches!(started, Err(AuthorizationError::InvalidRequest { .. })),
        "{started:?}"
    );
}
