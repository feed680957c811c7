//! The keeper on the fakes: requests in, snapshots out, nothing awaited.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a test asks for must be there"
)]

#[path = "keeper/test_keeper.rs"]
mod test_keeper;

use rolecall::keeper::{Keeper, PortalState, Request, SettingsEdit, SignInState, Snapshot};
use rolecall::ports::{Browser, BrowserError, BrowserPage, BrowserWarning, KeychainAbsence, KeychainError};
use rolecall::problem::{Problem, ProblemCode, Recovery};
use rolecall::role_session::role_credentials;
use rolecall::settings::{SettingValue, find_setting, set_setting};
use rolecall::sign_out::SignOutOutcome;
use rolecall_fakes::{ANN, Fault, Operation, UserBehaviour, World, resolved, role_ref};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::settings::Appearance;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use test_keeper::{TestKeeper, admin, has_problem, listed, signed_in};

#[tokio::test(start_paused = true)]
async fn a_portal_is_added_signed_in_to_listed_and_used() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.sign_in(&portal);
    test.until(|snapshot| signed_in(snapshot) && listed(snapshot))
        .await;
    assert_eq!(test.listed_roles(), 2);

    let admin = admin(&portal);
    let started = test.start_role(&admin).await;
    assert!(started.expires_at > test.world.clock.true_now());
    test.until(|snapshot| snapshot.role_sessions.len() == 1).await;
    test.mark(&admin).await;
    let snapshot = test.until(|snapshot| !snapshot.favourites.is_empty()).await;
    assert_eq!(*snapshot.recents, std::slice::from_ref(&admin));

    test.request(|reply| Request::Stop(admin.clone(), reply)).await;
    test.until(|snapshot| snapshot.role_sessions.is_empty()).await;
    let left = test.request(|reply| Request::SignOut(portal.name.clone(), reply));
    assert_eq!(left.await, SignOutOutcome::Revoked);
    test.until(|snapshot| !signed_in(snapshot)).await;
    assert_eq!(test.listed_roles(), 2, "the list stays");

    test.request(|reply| Request::RemovePortal(portal.name.clone(), reply))
        .await;
    test.until(|snapshot| snapshot.portals.is_empty()).await;
    assert_eq!(
        test.world.keychain.stored_items(),
        [],
        "nothing of a removed portal stays"
    );
}

#[tokio::test(start_paused = true)]
async fn a_restart_shows_the_list_at_once_and_needs_no_sign_in() {
    let (test, portal) = TestKeeper::with_list().await;
    let TestKeeper { world, keeper } = test;
    drop(keeper);
    world.aws.fail_when(|_| Some(Fault::Unreachable));
    let calls = world.aws.calls().len();
    let test = TestKeeper::start(world);
    test.until(signed_in).await;
    assert_eq!(test.listed_roles(), 2);
    assert_eq!(
        test.world.aws.calls().len(),
        calls,
        "a fresh list is not asked for again"
    );
    test.world.aws.clear_faults();
    test.start_role(&admin(&portal)).await;
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_can_be_cancelled_and_its_failure_is_shown() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.browser.set_user_behaviour(UserBehaviour::Ignore);
    test.sign_in(&portal);
    let waits = |state: &PortalState| {
        matches!(
            state.sign_in,
            SignInState::WaitingForBrowser { page: Some(_), .. }
        )
    };
    test.until(|snapshot| snapshot.portals.iter().any(waits)).await;
    test.keeper.send(Request::CancelSignIn(portal.name.clone()));
    let signed_out = |state: &PortalState| matches!(state.sign_in, SignInState::SignedOut);
    test.until(|snapshot| signed_out(&snapshot.portals[0])).await;

    test.world.browser.set_user_behaviour(UserBehaviour::Deny);
    test.sign_in(&portal);
    test.until(has_problem).await;
    assert_eq!(test.problem(), ProblemCode::SignInDenied);
    test.keeper.send(Request::DismissProblem(Some(portal.name)));
    test.until(|snapshot| !has_problem(snapshot)).await;
}

#[tokio::test(start_paused = true)]
async fn an_ended_sign_in_is_shown_and_the_list_stays() {
    let (test, _) = TestKeeper::with_list().await;
    test.world.aws.end_sign_ins(ANN);
    test.keeper.send(Request::Refresh(None));
    let expired = |snapshot: &Snapshot| matches!(snapshot.portals[0].sign_in, SignInState::Expired);
    test.until(expired).await;
    assert_eq!(test.problem(), ProblemCode::SignInNeeded);
    assert_eq!(test.listed_roles(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_shown_and_nothing_is_lost() {
    let (world, portal) = World::with_sign_in().await;
    world.keychain.lock();
    let test = TestKeeper::start(world);
    test.add_portal().await;
    test.until(has_problem).await;
    assert_eq!(test.problem(), ProblemCode::KeychainLocked);
    test.world.keychain.unlock();
    assert!(test.world.keychain.stored_sign_in(&portal.name).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_missing_keychain_is_shown_before_the_first_sign_in_and_until_it_is_there() {
    let world = World::new();
    let absent = KeychainError::Absent(KeychainAbsence::NotInstalled);
    world.keychain.set_condition(Some(absent));
    let test = TestKeeper::start(world);
    let shown = test.until(|snapshot| !snapshot.problems.is_empty()).await;
    let problem = &shown.problems[0];
    assert_eq!(
        (problem.code, problem.recovery),
        (ProblemCode::KeychainAbsent, Recovery::Retry)
    );

    test.keeper.send(Request::DismissProblem(None));
    test.until(|snapshot| snapshot.problems.is_empty()).await;
    test.keeper.send(Request::Refresh(None));
    test.until(|snapshot| !snapshot.problems.is_empty()).await;
    test.world.keychain.set_condition(None);
    test.keeper.send(Request::Refresh(None));
    test.until(|snapshot| snapshot.problems.is_empty()).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_command_line_does_is_seen_within_a_second() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.sign_in(&portal).await;
    let admin = admin(&portal);
    let other = test.world.ports_of_another_process();
    let resolved_admin = resolved(&portal, &admin);
    let obtained = role_credentials(&other, &resolved_admin, Duration::ZERO);
    obtained.await.unwrap();
    test.soon(|snapshot| snapshot.role_sessions.len() == 1).await;

    test.world.clock.skip(Duration::from_hours(1));
    test.until(|snapshot| snapshot.role_sessions.is_empty()).await;
    let stored = test.world.keychain.stored_role_credentials(&admin);
    assert!(stored.is_none(), "what expired is erased");
}

#[tokio::test(start_paused = true)]
async fn settings_are_changed_and_a_broken_file_is_never_written_over() {
    let (test, _) = TestKeeper::with_portal().await;
    let dark = || -> SettingsEdit {
        let (appearance, dark) = (
            find_setting("appearance").unwrap(),
            SettingValue::Text("dark".into()),
        );
        Box::new(move |text| Ok(set_setting(text, appearance, Some(&dark))?))
    };
    test.request(|reply| Request::ChangeSettings(dark(), reply)).await;
    let is_dark = |snapshot: &Snapshot| snapshot.settings.appearance == Appearance::Dark;
    test.until(is_dark).await;

    let file = test.settings_file();
    file.edit(&mut |text| format!("{text}\nbroken = [")).unwrap();
    let broken = file.read().unwrap();
    let refused = test
        .keeper
        .request(|reply| Request::ChangeSettings(dark(), reply));
    assert_eq!(refused.await.unwrap_err().code, ProblemCode::SettingsUnreadable);
    assert_eq!(file.read().unwrap(), broken);
    let snapshot = test.until(|snapshot| !snapshot.problems.is_empty()).await;
    assert_eq!(snapshot.portals.len(), 1, "what was read before stays");
}

#[tokio::test(start_paused = true)]
async fn a_listing_of_thousands_sends_few_snapshots_and_can_be_cancelled() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.aws.assign_many(&portal, ANN, 300, 4);
    test.set_latency(Duration::from_millis(50));
    test.sign_in(&portal);
    let before = test.keeper.snapshot().revision;
    test.until(listed).await;
    let sent = test.keeper.snapshot().revision - before;
    assert!(sent < 200, "{sent} snapshots for some 300 answers");

    test.keeper.send(Request::Refresh(Some(portal.name.clone())));
    test.until(|snapshot| snapshot.portals[0].refresh.is_some()).await;
    test.keeper.send(Request::CancelRefresh(portal.name.clone()));
    test.until(|snapshot| snapshot.portals[0].refresh.is_none()).await;
    let calls = test.world.aws.count(Operation::ListAccountRoles);
    test.world.clock.advance(Duration::from_secs(20)).await;
    assert_eq!(test.world.aws.count(Operation::ListAccountRoles), calls);
}

#[tokio::test(start_paused = true)]
async fn favourites_and_uses_of_this_process_are_shown_at_once() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.sign_in(&portal).await;
    let admin = admin(&portal);
    let read_only = role_ref(&portal.name, "111122223333", "ReadOnly");
    test.mark(&admin).await;
    test.soon(|snapshot| snapshot.favourites.contains(&admin)).await;
    test.start_role(&admin).await;
    let is_recent = |snapshot: &Snapshot| *snapshot.recents == std::slice::from_ref(&admin);
    test.soon(is_recent).await;

    let ports = test.world.ports();
    let resolved_read_only = resolved(&portal, &read_only);
    let obtained = role_credentials(&ports, &resolved_read_only, Duration::ZERO);
    obtained.await.unwrap();
    test.keeper.send(Request::Reload);
    let both = |snapshot: &Snapshot| snapshot.recents.len() == 2 && snapshot.role_sessions.len() == 2;
    test.soon(both).await;
}

#[tokio::test(start_paused = true)]
async fn what_the_command_line_lists_and_who_it_signs_in_is_seen() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.sign_in(&portal).await;
    let other = test.world.ports_of_another_process();
    let wanted = rolecall::catalogue::PriorityAccounts::default();
    let refreshed = rolecall::catalogue::refresh(&other, &portal, &wanted, &|_| {});
    refreshed.await.unwrap();
    let has_two = |state: &PortalState| state.catalogue.role_refs(&portal.name).count() == 2;
    let both = |snapshot: &Snapshot| snapshot.portals.iter().any(has_two) && signed_in(snapshot);
    test.soon(both).await;
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_could_not_be_removed_or_left_is_as_it_was() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.world.aws.assign_many(&portal, ANN, 30, 2);
    test.sign_in(&portal);
    test.until(listed).await;
    test.set_latency(Duration::from_secs(1));
    for leave in [false, true] {
        test.keeper.send(Request::Refresh(Some(portal.name.clone())));
        test.world.browser.set_user_behaviour(UserBehaviour::Ignore);
        test.sign_in(&portal);
        let busy = |snapshot: &Snapshot| !signed_in(snapshot) && snapshot.portals[0].refresh.is_some();
        test.until(busy).await;
        test.world.keychain.lock();
        let (keeper, name) = (&test.keeper, portal.name.clone());
        let refused = if leave {
            keeper
                .request(|reply| Request::SignOut(name, reply))
                .await
                .map(drop)
        } else {
            keeper.request(|reply| Request::RemovePortal(name, reply)).await
        };
        assert_eq!(refused.unwrap_err().code, ProblemCode::KeychainLocked);
        test.world.keychain.unlock();
        let quiet = |snapshot: &Snapshot| signed_in(snapshot) && snapshot.portals[0].refresh.is_none();
        test.soon(quiet).await;
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

    fn missing_choice(&self) -> Option<String> {
        None
    }

    async fn open(
        &self,
        _: &BrowserPage,
        _: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError> {
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
    let test = TestKeeper::start_on(ports, world);
    let portal = test.add_portal().await;
    browser
        .0
        .get_or_init(|| (test.keeper.clone(), portal.name.clone()));
    // The keeper takes turns as it happens: whichever comes first, nothing waits at the end.
    for _ in 0..30 {
        test.sign_in(&portal);
        test.world.clock.advance(Duration::from_secs(1)).await;
        let state = test.first_portal().sign_in;
        assert!(matches!(state, SignInState::SignedOut), "{state:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_back_does_not_silence_the_keeper() {
    let (test, portal) = TestKeeper::with_portal().await;
    test.until(|snapshot| !snapshot.portals.is_empty()).await;
    test.world.clock.set_wall(jiff::SignedDuration::from_hours(-2));
    let admin = admin(&portal);
    test.mark(&admin).await;
    test.soon(|snapshot| snapshot.favourites.contains(&admin)).await;
}

#[tokio::test(start_paused = true)]
async fn a_lasting_problem_is_logged_once_and_disappears_when_it_is_fixed() {
    let (test, _) = TestKeeper::with_portal().await;
    test.world.state_store.set_broken(true);
    let failed = |problem: &Problem| problem.code == ProblemCode::StateStoreFailed;
    test.keeper.send(Request::Reload);
    let snapshot = test.until(|snapshot| snapshot.problems.iter().any(failed)).await;
    test.world.clock.advance(Duration::from_mins(2)).await;
    let revision = test.keeper.snapshot().revision;
    assert!(
        revision <= snapshot.revision + 1,
        "{revision} snapshots of the same"
    );
    let logs = test.world.logs.text();
    assert_eq!(logs.matches("a problem of the whole program").count(), 1);
    test.world.state_store.set_broken(false);
    test.until(|snapshot| snapshot.problems.is_empty()).await;

    let file = test.settings_file();
    for broken in ["a = [", "b = ["] {
        file.edit(&mut |_| broken.to_owned()).unwrap();
        test.world.clock.advance(Duration::from_secs(3)).await;
    }
    let problems = test.keeper.snapshot().problems.clone();
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[tokio::test(start_paused = true)]
async fn another_portal_of_the_same_name_gets_nothing_of_the_first() {
    let (test, portal) = TestKeeper::with_list().await;
    let admin = admin(&portal);
    let lists_nothing = |state: &PortalState| state.catalogue.accounts.is_empty();
    let empty = |snapshot: &Snapshot| {
        snapshot.portals.iter().any(lists_nothing)
            && snapshot.role_sessions.is_empty()
            && snapshot.favourites.is_empty()
    };
    let file = test.settings_file();
    for by_hand in [false, true] {
        test.start_role(&admin).await;
        test.mark(&admin).await;
        test.until(|snapshot| snapshot.role_sessions.len() == 1).await;
        let text = file.read().unwrap();
        if by_hand {
            file.edit(&mut |text| text.replace("acme.awsapps", "other.awsapps"))
                .unwrap();
        } else {
            file.edit(&mut |_| String::new()).unwrap();
            test.until(|snapshot| snapshot.portals.is_empty()).await;
            let other = Portal {
                start_url: test.world.portal("other").start_url,
                ..portal.clone()
            };
            test.request(|reply| Request::AddPortal(Box::new(other), reply))
                .await;
        }
        test.until(empty).await;
        assert_eq!(test.world.keychain.stored_items(), []);
        // Whoever signs in before the portal is back stays signed in.
        test.world.sign_in(&portal).await;
        file.edit(&mut |_| text.clone()).unwrap();
        test.until(signed_in).await;
    }
}
