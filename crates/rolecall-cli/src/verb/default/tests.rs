//! The default changes at once, whether or not its role session starts, and users of the previous one are listed.

use crate::tests::{TestCli, program};
use rolecall::settings::read_settings;
use rolecall_fakes::{Fault, Operation};
use rolecall_model::desktop_message::DesktopMessage;

fn default(cli: &TestCli) -> Option<String> {
    let settings = read_settings(&cli.world.settings_file.text()).unwrap();
    settings.default_role.map(|role| role.target())
}

#[tokio::test(start_paused = true)]
async fn it_changes_and_its_role_session_starts() {
    let (cli, _) = TestCli::listed().await;
    cli.world.running_desktop.set_running(true);
    insta::assert_snapshot!(cli.run("rolecall default lab/Admin").await.shown());
    assert_eq!(
        cli.world.running_desktop.received(),
        [DesktopMessage::Changed, DesktopMessage::Changed]
    );
    let calls = cli.world.aws.count(Operation::GetRoleCredentials);
    assert_eq!(cli.run("rolecall credential-process @default").await.code, 0);
    assert_eq!(
        cli.world.aws.count(Operation::GetRoleCredentials),
        calls,
        "the role session was started already"
    );
    assert_eq!(cli.run("rolecall default").await.out, "work/222222222222/Admin\n");
    insta::assert_snapshot!(cli.run("rolecall default --clear").await.shown());
    assert_eq!(default(&cli), None);
    assert_eq!(
        cli.run("rolecall default --clear").await.err,
        "@default is not set.\n"
    );
    assert_eq!(cli.run("rolecall default").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn running_users_of_the_previous_default_are_listed() {
    let (cli, _) = TestCli::listed().await;
    let (terraform, shell) = (program("terraform", 8812), program("bash\u{1b}[2J", 99));
    assert_eq!(cli.run("rolecall default payments-prod/Admin").await.code, 0);
    for program in [&terraform, &shell] {
        cli.world.programs.set_parent(Some((*program).clone()));
        assert_eq!(cli.run("rolecall credential-process @default").await.code, 0);
    }
    cli.world.programs.set_parent(None);
    let ran = cli.run("rolecall default lab/Admin").await;
    insta::assert_snapshot!(ran.shown());
    cli.world.programs.end(&shell);
    let ran = cli.run("rolecall default").await;
    assert_eq!(
        ran.err,
        "1 program still uses payments-prod/Admin: terraform (pid 8812) until 13:00.\n"
    );
    cli.world.programs.end(&terraform);
    assert_eq!(cli.run("rolecall default").await.err, "");
}

#[tokio::test(start_paused = true)]
async fn programs_that_named_the_role_itself_are_not_listed() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall default payments-prod/Admin").await.code, 0);
    cli.world.programs.set_parent(Some(program("terraform", 8812)));
    let by_name = "rolecall credential-process work/111111111111/Admin";
    assert_eq!(cli.run(by_name).await.code, 0);
    let ran = cli.run("rolecall default lab/Admin").await;
    assert!(!ran.err.contains("terraform"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn it_changes_without_network_or_sign_in() {
    let (cli, portal) = TestCli::listed().await;
    cli.world.aws.fail_when(|_| Some(Fault::Unreachable));
    let ran = cli.run("rolecall default lab/Admin").await;
    assert_eq!(
        (ran.code, default(&cli).as_deref()),
        (0, Some("work/222222222222/Admin"))
    );
    assert!(ran.err.contains("could not be started"), "{}", ran.err);
    assert!(ran.err.contains("AWS could not be reached"), "{}", ran.err);
    cli.world.aws.clear_faults();
    assert_eq!(cli.run("rolecall sign-out").await.code, 0);
    let ran = cli.run("rolecall default work/111111111111/Admin").await;
    assert_eq!(
        (ran.code, default(&cli).as_deref()),
        (0, Some("work/111111111111/Admin"))
    );
    assert!(ran.err.contains("rolecall sign-in work"), "{}", ran.err);
    drop(portal);
}
