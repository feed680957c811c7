//! The default switches at once, whatever becomes of its role session, and who holds the old one is told.

use crate::tests::{Stage, program};
use rolecall::settings::read_settings;
use rolecall_fakes::{Fault, Operation};
use rolecall_model::desktop_message::DesktopMessage;

fn default(stage: &Stage) -> Option<String> {
    let settings = read_settings(&stage.world.settings_file.text()).unwrap();
    settings.default_assignment.map(|assignment| assignment.target())
}

#[tokio::test(start_paused = true)]
async fn it_switches_and_is_warm() {
    let (stage, _) = Stage::listed().await;
    stage.world.running_desktop.set_running(true);
    insta::assert_snapshot!(stage.run("rolecall default lab/Admin").await.shown());
    assert_eq!(
        stage.world.running_desktop.received(),
        [DesktopMessage::Changed, DesktopMessage::Changed]
    );
    let calls = stage.world.aws.count(Operation::GetRoleCredentials);
    assert_eq!(stage.run("rolecall credential-process @default").await.code, 0);
    assert_eq!(
        stage.world.aws.count(Operation::GetRoleCredentials),
        calls,
        "warm"
    );
    assert_eq!(
        stage.run("rolecall default").await.out,
        "work/222222222222/Admin\n"
    );
    insta::assert_snapshot!(stage.run("rolecall default --clear").await.shown());
    assert_eq!(default(&stage), None);
    assert_eq!(
        stage.run("rolecall default --clear").await.err,
        "@default means nothing.\n"
    );
    assert_eq!(stage.run("rolecall default").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn who_holds_the_old_one_is_told_while_they_run() {
    let (stage, _) = Stage::listed().await;
    let (terraform, shell) = (program("terraform", 8812), program("bash\u{1b}[2J", 99));
    assert_eq!(stage.run("rolecall default payments-prod/Admin").await.code, 0);
    for asking in [&terraform, &shell] {
        stage.world.programs.set_parent(Some((*asking).clone()));
        assert_eq!(stage.run("rolecall credential-process @default").await.code, 0);
    }
    stage.world.programs.set_parent(None);
    let ran = stage.run("rolecall default lab/Admin").await;
    insta::assert_snapshot!(ran.shown());
    stage.world.programs.end(&shell);
    let ran = stage.run("rolecall default").await;
    assert_eq!(
        ran.err,
        "1 program still holds payments-prod/Admin: terraform (pid 8812) until 13:00.\n"
    );
    stage.world.programs.end(&terraform);
    assert_eq!(stage.run("rolecall default").await.err, "");
}

#[tokio::test(start_paused = true)]
async fn who_asked_for_the_role_by_its_name_is_not_told_of() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall default payments-prod/Admin").await.code, 0);
    stage.world.programs.set_parent(Some(program("terraform", 8812)));
    let direct = "rolecall credential-process work/111111111111/Admin";
    assert_eq!(stage.run(direct).await.code, 0);
    let ran = stage.run("rolecall default lab/Admin").await;
    assert!(!ran.err.contains("terraform"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_network_or_sign_in_it_switches_all_the_same() {
    let (stage, portal) = Stage::listed().await;
    stage.world.aws.fail_when(|_| Some(Fault::Unreachable));
    let ran = stage.run("rolecall default lab/Admin").await;
    assert_eq!(
        (ran.code, default(&stage).as_deref()),
        (0, Some("work/222222222222/Admin"))
    );
    assert!(ran.err.contains("could not be started"), "{}", ran.err);
    assert!(ran.err.contains("AWS could not be reached"), "{}", ran.err);
    stage.world.aws.clear_faults();
    assert_eq!(stage.run("rolecall sign-out").await.code, 0);
    let ran = stage.run("rolecall default work/111111111111/Admin").await;
    assert_eq!(
        (ran.code, default(&stage).as_deref()),
        (0, Some("work/111111111111/Admin"))
    );
    assert!(ran.err.contains("rolecall sign-in work"), "{}", ran.err);
    drop(portal);
}
