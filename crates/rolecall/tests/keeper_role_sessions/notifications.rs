//! Notifications: what is reported, once, with which action, and when it is withdrawn.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, NONE, start_keeper};
use rolecall::keeper::Request;
use rolecall_fakes::ANN;
use rolecall_fakes::Operation;
use rolecall_model::history::{HistoryEvent, ProcessInfo, Surface};

#[tokio::test(start_paused = true)]
async fn what_is_not_renewed_is_reported_ten_minutes_before_its_end() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set("renew = false\n").await;
    rig.start(&admin).await;
    rig.start(&rig.role("ReadOnly")).await;
    rig.pass(49 * MINUTE).await;
    assert_eq!(rig.notified(), NONE);
    rig.pass(2 * MINUTE).await;
    let shown = rig.world.notifier.shown();
    assert!((1..=2).contains(&shown.len()), "{shown:?}");
    let last = shown.last().unwrap();
    assert!(last.summary.starts_with("2 role sessions end in"), "{last:?}");
    rig.restart().await;
    assert_eq!(rig.world.notifier.shown().len(), shown.len(), "never twice");
}

#[tokio::test(start_paused = true)]
async fn the_action_renews_once_and_the_notification_goes() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("renew = false\n").await;
    rig.start(&admin).await;
    rig.pass(51 * MINUTE).await;
    assert_eq!(rig.notified(), ["expiring"]);
    assert!(rig.world.notifier.choose("expiring", "renew"));
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.credential_requests(), 2);
    assert!(
        rig.events(&admin)
            .contains(&(HistoryEvent::Renewed, Surface::Notification))
    );
    assert_eq!(rig.visible_notifications(), NONE);
    rig.pass(50 * MINUTE).await;
    assert_eq!(
        rig.notified(),
        ["expiring", "expiring"],
        "the next end is another"
    );
    rig.pass(11 * MINUTE).await;
    assert_eq!(rig.visible_notifications(), NONE, "what ended needs no renewal");
}

#[tokio::test(start_paused = true)]
async fn a_click_calls_for_the_window() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("renew = false\n").await;
    rig.start(&admin).await;
    rig.pass(51 * MINUTE).await;
    let requests = rig.keeper.window_requests();
    assert_eq!(*requests.borrow(), 0);
    assert!(rig.world.notifier.click("expiring"));
    rig.pass(AT_ONCE).await;
    assert_eq!(*requests.borrow(), 1);
    assert_eq!(rig.credential_requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_was_refused_is_reported_once_with_a_sign_in_action() {
    let (rig, _) = KeeperRig::with_admin().await;
    let portal = rig.portals[0].name.clone();
    rig.keeper.send(Request::ReportSignInNeeded(portal.clone(), None));
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.notified(), NONE, "somebody is signed in after all");

    rolecall::sign_out::sign_out(&rig.command(), &rig.portals[0].name)
        .await
        .unwrap();
    let program = ProcessInfo {
        name: "terraform".into(),
        pid: 1,
        started: 1,
        folder: None,
    };
    for _ in 0..5 {
        rig.keeper
            .send(Request::ReportSignInNeeded(portal.clone(), Some(program.clone())));
        rig.pass(MINUTE).await;
    }
    assert_eq!(rig.notified(), ["sign-in"]);
    assert!(rig.world.notifier.shown()[0].body.contains("terraform"));
    assert!(rig.world.notifier.choose("sign-in", "sign-in"));
    rig.pass(2 * AT_ONCE).await;
    assert!(rig.is_signed_in());
    assert_eq!(rig.visible_notifications(), NONE);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_needed_is_not_asked_for_again_after_a_restart() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.world.aws.end_sign_ins(ANN);
    rig.pass(HOUR).await;
    assert_eq!(rig.notified(), ["sign-in"]);
    for _ in 0..3 {
        rig.restart().await;
        rig.pass(10 * MINUTE).await;
    }
    assert_eq!(rig.notified(), ["sign-in"]);
    // Somebody signed in while no desktop ran.
    rig.kill().await;
    rig.world.sign_in(&rig.portals[0]).await;
    rig.restart().await;
    rig.pass(AT_ONCE).await;
    assert!(rig.is_stored(&admin));
    rig.world.aws.end_sign_ins(ANN);
    rig.pass(2 * HOUR).await;
    assert_eq!(rig.notified(), ["sign-in", "sign-in"]);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_is_refused_while_the_desktop_starts_is_reported() {
    let (mut rig, _) = KeeperRig::with_admin().await;
    let portal = rig.portals[0].clone();
    rolecall::sign_out::sign_out(&rig.command(), &portal.name)
        .await
        .unwrap();
    let mut expected = Vec::new();
    // The buttons of the notification of an earlier run do nothing: each run shows its own.
    for _ in 0..3 {
        rig.kill().await;
        rig.keeper = start_keeper(&rig.world);
        for _ in 0..3 {
            rig.keeper
                .send(Request::ReportSignInNeeded(portal.name.clone(), None));
            rig.pass(AT_ONCE).await;
        }
        expected.push("sign-in");
        assert_eq!(rig.notified(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_desktop_without_notifications_works() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.world.notifier.set_absent(true);
    rig.set("renew = false\n").await;
    rig.start(&admin).await;
    rig.pass(HOUR).await;
    assert!(rig.find(&admin).is_none());
    assert!(rig.notified().is_empty());
}

#[tokio::test(start_paused = true)]
async fn access_that_changed_is_reported_once_a_day_where_that_is_set() {
    let (rig, _) = KeeperRig::with_admin().await;
    let portal = rig.portals[0].clone();
    rig.keeper.send(Request::Refresh(None));
    rig.pass(AT_ONCE).await;
    let mut roles = vec!["Admin".to_owned(), "ReadOnly".to_owned()];
    for (number, wanted) in [(1, false), (2, true), (3, true)] {
        if number == 2 {
            rig.set("notify_access_changes = true\n").await;
        }
        roles.push(format!("New{number}"));
        let names: Vec<&str> = roles.iter().map(String::as_str).collect();
        rig.assign(&portal, &names);
        rig.keeper.send(Request::Refresh(None));
        rig.pass(2 * AT_ONCE).await;
        let count = usize::from(wanted);
        assert_eq!(rig.notified().len(), count, "after change {number}");
    }
    assert!(rig.world.aws.count(Operation::ListAccounts) >= 4);
}

#[tokio::test(start_paused = true)]
async fn what_happened_once_is_withdrawn_after_an_hour() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.set("[[limit]]\nminutes = 30\n").await;
    rig.start(&admin).await;
    rig.pass(31 * MINUTE).await;
    assert_eq!(rig.visible_notifications(), ["limit"]);
    rig.pass(HOUR).await;
    assert_eq!(rig.visible_notifications(), NONE);
    assert_eq!(rig.notified(), ["limit"]);
    assert_eq!(rig.world.clock.sleepers(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_button_of_a_limit_starts_production_only_in_the_window() {
    for (asks, requests, starts) in [(false, 0, 2), (true, 1, 1)] {
        let (rig, admin) = KeeperRig::with_admin().await;
        rig.set("[[limit]]\nminutes = 60\n").await;
        rig.start(&admin).await;
        rig.set(&format!("ask_before_production = {asks}\n")).await;
        rig.pass(60 * MINUTE).await;
        let window = rig.keeper.window_requests();
        assert!(rig.world.notifier.choose("limit", "start"));
        rig.pass(AT_ONCE).await;
        assert_eq!((*window.borrow(), rig.credential_requests()), (requests, starts));
    }
}
