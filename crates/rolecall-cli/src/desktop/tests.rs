//! The desktop hears what it needs to hear, and a command never depends on it.

use crate::tests::{Stage, program};
use rolecall_fakes::Operation;
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::portal::PortalName;

#[tokio::test(start_paused = true)]
async fn it_hears_of_every_change() {
    let stage = Stage::new();
    let portal = stage.with_portal("work");
    stage.world.running_desktop.set_running(true);
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
        let before = stage.world.running_desktop.received().len();
        let ran = stage
            .run_unwatched(line.split_whitespace().map(Into::into).collect())
            .await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        let told = stage.world.running_desktop.received();
        assert!(told.len() > before, "{line}");
        assert!(
            told.iter().all(|message| *message == DesktopMessage::Changed),
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
        let before = stage.world.running_desktop.received().len();
        stage.run(line).await;
        assert_eq!(stage.world.running_desktop.received().len(), before, "{line}");
    }
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn a_deaf_one_is_no_failure() {
    let (stage, _) = Stage::listed().await;
    stage.world.running_desktop.set_running(true);
    stage.world.running_desktop.set_refusing(true);
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    let ran = stage.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not answer"), "{}", ran.err);
    assert_eq!(stage.run("rolecall app --quit").await.code, 1);
    assert_eq!(stage.run("rolecall sign-in --in-window").await.code, 1);
}

#[tokio::test(start_paused = true)]
async fn it_hears_that_a_program_needs_a_sign_in() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall sign-out").await.code, 0);
    stage.world.running_desktop.set_running(true);
    let terraform = program("terraform", 8812);
    stage.world.programs.set_parent(Some(terraform.clone()));
    let ran = stage.run("rolecall credential-process lab/Admin").await;
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(
        ran.err
            .ends_with("Rolecall's window was told, and asks you to sign in.\n"),
        "{}",
        ran.err
    );
    let needed = DesktopMessage::SignInNeeded {
        portal: PortalName::parse("work").unwrap(),
        program: Some(terraform),
    };
    assert_eq!(stage.world.running_desktop.received(), [needed]);
    stage.world.running_desktop.set_running(false);
    let ran = stage.run("rolecall env lab/Admin").await;
    assert_eq!(ran.code, 3);
    assert!(!ran.err.contains("was told"), "{}", ran.err);
    stage.world.running_desktop.set_running(true);
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 3);
    assert_eq!(
        stage.world.running_desktop.received().len(),
        1,
        "a user at a terminal sees it there"
    );
}

#[tokio::test(start_paused = true)]
async fn it_shows_what_it_is_asked_for() {
    let mut stage = Stage::new();
    let portal = stage.with_portal("work");
    stage.machine.no_display = true;
    let ran = stage.run("rolecall sign-in --in-window").await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("does not run") && ran.err.contains("rolecall sign-in work"),
        "{}",
        ran.err
    );
    stage.world.running_desktop.set_running(true);
    for line in [
        "rolecall sign-in --in-window",
        "rolecall app",
        "rolecall app --quit",
    ] {
        assert_eq!(stage.run(line).await.code, 0, "{line}");
    }
    assert_eq!(
        stage.world.running_desktop.received(),
        [
            DesktopMessage::SignIn {
                portal: portal.name.clone()
            },
            DesktopMessage::Show { room: None },
            DesktopMessage::Quit,
        ]
    );
    assert_eq!(
        stage.world.aws.count(Operation::RegisterClient),
        0,
        "nothing is begun here"
    );
    assert_eq!(
        stage.run("rolecall sign-in --in-window --device-code").await.code,
        2
    );
}
