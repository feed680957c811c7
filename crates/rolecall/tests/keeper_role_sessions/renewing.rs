//! Renewing: on time, after sleep, without a network, without a sign-in, many at once.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, NONE};
use rolecall::keeper::{Request, SignInState};
use rolecall::ports::MachineEvent;
use rolecall::problem::ProblemCode;
use rolecall::role_session::renew_role_session;
use rolecall::role_session_status::RoleSessionPhase;
use rolecall_fakes::{ANN, Operation, resolved, role_ref};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::role_session::Renewal;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_role_session_that_a_user_started_stays_active_all_day() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let started = rig.start(&admin).await;
    assert_eq!(started.renewal, Renewal::On);
    for _ in 0..24 * 4 {
        rig.pass(15 * MINUTE).await;
        let stored = rig.world.keychain.stored_role_credentials(&admin).unwrap();
        assert!(stored.remaining(rig.now()) >= 14 * MINUTE, "never near its end");
    }
    assert!(
        (32..=33).contains(&rig.credential_requests()),
        "{} calls",
        rig.credential_requests()
    );
    let record = rig.find(&admin).unwrap().record;
    assert_eq!(record.started_at, started.started_at);
    assert!(record.issued_at > started.issued_at);
    let events = rig.events(&admin);
    assert_eq!(events[0], (HistoryEvent::Issued, Surface::Window));
    assert_eq!(events[1], (HistoryEvent::Renewed, Surface::Keeper));
    assert_eq!(rig.notified(), NONE, "nobody needs to know");
}

#[tokio::test(start_paused = true)]
async fn with_nothing_to_do_the_keeper_wakes_for_nothing() {
    let (rig, admin) = KeeperRig::with_admin().await;
    assert_eq!(rig.world.clock.sleepers(), 0, "nothing is waited for");
    let revision = rig.snapshot().revision;
    rig.pass(72 * HOUR).await;
    assert_eq!(rig.snapshot().revision, revision);

    rig.start(&admin).await;
    assert_eq!(
        rig.world.clock.sleepers(),
        1,
        "one role session, one time to wait for"
    );
    let revision = rig.snapshot().revision;
    rig.pass(40 * MINUTE).await;
    assert_eq!(rig.snapshot().revision, revision, "until it is due");
    rig.stop(&admin).await.unwrap();
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.world.clock.sleepers(), 0);
}

/// Ten role sessions at three portals.
async fn ten() -> KeeperRig {
    let rig = KeeperRig::with_portals(&["acme", "lab", "play"]).await;
    let mut number = 0;
    for portal in &rig.portals {
        let roles = ["R1", "R2", "R3", "R4"];
        rig.world.aws.assign(portal, ANN, "444455556666", "many", &roles);
        for role in roles.iter().take(if number == 0 { 4 } else { 3 }) {
            rig.start(&role_ref(&portal.name, "444455556666", role)).await;
            number += 1;
        }
    }
    assert_eq!(rig.snapshot().role_sessions.len(), 10);
    rig
}

#[tokio::test(start_paused = true)]
async fn after_twelve_hours_of_sleep_each_portal_is_asked_once_and_nobody_is_notified() {
    let rig = ten().await;
    let tokens = rig.world.aws.count(Operation::CreateTokenWithRefreshToken);
    let asked = rig.credential_requests();
    rig.sleep(12 * HOUR).await;
    let all_alive = rig
        .snapshot()
        .role_sessions
        .iter()
        .all(|state| state.phase == RoleSessionPhase::Active && state.record.expires_at > rig.now());
    assert!(all_alive, "{:#?}", rig.snapshot().role_sessions);
    assert_eq!(
        rig.world.aws.count(Operation::CreateTokenWithRefreshToken) - tokens,
        3
    );
    assert_eq!(rig.credential_requests() - asked, 10);
    assert_eq!(rig.notified(), NONE);
}

#[tokio::test(start_paused = true)]
async fn after_twelve_hours_of_sleep_one_notification_asks_for_all_sign_ins_that_ended() {
    let rig = ten().await;
    rig.world.aws.end_sign_ins(ANN);
    let tokens = rig.world.aws.count(Operation::CreateTokenWithRefreshToken);
    // The network comes a little later.
    rig.cut_network();
    rig.sleep(12 * HOUR).await;
    rig.pass(3 * AT_ONCE).await;
    rig.restore_network();
    // A refused renewal is tried again before the user is asked.
    rig.pass(2 * MINUTE).await;

    let snapshot = rig.snapshot();
    assert_eq!(snapshot.role_sessions.len(), 10);
    for state in &snapshot.role_sessions {
        assert_eq!(state.phase, RoleSessionPhase::WaitingForSignIn);
        assert!(!rig.is_stored(&state.record.role), "what expired is erased");
    }
    assert_eq!(rig.notified(), ["sign-in"]);
    let refused = rig.world.aws.calls();
    let after = refused
        .iter()
        .filter(|call| call.operation == Operation::CreateTokenWithRefreshToken);
    let tried = after.count() - tokens;
    assert!(
        tried <= 6 + 12,
        "{tried} tries: no storm while there is no network"
    );
    rig.pass(5 * HOUR).await;
    assert_eq!(rig.notified(), ["sign-in"], "asked once");

    assert!(rig.world.notifier.choose("sign-in", "sign-in"));
    rig.pass(AT_ONCE).await;
    // It was for the portal that was found out first, whichever that was.
    for state in &rig.snapshot().portals {
        if !matches!(state.sign_in, SignInState::SignedIn(_)) {
            let name = state.portal.name.clone();
            rig.keeper.send(Request::SignIn(name, SignInMethod::Browser));
            rig.pass(AT_ONCE).await;
        }
    }
    rig.pass(2 * AT_ONCE).await;
    for state in &rig.snapshot().role_sessions {
        assert_eq!(state.phase, RoleSessionPhase::Active);
        assert!(state.record.expires_at > rig.now());
    }
    assert_eq!(rig.visible_notifications(), NONE);
    assert_eq!(rig.notified(), ["sign-in"]);

    rig.world.aws.end_sign_ins(ANN);
    rig.pass(HOUR).await;
    assert_eq!(
        rig.notified(),
        ["sign-in", "sign-in"],
        "another end is another cause"
    );
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_cut_and_restored_is_reported_late_and_withdrawn() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.cut_network();
    rig.pass(48 * MINUTE).await;
    let RoleSessionPhase::Retrying { problem, at } = rig.phase(&admin) else {
        panic!("{:?}", rig.phase(&admin));
    };
    assert_eq!(problem.code, ProblemCode::Unreachable);
    assert!(at >= rig.now());
    assert_eq!(rig.notified(), NONE, "there is time left");
    rig.pass(4 * MINUTE).await;
    assert_eq!(rig.notified(), ["renewal"]);
    rig.pass(20 * MINUTE).await;
    assert!(!rig.is_stored(&admin), "what expired is erased");
    assert!(matches!(rig.phase(&admin), RoleSessionPhase::Retrying { .. }));
    let tries = rig.credential_requests();
    rig.pass(HOUR).await;
    assert!(
        rig.credential_requests() - tries <= 25,
        "{} tries in an hour",
        rig.credential_requests() - tries
    );

    rig.restore_network();
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    assert!(rig.is_stored(&admin));
    assert_eq!(rig.visible_notifications(), NONE);
    assert_eq!(rig.notified(), ["renewal"]);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_unassigned_is_reported_once_and_ends() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.unassign_admin();
    rig.pass(46 * MINUTE).await;
    let RoleSessionPhase::Refused(problem) = rig.phase(&admin) else {
        panic!("{:?}", rig.phase(&admin));
    };
    assert_eq!(problem.code, ProblemCode::NotAssigned);
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::Off);
    assert!(
        rig.events(&admin)
            .contains(&(HistoryEvent::Denied, Surface::Keeper))
    );
    let asked = rig.credential_requests();
    rig.pass(20 * MINUTE).await;
    assert_eq!(rig.credential_requests(), asked, "nobody asks again in vain");
    assert!(rig.is_gone(&admin));
    assert_eq!(rig.notified(), ["refused"]);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_on_the_command_line_lets_what_waits_continue() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.world.aws.end_sign_ins(ANN);
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::WaitingForSignIn);
    let command = rig.command();
    rolecall::sign_in::sign_in(&command, &rig.portals[0], SignInMethod::Browser, &|_| {})
        .await
        .unwrap();
    rig.pass(2 * AT_ONCE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    assert!(rig.is_stored(&admin));
    assert_eq!(rig.visible_notifications(), NONE);
}

#[tokio::test(start_paused = true)]
async fn sixty_four_at_once_go_four_at_a_time() {
    let rig = KeeperRig::with_portals(&["acme"]).await;
    let portal = &rig.portals[0];
    let names: Vec<String> = (0..64).map(|number| format!("Role{number}")).collect();
    let roles: Vec<&str> = names.iter().map(String::as_str).collect();
    rig.world.aws.assign(portal, ANN, "444455556666", "many", &roles);
    for role in &roles {
        rig.start(&role_ref(&portal.name, "444455556666", role)).await;
    }
    let asked = rig.credential_requests();
    rig.set_latency(Duration::from_millis(50));
    rig.sleep(12 * HOUR).await;
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.credential_requests() - asked, 64);
    assert!(
        rig.world.aws.max_in_flight() <= 4,
        "{}",
        rig.world.aws.max_in_flight()
    );
    let active = rig
        .snapshot()
        .role_sessions
        .iter()
        .filter(|state| state.record.expires_at > rig.now())
        .count();
    assert_eq!(active, 64);
}

#[tokio::test(start_paused = true)]
async fn a_user_renews_although_it_is_good_and_two_who_do_ask_once() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let started = rig.start(&admin).await;
    rig.pass(10 * MINUTE).await;
    let renewed = rig.renew(&admin).await.unwrap();
    assert!(renewed.issued_at > started.issued_at && renewed.expires_at > started.expires_at);
    assert_eq!(rig.credential_requests(), 2);
    rig.pass(10 * MINUTE).await;
    let (first, second) = (rig.command(), rig.command());
    let (resolved, at) = (resolved(&rig.portals[0], &admin), renewed.issued_at);
    let (first, second) = tokio::join!(
        renew_role_session(&first, &resolved, at),
        renew_role_session(&second, &resolved, at)
    );
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(rig.credential_requests(), 3);
    let problem = rig.renew(&rig.role("ReadOnly")).await.unwrap_err();
    assert_eq!(
        problem.code,
        ProblemCode::WrongInput,
        "what is not active is not renewed"
    );
}

/// An index may keep less of a time than a keychain does.
#[tokio::test(start_paused = true)]
async fn credentials_are_not_newer_than_themselves() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.world.clock.skip(Duration::from_nanos(1_234_567));
    let started = rig.start(&admin).await;
    let in_index = Timestamp::from_millisecond(started.issued_at.as_millisecond()).unwrap();
    assert!(in_index < started.issued_at);
    let resolved = resolved(&rig.portals[0], &admin);
    let renewed = renew_role_session(&rig.command(), &resolved, in_index).await;
    assert_eq!(rig.credential_requests(), 2);
    assert!(renewed.unwrap().issued_at >= started.issued_at);
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_loses_nothing_and_is_tried_again() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.world.keychain.lock();
    rig.pass(46 * MINUTE).await;
    assert!(matches!(rig.phase(&admin), RoleSessionPhase::Retrying { .. }));
    rig.world.keychain.unlock();
    rig.pass(5 * MINUTE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    assert!(rig.find(&admin).unwrap().record.expires_at > rig.now() + 30 * MINUTE);
    // A keychain that takes nothing more keeps what it has, and the index says what that is.
    rig.world.keychain.set_full(true);
    rig.pass(50 * MINUTE).await;
    let stored = rig.world.keychain.stored_role_credentials(&admin).unwrap();
    assert_eq!(stored.expires_at, rig.find(&admin).unwrap().record.expires_at);
    assert_eq!(rig.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_does_no_harm() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    for offset in ["-26h", "3h", "-1h", "0s"] {
        rig.world.clock.set_wall(offset.parse().unwrap());
        rig.world.machine_events.emit(MachineEvent::ClockChanged);
        rig.pass(MINUTE).await;
    }
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    let stored = rig.world.keychain.stored_role_credentials(&admin).unwrap();
    assert!(stored.remaining(rig.now()) > 14 * MINUTE);
    assert!(
        rig.credential_requests() <= 20,
        "{} calls",
        rig.credential_requests()
    );
}
