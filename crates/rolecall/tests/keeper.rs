//! The keeper on the fakes: requests in, snapshots out, nothing awaited.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test asks for must be there"
)]

use rolecall::keeper::{Keeper, Request, SignInState, Snapshot};
use rolecall::ports::{Browser, BrowserError, BrowserPage};
use rolecall::problem::ProblemCode;
use rolecall::settings::{SettingValue, find_setting, set_setting};
use rolecall::sign_out::SignOutOutcome;
use rolecall_fakes::{ANN, Fault, Operation, UserBehaviour, World, resolved, role_ref};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::settings::Appearance;
use rolecall_model::sign_in::SignInMethod;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

fn start_keeper(world: &World) -> Keeper {
    let (keeper, task) = Keeper::new(world.ports());
    drop(tokio::spawn(task));
    keeper
}

/// Waits until a snapshot is as wanted. Every snapshot on the way is watched for secrets.
async fn until(world: &World, keeper: &Keeper, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let mut snapshots = keeper.snapshots();
    for _ in 0..2_000 {
        let snapshot = Arc::clone(&snapshots.borrow_and_update());
        world.watch("a snapshot", format!("{snapshot:?}"));
        if wanted(&snapshot) {
            return snapshot;
        }
        let change = tokio::time::timeout(Duration::from_hours(1), snapshots.changed()).await;
        if change.is_err() {
            break;
        }
    }
    panic!("it never came: {:#?}", keeper.snapshot());
}

async fn add(world: &World, keeper: &Keeper, name: &str) -> Portal {
    let portal = world.portal(name);
    world.aws.assign(
        &portal,
        ANN,
        "111122223333",
        "payments-prod",
        &["Admin", "ReadOnly"],
    );
    keeper
        .request(|reply| Request::AddPortal(Box::new(portal.clone()), reply))
        .await
        .unwrap();
    portal
}

fn signed_in(snapshot: &Snapshot) -> bool {
    snapshot
        .portals
        .iter()
        .any(|state| matches!(state.sign_in, SignInState::SignedIn(_)))
}

fn listed(snapshot: &Snapshot) -> bool {
    snapshot
        .portals
        .iter()
        .any(|state| state.refresh.is_none() && state.catalogue.refreshed_at.is_some())
}

#[tokio::test(start_paused = true)]
async fn a_portal_is_added_signed_in_to_listed_and_used() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    let snapshot = until(&world, &keeper, |snapshot| {
        signed_in(snapshot) && listed(snapshot)
    })
    .await;
    assert_eq!(snapshot.portals[0].catalogue.role_refs(&portal.name).count(), 2);

    let admin = role_ref(&portal.name, "111122223333", "Admin");
    let started = keeper
        .request(|reply| Request::Start(admin.clone(), reply))
        .await
        .unwrap();
    assert!(started.expires_at > world.clock.true_now());
    until(&world, &keeper, |snapshot| snapshot.role_sessions.len() == 1).await;
    keeper
        .request(|reply| Request::SetFavourite(admin.clone(), true, reply))
        .await
        .unwrap();
    let snapshot = until(&world, &keeper, |snapshot| !snapshot.favourites.is_empty()).await;
    assert_eq!(*snapshot.recents, std::slice::from_ref(&admin));

    keeper
        .request(|reply| Request::Stop(admin.clone(), reply))
        .await
        .unwrap();
    until(&world, &keeper, |snapshot| snapshot.role_sessions.is_empty()).await;
    assert_eq!(
        keeper
            .request(|reply| Request::SignOut(portal.name.clone(), reply))
            .await
            .unwrap(),
        SignOutOutcome::Revoked
    );
    let snapshot = until(&world, &keeper, |snapshot| !signed_in(snapshot)).await;
    assert_eq!(
        snapshot.portals[0].catalogue.role_refs(&portal.name).count(),
        2,
        "the list stays"
    );

    keeper
        .request(|reply| Request::RemovePortal(portal.name.clone(), reply))
        .await
        .unwrap();
    until(&world, &keeper, |snapshot| snapshot.portals.is_empty()).await;
    assert!(
        world.keychain.items().is_empty(),
        "nothing of a removed portal stays"
    );
}

#[tokio::test(start_paused = true)]
async fn a_restart_shows_the_list_at_once_and_needs_no_sign_in() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    until(&world, &keeper, listed).await;
    drop(keeper);

    world.aws.fail_when(|_| Some(Fault::Unreachable));
    let calls = world.aws.calls().len();
    let again = start_keeper(&world);
    let snapshot = until(&world, &again, signed_in).await;
    assert_eq!(snapshot.portals[0].catalogue.role_refs(&portal.name).count(), 2);
    assert_eq!(
        world.aws.calls().len(),
        calls,
        "a fresh list is not asked for again"
    );
    world.aws.clear_faults();
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    again.request(|reply| Request::Start(admin, reply)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_can_be_cancelled_and_its_failure_is_shown() {
    let world = World::new();
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    let waits = |snapshot: &Snapshot| {
        matches!(
            snapshot.portals[0].sign_in,
            SignInState::WaitingForBrowser { page: Some(_), .. }
        )
    };
    until(&world, &keeper, |snapshot| {
        !snapshot.portals.is_empty() && waits(snapshot)
    })
    .await;
    keeper.send(Request::CancelSignIn(portal.name.clone()));
    until(&world, &keeper, |snapshot| {
        matches!(snapshot.portals[0].sign_in, SignInState::SignedOut)
    })
    .await;

    world.browser.set_user_behaviour(UserBehaviour::Deny);
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    let snapshot = until(&world, &keeper, |snapshot| snapshot.portals[0].problem.is_some()).await;
    assert_eq!(
        snapshot.portals[0].problem.as_ref().unwrap().code,
        ProblemCode::SignInDenied
    );
    keeper.send(Request::DismissProblem(Some(portal.name)));
    until(&world, &keeper, |snapshot| snapshot.portals[0].problem.is_none()).await;
}

#[tokio::test(start_paused = true)]
async fn an_ended_sign_in_is_shown_and_the_list_stays() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    until(&world, &keeper, listed).await;
    world.aws.end_sign_ins(ANN);
    keeper.send(Request::Refresh(None));
    let expired = |snapshot: &Snapshot| matches!(snapshot.portals[0].sign_in, SignInState::Expired);
    let snapshot = until(&world, &keeper, expired).await;
    assert_eq!(
        snapshot.portals[0].problem.as_ref().unwrap().code,
        ProblemCode::SignInNeeded
    );
    assert_eq!(snapshot.portals[0].catalogue.role_refs(&portal.name).count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_shown_and_nothing_is_lost() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.keychain.lock();
    let keeper = start_keeper(&world);
    add(&world, &keeper, "acme").await;
    let shown = |snapshot: &Snapshot| snapshot.portals.iter().any(|state| state.problem.is_some());
    let snapshot = until(&world, &keeper, shown).await;
    assert_eq!(
        snapshot.portals[0].problem.as_ref().unwrap().code,
        ProblemCode::KeychainLocked
    );
    world.keychain.unlock();
    assert!(world.keychain.stored_sign_in(&portal.name).is_some());
}

#[tokio::test(start_paused = true)]
async fn what_the_command_line_does_is_seen_within_a_second() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    world.sign_in(&portal).await;
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    let other = world.ports_of_another_process();
    rolecall::role_session::role_credentials(&other, &resolved(&portal, &admin), Duration::ZERO)
        .await
        .unwrap();
    let before = world.clock.elapsed();
    until(&world, &keeper, |snapshot| snapshot.role_sessions.len() == 1).await;
    assert!(world.clock.elapsed() - before <= Duration::from_millis(1_300));

    world.clock.skip(Duration::from_hours(1));
    until(&world, &keeper, |snapshot| snapshot.role_sessions.is_empty()).await;
    assert!(
        world.keychain.stored_role_credentials(&admin).is_none(),
        "what expired is erased"
    );
}

#[tokio::test(start_paused = true)]
async fn settings_are_changed_and_a_broken_file_is_never_written_over() {
    let world = World::new();
    let keeper = start_keeper(&world);
    add(&world, &keeper, "acme").await;
    let dark = || -> rolecall::keeper::SettingsEdit {
        let dark = SettingValue::Text("dark".to_owned());
        Box::new(move |text| {
            Ok(set_setting(
                text,
                find_setting("appearance").unwrap(),
                Some(&dark),
            )?)
        })
    };
    keeper
        .request(|reply| Request::ChangeSettings(dark(), reply))
        .await
        .unwrap();
    until(&world, &keeper, |snapshot| {
        snapshot.settings.appearance == Appearance::Dark
    })
    .await;

    let ports = world.ports();
    ports
        .store
        .settings_file
        .edit(&mut |text| format!("{text}\nbroken = ["))
        .unwrap();
    let broken = ports.store.settings_file.read().unwrap();
    let problem = keeper
        .request(|reply| Request::ChangeSettings(dark(), reply))
        .await
        .unwrap_err();
    assert_eq!(problem.code, ProblemCode::SettingsUnreadable);
    assert_eq!(ports.store.settings_file.read().unwrap(), broken);
    let snapshot = until(&world, &keeper, |snapshot| !snapshot.problems.is_empty()).await;
    assert_eq!(snapshot.portals.len(), 1, "what was read before stays");
}

#[tokio::test(start_paused = true)]
async fn a_listing_of_thousands_sends_few_snapshots_and_can_be_cancelled() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    world.aws.assign_many(&portal, ANN, 300, 4);
    world
        .aws
        .configure(|settings| settings.latency = Duration::from_millis(50));
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    let before = keeper.snapshot().revision;
    until(&world, &keeper, listed).await;
    let sent = keeper.snapshot().revision - before;
    assert!(sent < 200, "{sent} snapshots for some 300 answers");

    keeper.send(Request::Refresh(Some(portal.name.clone())));
    until(&world, &keeper, |snapshot| snapshot.portals[0].refresh.is_some()).await;
    keeper.send(Request::CancelRefresh(portal.name.clone()));
    until(&world, &keeper, |snapshot| snapshot.portals[0].refresh.is_none()).await;
    let calls = world.aws.count(Operation::ListAccountRoles);
    world.clock.advance(Duration::from_secs(20)).await;
    assert_eq!(world.aws.count(Operation::ListAccountRoles), calls);
}

/// Waits as [`until`] does and fails when that took more than `max` of the fake time.
async fn within(
    world: &World,
    keeper: &Keeper,
    max: Duration,
    wanted: impl Fn(&Snapshot) -> bool,
) -> Arc<Snapshot> {
    let before = world.clock.elapsed();
    let snapshot = until(world, keeper, wanted).await;
    let took = world.clock.elapsed() - before;
    assert!(took <= max, "{took:?}");
    snapshot
}

const SOON: Duration = Duration::from_millis(1_300);

#[tokio::test(start_paused = true)]
async fn favourites_and_uses_of_this_process_are_shown_at_once() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    world.sign_in(&portal).await;
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    let read_only = role_ref(&portal.name, "111122223333", "ReadOnly");
    keeper
        .request(|reply| Request::SetFavourite(admin.clone(), true, reply))
        .await
        .unwrap();
    within(&world, &keeper, SOON, |snapshot| {
        snapshot.favourites.contains(&admin)
    })
    .await;
    keeper
        .request(|reply| Request::Start(admin.clone(), reply))
        .await
        .unwrap();
    within(&world, &keeper, SOON, |snapshot| {
        *snapshot.recents == std::slice::from_ref(&admin)
    })
    .await;

    let ports = world.ports();
    rolecall::role_session::role_credentials(&ports, &resolved(&portal, &read_only), Duration::ZERO)
        .await
        .unwrap();
    keeper.send(Request::Reload);
    let both = |snapshot: &Snapshot| snapshot.recents.len() == 2 && snapshot.role_sessions.len() == 2;
    within(&world, &keeper, SOON, both).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_command_line_lists_and_who_it_signs_in_is_seen() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    world.sign_in(&portal).await;
    let other = world.ports_of_another_process();
    let wanted = rolecall::catalogue::PriorityAccounts::default();
    rolecall::catalogue::refresh(&other, &portal, &wanted, &|_| {})
        .await
        .unwrap();
    let listed = |snapshot: &Snapshot| {
        snapshot
            .portals
            .first()
            .is_some_and(|state| state.catalogue.role_refs(&portal.name).count() == 2)
    };
    let both = |snapshot: &Snapshot| listed(snapshot) && signed_in(snapshot);
    within(&world, &keeper, SOON, both).await;
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_could_not_be_removed_or_left_is_as_it_was() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    world.aws.assign_many(&portal, ANN, 30, 2);
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    until(&world, &keeper, listed).await;
    world
        .aws
        .configure(|settings| settings.latency = Duration::from_secs(1));
    for leave in [false, true] {
        keeper.send(Request::Refresh(Some(portal.name.clone())));
        world.browser.set_user_behaviour(UserBehaviour::Ignore);
        keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
        let busy = |snapshot: &Snapshot| !signed_in(snapshot) && snapshot.portals[0].refresh.is_some();
        until(&world, &keeper, busy).await;
        world.keychain.lock();
        let problem = if leave {
            keeper
                .request(|reply| Request::SignOut(portal.name.clone(), reply))
                .await
                .unwrap_err()
        } else {
            keeper
                .request(|reply| Request::RemovePortal(portal.name.clone(), reply))
                .await
                .unwrap_err()
        };
        assert_eq!(problem.code, ProblemCode::KeychainLocked);
        world.keychain.unlock();
        let quiet = |snapshot: &Snapshot| signed_in(snapshot) && snapshot.portals[0].refresh.is_none();
        within(&world, &keeper, SOON, quiet).await;
    }
}

/// Cancels the sign-in at the very time its step is reported.
#[derive(Default)]
struct HastyBrowser(OnceLock<(Keeper, PortalName)>);

#[async_trait::async_trait]
impl Browser for HastyBrowser {
    fn is_available(&self) -> bool {
        true
    }

    async fn open(&self, _: &BrowserPage) -> Result<(), BrowserError> {
        let (keeper, name) = self.0.get().unwrap();
        keeper.send(Request::CancelSignIn(name.clone()));
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_cancelled_sign_in_still_reports_is_ignored() {
    let world = World::new();
    let browser = Arc::new(HastyBrowser::default());
    let mut ports = world.ports();
    ports.desktop.browser = browser.clone();
    let (keeper, task) = Keeper::new(ports);
    drop(tokio::spawn(task));
    let portal = add(&world, &keeper, "acme").await;
    browser.0.get_or_init(|| (keeper.clone(), portal.name.clone()));
    // The keeper takes turns as it happens: whichever comes first, nothing waits at the end.
    for _ in 0..30 {
        keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
        world.clock.advance(Duration::from_secs(1)).await;
        let state = keeper.snapshot().portals[0].sign_in.clone();
        assert!(matches!(state, SignInState::SignedOut), "{state:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_silence_the_keeper() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    until(&world, &keeper, |snapshot| !snapshot.portals.is_empty()).await;
    world.clock.set_wall(jiff::SignedDuration::from_hours(-2));
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    keeper
        .request(|reply| Request::SetFavourite(admin.clone(), true, reply))
        .await
        .unwrap();
    within(&world, &keeper, SOON, |snapshot| {
        snapshot.favourites.contains(&admin)
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lasting_problem_is_logged_once_and_disappears_when_it_is_fixed() {
    let world = World::new();
    let keeper = start_keeper(&world);
    add(&world, &keeper, "acme").await;
    world.state_store.set_broken(true);
    let shown = |snapshot: &Snapshot| {
        snapshot
            .problems
            .iter()
            .any(|problem| problem.code == ProblemCode::StateStoreFailed)
    };
    keeper.send(Request::Reload);
    let snapshot = until(&world, &keeper, shown).await;
    world.clock.advance(Duration::from_mins(2)).await;
    assert!(
        keeper.snapshot().revision <= snapshot.revision + 1,
        "{} snapshots of the same",
        keeper.snapshot().revision
    );
    assert_eq!(
        world
            .logs
            .text()
            .matches("a problem of the whole program")
            .count(),
        1
    );
    world.state_store.set_broken(false);
    until(&world, &keeper, |snapshot| snapshot.problems.is_empty()).await;

    let file = world.ports().store.settings_file;
    for broken in ["a = [", "b = ["] {
        file.edit(&mut |_| broken.to_owned()).unwrap();
        world.clock.advance(Duration::from_secs(3)).await;
    }
    assert_eq!(
        keeper.snapshot().problems.len(),
        1,
        "{:?}",
        keeper.snapshot().problems
    );
}

#[tokio::test(start_paused = true)]
async fn another_portal_of_the_same_name_gets_nothing_of_the_first() {
    let world = World::new();
    let keeper = start_keeper(&world);
    let portal = add(&world, &keeper, "acme").await;
    keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    until(&world, &keeper, listed).await;
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    let empty = |snapshot: &Snapshot| {
        snapshot
            .portals
            .first()
            .is_some_and(|state| state.catalogue.accounts.is_empty())
            && snapshot.role_sessions.is_empty()
            && snapshot.favourites.is_empty()
    };
    let file = world.ports().store.settings_file;
    for by_hand in [false, true] {
        keeper
            .request(|reply| Request::Start(admin.clone(), reply))
            .await
            .unwrap();
        keeper
            .request(|reply| Request::SetFavourite(admin.clone(), true, reply))
            .await
            .unwrap();
        until(&world, &keeper, |snapshot| snapshot.role_sessions.len() == 1).await;
        let text = file.read().unwrap();
        if by_hand {
            file.edit(&mut |text| text.replace("acme.awsapps", "other.awsapps"))
                .unwrap();
        } else {
            file.edit(&mut |_| String::new()).unwrap();
            until(&world, &keeper, |snapshot| snapshot.portals.is_empty()).await;
            let other = Portal {
                start_url: world.portal("other").start_url,
                ..portal.clone()
            };
            keeper
                .request(|reply| Request::AddPortal(Box::new(other), reply))
                .await
                .unwrap();
        }
        until(&world, &keeper, empty).await;
        assert!(world.keychain.stored_role_credentials(&admin).is_none());
        file.edit(&mut |_| text.clone()).unwrap();
        until(&world, &keeper, signed_in).await;
    }
}
