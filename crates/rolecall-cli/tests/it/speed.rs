//! What the command may not need: no bus, no home and no network to say what it is, no sound database to answer.

use crate::place::program;
use std::process::Command;

#[test]
fn help_and_version_need_nothing() {
    for argument in ["--help", "-h", "--version"] {
        let output = Command::new(program())
            .arg(argument)
            .env_clear()
            .output()
            .unwrap();
        assert!(output.status.success());
        assert!(!output.stdout.is_empty());
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn a_shell_that_nobody_knows_gets_no_success() {
    let mut command = Command::new(program());
    command.env_clear().env("_ROLECALL_COMPLETE", "unheard-of");
    let output = command
        .args(["credential-process", "a/b", "--help"])
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
}

#[test]
fn without_a_home_it_says_so() {
    let mut command = Command::new(program());
    let output = command
        .args(["roles"])
        .env_clear()
        .env("HOME", "")
        .output()
        .unwrap();
    assert!(!output.stderr.is_empty() || output.status.success());
}

#[test]
fn a_damaged_database_is_told_once_and_harms_nothing() {
    let home = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = Command::new(program());
        command.env_clear().env("ROLECALL_HOME", home.path());
        command.args(["sessions", "--json"]).output().unwrap()
    };
    let before = run();
    assert!(before.status.success() && before.stderr.is_empty());
    std::fs::write(home.path().join("state/state.db"), "no database at all").unwrap();
    let told = run();
    assert_eq!((told.status.code(), told.stdout), (Some(0), before.stdout));
    let words = String::from_utf8(told.stderr).unwrap();
    assert!(
        words.contains("damaged") && words.contains("state.db.damaged-"),
        "{words}"
    );
    assert!(run().stderr.is_empty());
}
