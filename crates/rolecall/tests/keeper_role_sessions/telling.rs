//! Notifications: what is told, once, with which action, and what takes it away.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage};
use rolecall::keeper::{Request, SignInState};
use rolecall_fakes::ANN;
use rolecall_fakes::Operation;
use rolecall_model::history::{HistoryEvent, ProcessInfo, Surface};

#[tokio::test(start_paused = true)]
async fn what_is_not_renewed_is_told_ten_minutes_before_its_end() {
    let (mut stage, admin) = Stage::one().await;
    stage.set("renew = false\n").await;
    stage.start(&admin).await;
    stage.start(&stage.role("ReadOnly")).await;
    stage.pass(49 * MINUTE).await;
    assert_eq!(stage.told(), Vec::<String>::new());
    stage.pass(2 * MINUTE).await;
    let shown = stage.world.notifier.shown();
    assert!((1..=2).contains(&shown.len()), "{shown:?}");
    let last = shown.last().unwrap();
    assert!(last.summary.starts_with("2 role sessions end in"), "{last:?}");
    stage.restart().await;
    assert_eq!(stage.world.notifier.shown().len(), shown.len(), "never twice");
}

#[tokio::test(start_paused = true)]
async fn the_action_renews_once_and_the_notification_goes() {
    let (stage, admin) = Stage::one().await;
    stage.set("renew = false\n").await;
    stage.start(&admin).await;
    stage.pass(51 * MINUTE).await;
    assert_eq!(stage.told(), ["expiring"]);
    assert!(stage.world.notifier.choose("expiring", "renew"));
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.asked(), 2);
    assert!(
        stage
            .events(&admin)
            .contains(&(HistoryEvent::Renewed, Surface::Notification))
    );
    assert_eq!(stage.seen(), Vec::<String>::new());
    stage.pass(50 * MINUTE).await;
    assert_eq!(stage.told(), ["expiring", "expiring"], "the next end is another");
    stage.pass(11 * MINUTE).await;
    assert_eq!(stage.seen(), Vec::<String>::new(), "what ended needs no renewal");
}

#[tokio::test(start_paused = true)]
async fn a_click_calls_for_the_window() {
    let (stage, admin) = Stage::one().await;
    stage.set("renew = false\n").await;
    stage.start(&admin).await;
    stage.pass(51 * MINUTE).await;
    let calls = stage.keeper.calls_for_window();
    assert_eq!(*calls.borrow(), 0);
    assert!(stage.world.notifier.click("expiring"));
    stage.pass(AT_ONCE).await;
    assert_eq!(*calls.borrow(), 1);
    assert_eq!(stage.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_was_refused_is_told_of_once_with_a_way_to_sign_in() {
    let (stage, _) = Stage::one().await;
    let portal = stage.portals[0].name.clone();
    stage.keeper.send(Request::SignInNeeded(portal.clone(), None));
    stage.pass(AT_ONCE).await;
    assert_eq!(
        stage.told(),
        Vec::<String>::new(),
        "somebody is signed in after all"
    );

    rolecall::sign_out::sign_out(&stage.command(), &stage.portals[0])
        .await
        .unwrap();
    let program = ProcessInfo {
        name: "terraform".into(),
        pid: 1,
        started: 1,
        folder: None,
    };
    for _ in 0..5 {
        stage
            .keeper
            .send(Request::SignInNeeded(portal.clone(), Some(program.clone())));
        stage.pass(MINUTE).await;
    }
    assert_eq!(stage.told(), ["sign-in"]);
    assert!(stage.world.notifier.shown()[0].body.contains("terraform"));
    assert!(stage.world.notifier.choose("sign-in", "sign-in"));
    stage.pass(2 * AT_ONCE).await;
    assert!(matches!(
        stage.snapshot().portals[0].sign_in,
        SignInState::SignedIn(_)
    ));
    assert_eq!(stage.seen(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_needed_is_not_asked_for_again_after_a_restart() {
    let (mut stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.aws.end_sign_ins(ANN);
    stage.pass(HOUR).await;
    assert_eq!(stage.told(), ["sign-in"]);
    for _ in 0..3 {
        stage.restart().await;
        stage.pass(10 * MINUTE).await;
    }
    assert_eq!(stage.told(), ["sign-in"]);
    // It was healed while no desktop ran.
    stage.kill().await;
    stage.world.sign_in(&stage.portals[0]).await;
    stage.restart().await;
    stage.pass(AT_ONCE).await;
    assert!(stage.is_kept(&admin));
    stage.world.aws.end_sign_ins(ANN);
    stage.pass(2 * HOUR).await;
    assert_eq!(stage.told(), ["sign-in", "sign-in"]);
}

#[tokio::test(start_paused = true)]
async fn a_desktop_without_notifications_goes_on() {
    let (stage, admin) = Stage::one().await;
    stage.world.notifier.set_absent(true);
    stage.set("renew = false\n").await;
    stage.start(&admin).await;
    stage.pass(HOUR).await;
    assert!(stage.find(&admin).is_none());
    assert!(stage.told().is_empty());
}

#[tokio::test(start_paused = true)]
async fn access_that_changed_is_told_to_whoever_wants_it_once_a_day() {
    let (stage, _) = Stage::one().await;
    let portal = stage.portals[0].clone();
    stage.keeper.send(Request::Refresh(None));
    stage.pass(AT_ONCE).await;
    let mut roles = vec!["Admin".to_owned(), "ReadOnly".to_owned()];
    for (number, wanted) in [(1, false), (2, true), (3, true)] {
        if number == 2 {
            stage.set("notify_access_changes = true\n").await;
        }
        roles.push(format!("New{number}"));
        let names: Vec<&str> = roles.iter().map(String::as_str).collect();
        stage
            .world
            .aws
            .assign(&portal, ANN, "111122223333", "payments-prod", &names);
        stage.keeper.send(Request::Refresh(None));
        stage.pass(2 * AT_ONCE).await;
        let told = usize::from(wanted);
        assert_eq!(stage.told().len(), told, "after change {number}");
    }
    assert!(stage.world.aws.count(Operation::ListAccounts) >= 4);
}

#[tokio::test(start_paused = true)]
async fn what_happened_once_is_taken_away_after_an_hour() {
    let (stage, admin) = Stage::one().await;
    stage.set("[[limit]]\nminutes = 30\n").await;
    stage.start(&admin).await;
    stage.pass(31 * MINUTE).await;
    assert_eq!(stage.seen(), ["limit"]);
    stage.pass(HOUR).await;
    assert_eq!(stage.seen(), Vec::<String>::new());
    assert_eq!(stage.told(), ["limit"]);
    assert_eq!(stage.world.clock.sleepers(), 0);
}
