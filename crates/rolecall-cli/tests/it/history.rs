//! The history names the programs that run, and no state of its files prevents or delays a document.

use crate::sandbox::Sandbox;
use journeys::wait::{self, TIMEOUT};
use rolecall_emulator::Organization;
use serde_json::Value;
use std::fs::File;

fn entries(sandbox: &Sandbox) -> Vec<Value> {
    let answer = sandbox.succeed(&["history", "--json"]).json().unwrap();
    assert_eq!(answer["version"], 1);
    answer["entries"].as_array().unwrap().clone()
}

#[test]
fn running_users_of_the_previous_default_are_named() {
    let sandbox = Sandbox::with_sign_in(Organization::generated(3, 1));
    let targets = sandbox.targets();
    sandbox.succeed(&["default", &targets[0]]);
    let sleep = sandbox.begin(&["exec", "@default", "--", "sleep", "60"]);
    let pid = sleep.program().id();
    let is_of_sleep = |entry: &Value| entry["event"] == "given" && entry["program"]["pid"] == pid;
    let given = || Ok(entries(&sandbox).into_iter().find(is_of_sleep));
    let entry = wait::until("the entry of sleep", TIMEOUT, given).unwrap();
    assert_eq!(entry["program"]["name"], "sleep");
    assert_eq!(
        (&entry["by_default"], &entry["detail"]),
        (&Value::Bool(true), &Value::from("exec"))
    );
    let switched = sandbox.succeed(&["default", &targets[1]]);
    let listed = format!("sleep (pid {pid})");
    assert!(switched.remarked.contains(&listed), "{}", switched.remarked);
    drop(sleep);
    let again = sandbox.succeed(&["default", &targets[2]]);
    assert!(!again.remarked.contains(&listed), "{}", again.remarked);
}

#[test]
fn events_and_programs_are_in_it() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["default", &target]);
    sandbox.succeed(&["credential-process", "@default"]);
    sandbox.succeed(&["console", &target, "--print"]);
    sandbox.succeed(&["stop", &target]);
    sandbox.succeed(&["sign-out"]);
    let all = entries(&sandbox);
    let events: Vec<&str> = all.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    for event in "signed-in default-changed issued given stopped signed-out".split(' ') {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    let given = all.iter().find(|entry| entry["event"] == "given").unwrap();
    assert_eq!(given["surface"], "credential-process");
    assert_eq!(
        given["program"]["pid"],
        std::process::id(),
        "this test started it"
    );
    let csv = sandbox.succeed(&["history", "--csv"]).printed;
    assert_eq!(csv.lines().count(), all.len() + 1);
}

#[test]
fn a_history_that_cannot_be_written_delays_nothing() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["start", &target]);
    let state = sandbox.home().join("state");
    let files: Vec<_> = std::fs::read_dir(&state)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert!(files.len() >= 2, "the database and its log: {files:?}");
    let locked: Vec<File> = files
        .iter()
        .map(|file| {
            let file = File::options().read(true).write(true).open(file).unwrap();
            file.lock().unwrap();
            file
        })
        .collect();
    let output = sandbox.succeed(&["credential-process", &target]);
    assert!(output.printed.contains("SecretAccessKey"));
    assert_eq!(output.remarked, "");
    drop(locked);
    for file in &files {
        std::fs::remove_file(file).unwrap();
        std::fs::create_dir(file).unwrap();
    }
    let output = sandbox.run(&["credential-process", &target]);
    assert_eq!((output.code, output.remarked.as_str()), (Some(0), ""));
    assert!(output.printed.contains("SecretAccessKey"));
}
