//! Sign-out: revoked at AWS, erased here, and not restored by what is under way.

use super::*;
use rolecall::role_session::role_credentials;
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::{KeychainItem, resolved};

/// Signs out at the portal `acme`.
async fn leave(world: &World) -> SignOutOutcome {
    let portal = rolecall_fakes::portal("acme", "eu-central-1");
    sign_out(&world.ports(), &portal.name).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn signing_out_revokes_and_erases() {
    let world = World::new();
    let (portal, other) = (world.portal("acme"), world.portal("other"));
    let admin = world.assign_admin(&portal);
    let ports = world.ports();
    let stored = world.sign_in(&portal).await;
    world.sign_in(&other).await;
    let started = role_credentials(&ports, &resolved(&portal, &admin), Duration::from_mins(15)).await;
    started.unwrap();

    assert_eq!(leave(&world).await, SignOutOutcome::Revoked);
    assert!(!world.aws.accepts(&stored.access_token));
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
    assert!(world.keychain.stored_sign_in(&other.name).is_some());
    assert_eq!(leave(&world).await, SignOutOutcome::NotSignedIn);
}

#[tokio::test(start_paused = true)]
async fn signing_out_revokes_after_the_token_expired_and_erases_without_aws() {
    let (world, portal) = World::with_sign_in().await;
    world.clock.skip(Duration::from_hours(2));
    assert_eq!(leave(&world).await, SignOutOutcome::Revoked);
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);

    world.sign_in(&portal).await;
    world.aws.fail_when(|_| Some(Fault::Unreachable));
    assert_eq!(leave(&world).await, SignOutOutcome::NotRevoked);
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn items_that_cannot_be_read_are_erased_by_signing_out_and_replaced_by_signing_in() {
    let (world, portal) = World::with_portal();
    let sign_in = KeychainItem::SignIn(portal.name.clone());
    let items = [sign_in, KeychainItem::Registration(portal.name.clone())];
    sign_in_by(&world, Browser, &silent).await.unwrap();
    items.iter().for_each(|item| world.keychain.corrupt(item.clone()));
    assert_eq!(leave(&world).await, SignOutOutcome::NotRevoked);
    assert_eq!(world.keychain.stored_items(), []);

    items.iter().for_each(|item| world.keychain.corrupt(item.clone()));
    sign_in_by(&world, Browser, &silent).await.unwrap();
    current_sign_in(&world.ports(), &portal).await.unwrap();
    assert_eq!(leave(&world).await, SignOutOutcome::Revoked);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_under_way_does_not_restore_a_sign_in_after_sign_out() {
    let (world, portal) = World::with_sign_in().await;
    world.clock.skip(Duration::from_mins(57));
    let latch = world.aws.hold_next(Operation::CreateTokenWithRefreshToken);
    world.aws.fail_next(Operation::Logout, Fault::Unreachable);
    let (ports, of_portal) = (world.ports_of_another_process(), portal.clone());
    let renewing = tokio::spawn(async move { current_sign_in(&ports, &of_portal).await.map(drop) });
    latch.reached_by(1).await;
    let (ports, of_portal) = (world.ports(), portal.clone());
    let signing_out = tokio::spawn(async move { sign_out(&ports, &of_portal.name).await });
    run_ready_tasks().await;
    latch.open();
    renewing.await.unwrap().unwrap();
    let signed_out = signing_out.await.unwrap().unwrap();
    assert_eq!(signed_out, SignOutOutcome::NotRevoked);
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_role_session_that_starts_during_sign_out_is_not_saved() {
    let (world, portal) = World::with_portal();
    let admin = world.assign_admin(&portal);
    world.sign_in(&portal).await;
    let latch = world.aws.hold_next(Operation::GetRoleCredentials);
    world.aws.fail_next(Operation::Logout, Fault::Unreachable);
    let (ports, of_portal, of_role) = (world.ports_of_another_process(), portal.clone(), admin.clone());
    let starting = tokio::spawn(async move {
        let started = role_credentials(&ports, &resolved(&of_portal, &of_role), Duration::ZERO).await;
        started.map(drop)
    });
    latch.reached_by(1).await;
    assert_eq!(leave(&world).await, SignOutOutcome::NotRevoked);
    latch.open();
    starting.await.unwrap().unwrap_err();
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
    let index = world.ports().store.role_session_index;
    assert!(index.role_sessions().unwrap().is_empty());
}
