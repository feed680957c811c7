//! What SDKs are promised of `credential-process`: one valid document or nothing, and one call to AWS for many askers.

use crate::place::{Place, Ran};
use rolecall_emulator::Organization;
use serde_json::{Value, json};
use std::process::Stdio;

fn is_a_document(text: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let texts = [
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "AccountId",
    ];
    document["Version"] == 1
        && texts
            .iter()
            .all(|name| document[*name].as_str().is_some_and(|text| !text.is_empty()))
        && document.as_object().is_some_and(|object| object.len() == 6)
}

/// Runs so many `credential-process` at once.
fn at_once(place: &Place, target: &str, count: usize) -> Vec<Ran> {
    let children: Vec<_> = (0..count)
        .map(|_| {
            let mut command = place.rolecall(&["credential-process", target]);
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    children
        .into_iter()
        .map(|child| child.wait_with_output().unwrap().into())
        .collect()
}

fn all_have_one_answer(answers: &[Ran]) {
    for ran in answers {
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(is_a_document(&ran.out), "{}", ran.out);
        assert_eq!(ran.out, answers[0].out);
    }
}

#[test]
fn sixty_four_askers_make_one_call() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    let absent = at_once(&place, &target, 64);
    all_have_one_answer(&absent);
    assert_eq!(place.emulator.calls("GetRoleCredentials"), 1, "absent");

    place.done(&["stop", &target]);
    place
        .emulator
        .command("settings", json!({"credentials_ttl": 1}))
        .unwrap();
    place.done(&["start", &target]);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    place
        .emulator
        .command("settings", json!({"credentials_ttl": 3600}))
        .unwrap();
    let before = place.emulator.calls("GetRoleCredentials");
    let expired = at_once(&place, &target, 64);
    all_have_one_answer(&expired);
    assert_ne!(expired[0].out, absent[0].out);
    assert_eq!(place.emulator.calls("GetRoleCredentials") - before, 1, "expired");
}

#[test]
fn fifty_at_once_are_answered_alike() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    place.done(&["start", &target]);
    all_have_one_answer(&at_once(&place, &target, 50));
    assert_eq!(place.emulator.calls("GetRoleCredentials"), 1);
}

#[test]
fn a_fault_gives_a_document_or_nothing() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    // 0 means every call from now on; the others pass away while the command asks again.
    let faults = [
        (json!({"kind": "throttle", "count": 2}), true),
        (json!({"kind": "throttle", "retry_after": 1, "count": 1}), true),
        (json!({"kind": "throttle", "count": 0}), false),
        (json!({"kind": "drop", "count": 2}), true),
        (json!({"kind": "drop_after", "count": 1}), true),
        (json!({"kind": "cut_body", "count": 1}), true),
        (json!({"kind": "cut_body", "count": 0}), false),
        (json!({"kind": "server_error", "count": 2}), true),
        (json!({"kind": "server_error", "status": 503, "count": 0}), false),
        (json!({"kind": "malformed", "count": 0}), false),
        (json!({"kind": "unauthorized", "count": 1}), true),
        (json!({"kind": "unauthorized", "count": 0}), false),
        (json!({"kind": "forbidden", "count": 0}), false),
        (json!({"kind": "delay", "ms": 300, "count": 1}), true),
        (
            json!({"kind": "error", "status": 404, "code": "ResourceNotFoundException", "count": 0}),
            false,
        ),
        (
            json!({"kind": "error", "status": 400, "code": "InvalidRequestException", "count": 0}),
            false,
        ),
        (
            json!({"kind": "error", "status": 418, "code": "Teapot", "message": "\u{1b}[2J", "count": 0}),
            false,
        ),
    ];
    for (mut fault, passes) in faults {
        drop(place.run(&["stop", &target]));
        place.emulator.command("reset", json!({})).unwrap();
        fault["operation"] = json!("GetRoleCredentials");
        place.emulator.command("faults", fault.clone()).unwrap();
        let ran = place.run(&["credential-process", &target]);
        let good = ran.code == Some(0);
        assert_eq!(good, passes, "{fault}: {:?} {}", ran.code, ran.err);
        assert_eq!(
            good,
            is_a_document(&ran.out),
            "{fault}: {:?} {}",
            ran.code,
            ran.out
        );
        assert!(
            good || (ran.out.is_empty() && ran.err.starts_with("rolecall: work: ")),
            "{fault}: {}",
            ran.err
        );
        assert!(!ran.err.contains('\u{1b}'), "{fault}");
    }
}

#[test]
fn wrong_use_gives_nothing() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    place.done(&["start", &target]);
    for arguments in [
        &["credential-process"][..],
        &["credential-process", ""],
        &["credential-process", "nobody"],
        &["credential-process", "@default"],
        &["credential-process", "work/000000000000/Nobody"],
        &["credential-process", "--profile", "x"],
        &["credential-process", &target, "more"],
    ] {
        let ran = place.run(arguments);
        assert_ne!(ran.code, Some(0), "{arguments:?}");
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_closed_or_full_output_is_no_success() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    place.done(&["start", &target]);
    let script = r#""$0" credential-process "$1" > /dev/full; echo $?; { "$0" credential-process "$1"; echo $? >&2; } | :"#;
    let mut command = place.command("sh");
    command
        .args(["-c", script])
        .args([crate::place::program().as_os_str(), target.as_ref()]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.out.trim(), "1", "{}", ran.err);
    // A list that nobody reads to its end is no failure, and nothing to complain of.
    let mut list = place.command("sh");
    list.args(["-c", r#"{ "$0" roles; echo $? >&2; } | :"#])
        .arg(crate::place::program());
    let ran: Ran = list.output().unwrap().into();
    assert_eq!(ran.err.trim(), "0");
}

#[test]
fn standard_input_is_left_alone() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    let mut command = place.command("sh");
    command.args([
        "-c",
        r#"echo untouched | { "$0" credential-process "$1" > /dev/null; cat; }"#,
    ]);
    command.args([crate::place::program().as_os_str(), target.as_ref()]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.out, "untouched\n");
}
