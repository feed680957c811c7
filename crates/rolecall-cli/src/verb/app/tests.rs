//! The window opens, or the failure says why not.

use crate::machine::ProgramError;
use crate::tests::{FakeWindow, TestCli};
use std::sync::Arc;

#[tokio::test(start_paused = true)]
async fn it_opens_where_there_is_a_display() {
    let mut cli = TestCli::new();
    for looks in [0, 5] {
        cli.machine.window = FakeWindow {
            looks,
            desktop: Arc::clone(&cli.world.running_desktop),
            ..FakeWindow::default()
        };
        assert_eq!(
            cli.run("rolecall app").await.shown(),
            "exit 0\n--- stdout\n--- stderr\n"
        );
        cli.world.running_desktop.set_running(false);
    }
    cli.machine.program_error = Some(ProgramError::NotFound);
    let ran = cli.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not installed"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_window_that_ends_or_never_comes_is_reported() {
    let mut cli = TestCli::new();
    cli.machine.window = FakeWindow {
        looks: 2,
        reason: Some("Failed to initialize gtk\u{1b}[2J."),
        ..FakeWindow::default()
    };
    let ran = cli.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("Failed to initialize gtk"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'));
    cli.machine.window.looks = usize::MAX;
    let ran = cli.run("rolecall app").await;
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("not there after 30 s"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_display_it_fails() {
    let mut cli = TestCli::new();
    cli.machine.no_display = true;
    let ran = cli.run("rolecall app").await;
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.starts_with("rolecall: No display"), "{}", ran.err);
}
