//! The guard sees every surface; the user of a world signs in as the product asks.

use super::*;
use crate::aws::Operation;
use crate::browser::Conduct;
use rolecall::ports::{Clipboard, Notification, NotificationEnd, PreferenceStore, Random, SettingsFile};
use rolecall::sign_in::{SignInError, sign_in};
use rolecall_model::secret::ExportText;
use rolecall_model::sign_in::{SignInMethod, SignInStep};
use std::time::Duration;

/// Lets one secret out through `way`, and returns where the guard saw it.
fn leak(way: impl FnOnce(&World, &str)) -> Vec<String> {
    let mut world = World::new();
    let secret = world.mint.secret("planted");
    way(&world, &secret);
    world.leaks_judged = true;
    let mut places: Vec<String> = world.leaks().into_iter().map(|(place, _)| place).collect();
    places.dedup();
    places
}

#[test]
fn the_guard_sees_every_surface() {
    assert_eq!(leak(|_, _| {}), [""; 0]);
    assert_eq!(
        leak(|_, secret| tracing::debug!(token = secret, "signing in")),
        ["log"]
    );
    assert_eq!(leak(|_, secret| tracing::error!("{:?}", Some(secret))), ["log"]);
    assert_eq!(
        leak(|world, secret| world.settings_file.edit(&mut |_| secret.to_owned()).unwrap()),
        ["settings file"]
    );
    assert_eq!(
        leak(|world, secret| world.clipboard.copy(secret).unwrap()),
        ["clipboard, as no secret"]
    );
    assert_eq!(
        leak(|world, secret| world.watch("a problem", format!("failed: {secret}"))),
        ["a problem"]
    );
    assert_eq!(
        leak(|world, secret| world.watch("a part", &secret[..secret.len() - 4])),
        ["a part"]
    );
    assert_eq!(leak(|world, secret| world.journal.write(secret)), ["journal"]);
    let favourite = |world: &World, secret: &str| {
        let portal = PortalName::parse("acme").unwrap();
        world
            .state_store
            .set_favourite(&assignment(&portal, "111122223333", secret), true)
            .unwrap();
    };
    assert_eq!(leak(favourite), ["state database"]);
    let encoded = |world: &World, _: &str| world.watch("hex", hex::encode(world.random.bytes()));
    assert_eq!(leak(encoded), ["hex"]);
}

#[tokio::test(start_paused = true)]
async fn the_guard_sees_notifications_and_command_lines() {
    let mut world = World::new();
    let body = world.mint.secret("planted");
    let code = format!(
        "https://device.sso.eu-central-1.amazonaws.com/?user_code={}",
        world.mint.secret("planted")
    );
    let ports = world.ports();
    let notification = Notification {
        cause: "planted".into(),
        summary: String::new(),
        body,
        actions: Vec::new(),
    };
    let shown = ports.desktop.notifier.show(&notification);
    let seen = async { world.notifier.click("planted") };
    let (end, clicked) = tokio::join!(shown, seen);
    assert!(clicked && matches!(end, Ok(NotificationEnd::Clicked)));
    ports
        .desktop
        .browser
        .open(&rolecall::ports::BrowserPage::DeviceCode(code))
        .await
        .unwrap();
    let places: Vec<String> = world.leaks().into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["notifications", "browser command line"]);
    world.leaks_judged = true;
}

#[test]
#[should_panic(expected = "secrets got out")]
fn a_leak_fails_the_test_when_the_world_ends() {
    let world = World::new();
    world.watch("a problem", world.mint.secret("planted"));
}

#[test]
#[should_panic(expected = "tokens were sent to a portal they do not belong to: [ListAccounts]")]
fn a_token_sent_astray_fails_the_test_when_the_world_ends() {
    let world = World::new();
    let token = world.aws.signed_in(&world.portal("acme"), ANN).access_token;
    let other = world.portal("other");
    let listing = async {
        world
            .ports()
            .aws
            .access_portal
            .list_accounts(&other, &token, None)
            .await
            .is_err()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(runtime.block_on(listing));
}

#[test]
fn a_secret_that_is_copied_as_one_is_no_leak() {
    let world = World::new();
    let text = ExportText::from_exposed(world.mint.secret("export"));
    world
        .clipboard
        .copy_secret(&text, Duration::from_secs(30))
        .unwrap();
    assert!(matches!(world.clipboard.contents(), Some(Copied::Secret { .. })));
    world.clock.skip(Duration::from_secs(30));
    assert!(world.clipboard.contents().is_none());
    world.assert_no_leak();
}

#[test]
fn two_worlds_share_no_secret() {
    let (one, two) = (World::new(), World::new());
    assert_ne!(one.random.bytes(), two.random.bytes());
    two.watch("another world's", one.mint.secret("planted"));
    two.assert_no_leak();
}

/// The user of a world signs in by browser and by device code, as the product does it.
#[tokio::test(start_paused = true)]
async fn a_user_signs_in_both_ways() {
    for method in [SignInMethod::Browser, SignInMethod::DeviceCode] {
        let world = World::new();
        let portal = world.portal("acme");
        world.browser.set_thinks_for(Duration::from_secs(40));
        let hand = world.browser.clone();
        let by_hand = move |step| {
            if let SignInStep::WaitingForCode {
                verification_uri_complete,
                ..
            } = step
            {
                hand.visit(&rolecall::ports::BrowserPage::DeviceCode(
                    verification_uri_complete,
                ));
            }
        };
        let signed_in = sign_in(&world.ports(), &portal, method, &by_hand).await.unwrap();
        assert!(world.aws.accepts(&signed_in.access_token));
        assert!(world.keychain.stored_sign_in(&portal.name).is_some());
        assert!(world.redirect_listener.bound().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_user_refuses_ignores_or_is_attacked() {
    let world = World::new();
    let portal = world.portal("acme");
    let ports = world.ports();
    let attempt = async || sign_in(&ports, &portal, SignInMethod::Browser, &|_| {}).await;

    world.browser.set_conduct(Conduct::Denies);
    assert!(matches!(attempt().await, Err(SignInError::Denied)));
    world.browser.set_conduct(Conduct::Ignores);
    assert!(matches!(attempt().await, Err(SignInError::TimedOut)));
    world.browser.set_conduct(Conduct::Fails("server_error".into()));
    assert!(matches!(attempt().await, Err(SignInError::Redirect(_))));
    world
        .browser
        .set_conduct(Conduct::ApprovesAfterForgery(ANN.into()));
    assert!(attempt().await.is_ok());
    assert_eq!(world.aws.count(Operation::CreateTokenWithAuthorizationCode), 1);
    assert_eq!(world.browser.troubles(), [""; 0]);

    let bound = world.journal.position("redirect listener: bound").unwrap();
    assert!(bound < world.journal.position("browser: opened sign-in page").unwrap());
}
