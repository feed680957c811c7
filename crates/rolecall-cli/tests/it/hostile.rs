//! Hostile names in a real terminal, and as targets.

use crate::sandbox::Sandbox;
use rolecall_emulator::Organization;
use std::collections::BTreeSet;

fn hostile() -> Organization {
    Organization::from_json(include_str!("../../../rolecall-emulator/orgs/hostile.json")).unwrap()
}

/// Runs in a pseudo-terminal without colours, so that any escape sequence in the output comes from a name.
fn run_in_terminal(sandbox: &Sandbox, arguments: &str) -> String {
    let line = format!("{} {arguments}", crate::sandbox::program().display());
    let mut command = sandbox.command("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh");
    sandbox.finish(command).printed
}

fn is_dangerous(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[test]
fn names_are_escaped_in_a_terminal() {
    let sandbox = Sandbox::with_sign_in(hostile());
    let targets = sandbox.targets();
    assert!(
        targets.iter().any(|target| target.chars().any(is_dangerous)),
        "the names are hostile"
    );
    sandbox.succeed(&["start", &targets[7]]);
    sandbox.succeed(&["default", &targets[9]]);
    sandbox.succeed(&["credential-process", "@default"]);
    sandbox.succeed(&["label", &targets[7], "--favourite", "--note", "\u{202e}x"]);
    let account = targets[7].split('/').nth(1).unwrap();
    sandbox.succeed(&["tag", account, "pci"]);
    for arguments in [
        "roles",
        "roles --json",
        "sessions",
        "sessions --json",
        "",
        "doctor",
        "portal list",
        "history",
        "history --json",
        "label",
        "label --json",
        "tag",
        "tag --json",
        "start 0000000000",
        "start work/000000000007/nobody",
        "start Admin",
        "default",
        "stop --all",
    ] {
        let shown = run_in_terminal(&sandbox, arguments);
        assert!(!shown.is_empty(), "{arguments}");
        let bad: BTreeSet<char> = shown
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| is_dangerous(*c) || *c == '\r')
            .collect();
        assert!(bad.is_empty(), "{arguments}: {bad:?}");
    }
    assert!(
        run_in_terminal(&sandbox, "roles").contains("\\u{1b}"),
        "control characters are shown as escapes"
    );
}

#[test]
fn every_hostile_target_can_be_used() {
    let sandbox = Sandbox::with_sign_in(hostile());
    let targets = sandbox.targets();
    let usable: Vec<&String> = targets.iter().filter(|target| !target.contains('\0')).collect();
    assert!(usable.len() > 30);
    for target in usable.iter().take(30) {
        let output = sandbox.succeed(&["credential-process", target]);
        let account = target.split('/').nth(1).unwrap();
        assert!(output.printed.contains(account), "{target:?}");
    }
}
