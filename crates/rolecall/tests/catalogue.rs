//! Listing a portal on the fakes: nothing lost, nobody stormed, the wanted first.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

use rolecall::catalogue::{CatalogueError, CatalogueEvent, PriorityAccounts, Refreshed, refresh};
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, Operation, World};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn silent(_: CatalogueEvent) {}

async fn organization(world: &World, accounts: u32, roles: u32) -> Portal {
    let portal = world.portal("acme");
    world.aws.assign_many(&portal, ANN, accounts, roles);
    world.sign_in(&portal).await;
    portal
}

async fn list(world: &World, portal: &Portal) -> Result<Refreshed, CatalogueError> {
    refresh(&world.ports(), portal, &PriorityAccounts::default(), &silent).await
}

#[tokio::test(start_paused = true)]
async fn two_thousand_assignments_take_what_the_rate_permits_and_meet_no_429() {
    let world = World::new();
    let portal = organization(&world, 500, 4).await;
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
    refresh(&world.ports(), &portal, &PriorityAccounts::default(), &report)
        .await
        .unwrap();
    let permitted = Duration::from_secs_f64(505.0 / 20.0);
    assert!(
        world.clock.elapsed() <= permitted.mul_f64(1.1),
        "{:?}",
        world.clock.elapsed()
    );
    assert_eq!(world.aws.throttled_calls(), 0);
    assert!(first_rows.lock().unwrap().unwrap() <= Duration::from_millis(100));
    let kept = world
        .ports()
        .store
        .catalogue_store
        .catalogue(&portal.name)
        .unwrap();
    assert_eq!(kept.assignments(&portal.name).count(), 2_000);
    assert!(kept.refreshed_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_lower_rate_is_found_and_nothing_is_lost() {
    let world = World::new();
    let portal = organization(&world, 120, 3).await;
    world.aws.set_rate(5, 5, Some(Duration::from_secs(1)));
    let slowed = Mutex::new(Vec::new());
    let report = |event| {
        if let CatalogueEvent::Throttled(throttled) = event {
            slowed.lock().unwrap().push(throttled);
        }
    };
    let refreshed = refresh(&world.ports(), &portal, &PriorityAccounts::default(), &report)
        .await
        .unwrap();
    assert_eq!(refreshed.failed_accounts, 0);
    assert_eq!(
        world
            .ports()
            .store
            .catalogue_store
            .catalogue(&portal.name)
            .unwrap()
            .assignments(&portal.name)
            .count(),
        360
    );
    assert_eq!(slowed.lock().unwrap().first(), Some(&true));
    assert!(
        world.aws.throttled_calls() < 60,
        "{} of about 122 calls",
        world.aws.throttled_calls()
    );
}

#[tokio::test(start_paused = true)]
async fn wanted_accounts_are_listed_first_even_when_they_are_wanted_late() {
    let world = World::new();
    let portal = organization(&world, 200, 1).await;
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
    let at = order
        .iter()
        .position(|account_id| *account_id == id(190))
        .unwrap();
    assert!(at < 20, "it came as number {at}");
    assert_eq!(order.len(), 200);
}

#[tokio::test(start_paused = true)]
async fn one_bad_account_is_told_and_its_roles_stay_known() {
    let world = World::new();
    let portal = organization(&world, 30, 2).await;
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
        let refreshed = refresh(&world.ports(), &portal, &PriorityAccounts::default(), &report)
            .await
            .unwrap();
        assert_eq!(refreshed.failed_accounts, 1);
        assert_eq!(*failed.lock().unwrap(), [bad]);
        assert!(refreshed.difference.removed.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_new_and_what_is_gone_is_told_but_not_the_first_time() {
    let world = World::new();
    let portal = organization(&world, 3, 2).await;
    assert_eq!(list(&world, &portal).await.unwrap(), Refreshed::default());
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &["Admin"]);
    world.aws.unassign(&portal, ANN, "000100000001", "Role0");
    let difference = list(&world, &portal).await.unwrap().difference;
    let targets = |list: &[rolecall_model::assignment::Assignment]| -> Vec<String> {
        list.iter()
            .map(rolecall_model::assignment::Assignment::target)
            .collect()
    };
    assert_eq!(targets(&difference.added), ["acme/111122223333/Admin"]);
    assert_eq!(targets(&difference.removed), ["acme/000100000001/Role0"]);
}

#[tokio::test(start_paused = true)]
async fn roles_on_several_pages_are_one_list() {
    let world = World::new();
    let portal = organization(&world, 3, 25).await;
    world.aws.configure(|settings| settings.page_size = 2);
    list(&world, &portal).await.unwrap();
    assert_eq!(
        world
            .ports()
            .store
            .catalogue_store
            .catalogue(&portal.name)
            .unwrap()
            .assignments(&portal.name)
            .count(),
        75
    );
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ends_half_way_renews_itself() {
    let world = World::new();
    let portal = organization(&world, 60, 1).await;
    world.aws.script(
        Operation::ListAccountRoles,
        [None, None, Some(Fault::SignInEnded), Some(Fault::SignInEnded)],
    );
    assert_eq!(list(&world, &portal).await.unwrap().failed_accounts, 0);
    assert!(world.aws.count(Operation::CreateTokenWithRefreshToken) <= 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_network_it_gives_up_soon_and_the_old_list_stays() {
    let world = World::new();
    let portal = organization(&world, 300, 1).await;
    list(&world, &portal).await.unwrap();
    let before = world
        .ports()
        .store
        .catalogue_store
        .catalogue(&portal.name)
        .unwrap();
    let (calls, time) = (world.aws.calls().len(), world.clock.elapsed());
    world
        .aws
        .fail_when(|call| (call.operation == Operation::ListAccountRoles).then_some(Fault::Unreachable));
    let error = list(&world, &portal).await.unwrap_err();
    assert!(matches!(error, CatalogueError::Accounts(_)), "{error}");
    assert!(world.aws.calls().len() - calls < 60 && world.clock.elapsed() - time < Duration::from_secs(60));
    assert_eq!(
        world
            .ports()
            .store
            .catalogue_store
            .catalogue(&portal.name)
            .unwrap(),
        before
    );
}

#[tokio::test(start_paused = true)]
async fn dropping_a_listing_stops_its_calls() {
    let world = World::new();
    let portal = organization(&world, 300, 1).await;
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

/// An access portal whose lists are what the two functions say of each page.
struct Odd {
    accounts: fn(u32) -> Page<u32>,
    roles: fn(u32) -> Page<&'static str>,
    listed: Mutex<Vec<String>>,
    clock: Arc<dyn rolecall::ports::Clock>,
}

fn odd_id(number: u32) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

fn page_number(next_token: Option<&str>) -> u32 {
    next_token.map_or(0, |token| token.parse().unwrap())
}

#[async_trait::async_trait]
impl AccessPortal for Odd {
    async fn list_accounts(
        &self,
        _: &Portal,
        _: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        // Roles are listed while the next page is awaited.
        self.clock.sleep(Duration::from_millis(500)).await;
        let page = (self.accounts)(page_number(next_token));
        let account = |number| Account {
            id: odd_id(number),
            name: format!("account {number}"),
            email: None,
        };
        Ok(Page {
            items: page.items.into_iter().map(account).collect(),
            next_token: page.next_token,
        })
    }

    async fn list_account_roles(
        &self,
        _: &Portal,
        _: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        self.listed.lock().unwrap().push(account_id.to_string());
        let page = (self.roles)(page_number(next_token));
        Ok(Page {
            items: page.items.into_iter().map(RoleName::new).collect(),
            next_token: page.next_token,
        })
    }

    async fn get_role_credentials(
        &self,
        _: &Portal,
        _: &AccessToken,
        _: &AccountId,
        _: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        Err(AccessPortalError::NotAssigned)
    }

    async fn logout(&self, _: &Portal, _: &AccessToken) -> Result<(), AccessPortalError> {
        Ok(())
    }
}

/// Lists `odd`; returns the outcome, what was reported of accounts, and whose roles were asked for.
async fn list_odd(
    accounts: fn(u32) -> Page<u32>,
    roles: fn(u32) -> Page<&'static str>,
) -> (
    Result<Refreshed, CatalogueError>,
    Vec<(String, usize)>,
    Vec<String>,
) {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    let odd = Arc::new(Odd {
        accounts,
        roles,
        listed: Mutex::default(),
        clock: world.clock.clone(),
    });
    let mut ports = world.ports();
    ports.aws.access_portal = odd.clone();
    let reported = Mutex::new(Vec::new());
    let report = |event| match event {
        CatalogueEvent::Roles { account_id, roles } => {
            reported
                .lock()
                .unwrap()
                .push((account_id.to_string(), roles.len()));
        }
        CatalogueEvent::Accounts { .. }
        | CatalogueEvent::AccountFailed { .. }
        | CatalogueEvent::Throttled(_) => {}
    };
    let outcome = refresh(&ports, &portal, &PriorityAccounts::default(), &report).await;
    let listed = odd.listed.lock().unwrap().clone();
    (outcome, reported.into_inner().unwrap(), listed)
}

fn last<T>(items: Vec<T>) -> Page<T> {
    Page {
        items,
        next_token: None,
    }
}

#[tokio::test(start_paused = true)]
async fn an_account_on_two_pages_is_listed_once_and_a_role_twice_in_a_list_is_one() {
    let accounts = |page| match page {
        0..9 => Page {
            items: vec![1, page + 2],
            next_token: Some((page + 1).to_string()),
        },
        _ => last(vec![1, 2]),
    };
    let (outcome, reported, listed) = list_odd(accounts, |_| last(vec!["Admin", "Admin", "ReadOnly"])).await;
    assert_eq!(outcome.unwrap().failed_accounts, 0);
    assert_eq!(listed.len(), 10, "{listed:?}");
    assert_eq!(reported.len(), 10);
    assert!(reported.iter().all(|(_, roles)| *roles == 2));
}

#[tokio::test(start_paused = true)]
async fn lists_without_an_end_are_given_up() {
    let endless = |page: u32| Page {
        items: vec![1],
        next_token: Some((page + 1).to_string()),
    };
    let (outcome, _, _) = list_odd(endless, |_| last(vec!["Admin"])).await;
    assert!(
        matches!(
            outcome,
            Err(CatalogueError::Accounts(AccessPortalError::Unexpected { .. }))
        ),
        "{outcome:?}"
    );

    let endless = |_| Page {
        items: vec!["Admin"],
        next_token: Some("0".to_owned()),
    };
    let (outcome, reported, _) = list_odd(|_| last(vec![1]), endless).await;
    assert_eq!(outcome.unwrap().failed_accounts, 1);
    assert!(reported.is_empty());
}

#[tokio::test(start_paused = true)]
async fn throttled_calls_do_not_use_up_the_attempts_of_other_failures() {
    let world = World::new();
    let portal = organization(&world, 3, 2).await;
    for failure in [Fault::SignInEnded, Fault::Unreachable] {
        for operation in [Operation::ListAccounts, Operation::ListAccountRoles] {
            let throttled = (0..5).map(|_| Some(Fault::Throttled { retry_in: None }));
            world
                .aws
                .script(operation, throttled.chain([Some(failure.clone())]));
            assert_eq!(
                list(&world, &portal).await.unwrap().failed_accounts,
                0,
                "{operation:?} {failure:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_is_given_up_keeps_the_roles_that_arrived() {
    let world = World::new();
    let portal = organization(&world, 30, 2).await;
    let arrived = tokio::sync::Semaphore::new(0);
    let report = |event| {
        if let CatalogueEvent::Roles { .. } = event {
            arrived.add_permits(1);
        }
    };
    let (ports, wanted) = (world.ports(), PriorityAccounts::default());
    tokio::select! {
        _ = refresh(&ports, &portal, &wanted, &report) => panic!("it was not given up"),
        enough = arrived.acquire_many(10) => drop(enough),
    }
    let kept = world
        .ports()
        .store
        .catalogue_store
        .catalogue(&portal.name)
        .unwrap();
    assert!(
        kept.assignments(&portal.name).count() >= 20,
        "{}",
        kept.assignments(&portal.name).count()
    );
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_stop_a_listing() {
    let world = World::new();
    let portal = organization(&world, 40, 1).await;
    let back = jiff::SignedDuration::from_mins(-30);
    let report = |event| {
        if let CatalogueEvent::Roles { .. } = event {
            world.clock.set_wall(back);
        }
    };
    refresh(&world.ports(), &portal, &PriorityAccounts::default(), &report)
        .await
        .unwrap();
    assert!(
        world.clock.elapsed() < Duration::from_mins(1),
        "{:?}",
        world.clock.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn endless_429s_end_the_listing_and_the_old_list_stays() {
    let world = World::new();
    let portal = organization(&world, 30, 1).await;
    list(&world, &portal).await.unwrap();
    world.aws.fail_when(|_| Some(Fault::Throttled { retry_in: None }));
    let before = world.clock.elapsed();
    list(&world, &portal).await.unwrap_err();
    assert!(
        world.clock.elapsed() - before < Duration::from_mins(3),
        "{:?}",
        world.clock.elapsed()
    );
    let kept = world
        .ports()
        .store
        .catalogue_store
        .catalogue(&portal.name)
        .unwrap();
    assert_eq!(kept.assignments(&portal.name).count(), 30);
}
