//! What `@default` means, who still holds what it meant, and the history that is kept.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage, edit};
use rolecall::history::log_vended;
use rolecall::keeper::Request;
use rolecall::problem::ProblemCode;
use rolecall::settings::set_default;
use rolecall_fakes::ANN;
use rolecall_model::history::{Actor, HistoryEvent, ProcessInfo, Surface};
use rolecall_model::role_session::Renewal;
use std::time::Duration;

fn terraform() -> ProcessInfo {
    ProcessInfo {
        name: "terraform".into(),
        pid: 4711,
        started: 99,
        folder: Some("~/infra".into()),
    }
}

#[tokio::test(start_paused = true)]
async fn a_default_is_set_at_once_and_its_role_session_is_warm() {
    let (stage, admin) = Stage::one().await;
    let wanted = admin.clone();
    let tray = stage.keeper.with_surface(Surface::Tray);
    tray.ask(|reply| Request::MakeDefault(Some(wanted), reply))
        .await
        .unwrap();
    assert!(stage.world.settings_file.text().contains("default = "));
    stage.pass(AT_ONCE).await;
    assert_eq!(
        stage.snapshot().settings.default_assignment.as_ref(),
        Some(&admin)
    );
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::On);
    assert_eq!(
        stage.events(&admin),
        [
            (HistoryEvent::DefaultChanged, Surface::Tray),
            (HistoryEvent::Issued, Surface::Tray)
        ]
    );
    stage
        .keeper
        .ask(|reply| Request::MakeDefault(None, reply))
        .await
        .unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.snapshot().settings.default_assignment, None);
    assert!(stage.is_kept(&admin), "its role session goes on");
    let last = stage.history().into_iter().next().unwrap();
    assert_eq!(last.event, HistoryEvent::DefaultChanged);
    assert_eq!((last.assignment, last.surface), (Some(admin), Surface::Window));
    assert_eq!(last.detail.as_deref(), Some("cleared"));
    let entries = stage.history().len();
    stage
        .keeper
        .ask(|reply| Request::MakeDefault(None, reply))
        .await
        .unwrap();
    assert_eq!(stage.history().len(), entries, "nothing was cleared");
}

#[tokio::test(start_paused = true)]
async fn what_a_user_chose_for_a_role_session_outlives_what_starts_it_again() {
    for chosen in [true, false] {
        let (stage, admin) = Stage::one().await;
        stage.set(&format!("renew = {}\n", !chosen)).await;
        stage.start(&admin).await;
        let wanted = admin.clone();
        stage
            .keeper
            .ask(|reply| Request::SetRenewing(wanted, chosen, reply))
            .await
            .unwrap();
        let renewal = if chosen { Renewal::On } else { Renewal::Off };
        let wanted = admin.clone();
        stage
            .keeper
            .ask(|reply| Request::MakeDefault(Some(wanted), reply))
            .await
            .unwrap();
        stage.pass(AT_ONCE).await;
        assert_eq!(stage.find(&admin).unwrap().record.renewal, renewal);
        let again = stage.start(&admin).await;
        assert_eq!(again.renewal, renewal);
        assert_eq!(stage.find(&admin).unwrap().record.renewal, renewal);
    }
}

#[tokio::test(start_paused = true)]
async fn a_default_that_cannot_start_is_set_and_said() {
    let (stage, admin) = Stage::one().await;
    stage.world.aws.end_sign_ins(ANN);
    stage.world.clock.skip(2 * HOUR);
    let wanted = admin.clone();
    stage
        .keeper
        .ask(|reply| Request::MakeDefault(Some(wanted), reply))
        .await
        .unwrap();
    stage.pass(AT_ONCE).await;
    let snapshot = stage.snapshot();
    assert_eq!(snapshot.settings.default_assignment.as_ref(), Some(&admin));
    let problem = snapshot.portals[0].problem.clone().unwrap();
    assert_eq!(problem.code, ProblemCode::SignInNeeded);
}

#[tokio::test(start_paused = true)]
async fn who_holds_the_former_default_is_shown_until_it_ends() {
    let (stage, admin) = Stage::one().await;
    let read_only = stage.role("ReadOnly");
    edit(&stage.world, |text| set_default(text, Some(&admin)).unwrap());
    stage.world.programs.start(terraform());
    let program = stage.program().with_actor(Actor {
        surface: Surface::CredentialProcess,
        program: Some(terraform()),
        by_default: true,
    });
    log_vended(&program, &admin, stage.now() + HOUR, None);
    stage.pass(AT_ONCE).await;
    assert!(
        stage.snapshot().stale_default_users.is_empty(),
        "it holds what the default is"
    );
    assert_eq!(stage.world.clock.sleepers(), 0, "nobody to look after");

    edit(&stage.world, |text| set_default(text, Some(&read_only)).unwrap());
    stage.pass(AT_ONCE).await;
    let holders = stage.snapshot().stale_default_users.clone();
    assert_eq!(holders.len(), 1);
    assert_eq!(holders[0].assignment, admin);
    stage.pass(10 * MINUTE).await;
    assert_eq!(stage.snapshot().stale_default_users.len(), 1);
    stage.world.programs.end(&terraform());
    stage.pass(Duration::from_secs(31)).await;
    assert!(stage.snapshot().stale_default_users.is_empty());
    assert_eq!(stage.world.clock.sleepers(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_holder_holds_ends_with_its_credentials() {
    let (stage, admin) = Stage::one().await;
    stage.world.programs.start(terraform());
    let program = stage.program().with_actor(Actor {
        surface: Surface::CredentialProcess,
        program: Some(terraform()),
        by_default: true,
    });
    edit(&stage.world, |text| {
        set_default(text, Some(&stage.role("ReadOnly"))).unwrap()
    });
    log_vended(&program, &admin, stage.now() + 20 * MINUTE, None);
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.snapshot().stale_default_users.len(), 1);
    stage.pass(20 * MINUTE).await;
    assert!(stage.snapshot().stale_default_users.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_history_is_cut_at_the_start_and_once_a_day() {
    let (mut stage, admin) = Stage::one().await;
    stage.set("history_days = 2\n").await;
    log_vended(&stage.program(), &admin, stage.now(), Some("old"));
    let has_old = |stage: &Stage| {
        stage
            .history()
            .iter()
            .any(|entry| entry.detail.as_deref() == Some("old"))
    };
    stage.world.clock.skip(47 * HOUR);
    stage.restart().await;
    assert!(has_old(&stage));
    stage.start(&admin).await;
    stage.pass(26 * HOUR).await;
    assert!(!has_old(&stage));
}
