//! Programs that list a portal at once: one asks AWS, the others read what it kept.

use super::{list, organization, silent, stored_catalogue, stored_roles};
use rolecall::catalogue::{CatalogueError, PriorityAccounts, list_wanted, refresh};
use rolecall::ports::{LockError, LockGuard, LockName};
use rolecall_fakes::{Fault, Operation, World};
use rolecall_model::account::Account;
use rolecall_model::portal::Portal;
use std::time::Duration;
use tokio::task::JoinSet;

async fn ask_for(world: &World, portal: &Portal, account: &str) -> Result<(), CatalogueError> {
    let wanted = |listed: &Account| listed.name == account || listed.id.as_str() == account;
    list_wanted(&world.ports(), portal, &wanted, &silent).await
}

fn listing_calls(world: &World) -> (usize, usize) {
    let count = |operation| world.aws.count(operation);
    (count(Operation::ListAccounts), count(Operation::ListAccountRoles))
}

fn account_name(world: &World, portal: &Portal, index: usize) -> String {
    let catalogue = stored_catalogue(world, portal);
    catalogue.accounts[index].account.name.clone()
}

/// Plays a program that lists `portal`, until the guard is dropped.
async fn hold_listing(world: &World, portal: &Portal) -> Box<dyn LockGuard> {
    let (lock, name) = (world.ports().store.lock, LockName::Listing(portal.name.clone()));
    lock.acquire(&name, Duration::ZERO).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn twenty_refreshes_at_once_are_one() {
    let (world, portal) = organization(120, 2).await;
    world.aws.set_rate(20, 20, None);
    let mut refreshes = JoinSet::new();
    for _ in 0..20 {
        let (ports, portal) = (world.ports(), portal.clone());
        refreshes.spawn(async move { refresh(&ports, &portal, &PriorityAccounts::default(), &silent).await });
    }
    while let Some(outcome) = refreshes.join_next().await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(listing_calls(&world), (2, 120));
    assert_eq!(stored_roles(&world, &portal), 240);
}

#[tokio::test(start_paused = true)]
async fn who_waited_learns_what_the_other_refresh_changed() {
    let (world, portal) = organization(3, 1).await;
    list(&world, &portal).await.unwrap();
    world.assign_admin(&portal);
    world.clock.advance(Duration::from_mins(1)).await;
    let (first, second) = tokio::join!(list(&world, &portal), list(&world, &portal));
    for outcome in [first, second] {
        assert_eq!(outcome.unwrap().difference.added.len(), 1);
    }
    world.clock.advance(Duration::from_mins(1)).await;
    list(&world, &portal).await.unwrap();
    assert_eq!(
        world.aws.count(Operation::ListAccounts),
        3,
        "a later refresh is another"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_is_tried_by_the_next_and_waiting_is_bounded() {
    let (world, portal) = organization(3, 1).await;
    world
        .aws
        .script(Operation::ListAccounts, [Some(Fault::Unexpected)]);
    let (first, second) = tokio::join!(list(&world, &portal), list(&world, &portal));
    assert!(first.is_err() != second.is_err());

    let held = hold_listing(&world, &portal).await;
    let before = world.clock.elapsed();
    let busy = list(&world, &portal).await.unwrap_err();
    assert!(
        matches!(busy, CatalogueError::Lock(LockError::Busy { .. })),
        "{busy}"
    );
    assert!(world.clock.elapsed() - before <= Duration::from_mins(5));
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn only_the_account_that_is_asked_for_is_listed() {
    let (world, portal) = organization(120, 2).await;
    ask_for(&world, &portal, "000100000007").await.unwrap();
    assert_eq!(listing_calls(&world), (2, 1));
    assert_eq!(stored_roles(&world, &portal), 2);
    assert!(stored_catalogue(&world, &portal).refreshed_at.is_none());
    let name = account_name(&world, &portal, 30);
    ask_for(&world, &portal, &name).await.unwrap();
    assert_eq!(listing_calls(&world), (2, 2), "the accounts are known");
    ask_for(&world, &portal, &name).await.unwrap();
    assert_eq!(
        listing_calls(&world),
        (2, 2),
        "what is kept is not asked for again"
    );

    world
        .aws
        .fail_next(Operation::ListAccountRoles, Fault::NotAssigned);
    ask_for(&world, &portal, "000100000008").await.unwrap_err();
    assert_eq!(stored_roles(&world, &portal), 4);
}

#[tokio::test(start_paused = true)]
async fn programs_that_ask_for_different_accounts_list_the_accounts_once() {
    let (world, portal) = organization(120, 2).await;
    world.aws.set_rate(20, 20, None);
    let mut asks = JoinSet::new();
    for number in 0..20 {
        let (ports, portal) = (world.ports(), portal.clone());
        let id = format!("0001000000{:02}", number % 10);
        asks.spawn(async move {
            let wanted = |listed: &Account| listed.id.as_str() == id;
            list_wanted(&ports, &portal, &wanted, &silent).await
        });
    }
    while let Some(outcome) = asks.join_next().await {
        outcome.unwrap().unwrap();
    }
    let (accounts, roles) = listing_calls(&world);
    assert_eq!(accounts, 2);
    assert!(roles <= 10, "{roles}");
}

#[tokio::test(start_paused = true)]
async fn one_account_is_asked_for_even_while_a_long_listing_runs() {
    let (world, portal) = organization(3, 2).await;
    let _held = hold_listing(&world, &portal).await;
    let before = world.clock.elapsed();
    ask_for(&world, &portal, "000100000001").await.unwrap();
    assert!(world.clock.elapsed() - before < Duration::from_secs(15));
    assert_eq!(stored_roles(&world, &portal), 2);
}
