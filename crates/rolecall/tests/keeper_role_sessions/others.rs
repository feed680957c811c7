//! What another process changes is seen at once, and what it keeps alive is left to it.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage};
use rolecall::keeper::{Request, RoleSessionPhase, SignInState};
use rolecall::role_session::{role_credentials, start_role_session, stop_role_session};
use rolecall_model::role_session::Renewal;
use std::time::Duration;

const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

#[tokio::test(start_paused = true)]
async fn what_the_command_starts_and_stops_is_seen_and_cared_for() {
    let (stage, admin) = Stage::one().await;
    let command = stage.command();
    start_role_session(&command, &stage.portals[0], &admin, MIN_REMAINING_LIFETIME, true)
        .await
        .unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::On);
    stage.pass(HOUR).await;
    assert_eq!(stage.asked(), 2, "the desktop renews what the command started");
    stop_role_session(&command, &admin).await.unwrap();
    stage.pass(AT_ONCE).await;
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_programs_make_is_neither_renewed_nor_told_and_a_user_can_take_it_over() {
    let (stage, admin) = Stage::one().await;
    role_credentials(
        &stage.program(),
        &stage.portals[0],
        &admin,
        MIN_REMAINING_LIFETIME,
    )
    .await
    .unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::OnDemand);
    stage.pass(59 * MINUTE).await;
    assert_eq!(stage.asked(), 1);
    stage.pass(2 * MINUTE).await;
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    assert_eq!(stage.told(), Vec::<String>::new());

    role_credentials(
        &stage.program(),
        &stage.portals[0],
        &admin,
        MIN_REMAINING_LIFETIME,
    )
    .await
    .unwrap();
    stage.start(&admin).await;
    assert_eq!(stage.asked(), 2, "what is kept is taken over");
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::On);
}

#[tokio::test(start_paused = true)]
async fn renewing_is_switched_here_and_there() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage
        .command()
        .store
        .role_session_index
        .set_renewal(&admin, Renewal::Off)
        .unwrap();
    stage.pass(50 * MINUTE).await;
    assert_eq!(stage.asked(), 1);
    let wanted = admin.clone();
    stage
        .keeper
        .ask(|reply| Request::SetRenewing(wanted, true, reply))
        .await
        .unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.asked(), 2, "it is due already");
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);
}

#[tokio::test(start_paused = true)]
async fn a_sign_out_on_the_command_line_is_seen() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    rolecall::sign_out::sign_out(&stage.command(), &stage.portals[0])
        .await
        .unwrap();
    stage.pass(2 * AT_ONCE).await;
    let snapshot = stage.snapshot();
    assert!(snapshot.role_sessions.is_empty());
    assert!(matches!(snapshot.portals[0].sign_in, SignInState::SignedOut));
    stage.pass(2 * HOUR).await;
    assert_eq!(
        stage.told(),
        Vec::<String>::new(),
        "nothing waits for what was signed out"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_program_renews_is_not_renewed_again() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.pass(40 * MINUTE).await;
    role_credentials(
        &stage.program(),
        &stage.portals[0],
        &admin,
        Duration::from_mins(30),
    )
    .await
    .unwrap();
    stage.pass(20 * MINUTE).await;
    assert_eq!(stage.asked(), 2);
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::On);
}

#[tokio::test(start_paused = true)]
async fn programs_that_ask_all_the_time_do_not_keep_the_keeper_busy() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    let program = stage.program();
    let revision = stage.snapshot().revision;
    for _ in 0..200 {
        rolecall::history::log_vended(&program, &admin, stage.now() + HOUR, None);
        stage.pass(Duration::from_millis(10)).await;
    }
    assert!(stage.snapshot().revision - revision <= 12, "two seconds of looks");
}
