//! A user is asked before production where they want that; nobody else ever is.

use super::is_yes;
use crate::terminal::Face;
use crate::tests::Stage;

async fn asking() -> Stage {
    let (mut stage, _) = Stage::listed().await;
    let text = format!(
        "ask_before_production = true\n{}",
        stage.world.settings_file.text()
    );
    stage.world.settings_file.set_text(text);
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(100),
    };
    stage.machine.has_user = true;
    stage
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
async fn no_is_the_answer_of_silence() {
    let mut stage = asking().await;
    stage.machine.shell = Some("/bin/sh".into());
    for line in GUARDED {
        stage.machine.answer = String::new();
        let ran = stage.run(line).await;
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{line}");
        assert!(
            ran.err
                .contains("production: payments-prod as Admin. Go on? [y/N] "),
            "{line}: {}",
            ran.err
        );
        assert!(ran.err.contains("--yes"), "{line}: {}", ran.err);
        stage.machine.answer = "y".to_owned();
        let ran = stage.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    assert!(
        stage.machine.started.lock().unwrap().len() == 2,
        "exec and shell, once each"
    );
}

#[tokio::test(start_paused = true)]
async fn yes_may_be_said_before() {
    let mut stage = asking().await;
    stage.machine.shell = Some("/bin/sh".into());
    for line in GUARDED {
        let ran = stage.run(&with_yes(line)).await;
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
async fn only_production_and_only_where_it_is_wanted() {
    let mut stage = asking().await;
    let ran = stage.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(!ran.err.contains("production"), "{}", ran.err);
    let text = stage.world.settings_file.text().replace("= true", "= false");
    stage.world.settings_file.set_text(text);
    stage.machine.has_user = true;
    let ran = stage.run("rolecall console payments-prod/Admin").await;
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.starts_with("production: payments-prod as Admin\n"),
        "{}",
        ran.err
    );
}

#[tokio::test(start_paused = true)]
async fn nobody_else_is_asked() {
    let mut stage = asking().await;
    let ran = stage.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    stage.face = Face::default();
    for line in GUARDED.iter().filter(|line| !line.contains("shell")) {
        let ran = stage.run(line).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        assert!(!ran.err.contains("production:"), "{line}: {}", ran.err);
    }
    stage.face.is_terminal = true;
    stage.machine.has_user = false;
    assert_eq!(stage.run("rolecall console payments-prod/Admin").await.code, 0);
}

#[test]
fn only_yes_is_yes() {
    for yes in ["y", "Y", "yes", " YES \n"] {
        assert!(is_yes(yes), "{yes:?}");
    }
    for no in ["", "n", "no", "yess", "yep", "\u{1b}y", "sure"] {
        assert!(!is_yes(no), "{no:?}");
    }
}
