//! What the command must work without: a bus, a home folder, the network, an intact database.

use crate::sandbox::program;
use std::process::Command;

#[test]
fn help_and_version_need_no_environment() {
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
fn completions_for_an_unknown_shell_fail() {
    let mut command = Command::new(program());
    command.env_clear().env("_ROLECALL_COMPLETE", "unheard-of");
    let output = command
        .args(["credential-process", "a/b", "--help"])
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
}

#[test]
fn without_a_home_folder_it_says_so() {
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
fn a_damaged_database_is_replaced_and_reported_once() {
    let home = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = Command::new(program());
        command.env_clear().env("ROLECALL_HOME", home.path());
        command.args(["sessions", "--json"]).output().unwrap()
    };
    let before = run();
    assert!(before.status.success() && before.stderr.is_empty());
    std::fs::write(home.path().join("state/state.db"), "no database at all").unwrap();
    let warned = run();
    assert_eq!((warned.status.code(), warned.stdout), (Some(0), before.stdout));
    let stderr = String::from_utf8(warned.stderr).unwrap();
    assert!(
        stderr.contains("damaged") && stderr.contains("state.db.damaged-"),
        "{stderr}"
    );
    assert!(run().stderr.is_empty());
}
