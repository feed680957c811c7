//! The history names the programs that really run, and no state of its files stops or delays an answer.

use crate::place::{Ends, Place, Ran};
use rolecall_emulator::Organization;
use serde_json::Value;
use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn entries(place: &Place) -> Vec<Value> {
    let answer = place.done(&["history", "--json"]).out;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["version"], 1);
    answer["entries"].as_array().unwrap().clone()
}

#[test]
fn who_holds_the_old_default_is_known_by_its_process() {
    let place = Place::signed_in(Organization::generated(3, 1));
    let targets = place.targets();
    place.done(&["default", &targets[0]]);
    let mut command = place.rolecall(&["exec", "@default", "--", "sleep", "60"]);
    let sleeps = Ends(
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let pid = sleeps.0.id();
    let named_so = |entry: &Value| entry["event"] == "given" && entry["program"]["pid"] == pid;
    let begun = Instant::now();
    while !entries(&place).iter().any(named_so) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", entries(&place));
    }
    let all = entries(&place);
    let entry = all.iter().find(|entry| named_so(entry)).unwrap();
    assert_eq!(entry["program"]["name"], "sleep");
    assert_eq!(
        (&entry["by_default"], &entry["detail"]),
        (&Value::Bool(true), &Value::from("exec"))
    );
    let switched = place.done(&["default", &targets[1]]);
    let told = format!("sleep (pid {pid})");
    assert!(switched.err.contains(&told), "{}", switched.err);
    drop(sleeps);
    let again = place.done(&["default", &targets[2]]);
    assert!(!again.err.contains(&told), "{}", again.err);
}

#[test]
fn a_day_is_in_it_and_who_asked() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    place.done(&["default", &target]);
    place.done(&["credential-process", "@default"]);
    place.done(&["console", &target, "--print"]);
    place.done(&["stop", &target]);
    place.done(&["sign-out"]);
    let all = entries(&place);
    let events: Vec<&str> = all.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    for event in [
        "signed-in",
        "default-changed",
        "issued",
        "given",
        "stopped",
        "signed-out",
    ] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    let given = all.iter().find(|entry| entry["event"] == "given").unwrap();
    assert_eq!(given["surface"], "credential-process");
    assert_eq!(
        given["program"]["pid"],
        std::process::id(),
        "this test started it"
    );
    let csv = place.done(&["history", "--csv"]).out;
    assert_eq!(csv.lines().count(), all.len() + 1);
}

#[test]
fn a_history_that_cannot_be_written_stops_nothing() {
    let place = Place::signed_in(Organization::generated(1, 1));
    let target = place.targets().remove(0);
    place.done(&["start", &target]);
    let state = place.folder().join("home/rolecall/state");
    let files: Vec<_> = std::fs::read_dir(&state)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert!(files.len() >= 2, "the database and what waits for it: {files:?}");
    let held: Vec<File> = files
        .iter()
        .map(|file| {
            let file = File::options().read(true).write(true).open(file).unwrap();
            file.lock().unwrap();
            file
        })
        .collect();
    let begun = Instant::now();
    let ran = place.done(&["credential-process", &target]);
    assert!(ran.out.contains("SecretAccessKey"));
    assert_eq!(ran.err, "");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    drop(held);
    for file in &files {
        std::fs::remove_file(file).unwrap();
        std::fs::create_dir(file).unwrap();
    }
    let ran: Ran = place
        .rolecall(&["credential-process", &target])
        .output()
        .unwrap()
        .into();
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("SecretAccessKey"));
}
