//! Every fake keeps its contract, and every suite catches something that does not.

mod drivers;
mod flawed;

use super::*;
use crate::{FakeSettingsFile, FakeStateStore, World};
use drivers::{FakeHearing, FakeScreen, parent};
use std::sync::Arc;

#[tokio::test(start_paused = true)]
async fn the_fake_keychain_keeps_its_contract() {
    let world = World::new();
    keychain(&*world.keychain).await;
    assert_eq!(world.keychain.items(), []);
}

#[test]
fn the_fake_state_store_keeps_its_contract() {
    let store = FakeStateStore::default();
    state_store(&store, &store.open_again());
}

#[tokio::test(start_paused = true)]
async fn the_fake_lock_keeps_its_contract() {
    let world = World::new();
    lock(&*world.lock, &*world.lock).await;
    assert_eq!(world.lock.held(), []);
}

#[test]
fn the_fake_settings_file_keeps_its_contract() {
    let file = FakeSettingsFile::default();
    settings_file(&file, &file);
}

#[tokio::test(start_paused = true)]
async fn the_fake_redirect_listener_keeps_its_contract() {
    let world = World::new();
    redirect_listener(&*world.redirect_listener, &*world.redirect_listener).await;
    assert!(world.redirect_listener.bound().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_fake_clock_keeps_its_contract() {
    let world = World::new();
    clock(&*world.clock).await;
}

#[tokio::test(start_paused = true)]
async fn the_fake_notifier_keeps_its_contract() {
    let world = World::new();
    let screen = FakeScreen(Arc::clone(&world.notifier));
    notifier(&*world.notifier, &screen).await;
}

#[tokio::test(start_paused = true)]
async fn the_fake_machine_events_keep_their_contract() {
    let world = World::new();
    machine_events(
        &*world.machine_events,
        &*world.settings_file,
        &world.state_store.open_again(),
    )
    .await;
}

#[test]
fn the_fake_programs_keep_their_contract() {
    let world = World::new();
    world.programs.set_parent(Some(parent()));
    programs(&*world.programs);
}

#[tokio::test(start_paused = true)]
async fn the_fake_running_desktop_keeps_its_contract() {
    let (world, absent) = (World::new(), World::new());
    world.running_desktop.set_running(true);
    let mut hearing = FakeHearing::new(Arc::clone(&world.running_desktop));
    running_desktop(&*world.running_desktop, &mut hearing, &*absent.running_desktop).await;
}

#[test]
fn the_fake_random_keeps_its_contract() {
    random(&*World::new().random);
}

#[tokio::test]
async fn the_fake_aws_keeps_the_contract_of_authorization() {
    authorization(&FakeAwsUnderTest::default()).await;
}

#[tokio::test]
async fn the_fake_aws_keeps_the_contract_of_the_access_portal() {
    access_portal(&FakeAwsUnderTest::default()).await;
}

#[tokio::test]
async fn the_fake_aws_keeps_the_contracts_of_sts_and_federation() {
    sts(&FakeAwsUnderTest::default()).await;
    federation(&FakeAwsUnderTest::default()).await;
}
