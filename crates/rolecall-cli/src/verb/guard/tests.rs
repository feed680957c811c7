//! Users confirm production if the settings require it; programs never have to.

use crate::messages::role_sessions::is_yes;
use crate::terminal::StreamCaps;
use crate::tests::TestCli;

async fn with_confirmation() -> TestCli {
    let (mut cli, _) = TestCli::listed().await;
    cli.add_settings("ask_before_production = true", "");
    cli.caps = StreamCaps {
        is_terminal: true,
        use_colour: false,
        width: Some(100),
    };
    cli.machine.is_interactive = true;
    cli
}

const GUARDED: [&str; 5] = [
    "rolecall console payments-prod/Admin",
    "rolecall env payments-prod/Admin",
    "rolecall exec payments-prod/Admin -- true",
    "rolecall shell payments-prod/Admin",
    "rolecall start payments-prod/Admin",
];

fn with_yes(line: &str) -> String {
    line.replacen("payments-prod/Admin", "--yes payments-prod/Admin", 1)
}

#[tokio::test(start_paused = true)]
async fn the_default_reply_is_no() {
    let mut cli = with_confirmation().await;
    cli.machine.shell = Some("/bin/sh".into());
    for line in GUARDED {
        cli.machine.input = String::new();
        let ran = cli.run(line).await;
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{line}");
        assert!(
            ran.err
                .contains("production: payments-prod as Admin. Continue? [y/N] "),
            "{line}: {}",
            ran.err
        );
        assert!(ran.err.contains("--yes"), "{line}: {}", ran.err);
        cli.machine.input = "y".to_owned();
        let ran = cli.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    assert!(
        cli.machine.started.lock().unwrap().len() == 2,
        "exec and shell, once each"
    );
}

#[tokio::test(start_paused = true)]
async fn the_option_yes_skips_the_question() {
    let mut cli = with_confirmation().await;
    cli.machine.shell = Some("/bin/sh".into());
    for line in GUARDED {
        let ran = cli.run(&with_yes(line)).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        assert!(!ran.err.contains("[y/N]"), "{line}: {}", ran.err);
        assert!(
            ran.err.contains("production: payments-prod"),
            "{line}: {}",
            ran.err
        );
    }
}

#[tokio::test(start_paused = true)]
async fn only_production_and_only_if_required() {
    let mut cli = with_confirmation().await;
    let ran = cli.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("production"), "{}", ran.err);
    let text = cli.world.settings_file.text().replace("= true", "= false");
    cli.world.settings_file.set_text(text);
    cli.machine.is_interactive = true;
    let ran = cli.run("rolecall console payments-prod/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("production: payments-prod as Admin\n"),
        "{}",
        ran.err
    );
}

#[tokio::test(start_paused = true)]
async fn programs_are_never_asked() {
    let mut cli = with_confirmation().await;
    let ran = cli.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    cli.caps = StreamCaps::default();
    for line in GUARDED.iter().filter(|line| !line.contains("shell")) {
        let ran = cli.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        assert!(!ran.err.contains("production:"), "{line}: {}", ran.err);
    }
    cli.caps.is_terminal = true;
    cli.machine.is_interactive = false;
    assert_eq!(cli.run("rolecall console payments-prod/Admin").await.code, 0);
}

#[test]
fn only_yes_confirms() {
    for yes in ["y", "Y", "yes", " YES \n"] {
        assert!(is_yes(yes), "{yes:?}");
    }
    for no in ["", "n", "no", "yess", "yep", "\u{1b}y", "sure"] {
        assert!(!is_yes(no), "{no:?}");
    }
}
