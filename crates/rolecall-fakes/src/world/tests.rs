//! The guard sees every surface.

use super::*;
use rolecall::ports::{Clipboard, Notification, NotificationEnd, PreferenceStore, Random, SettingsFile};
use rolecall_model::secret::ExportText;
use std::time::Duration;

/// Leaks one secret through `surface`, and returns where the guard saw it.
fn leak(surface: impl FnOnce(&World, &str)) -> Vec<String> {
    let mut world = World::new();
    let secret = world.secrets.new_secret("planted");
    surface(&world, &secret);
    world.leaks_checked = true;
    let mut surfaces: Vec<String> = world.leaks().into_iter().map(|(surface, _)| surface).collect();
    surfaces.dedup();
    surfaces
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
    assert_eq!(leak(|world, secret| world.call_log.record(secret)), ["call log"]);
    let favourite = |world: &World, secret: &str| {
        let portal = PortalName::parse("acme").unwrap();
        world
            .state_store
            .set_favourite(&role_ref(&portal, "111122223333", secret), true)
            .unwrap();
    };
    assert_eq!(leak(favourite), ["state database"]);
    let encoded = |world: &World, _: &str| world.watch("hex", hex::encode(world.random.bytes()));
    assert_eq!(leak(encoded), ["hex"]);
}

#[tokio::test(start_paused = true)]
async fn the_guard_sees_notifications_and_command_lines() {
    let mut world = World::new();
    let body = world.secrets.new_secret("planted");
    let code = format!(
        "https://device.sso.eu-central-1.amazonaws.com/?user_code={}",
        world.secrets.new_secret("planted")
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
        .open(&rolecall::ports::BrowserPage::DeviceCode(code), &|_| {})
        .await
        .unwrap();
    let surfaces: Vec<String> = world.leaks().into_iter().map(|(surface, _)| surface).collect();
    assert_eq!(surfaces, ["notifications", "browser command line"]);
    world.leaks_checked = true;
}

#[test]
#[should_panic(expected = "secrets got out")]
fn a_leak_fails_the_test_when_the_world_ends() {
    let world = World::new();
    world.watch("a problem", world.secrets.new_secret("planted"));
}

#[test]
fn a_secret_that_is_copied_as_one_is_no_leak() {
    let world = World::new();
    let text = ExportText::from_exposed(world.secrets.new_secret("export"));
    world
        .clipboard
        .copy_secret(&text, Duration::from_secs(30))
        .unwrap();
    assert!(matches!(
        world.clipboard.contents(),
        Some(ClipboardContent::Secret { .. })
    ));
    world.clock.skip(Duration::from_secs(30));
    assert!(world.clipboard.contents().is_none());
    world.assert_no_leak();
}

#[test]
fn two_worlds_share_no_secret() {
    let (first, second) = (World::new(), World::new());
    assert_ne!(first.random.bytes(), second.random.bytes());
    second.watch("another world's", first.secrets.new_secret("planted"));
    second.assert_no_leak();
}
