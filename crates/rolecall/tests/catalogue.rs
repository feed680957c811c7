//! Listing a portal on the fakes: nothing is lost, AWS is not flooded, prioritised accounts come first.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

#[path = "catalogue/odd_portal.rs"]
mod odd_portal;
#[path = "catalogue/single_flight.rs"]
mod single_flight;

use rolecall::catalogue::{CatalogueError, CatalogueEvent, PriorityAccounts, RefreshOutcome, refresh};
use rolecall_fakes::{ANN, Fault, Operation, World};
use rolecall_model::account::AccountId;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use std::sync::Mutex;
use std::time::Duration;

fn silent(_: CatalogueEvent) {}

async fn organization(accounts: u32, roles: u32) -> (World, Portal) {
    let (world, portal) = World::with_sign_in().await;
    world.aws.assign_many(&portal, ANN, accounts, roles);
    (world, portal)
}

fn stored_catalogue(world: &World, portal: &Portal) -> Catalogue {
    let store = world.ports().store.catalogue_store;
    store.catalogue(&portal.name).unwrap()
}

fn stored_roles(world: &World, portal: &Portal) -> usize {
    stored_catalogue(world, portal).role_refs(&portal.name).count()
}

async fn list(world: &World, portal: &Portal) -> Result<RefreshOutcome, CatalogueError> {
    list_with(world, portal, &silent).await
}

async fn list_with(
    world: &World,
    portal: &Portal,
    report: Report<'_>,
) -> Result<RefreshOutcome, CatalogueError> {
    refresh(&world.ports(), portal, &PriorityAccounts::default(), report).await
}

type Report<'a> = &'a (dyn Fn(CatalogueEvent) + Send + Sync);

#[tokio::test(start_paused = true)]
async fn two_thousand_assignments_are_listed_at_the_permitted_rate_without_a_429() {
    let (world, portal) = organization(500, 4).await;
    world.aws.configure(|settings| {
        settings.latency = Duration::from_millis(50);
        settings.page_size = 100;
    });
    world.aws.set_rate(20, 20, None);
    let first_rows = Mutex::new(None);
    let report = |event| {
        if let CatalogueEvent::Accounts { .. } = event {
            first_rows.lock().unwrap().get_or_insert(world.clock.elapsed());
        }
    };
    list_with(&world, &portal, &report).await.unwrap();
    let permitted = Duration::from_secs_f64(505.0 / 20.0);
    let took = world.clock.elapsed();
    assert!(took <= permitted.mul_f64(1.1), "{took:?}");
    assert_eq!(world.aws.throttled_calls(), 0);
    assert!(first_rows.lock().unwrap().unwrap() <= Duration::from_millis(100));
    assert_eq!(stored_roles(&world, &portal), 2_000);
    let stored = stored_catalogue(&world, &portal);
    assert!(stored.refreshed_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_lower_rate_is_found_and_nothing_is_lost() {
    let (world, portal) = organization(120, 3).await;
    world.aws.set_rate(5, 5, Some(Duration::from_secs(1)));
    let slowed = Mutex::new(Vec::new());
    let report = |event| {
        if let CatalogueEvent::Throttled(throttled) = event {
            slowed.lock().unwrap().push(throttled);
        }
    };
    let refreshed = list_with(&world, &portal, &report).await.unwrap();
    assert_eq!(refreshed.failed_accounts, 0);
    assert_eq!(stored_roles(&world, &portal), 360);
    assert_eq!(slowed.lock().unwrap().first(), Some(&true));
    let throttled = world.aws.throttled_calls();
    assert!(throttled < 60, "{throttled} of about 122 calls");
}

#[tokio::test(start_paused = true)]
async fn prioritised_accounts_are_listed_first_even_when_they_are_set_late() {
    let (world, portal) = organization(200, 1).await;
    let id = |number: u32| AccountId::parse(&format!("{:012}", 100_000_000 + number)).unwrap();
    let wanted = PriorityAccounts::default();
    let order = Mutex::new(Vec::new());
    let report = |event| {
        if let CatalogueEvent::Roles { account_id, .. } = event {
            order.lock().unwrap().push(account_id);
            if order.lock().unwrap().len() == 5 {
                wanted.set(vec![id(190)]);
            }
        }
    };
    refresh(&world.ports(), &portal, &wanted, &report).await.unwrap();
    let order = order.into_inner().unwrap();
    let at = order.iter().position(|each| *each == id(190)).unwrap();
    assert!(at < 20, "it came as number {at}");
    assert_eq!(order.len(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_failed_account_is_reported_and_its_roles_stay_known() {
    let (world, portal) = organization(30, 2).await;
    list(&world, &portal).await.unwrap();
    let bad = "000100000007";
    for fault in [Fault::NotAssigned, Fault::Unreachable, Fault::Unexpected] {
        world.aws.fail_when(move |call| {
            let hit =
                call.operation == Operation::ListAccountRoles && call.account_id.as_deref() == Some(bad);
            hit.then(|| fault.clone())
        });
        let failed = Mutex::new(Vec::new());
        let report = |event| {
            if let CatalogueEvent::AccountFailed { account_id, .. } = event {
                failed.lock().unwrap().push(account_id.to_string());
            }
        };
        let refreshed = list_with(&world, &portal, &report).await.unwrap();
        assert_eq!(refreshed.failed_accounts, 1);
        assert_eq!(*failed.lock().unwrap(), [bad]);
        assert!(refreshed.difference.removed.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_in_which_every_account_failed_is_no_success() {
    let (world, portal) = organization(3, 2).await;
    list(&world, &portal).await.unwrap();
    let before = stored_catalogue(&world, &portal);
    world.clock.advance(Duration::from_hours(1)).await;
    for fault in [Fault::NotAssigned, Fault::Unexpected] {
        world.aws.fail_every(Operation::ListAccountRoles, fault);
        let error = list(&world, &portal).await.unwrap_err();
        assert!(
            matches!(error, CatalogueError::EveryAccount { count: 3, .. }),
            "{error}"
        );
        assert_eq!(stored_catalogue(&world, &portal), before);
    }
}

#[tokio::test(start_paused = true)]
async fn added_and_removed_roles_are_reported_but_not_the_first_time() {
    let (world, portal) = organization(3, 2).await;
    assert_eq!(list(&world, &portal).await.unwrap(), RefreshOutcome::default());
    world.assign_admin(&portal);
    world.aws.unassign(&portal, ANN, "000100000001", "Role0");
    let difference = list(&world, &portal).await.unwrap().difference;
    let targets = |list: &[RoleRef]| list.iter().map(RoleRef::target).collect::<Vec<_>>();
    assert_eq!(targets(&difference.added), ["acme/111122223333/Admin"]);
    assert_eq!(targets(&difference.removed), ["acme/000100000001/Role0"]);
}

#[tokio::test(start_paused = true)]
async fn roles_on_several_pages_are_one_list() {
    let (world, portal) = organization(3, 25).await;
    world.aws.configure(|settings| settings.page_size = 2);
    list(&world, &portal).await.unwrap();
    assert_eq!(stored_roles(&world, &portal), 75);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ends_during_a_listing_is_renewed() {
    let (world, portal) = organization(60, 1).await;
    let ended = || Some(Fault::SignInEnded);
    let outcomes = [None, None, ended(), ended()];
    world.aws.script(Operation::ListAccountRoles, outcomes);
    assert_eq!(list(&world, &portal).await.unwrap().failed_accounts, 0);
    assert!(world.aws.count(Operation::CreateTokenWithRefreshToken) <= 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_network_a_listing_is_abandoned_soon_and_the_old_list_stays() {
    let (world, portal) = organization(300, 1).await;
    list(&world, &portal).await.unwrap();
    let before = stored_catalogue(&world, &portal);
    let (calls, time) = (world.aws.calls().len(), world.clock.elapsed());
    world
        .aws
        .fail_every(Operation::ListAccountRoles, Fault::Unreachable);
    let error = list(&world, &portal).await.unwrap_err();
    assert!(matches!(error, CatalogueError::Accounts(_)), "{error}");
    assert!(world.aws.calls().len() - calls < 60 && world.clock.elapsed() - time < Duration::from_secs(60));
    assert_eq!(stored_catalogue(&world, &portal), before);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_listing_stops_its_calls() {
    let (world, portal) = organization(300, 1).await;
    world
        .aws
        .configure(|settings| settings.latency = Duration::from_millis(200));
    let (ports, clock, wanted) = (world.ports(), world.clock.clone(), PriorityAccounts::default());
    tokio::select! {
        _ = refresh(&ports, &portal, &wanted, &silent) => panic!("it ended too early"),
        () = rolecall::ports::Clock::sleep(clock.as_ref(), Duration::from_secs(2)) => {}
    }
    let calls = world.aws.calls().len();
    world.clock.advance(Duration::from_secs(10)).await;
    assert_eq!(world.aws.calls().len(), calls);
}

#[tokio::test(start_paused = true)]
async fn throttled_calls_do_not_use_up_the_attempts_of_other_failures() {
    let (world, portal) = organization(3, 2).await;
    for failure in [Fault::SignInEnded, Fault::Unreachable] {
        for operation in [Operation::ListAccounts, Operation::ListAccountRoles] {
            let throttled = (0..5).map(|_| Some(Fault::Throttled { retry_in: None }));
            let outcomes = throttled.chain([Some(failure.clone())]);
            world.aws.script(operation, outcomes);
            let failed = list(&world, &portal).await.unwrap().failed_accounts;
            assert_eq!(failed, 0, "{operation:?} {failure:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_listing_saves_the_roles_that_arrived() {
    let (world, portal) = organization(30, 2).await;
    let arrived = tokio::sync::Semaphore::new(0);
    let report = |event| {
        if let CatalogueEvent::Roles { .. } = event {
            arrived.add_permits(1);
        }
    };
    let (ports, wanted) = (world.ports(), PriorityAccounts::default());
    tokio::select! {
        _ = refresh(&ports, &portal, &wanted, &report) => panic!("it was not dropped"),
        enough = arrived.acquire_many(10) => drop(enough),
    }
    let stored = stored_roles(&world, &portal);
    assert!(stored >= 20, "{stored}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_stop_a_listing() {
    let (world, portal) = organization(40, 1).await;
    let back = jiff::SignedDuration::from_mins(-30);
    let report = |event| {
        if let CatalogueEvent::Roles { .. } = event {
            world.clock.set_wall(back);
        }
    };
    list_with(&world, &portal, &report).await.unwrap();
    let took = world.clock.elapsed();
    assert!(took < Duration::from_mins(1), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn endless_429s_end_the_listing_and_the_old_list_stays() {
    let (world, portal) = organization(30, 1).await;
    list(&world, &portal).await.unwrap();
    world.aws.fail_when(|_| Some(Fault::Throttled { retry_in: None }));
    let before = world.clock.elapsed();
    list(&world, &portal).await.unwrap_err();
    let took = world.clock.elapsed() - before;
    assert!(took < Duration::from_mins(3), "{took:?}");
    assert_eq!(stored_roles(&world, &portal), 30);
}
