//! The desktop gets the messages it needs, and no command depends on it.

use crate::tests::{TestCli, program};
use rolecall_fakes::Operation;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::portal::PortalName;

#[tokio::test(start_paused = true)]
async fn it_is_notified_of_every_change() {
    let cli = TestCli::new();
    let portal = cli.with_portal("work");
    cli.world.running_desktop.set_running(true);
    let side = "rolecall portal add side --start-url https://side.awsapps.com/start --region eu-central-1";
    for line in [
        "rolecall sign-in work",
        side,
        "rolecall portal remove side",
        "rolecall start lab/Admin",
        "rolecall label lab/Admin --alias play",
        "rolecall tag lab pci",
        "rolecall default play",
        "rolecall default --clear",
        "rolecall stop play",
        "rolecall stop --all",
        "rolecall sign-out work",
    ] {
        let before = cli.world.running_desktop.received().len();
        let ran = cli
            .run_unwatched(line.split_whitespace().map(Into::into).collect())
            .await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        let messages = cli.world.running_desktop.received();
        assert!(messages.len() > before, "{line}");
        assert!(
            messages.iter().all(|message| *message == DesktopMessage::Changed),
            "{line}"
        );
    }
    for line in [
        "rolecall roles",
        "rolecall sessions",
        "rolecall history",
        "rolecall label",
        "rolecall default",
    ] {
        let before = cli.world.running_desktop.received().len();
        cli.run(line).await;
        assert_eq!(cli.world.running_desktop.received().len(), before, "{line}");
    }
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn an_unresponsive_desktop_makes_no_command_fail() {
    let (cli, _) = TestCli::listed().await;
    cli.world.running_desktop.set_running(true);
    cli.world.running_desktop.set_refusing(true);
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let ran = cli.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not responding"), "{}", ran.err);
    assert_eq!(cli.run("rolecall app --quit").await.code, 1);
    assert_eq!(cli.run("rolecall sign-in --in-window").await.code, 1);
}

#[tokio::test(start_paused = true)]
async fn it_is_asked_for_a_sign_in_that_a_program_needs() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall sign-out").await.code, 0);
    cli.world.running_desktop.set_running(true);
    let terraform = program("terraform", 8812);
    cli.world.programs.set_parent(Some(terraform.clone()));
    let ran = cli.run("rolecall credential-process lab/Admin").await;
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(
        ran.err.ends_with("Rolecall's window is asking you to sign in.\n"),
        "{}",
        ran.err
    );
    let needed = DesktopMessage::SignInNeeded {
        portal: PortalName::parse("work").unwrap(),
        program: Some(terraform),
    };
    assert_eq!(cli.world.running_desktop.received(), [needed]);
    cli.world.running_desktop.set_running(false);
    let ran = cli.run("rolecall env lab/Admin").await;
    assert_eq!(ran.code, 3);
    assert!(!ran.err.contains("asking you to sign in"), "{}", ran.err);
    cli.world.running_desktop.set_running(true);
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 3);
    assert_eq!(
        cli.world.running_desktop.received().len(),
        1,
        "a user in a terminal sees the failure there"
    );
}

#[tokio::test(start_paused = true)]
async fn it_shows_the_window_and_the_sign_in() {
    let mut cli = TestCli::new();
    let portal = cli.with_portal("work");
    cli.machine.no_display = true;
    let ran = cli.run("rolecall sign-in --in-window").await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("is not running") && ran.err.contains("rolecall sign-in work"),
        "{}",
        ran.err
    );
    cli.world.running_desktop.set_running(true);
    for line in [
        "rolecall sign-in --in-window",
        "rolecall app",
        "rolecall app --quit",
    ] {
        assert_eq!(cli.run(line).await.code, 0, "{line}");
    }
    assert_eq!(
        cli.world.running_desktop.received(),
        [
            DesktopMessage::SignIn {
                portal: portal.name.clone()
            },
            DesktopMessage::Show { view: None },
            DesktopMessage::Quit,
        ]
    );
    assert_eq!(
        cli.world.aws.count(Operation::RegisterClient),
        0,
        "the command itself starts no sign-in"
    );
    assert_eq!(
        cli.run("rolecall sign-in --in-window --device-code").await.code,
        2
    );
}
