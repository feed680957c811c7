//! What SDKs rely on in `credential-process`: one valid document or nothing, and one request to AWS for many processes.

use crate::sandbox::Sandbox;
use journeys::CommandOutput;
use journeys::command::RunningCommand;
use serde_json::{Value, json};
use std::time::Duration;

/// Long enough to be taken by a slow command before they end, and short enough to be waited for.
const SHORT_LIFE: Duration = Duration::from_secs(5);

fn is_a_document(text: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let mut texts = "AccessKeyId SecretAccessKey SessionToken Expiration AccountId".split(' ');
    document["Version"] == 1
        && texts.all(|name| document[name].as_str().is_some_and(|text| !text.is_empty()))
        && document.as_object().is_some_and(|object| object.len() == 6)
}

/// Runs `count` processes of `credential-process` at once.
fn run_concurrently(sandbox: &Sandbox, target: &str, count: usize) -> Vec<CommandOutput> {
    let begin = |_| sandbox.begin(&["credential-process", target]);
    let running: Vec<RunningCommand> = (0..count).map(begin).collect();
    let finish = |running: RunningCommand| running.finish().unwrap();
    running.into_iter().map(finish).collect()
}

fn assert_same_document(outputs: &[CommandOutput]) {
    for output in outputs {
        assert_eq!(output.code, Some(0), "{}", output.remarked);
        assert!(is_a_document(&output.printed), "{}", output.printed);
        assert_eq!(output.printed, outputs[0].printed);
    }
}

#[test]
fn sixty_four_processes_make_one_request() {
    let (sandbox, target) = Sandbox::with_target();
    let absent = run_concurrently(&sandbox, &target, 64);
    assert_same_document(&absent);
    assert_eq!(sandbox.emulator.calls("GetRoleCredentials"), 1, "absent");
    let stored = run_concurrently(&sandbox, &target, 64);
    assert_same_document(&stored);
    assert_eq!(stored[0].printed, absent[0].printed);
    assert_eq!(sandbox.emulator.calls("GetRoleCredentials"), 1, "stored");

    sandbox.succeed(&["stop", &target]);
    let issue_for = |lifetime: Duration| {
        let settings = json!({"credentials_ttl": lifetime.as_secs()});
        sandbox.emulator.command("settings", settings).unwrap();
    };
    issue_for(SHORT_LIFE);
    sandbox.succeed(&["start", &target]);
    std::thread::sleep(SHORT_LIFE);
    issue_for(Duration::from_hours(1));
    let before = sandbox.emulator.calls("GetRoleCredentials");
    let expired = run_concurrently(&sandbox, &target, 64);
    assert_same_document(&expired);
    assert_ne!(expired[0].printed, absent[0].printed);
    let requests = sandbox.emulator.calls("GetRoleCredentials") - before;
    assert_eq!(requests, 1, "expired");
}

#[test]
fn a_fault_gives_a_document_or_nothing() {
    let (sandbox, target) = Sandbox::with_target();
    // A count of 0 means every request from now on; the other faults end while the command retries.
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
        drop(sandbox.run(&["stop", &target]));
        sandbox.emulator.command("reset", json!({})).unwrap();
        fault["operation"] = json!("GetRoleCredentials");
        sandbox.emulator.command("faults", fault.clone()).unwrap();
        let output = sandbox.run(&["credential-process", &target]);
        let good = output.code == Some(0);
        assert_eq!(good, passes, "{fault}: {output:?}");
        assert_eq!(good, is_a_document(&output.printed), "{fault}: {output:?}");
        let says_why = output.printed.is_empty() && output.remarked.starts_with("rolecall: work: ");
        assert!(good || says_why, "{fault}: {}", output.remarked);
        assert!(!output.remarked.contains('\u{1b}'), "{fault}");
    }
}

#[test]
fn invalid_usage_prints_no_document() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["start", &target]);
    for arguments in [
        &["credential-process"][..],
        &["credential-process", ""],
        &["credential-process", "nobody"],
        &["credential-process", "@default"],
        &["credential-process", "work/000000000000/Nobody"],
        &["credential-process", "--profile", "x"],
        &["credential-process", &target, "more"],
    ] {
        let output = sandbox.run(arguments);
        assert_ne!(output.code, Some(0), "{arguments:?}");
        assert_eq!(output.printed, "", "{arguments:?}");
        assert!(!output.remarked.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_closed_or_full_output_is_a_failure() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["start", &target]);
    let script = r#""$0" credential-process "$1" > /dev/full; echo $?; { "$0" credential-process "$1"; echo $? >&2; } | :"#;
    let output = sandbox.shell(script, &target);
    assert_eq!(output.printed.trim(), "1", "{}", output.remarked);
    // For a list, a reader that closes the pipe is no failure.
    let output = sandbox.shell(r#"{ "$0" roles; echo $? >&2; } | :"#, &target);
    assert_eq!(output.remarked.trim(), "0");
}

#[test]
fn standard_input_is_not_read() {
    let (sandbox, target) = Sandbox::with_target();
    let script = r#"echo untouched | { "$0" credential-process "$1" > /dev/null; cat; }"#;
    let output = sandbox.shell(script, &target);
    assert_eq!(output.printed, "untouched\n");
}
