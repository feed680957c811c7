//! Renewing: on time, after sleep, without a network, without a sign-in, many at once.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage};
use rolecall::keeper::{Request, RoleSessionPhase, SignInState};
use rolecall::ports::MachineEvent;
use rolecall::problem::ProblemCode;
use rolecall::role_session::renew_role_session;
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, Operation, assignment};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::role_session::Renewal;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_role_session_that_a_user_started_lives_all_day() {
    let (stage, admin) = Stage::one().await;
    let started = stage.start(&admin).await;
    assert_eq!(started.renewal, Renewal::On);
    for _ in 0..24 * 4 {
        stage.pass(15 * MINUTE).await;
        let kept = stage.world.keychain.stored_role_credentials(&admin).unwrap();
        assert!(kept.remaining(stage.now()) >= 14 * MINUTE, "never near its end");
    }
    assert!((32..=33).contains(&stage.asked()), "{} calls", stage.asked());
    let record = stage.find(&admin).unwrap().record;
    assert_eq!(record.started_at, started.started_at);
    assert!(record.issued_at > started.issued_at);
    let events = stage.events(&admin);
    assert_eq!(events[0], (HistoryEvent::Issued, Surface::Window));
    assert_eq!(events[1], (HistoryEvent::Renewed, Surface::Keeper));
    assert_eq!(stage.told(), Vec::<String>::new(), "nobody needs to know");
}

#[tokio::test(start_paused = true)]
async fn with_nothing_to_do_the_keeper_wakes_for_nothing() {
    let (stage, admin) = Stage::one().await;
    assert_eq!(stage.world.clock.sleepers(), 0, "nothing is waited for");
    let revision = stage.snapshot().revision;
    stage.pass(72 * HOUR).await;
    assert_eq!(stage.snapshot().revision, revision);

    stage.start(&admin).await;
    assert_eq!(
        stage.world.clock.sleepers(),
        1,
        "one role session, one moment to wait for"
    );
    let revision = stage.snapshot().revision;
    stage.pass(40 * MINUTE).await;
    assert_eq!(stage.snapshot().revision, revision, "until it is due");
    stage.stop(&admin).await.unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.world.clock.sleepers(), 0);
}

/// Ten role sessions at three portals.
async fn ten() -> Stage {
    let stage = Stage::at(&["acme", "lab", "play"]).await;
    let mut number = 0;
    for portal in &stage.portals {
        let roles = ["R1", "R2", "R3", "R4"];
        stage
            .world
            .aws
            .assign(portal, ANN, "444455556666", "many", &roles);
        for role in roles.iter().take(if number == 0 { 4 } else { 3 }) {
            stage.start(&assignment(&portal.name, "444455556666", role)).await;
            number += 1;
        }
    }
    assert_eq!(stage.snapshot().role_sessions.len(), 10);
    stage
}

#[tokio::test(start_paused = true)]
async fn after_twelve_hours_of_sleep_each_portal_is_asked_once_and_nobody_is_bothered() {
    let stage = ten().await;
    let tokens = stage.world.aws.count(Operation::CreateTokenWithRefreshToken);
    let asked = stage.asked();
    stage.sleep(12 * HOUR).await;
    let all_alive = stage
        .snapshot()
        .role_sessions
        .iter()
        .all(|state| state.life == RoleSessionPhase::Active && state.record.expires_at > stage.now());
    assert!(all_alive, "{:#?}", stage.snapshot().role_sessions);
    assert_eq!(
        stage.world.aws.count(Operation::CreateTokenWithRefreshToken) - tokens,
        3
    );
    assert_eq!(stage.asked() - asked, 10);
    assert_eq!(stage.told(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn after_twelve_hours_of_sleep_one_notification_asks_for_all_sign_ins_that_ended() {
    let stage = ten().await;
    stage.world.aws.end_sign_ins(ANN);
    let tokens = stage.world.aws.count(Operation::CreateTokenWithRefreshToken);
    // The network comes a moment later.
    stage.world.aws.fail_when(|_| Some(Fault::Unreachable));
    stage.sleep(12 * HOUR).await;
    stage.pass(3 * AT_ONCE).await;
    stage.world.aws.clear_faults();
    stage.world.machine_events.emit(MachineEvent::NetworkChanged);
    stage.pass(3 * AT_ONCE).await;

    let snapshot = stage.snapshot();
    assert_eq!(snapshot.role_sessions.len(), 10);
    for state in &snapshot.role_sessions {
        assert_eq!(state.life, RoleSessionPhase::WaitingForSignIn);
        assert!(!stage.is_kept(&state.record.assignment), "what expired is erased");
    }
    assert_eq!(stage.told(), ["sign-in"]);
    let refused = stage.world.aws.calls();
    let after = refused
        .iter()
        .filter(|call| call.operation == Operation::CreateTokenWithRefreshToken);
    let tried = after.count() - tokens;
    assert!(tried <= 9, "{tried} tries: no storm while there is no network");
    stage.pass(5 * HOUR).await;
    assert_eq!(stage.told(), ["sign-in"], "asked once");

    assert!(stage.world.notifier.choose("sign-in", "sign-in"));
    stage.pass(AT_ONCE).await;
    // It was for the portal that was found out first, whichever that was.
    for state in &stage.snapshot().portals {
        if !matches!(state.sign_in, SignInState::SignedIn(_)) {
            let name = state.portal.name.clone();
            stage.keeper.send(Request::SignIn(name, SignInMethod::Browser));
            stage.pass(AT_ONCE).await;
        }
    }
    stage.pass(2 * AT_ONCE).await;
    for state in &stage.snapshot().role_sessions {
        assert_eq!(state.life, RoleSessionPhase::Active);
        assert!(state.record.expires_at > stage.now());
    }
    assert_eq!(stage.seen(), Vec::<String>::new());
    assert_eq!(stage.told(), ["sign-in"]);

    stage.world.aws.end_sign_ins(ANN);
    stage.pass(HOUR).await;
    assert_eq!(
        stage.told(),
        ["sign-in", "sign-in"],
        "another end is another cause"
    );
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_cut_and_healed_is_told_late_and_forgotten() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.aws.fail_when(|_| Some(Fault::Unreachable));
    stage.pass(48 * MINUTE).await;
    let RoleSessionPhase::Retrying { problem, at } = stage.life(&admin) else {
        panic!("{:?}", stage.life(&admin));
    };
    assert_eq!(problem.code, ProblemCode::Unreachable);
    assert!(at >= stage.now());
    assert_eq!(stage.told(), Vec::<String>::new(), "there is time left");
    stage.pass(4 * MINUTE).await;
    assert_eq!(stage.told(), ["renewal"]);
    stage.pass(20 * MINUTE).await;
    assert!(!stage.is_kept(&admin), "what expired is erased");
    assert!(matches!(stage.life(&admin), RoleSessionPhase::Retrying { .. }));
    let tries = stage.asked();
    stage.pass(HOUR).await;
    assert!(
        stage.asked() - tries <= 25,
        "{} tries in an hour",
        stage.asked() - tries
    );

    stage.world.aws.clear_faults();
    stage.world.machine_events.emit(MachineEvent::NetworkChanged);
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    assert!(stage.is_kept(&admin));
    assert_eq!(stage.seen(), Vec::<String>::new());
    assert_eq!(stage.told(), ["renewal"]);
}

#[tokio::test(start_paused = true)]
async fn a_role_that_was_taken_away_is_said_once_and_ends() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage
        .world
        .aws
        .unassign(&stage.portals[0], ANN, "111122223333", "Admin");
    stage.pass(46 * MINUTE).await;
    let RoleSessionPhase::Refused(problem) = stage.life(&admin) else {
        panic!("{:?}", stage.life(&admin));
    };
    assert_eq!(problem.code, ProblemCode::NotAssigned);
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::Off);
    assert!(
        stage
            .events(&admin)
            .contains(&(HistoryEvent::Denied, Surface::Keeper))
    );
    let asked = stage.asked();
    stage.pass(20 * MINUTE).await;
    assert_eq!(stage.asked(), asked, "nobody asks again in vain");
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    assert_eq!(stage.told(), ["refused"]);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_on_the_command_line_lets_what_waits_go_on() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.aws.end_sign_ins(ANN);
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::WaitingForSignIn);
    let command = stage.command();
    rolecall::sign_in::sign_in(&command, &stage.portals[0], SignInMethod::Browser, &|_| {})
        .await
        .unwrap();
    stage.pass(2 * AT_ONCE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    assert!(stage.is_kept(&admin));
    assert_eq!(stage.seen(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn sixty_four_at_once_go_four_at_a_time() {
    let stage = Stage::at(&["acme"]).await;
    let portal = &stage.portals[0];
    let names: Vec<String> = (0..64).map(|number| format!("Role{number}")).collect();
    let roles: Vec<&str> = names.iter().map(String::as_str).collect();
    stage
        .world
        .aws
        .assign(portal, ANN, "444455556666", "many", &roles);
    for role in &roles {
        stage.start(&assignment(&portal.name, "444455556666", role)).await;
    }
    let asked = stage.asked();
    stage
        .world
        .aws
        .configure(|settings| settings.latency = Duration::from_millis(50));
    stage.sleep(12 * HOUR).await;
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.asked() - asked, 64);
    assert!(
        stage.world.aws.max_in_flight() <= 4,
        "{}",
        stage.world.aws.max_in_flight()
    );
    let alive = stage
        .snapshot()
        .role_sessions
        .iter()
        .filter(|state| state.record.expires_at > stage.now())
        .count();
    assert_eq!(alive, 64);
}

#[tokio::test(start_paused = true)]
async fn a_user_renews_although_it_is_good_and_two_who_do_ask_once() {
    let (stage, admin) = Stage::one().await;
    let started = stage.start(&admin).await;
    stage.pass(10 * MINUTE).await;
    let wanted = admin.clone();
    let renewed = stage
        .keeper
        .ask(|reply| Request::Renew(wanted, reply))
        .await
        .unwrap();
    assert!(renewed.issued_at > started.issued_at && renewed.expires_at > started.expires_at);
    assert_eq!(stage.asked(), 2);
    stage.pass(10 * MINUTE).await;
    let (one, other) = (stage.command(), stage.command());
    let (portal, at) = (&stage.portals[0], renewed.issued_at);
    let (one, other) = tokio::join!(
        renew_role_session(&one, portal, &admin, at),
        renew_role_session(&other, portal, &admin, at)
    );
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(stage.asked(), 3);
    let wanted = stage.role("ReadOnly");
    let problem = stage
        .keeper
        .ask(|reply| Request::Renew(wanted, reply))
        .await
        .unwrap_err();
    assert_eq!(
        problem.code,
        ProblemCode::WrongInput,
        "what does not live is not renewed"
    );
}

/// An index may keep less of a moment than a keychain does.
#[tokio::test(start_paused = true)]
async fn credentials_are_not_newer_than_themselves() {
    let (stage, admin) = Stage::one().await;
    stage.world.clock.skip(Duration::from_nanos(1_234_567));
    let started = stage.start(&admin).await;
    let in_index = Timestamp::from_millisecond(started.issued_at.as_millisecond()).unwrap();
    assert!(in_index < started.issued_at);
    let renewed = renew_role_session(&stage.command(), &stage.portals[0], &admin, in_index).await;
    assert_eq!(stage.asked(), 2);
    assert!(renewed.unwrap().issued_at >= started.issued_at);
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_loses_nothing_and_is_tried_again() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.keychain.lock();
    stage.pass(46 * MINUTE).await;
    assert!(matches!(stage.life(&admin), RoleSessionPhase::Retrying { .. }));
    stage.world.keychain.unlock();
    stage.pass(5 * MINUTE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    assert!(stage.find(&admin).unwrap().record.expires_at > stage.now() + 30 * MINUTE);
    // A keychain that takes nothing more keeps what it has, and the index says what that is.
    stage.world.keychain.set_full(true);
    stage.pass(50 * MINUTE).await;
    let kept = stage.world.keychain.stored_role_credentials(&admin).unwrap();
    assert_eq!(kept.expires_at, stage.find(&admin).unwrap().record.expires_at);
    assert_eq!(stage.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_does_no_harm() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    for offset in ["-26h", "3h", "-1h", "0s"] {
        stage.world.clock.set_wall(offset.parse().unwrap());
        stage.world.machine_events.emit(MachineEvent::ClockChanged);
        stage.pass(MINUTE).await;
    }
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    let kept = stage.world.keychain.stored_role_credentials(&admin).unwrap();
    assert!(kept.remaining(stage.now()) > 14 * MINUTE);
    assert!(stage.asked() <= 20, "{} calls", stage.asked());
}
