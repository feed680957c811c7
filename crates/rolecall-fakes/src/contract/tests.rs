//! Every fake keeps its contract, and every suite catches something that does not.

mod flawed;

use super::*;
use crate::{FakeSettingsFile, FakeStateStore, World};

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
