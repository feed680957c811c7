//! Ending: stopped, signed out, limited, killed. Nothing may be kept afterwards that nobody knows of.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage};
use rolecall::keeper::{Request, RoleSessionPhase};
use rolecall::ports::{Ports, RoleSessionIndex};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::{
    RoleSessionError, renew_role_session, role_credentials, start_role_session, stop_role_session,
};
use rolecall_fakes::{Fault, Latch, Operation};
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::role_session::Renewal;
use std::time::Duration;

const ONE_HOUR: &str = "[[limit]]\naccounts = [\"*prod*\"]\nroles = [\"Admin\"]\nminutes = 60\n";
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

#[tokio::test(start_paused = true)]
async fn what_aws_answers_after_a_stop_is_not_kept() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    let latch = Latch::default();
    stage
        .world
        .aws
        .fail_next(Operation::GetRoleCredentials, Fault::Hold(latch.clone()));
    stage.pass(46 * MINUTE).await;
    assert_eq!(latch.waiting(), 1, "a renewal is under way");
    assert_eq!(stage.life(&admin), RoleSessionPhase::Renewing);
    stage.stop(&admin).await.unwrap();
    assert!(!stage.is_kept(&admin), "erased before anybody answers");
    latch.open();
    stage.pass(AT_ONCE).await;
    assert!(!stage.is_kept(&admin) && stage.find(&admin).is_none());
    stage.pass(3 * HOUR).await;
    assert!(!stage.is_kept(&admin) && stage.find(&admin).is_none());
    assert_eq!(
        stage.events(&admin).last(),
        Some(&(HistoryEvent::Stopped, Surface::Window))
    );
}

/// A stage `moment` hundredths of a second after its one role session became due. Every step of the keychain takes a moment, so that
/// what happens next falls into each of them.
async fn amid_a_renewal(moment: u32) -> (Stage, Assignment) {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.keychain.set_delay(Duration::from_millis(50));
    stage
        .world
        .aws
        .configure(|settings| settings.latency = Duration::from_millis(100));
    stage.pass(45 * MINUTE - AT_ONCE).await;
    stage.pass(Duration::from_millis(10) * moment).await;
    (stage, admin)
}

#[tokio::test(start_paused = true)]
async fn a_stop_at_any_moment_of_a_renewal_leaves_nothing() {
    for moment in 0..40 {
        let (stage, admin) = amid_a_renewal(moment).await;
        let stopping = stage.stop(&admin);
        let (stopped, ()) = tokio::join!(stopping, stage.pass(5 * AT_ONCE));
        stopped.unwrap();
        assert!(!stage.is_kept(&admin), "at {moment}");
        assert!(
            stage.world.state_store.role_sessions().unwrap().is_empty(),
            "at {moment}"
        );
        assert!(stage.find(&admin).is_none(), "at {moment}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_at_any_moment_of_a_renewal_leaves_nothing() {
    for moment in 0..40 {
        let (stage, admin) = amid_a_renewal(moment).await;
        let name = stage.portals[0].name.clone();
        let leaving = stage.keeper.ask(|reply| Request::SignOut(name, reply));
        let (left, ()) = tokio::join!(leaving, stage.pass(5 * AT_ONCE));
        left.unwrap();
        assert!(!stage.is_kept(&admin), "at {moment}");
        assert!(
            stage.world.state_store.role_sessions().unwrap().is_empty(),
            "at {moment}"
        );
        assert!(
            stage
                .world
                .keychain
                .stored_sign_in(&stage.portals[0].name)
                .is_none(),
            "at {moment}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn stop_all_stops_what_waits_too() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.start(&stage.role("ReadOnly")).await;
    stage.world.aws.end_sign_ins(rolecall_fakes::ANN);
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::WaitingForSignIn);
    stage.keeper.ask(Request::StopAll).await.unwrap();
    stage.pass(AT_ONCE).await;
    assert!(stage.snapshot().role_sessions.is_empty());
    assert!(stage.world.state_store.role_sessions().unwrap().is_empty());
    assert_eq!(
        stage.seen(),
        Vec::<String>::new(),
        "nothing waits for a sign-in any more"
    );
}

/// What a program is answered that asks for credentials.
async fn answer(stage: &Stage, ports: &Ports) -> Result<(), ProblemCode> {
    let outcome = role_credentials(ports, &stage.portals[0], &stage.admin(), MIN_REMAINING_LIFETIME).await;
    outcome.map(drop).map_err(|error| Problem::from(&error).code)
}

#[tokio::test(start_paused = true)]
async fn one_hour_and_then_ask() {
    let (mut stage, admin) = Stage::one().await;
    stage.set(ONE_HOUR).await;
    let started = stage.start(&admin).await;
    let state = stage.find(&admin).unwrap();
    assert_eq!(state.ends_at, Some(started.started_at + HOUR));
    stage.pass(58 * MINUTE).await;
    assert_eq!(stage.asked(), 1, "new credentials would live no longer");
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    assert_eq!(stage.asked(), 1);
    stage.pass(2 * MINUTE).await;
    assert!(!stage.is_kept(&admin) && stage.find(&admin).is_none());
    assert_eq!(
        stage.events(&admin),
        [
            (HistoryEvent::Issued, Surface::Window),
            (HistoryEvent::LimitReached, Surface::Keeper)
        ]
    );
    assert_eq!(stage.told(), ["limit"]);
    assert_eq!(
        answer(&stage, &stage.program()).await,
        Err(ProblemCode::LimitReached)
    );
    assert_eq!(ProblemCode::LimitReached.exit_code(), 4);

    stage.restart().await;
    assert_eq!(
        answer(&stage, &stage.program()).await,
        Err(ProblemCode::LimitReached)
    );
    assert_eq!(stage.asked(), 1);
    assert_eq!(stage.told(), ["limit"], "never twice");
    let again = start_role_session(
        &stage.command(),
        &stage.portals[0],
        &admin,
        MIN_REMAINING_LIFETIME,
        true,
    )
    .await
    .unwrap();
    assert!(again.started_at > started.started_at);
    stage.pass(AT_ONCE).await;
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    stage.pass(HOUR).await;
    assert_eq!(
        stage.told(),
        ["limit", "limit"],
        "another role session, another end"
    );
    assert!(stage.world.notifier.choose("limit", "start"));
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    assert_eq!(
        stage.events(&admin).last(),
        Some(&(HistoryEvent::Issued, Surface::Notification))
    );
    assert_eq!(stage.seen(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_hours_is_renewed_up_to_its_end_and_no_credentials_outlast_it() {
    let (stage, admin) = Stage::one().await;
    stage.set("[[limit]]\nminutes = 100\n").await;
    let started = stage.start(&admin).await;
    stage.pass(46 * MINUTE).await;
    assert_eq!(stage.asked(), 2);
    let end = started.started_at + 100 * MINUTE;
    assert_eq!(
        stage.find(&admin).unwrap().record.expires_at,
        end,
        "cut to the limit"
    );
    let kept = stage.world.keychain.stored_role_credentials(&admin).unwrap();
    assert_eq!(kept.expires_at, end);
    stage.pass(53 * MINUTE).await;
    assert_eq!(stage.asked(), 2);
    stage.pass(2 * MINUTE).await;
    assert!(!stage.is_kept(&admin));
    assert_eq!(stage.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_limit_set_meanwhile_counts_at_once_and_so_does_one_taken_away() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.pass(30 * MINUTE).await;
    stage.set("[[limit]]\nminutes = 10\n").await;
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    assert_eq!(
        answer(&stage, &stage.program()).await,
        Err(ProblemCode::LimitReached)
    );
    super::stage::edit(&stage.world, |text| {
        text.replace("minutes = 10", "minutes = 10\nroles = [\"Other\"]")
    });
    stage.pass(AT_ONCE).await;
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn without_the_desktop_a_limit_holds_too() {
    let (mut stage, admin) = Stage::one().await;
    stage.set(ONE_HOUR).await;
    stage.kill().await;
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    stage.world.clock.skip(61 * MINUTE);
    assert_eq!(
        answer(&stage, &stage.program()).await,
        Err(ProblemCode::LimitReached)
    );
    assert!(!stage.is_kept(&admin));
    let window = stage.command().with_actor(Surface::Window);
    assert_eq!(
        answer(&stage, &window).await,
        Ok(()),
        "a user who acts begins again"
    );
    assert_eq!(stage.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn what_expired_before_its_limit_may_begin_again() {
    let (mut stage, admin) = Stage::one().await;
    stage.set("[[limit]]\nminutes = 120\n").await;
    stage.kill().await;
    for _ in 0..2 {
        assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
        stage.world.clock.skip(5 * HOUR);
        rolecall::role_session::role_sessions(&stage.command())
            .await
            .unwrap();
        assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
        stage.world.clock.skip(5 * HOUR);
    }
    let limits = stage.events(&admin);
    assert!(
        limits.iter().all(|(event, _)| *event == HistoryEvent::Issued),
        "{limits:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_expired_while_no_desktop_ran_is_no_limit_that_was_reached() {
    let (mut stage, admin) = Stage::one().await;
    stage.set("renew = false\n[[limit]]\nminutes = 120\n").await;
    stage.start(&stage.role("ReadOnly")).await;
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    stage.kill().await;
    stage.world.clock.skip(5 * HOUR);
    stage.restart().await;
    stage.pass(AT_ONCE).await;
    assert!(stage.snapshot().role_sessions.is_empty());
    assert!(stage.world.state_store.role_sessions().unwrap().is_empty());
    assert!(!stage.is_kept(&admin) && !stage.is_kept(&stage.role("ReadOnly")));
    assert_eq!(stage.told(), Vec::<String>::new());
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_expired_and_cannot_be_obtained_again_is_not_left_behind() {
    let (mut stage, admin) = Stage::one().await;
    stage.kill().await;
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    stage.world.clock.skip(5 * HOUR);
    stage.world.aws.end_sign_ins(rolecall_fakes::ANN);
    assert_eq!(
        answer(&stage, &stage.program()).await,
        Err(ProblemCode::SignInNeeded)
    );
    assert_eq!(stage.unknown_items(), []);
    assert!(!stage.is_kept(&admin));
}

#[tokio::test(start_paused = true)]
async fn after_a_kill_the_next_start_is_right() {
    let (mut stage, admin) = Stage::one().await;
    let read_only = stage.role("ReadOnly");
    stage.start(&admin).await;
    stage.set("renew = false\n").await;
    let off = stage.start(&read_only).await;
    assert_eq!(off.renewal, Renewal::Off);
    stage.kill().await;
    stage.world.clock.skip(5 * HOUR);
    stage.restart().await;
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
    assert!(stage.is_kept(&admin));
    assert!(stage.find(&read_only).is_none() && !stage.is_kept(&read_only));
    assert_eq!(stage.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn a_kill_at_any_moment_leaves_nothing_that_the_index_does_not_know() {
    let mut was_first_in_the_index = false;
    for moment in 0..60 {
        let (stage, admin) = Stage::one().await;
        let ports = stage.program();
        stage.world.keychain.set_delay(Duration::from_millis(50));
        stage
            .world
            .aws
            .configure(|settings| settings.latency = Duration::from_millis(100));
        let portal = stage.portals[0].clone();
        let renewing = async {
            let started = start_role_session(&ports, &portal, &admin, MIN_REMAINING_LIFETIME, true)
                .await
                .unwrap();
            let again = renew_role_session(&ports, &portal, &admin, started.issued_at);
            again.await.unwrap();
            stop_role_session(&ports, &admin).await.unwrap();
        };
        // Dropping it is being killed, as far as one process goes; what was answered is kept whole.
        tokio::select! {
            () = renewing => {}
            () = stage.pass(Duration::from_millis(10) * moment) => {}
        }
        assert_eq!(stage.unknown_items(), [], "at {moment}");
        let is_known = !stage.world.state_store.role_sessions().unwrap().is_empty();
        was_first_in_the_index |= is_known && !stage.is_kept(&admin) && stage.events(&admin).is_empty();
    }
    assert!(
        was_first_in_the_index,
        "the index knows before the keychain holds"
    );
}

#[tokio::test(start_paused = true)]
async fn a_stop_at_any_moment_of_another_process_that_renews_leaves_nothing() {
    for moment in 0..60 {
        let (mut stage, admin) = Stage::one().await;
        let started = stage.start(&admin).await;
        stage.kill().await;
        let (one, other) = (stage.command(), stage.command());
        stage.world.keychain.set_delay(Duration::from_millis(50));
        stage
            .world
            .aws
            .configure(|settings| settings.latency = Duration::from_millis(100));
        let (portal, role) = (stage.portals[0].clone(), admin.clone());
        let renewing = tokio::spawn(async move {
            drop(renew_role_session(&one, &portal, &role, started.issued_at).await);
        });
        stage.pass(Duration::from_millis(10) * moment).await;
        let stopping = stop_role_session(&other, &admin);
        let (stopped, ()) = tokio::join!(stopping, stage.pass(5 * AT_ONCE));
        stopped.unwrap();
        renewing.await.unwrap();
        assert!(!stage.is_kept(&admin), "at {moment}");
        assert!(
            stage.world.state_store.role_sessions().unwrap().is_empty(),
            "at {moment}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_that_waits_while_somebody_stops_is_a_new_beginning() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.stop(&admin).await.unwrap();
    assert_eq!(answer(&stage, &stage.program()).await, Ok(()));
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::OnDemand);
    let (ports, read_only) = (stage.command(), stage.role("ReadOnly"));
    let stale = renew_role_session(&ports, &stage.portals[0], &read_only, stage.now());
    assert!(matches!(stale.await, Err(RoleSessionError::Stopped)));
}
