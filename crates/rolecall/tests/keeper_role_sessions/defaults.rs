//! What `@default` means, which programs use what it meant before, and how long the history is kept.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, edit};
use rolecall::history::record_vended;
use rolecall::keeper::Request;
use rolecall::problem::ProblemCode;
use rolecall::production_guard::Confirmation;
use rolecall::settings::set_default;
use rolecall_fakes::ANN;
use rolecall_model::history::{Actor, HistoryDetail, HistoryEvent, ProcessInfo, Surface};
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
async fn a_default_is_set_at_once_and_its_role_session_is_ready() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let wanted = admin.clone();
    let tray = rig.keeper.with_surface(Surface::Tray);
    tray.request(|reply| Request::SetDefault(Some(wanted), Confirmation::Missing, reply))
        .await
        .unwrap();
    assert!(rig.world.settings_file.text().contains("default = "));
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.snapshot().settings.default_role.as_ref(), Some(&admin));
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::On);
    assert_eq!(
        rig.events(&admin),
        [
            (HistoryEvent::DefaultChanged, Surface::Tray),
            (HistoryEvent::Issued, Surface::Tray)
        ]
    );
    rig.set_default(None).await;
    assert_eq!(rig.snapshot().settings.default_role, None);
    assert!(rig.is_stored(&admin), "its role session stays");
    let last = rig.history().into_iter().next().unwrap();
    assert_eq!(last.event, HistoryEvent::DefaultChanged);
    assert_eq!((last.role(), last.surface), (Some(&admin), Surface::Window));
    assert_eq!(last.detail, Some(HistoryDetail::DefaultCleared));
    let entries = rig.history().len();
    rig.set_default(None).await;
    assert_eq!(rig.history().len(), entries, "nothing was cleared");
}

#[tokio::test(start_paused = true)]
async fn what_a_user_chose_for_a_role_session_outlives_what_starts_it_again() {
    for chosen in [true, false] {
        let (rig, admin) = KeeperRig::with_admin().await;
        rig.set(&format!("renew = {}\n", !chosen)).await;
        rig.start(&admin).await;
        rig.set_renewal(&admin, chosen).await;
        let renewal = if chosen { Renewal::On } else { Renewal::Off };
        rig.set_default(Some(&admin)).await;
        assert_eq!(rig.find(&admin).unwrap().record.renewal, renewal);
        let again = rig.start(&admin).await;
        assert_eq!(again.renewal, renewal);
        assert_eq!(rig.find(&admin).unwrap().record.renewal, renewal);
    }
}

#[tokio::test(start_paused = true)]
async fn a_default_that_cannot_start_is_set_and_shown() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.world.aws.end_sign_ins(ANN);
    rig.set_default(Some(&admin)).await;
    let snapshot = rig.snapshot();
    assert_eq!(snapshot.settings.default_role.as_ref(), Some(&admin));
    let problem = snapshot.portals[0].problem.clone().unwrap();
    assert_eq!(problem.code, ProblemCode::SignInNeeded);
}

#[tokio::test(start_paused = true)]
async fn a_program_that_uses_a_former_default_is_shown_until_it_ends() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let read_only = rig.role("ReadOnly");
    edit(&rig.world, |text| set_default(text, Some(&admin)).unwrap());
    rig.world.programs.start(terraform());
    let program = rig.program().with_actor(Actor {
        surface: Surface::CredentialProcess,
        program: Some(terraform()),
        by_default: true,
        reason: None,
    });
    record_vended(&program, &admin, rig.now() + HOUR, None);
    rig.pass(AT_ONCE).await;
    assert!(
        rig.snapshot().stale_default_users.is_empty(),
        "it holds what the default is"
    );
    assert_eq!(rig.world.clock.sleepers(), 0, "nothing to check");

    edit(&rig.world, |text| set_default(text, Some(&read_only)).unwrap());
    rig.pass(AT_ONCE).await;
    let users = rig.snapshot().stale_default_users.clone();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].role, admin);
    rig.pass(10 * MINUTE).await;
    assert_eq!(rig.snapshot().stale_default_users.len(), 1);
    rig.world.programs.end(&terraform());
    rig.pass(Duration::from_secs(31)).await;
    assert!(rig.snapshot().stale_default_users.is_empty());
    assert_eq!(rig.world.clock.sleepers(), 0);
}

#[tokio::test(start_paused = true)]
async fn use_of_a_former_default_ends_with_its_credentials() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.world.programs.start(terraform());
    let program = rig.program().with_actor(Actor {
        surface: Surface::CredentialProcess,
        program: Some(terraform()),
        by_default: true,
        reason: None,
    });
    edit(&rig.world, |text| {
        set_default(text, Some(&rig.role("ReadOnly"))).unwrap()
    });
    record_vended(&program, &admin, rig.now() + 20 * MINUTE, None);
    rig.pass(AT_ONCE).await;
    assert_eq!(rig.snapshot().stale_default_users.len(), 1);
    rig.pass(20 * MINUTE).await;
    assert!(rig.snapshot().stale_default_users.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_history_is_pruned_at_the_start_and_once_a_day() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.set("history_days = 2\n").await;
    record_vended(&rig.program(), &admin, rig.now(), Some(HistoryDetail::Shell));
    let has_old = |rig: &KeeperRig| {
        rig.history()
            .iter()
            .any(|entry| entry.detail == Some(HistoryDetail::Shell))
    };
    rig.world.clock.skip(47 * HOUR);
    rig.restart().await;
    assert!(has_old(&rig));
    rig.start(&admin).await;
    rig.pass(26 * HOUR).await;
    assert!(!has_old(&rig));
}
