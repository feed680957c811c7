//! What another process changes is seen at once, and what it renews is left to it.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, NONE};
use rolecall::keeper::SignInState;
use rolecall::role_session::{role_credentials, start_role_session, stop_role_session};
use rolecall::role_session_status::RoleSessionPhase;
use rolecall_fakes::resolved;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use std::time::Duration;

const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

/// Gets credentials of a role at the first portal, as a program does.
async fn get_credentials(rig: &KeeperRig, role: &RoleRef) {
    let role = resolved(&rig.portals[0], role);
    let obtained = role_credentials(&rig.program(), &role, MIN_REMAINING_LIFETIME).await;
    obtained.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_the_command_starts_and_stops_is_seen_and_renewed() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let command = rig.command();
    start_role_session(
        &command,
        &resolved(&rig.portals[0], &admin),
        MIN_REMAINING_LIFETIME,
        true,
    )
    .await
    .unwrap();
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::On);
    rig.pass(HOUR).await;
    assert_eq!(
        rig.credential_requests(),
        2,
        "the desktop renews what the command started"
    );
    stop_role_session(&command, &admin).await.unwrap();
    rig.pass(AT_ONCE).await;
    assert!(rig.is_gone(&admin));
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.credential_requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_programs_make_is_neither_renewed_nor_reported_and_a_user_can_take_it_over() {
    let (rig, admin) = KeeperRig::with_admin().await;
    get_credentials(&rig, &admin).await;
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::OnDemand);
    rig.pass(59 * MINUTE).await;
    assert_eq!(rig.credential_requests(), 1);
    rig.pass(2 * MINUTE).await;
    assert!(rig.is_gone(&admin));
    assert_eq!(rig.notified(), NONE);

    get_credentials(&rig, &admin).await;
    rig.start(&admin).await;
    assert_eq!(rig.credential_requests(), 2, "what is stored is taken over");
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::On);
}

#[tokio::test(start_paused = true)]
async fn renewing_is_switched_here_and_there() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.command()
        .store
        .role_session_index
        .set_renewal(&admin, Renewal::Off)
        .unwrap();
    rig.pass(50 * MINUTE).await;
    assert_eq!(rig.credential_requests(), 1);
    rig.set_renewal(&admin, true).await;

    assert_eq!(rig.credential_requests(), 2, "it is due already");
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_on_the_command_line_is_seen() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rolecall::sign_out::sign_out(&rig.command(), &rig.portals[0].name)
        .await
        .unwrap();
    rig.pass(2 * AT_ONCE).await;
    let snapshot = rig.snapshot();
    assert!(snapshot.role_sessions.is_empty());
    assert!(matches!(snapshot.portals[0].sign_in, SignInState::SignedOut));
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.notified(), NONE, "nothing waits for what was signed out");
}

#[tokio::test(start_paused = true)]
async fn what_a_program_renews_is_not_renewed_again() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.pass(40 * MINUTE).await;
    role_credentials(
        &rig.program(),
        &resolved(&rig.portals[0], &admin),
        Duration::from_mins(30),
    )
    .await
    .unwrap();
    rig.pass(20 * MINUTE).await;
    assert_eq!(rig.credential_requests(), 2);
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::On);
}

#[tokio::test(start_paused = true)]
async fn programs_that_ask_all_the_time_do_not_keep_the_keeper_busy() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    let program = rig.program();
    let revision = rig.snapshot().revision;
    for _ in 0..200 {
        rolecall::history::record_vended(&program, &admin, rig.now() + HOUR, None);
        rig.pass(Duration::from_millis(10)).await;
    }
    assert!(rig.snapshot().revision - revision <= 12, "two seconds of reloads");
}
