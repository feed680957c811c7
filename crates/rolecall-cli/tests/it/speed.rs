//! What the start of the command may not cost: it needs no bus, no home and no network to say what it is.

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
