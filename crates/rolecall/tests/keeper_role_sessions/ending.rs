//! Ending: stopped, signed out, limited, killed. Nothing may be stored afterwards that the index does not know.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, NONE};
use rolecall::keeper::Request;
use rolecall::ports::Ports;
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::{
    RoleSessionError, renew_role_session, role_credentials, start_role_session, stop_role_session,
};
use rolecall::role_session_status::RoleSessionPhase;
use rolecall_fakes::resolved;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use std::time::Duration;

const ONE_HOUR: &str = "[[limit]]\naccounts = [\"*prod*\"]\nroles = [\"Admin\"]\nminutes = 60\n";
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

#[tokio::test(start_paused = true)]
async fn what_aws_answers_after_a_stop_is_not_stored() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    let gate = rig.hold_credentials();
    rig.pass(46 * MINUTE).await;
    assert_eq!(gate.waiting(), 1, "a renewal is under way");
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Renewing);
    rig.stop(&admin).await.unwrap();
    assert!(!rig.is_stored(&admin), "erased before anybody answers");
    gate.open();
    rig.pass(AT_ONCE).await;
    assert!(rig.is_gone(&admin));
    rig.pass(3 * HOUR).await;
    assert!(rig.is_gone(&admin));
    assert_eq!(
        rig.events(&admin).last(),
        Some(&(HistoryEvent::Stopped, Surface::Window))
    );
}

/// A rig `step` hundredths of a second after its one role session became due. Every step of the keychain takes some time, so that
/// what happens next falls into each of them.
async fn amid_a_renewal(step: u32) -> (KeeperRig, RoleRef) {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.world.keychain.set_delay(Duration::from_millis(50));
    rig.set_latency(Duration::from_millis(100));
    rig.pass(45 * MINUTE - AT_ONCE).await;
    rig.pass(Duration::from_millis(10) * step).await;
    (rig, admin)
}

#[tokio::test(start_paused = true)]
async fn a_stop_at_any_step_of_a_renewal_leaves_nothing() {
    for step in 0..40 {
        let (rig, admin) = amid_a_renewal(step).await;
        let stopping = rig.stop(&admin);
        let (stopped, ()) = tokio::join!(stopping, rig.pass(5 * AT_ONCE));
        stopped.unwrap();
        assert!(!rig.is_stored(&admin), "at {step}");
        assert!(rig.nothing_is_known(), "at {step}");
        assert!(rig.find(&admin).is_none(), "at {step}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_at_any_step_of_a_renewal_leaves_nothing() {
    for step in 0..40 {
        let (rig, admin) = amid_a_renewal(step).await;
        let name = rig.portals[0].name.clone();
        let leaving = rig.keeper.request(|reply| Request::SignOut(name, reply));
        let (left, ()) = tokio::join!(leaving, rig.pass(5 * AT_ONCE));
        left.unwrap();
        assert!(!rig.is_stored(&admin), "at {step}");
        assert!(rig.nothing_is_known(), "at {step}");
        assert!(
            rig.world.keychain.stored_sign_in(&rig.portals[0].name).is_none(),
            "at {step}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn stop_all_stops_what_waits_too() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.start(&rig.role("ReadOnly")).await;
    rig.world.aws.end_sign_ins(rolecall_fakes::ANN);
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::WaitingForSignIn);
    rig.keeper.request(Request::StopAll).await.unwrap();
    rig.pass(AT_ONCE).await;
    assert!(rig.snapshot().role_sessions.is_empty());
    assert!(rig.nothing_is_known());
    assert_eq!(
        rig.visible_notifications(),
        NONE,
        "nothing waits for a sign-in any more"
    );
}

/// What a program is answered that asks for credentials.
async fn answer(rig: &KeeperRig, ports: &Ports) -> Result<(), ProblemCode> {
    let outcome = role_credentials(
        ports,
        &resolved(&rig.portals[0], &rig.admin()),
        MIN_REMAINING_LIFETIME,
    )
    .await;
    outcome.map(drop).map_err(|error| Problem::from(&error).code)
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_an_hour_ends_it_until_a_user_starts_it_again() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set(ONE_HOUR).await;
    let started = rig.start(&admin).await;
    let state = rig.find(&admin).unwrap();
    assert_eq!(state.limit_at, Some(started.started_at + HOUR));
    rig.pass(58 * MINUTE).await;
    assert_eq!(
        rig.credential_requests(),
        1,
        "new credentials would live no longer"
    );
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    assert_eq!(rig.credential_requests(), 1);
    rig.pass(2 * MINUTE).await;
    assert!(rig.is_gone(&admin));
    assert_eq!(
        rig.events(&admin),
        [
            (HistoryEvent::Issued, Surface::Window),
            (HistoryEvent::LimitReached, Surface::Keeper)
        ]
    );
    assert_eq!(rig.notified(), ["limit"]);
    assert_eq!(answer(&rig, &rig.program()).await, Err(ProblemCode::LimitReached));
    assert_eq!(ProblemCode::LimitReached.exit_code(), 4);

    rig.restart().await;
    assert_eq!(answer(&rig, &rig.program()).await, Err(ProblemCode::LimitReached));
    assert_eq!(rig.credential_requests(), 1);
    assert_eq!(rig.notified(), ["limit"], "never twice");
    let again = start_role_session(
        &rig.command(),
        &resolved(&rig.portals[0], &admin),
        MIN_REMAINING_LIFETIME,
        true,
    )
    .await
    .unwrap();
    assert!(again.started_at > started.started_at);
    rig.pass(AT_ONCE).await;
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    rig.pass(HOUR).await;
    assert_eq!(
        rig.notified(),
        ["limit", "limit"],
        "another role session, another end"
    );
    assert!(rig.world.notifier.choose("limit", "start"));
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    assert_eq!(
        rig.events(&admin).last(),
        Some(&(HistoryEvent::Issued, Surface::Notification))
    );
    assert_eq!(rig.visible_notifications(), NONE);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_hours_is_renewed_up_to_its_end_and_no_credentials_outlast_it() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("[[limit]]\nminutes = 100\n").await;
    let started = rig.start(&admin).await;
    rig.pass(46 * MINUTE).await;
    assert_eq!(rig.credential_requests(), 2);
    let end = started.started_at + 100 * MINUTE;
    assert_eq!(
        rig.find(&admin).unwrap().record.expires_at,
        end,
        "cut to the limit"
    );
    let stored = rig.world.keychain.stored_role_credentials(&admin).unwrap();
    assert_eq!(stored.expires_at, end);
    rig.pass(53 * MINUTE).await;
    assert_eq!(rig.credential_requests(), 2);
    rig.pass(2 * MINUTE).await;
    assert!(!rig.is_stored(&admin));
    assert_eq!(rig.credential_requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_limit_set_meanwhile_counts_at_once_and_so_does_one_removed() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.pass(30 * MINUTE).await;
    rig.set("[[limit]]\nminutes = 10\n").await;
    assert!(rig.is_gone(&admin));
    assert_eq!(answer(&rig, &rig.program()).await, Err(ProblemCode::LimitReached));
    super::rig::edit(&rig.world, |text| {
        text.replace("minutes = 10", "minutes = 10\nroles = [\"Other\"]")
    });
    rig.pass(AT_ONCE).await;
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn without_the_desktop_a_limit_holds_too() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set(ONE_HOUR).await;
    rig.kill().await;
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    rig.world.clock.skip(61 * MINUTE);
    assert_eq!(answer(&rig, &rig.program()).await, Err(ProblemCode::LimitReached));
    assert!(!rig.is_stored(&admin));
    let window = rig.command().with_actor(Surface::Window);
    assert_eq!(
        answer(&rig, &window).await,
        Ok(()),
        "a user who acts begins again"
    );
    assert_eq!(rig.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn what_expired_before_its_limit_may_begin_again() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set("[[limit]]\nminutes = 120\n").await;
    rig.kill().await;
    for _ in 0..2 {
        assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
        rig.world.clock.skip(5 * HOUR);
        rolecall::role_session::role_sessions(&rig.command())
            .await
            .unwrap();
        assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
        rig.world.clock.skip(5 * HOUR);
    }
    let limits = rig.events(&admin);
    assert!(
        limits.iter().all(|(event, _)| *event == HistoryEvent::Issued),
        "{limits:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_expired_while_no_desktop_ran_is_not_reported_as_a_limit() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set("renew = false\n[[limit]]\nminutes = 120\n").await;
    rig.start(&rig.role("ReadOnly")).await;
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    rig.kill().await;
    rig.world.clock.skip(5 * HOUR);
    rig.restart().await;
    rig.pass(AT_ONCE).await;
    assert!(rig.snapshot().role_sessions.is_empty());
    assert!(rig.nothing_is_known());
    assert!(!rig.is_stored(&admin) && !rig.is_stored(&rig.role("ReadOnly")));
    assert_eq!(rig.notified(), NONE);
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn what_expired_and_cannot_be_obtained_again_is_not_left_behind() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.kill().await;
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    rig.world.clock.skip(5 * HOUR);
    rig.world.aws.end_sign_ins(rolecall_fakes::ANN);
    // A refused renewal is tried again a second later, and at the next need.
    for refused in [ProblemCode::UnexpectedAnswer, ProblemCode::SignInNeeded] {
        let program = rig.program();
        let (answered, ()) = tokio::join!(answer(&rig, &program), rig.pass(AT_ONCE));
        assert_eq!(answered, Err(refused));
        assert_eq!(rig.unknown_items(), []);
        assert!(!rig.is_stored(&admin));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_kill_the_next_start_is_right() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    let read_only = rig.role("ReadOnly");
    rig.start(&admin).await;
    rig.set("renew = false\n").await;
    let off = rig.start(&read_only).await;
    assert_eq!(off.renewal, Renewal::Off);
    rig.kill().await;
    rig.world.clock.skip(5 * HOUR);
    rig.restart().await;
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
    assert!(rig.is_stored(&admin));
    assert!(rig.is_gone(&read_only));
    assert_eq!(rig.unknown_items(), []);
}

#[tokio::test(start_paused = true)]
async fn a_kill_at_any_step_leaves_nothing_that_the_index_does_not_know() {
    let mut index_came_first = false;
    for step in 0..60 {
        let (rig, admin) = KeeperRig::with_admin().await;
        let ports = rig.program();
        rig.world.keychain.set_delay(Duration::from_millis(50));
        rig.set_latency(Duration::from_millis(100));
        let portal = rig.portals[0].clone();
        let renewing = async {
            let started =
                start_role_session(&ports, &resolved(&portal, &admin), MIN_REMAINING_LIFETIME, true)
                    .await
                    .unwrap();
            let renewed = resolved(&portal, &admin);
            let again = renew_role_session(&ports, &renewed, started.issued_at);
            again.await.unwrap();
            stop_role_session(&ports, &admin).await.unwrap();
        };
        // Dropping it is being killed, as far as one process goes; what AWS answered is stored whole.
        tokio::select! {
            () = renewing => {}
            () = rig.pass(Duration::from_millis(10) * step) => {}
        }
        assert_eq!(rig.unknown_items(), [], "at {step}");
        let is_known = !rig.nothing_is_known();
        index_came_first |= is_known && !rig.is_stored(&admin) && rig.events(&admin).is_empty();
    }
    assert!(index_came_first, "the index knows before the keychain holds");
}

#[tokio::test(start_paused = true)]
async fn a_stop_at_any_step_of_another_process_that_renews_leaves_nothing() {
    for step in 0..60 {
        let (mut rig, admin) = KeeperRig::with_admin().await;
        let started = rig.start(&admin).await;
        rig.kill().await;
        let (renewer, stopper) = (rig.command(), rig.command());
        rig.world.keychain.set_delay(Duration::from_millis(50));
        rig.set_latency(Duration::from_millis(100));
        let (portal, role) = (rig.portals[0].clone(), admin.clone());
        let renewing = tokio::spawn(async move {
            drop(renew_role_session(&renewer, &resolved(&portal, &role), started.issued_at).await);
        });
        rig.pass(Duration::from_millis(10) * step).await;
        let stopping = stop_role_session(&stopper, &admin);
        let (stopped, ()) = tokio::join!(stopping, rig.pass(5 * AT_ONCE));
        stopped.unwrap();
        renewing.await.unwrap();
        assert!(!rig.is_stored(&admin), "at {step}");
        assert!(rig.nothing_is_known(), "at {step}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_program_that_asks_after_a_stop_starts_another_role_session() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.stop(&admin).await.unwrap();
    assert_eq!(answer(&rig, &rig.program()).await, Ok(()));
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::OnDemand);
    let (ports, read_only) = (rig.command(), rig.role("ReadOnly"));
    let read_only = resolved(&rig.portals[0], &read_only);
    let stale = renew_role_session(&ports, &read_only, rig.now());
    assert!(matches!(stale.await, Err(RoleSessionError::Stopped)));
}
