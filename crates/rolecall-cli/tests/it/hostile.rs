//! Hostile names under a real terminal, and no secret in any argument.

use crate::place::{Place, Ran};
use rolecall_emulator::Organization;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

fn hostile() -> Organization {
    Organization::from_json(include_str!("../../../rolecall-emulator/orgs/hostile.json")).unwrap()
}

/// Runs under a pseudo-terminal, colours off: every escape left would be somebody else's.
fn under_a_terminal(place: &Place, arguments: &str) -> String {
    let line = format!("{} {arguments}", crate::place::program().display());
    let mut command = place.command("script");
    command
        .args(["-qec", &line, "/dev/null"])
        .env("NO_COLOR", "1")
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh");
    let ran: Ran = command.output().expect("script is installed").into();
    ran.out
}

fn is_dangerous(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[test]
fn no_name_reaches_a_terminal_as_it_is() {
    let place = Place::signed_in(hostile());
    let targets = place.targets();
    assert!(
        targets.iter().any(|target| target.chars().any(is_dangerous)),
        "the names are hostile"
    );
    place.done(&["start", &targets[7]]);
    place.done(&["default", &targets[9]]);
    place.done(&["credential-process", "@default"]);
    place.done(&["label", &targets[7], "--favourite", "--note", "\u{202e}x"]);
    let account = targets[7].split('/').nth(1).unwrap();
    place.done(&["tag", account, "pci"]);
    let kept = "0000000000";
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
        &format!("start {kept}"),
        "start work/000000000007/nobody",
        "start Admin",
        "default",
        "stop --all",
    ] {
        let shown = under_a_terminal(&place, arguments);
        assert!(!shown.is_empty(), "{arguments}");
        let bad: BTreeSet<char> = shown
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| is_dangerous(*c) || *c == '\r')
            .collect();
        assert!(bad.is_empty(), "{arguments}: {bad:?}");
    }
    assert!(
        under_a_terminal(&place, "roles").contains("\\u{1b}"),
        "the escapes are shown"
    );
}

#[test]
fn every_hostile_target_reads_back() {
    let place = Place::signed_in(hostile());
    let targets = place.targets();
    let usable: Vec<&String> = targets.iter().filter(|target| !target.contains('\0')).collect();
    assert!(usable.len() > 30);
    for target in usable.iter().take(30) {
        let ran = place.done(&["credential-process", target]);
        let account = target.split('/').nth(1).unwrap();
        assert!(ran.out.contains(account), "{target:?}");
    }
}

#[test]
fn no_secret_is_in_an_argument() {
    let place = Place::signed_in(Organization::generated(3, 2));
    let targets = place.targets();
    let over = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !over.load(Ordering::Relaxed) {
                seen.extend(arguments_of_all());
            }
            seen
        });
        for target in &targets {
            place.done(&["start", target]);
            place.done(&["env", target]);
            place.done(&["exec", target, "--", "sleep", "0.05"]);
            place.done(&["console", target, "--print"]);
        }
        over.store(true, Ordering::Relaxed);
        watching.join().unwrap()
    });
    assert!(
        seen.iter()
            .any(|arguments| arguments.contains("credential-process") || arguments.contains("exec")),
        "arguments were seen"
    );
    let issued = place.emulator.issued();
    assert!(!issued.is_empty());
    for secret in issued {
        assert!(
            !seen.iter().any(|arguments| arguments.contains(&secret.value)),
            "a {} was an argument",
            secret.kind
        );
    }
}

fn arguments_of_all() -> Vec<String> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}
