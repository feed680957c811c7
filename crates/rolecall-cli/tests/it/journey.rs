//! The main job on the command line, from an empty home to signed out, and what it leaves behind.

use crate::place::{Ends, Place, follow};
use rolecall_emulator::Organization;
use rolecall_fakes::leak::{Scanner, Secret};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

#[test]
fn from_an_empty_home_to_signed_out() {
    let place = Place::new();
    assert!(place.done(&[]).out.contains("rolecall portal add"));
    place.add_portal();
    place.sign_in();
    let targets = place.targets();
    assert_eq!(targets.len(), 12);
    let target = targets[3].as_str();
    place.done(&["start", target]);

    let role_sessions: Value = serde_json::from_str(&place.done(&["sessions", "--json"]).out).unwrap();
    assert_eq!(role_sessions["role_sessions"][0]["target"], target);
    shells_and_programs_get_credentials(&place, target);

    let account = target.split('/').nth(1).unwrap();
    let link = place
        .done(&["console", target, "--destination", "s3", "--print"])
        .out;
    let page = follow(link.trim());
    assert!(page.contains(account), "{page}");
    let doctor: Value = serde_json::from_str(&place.done(&["doctor", "--json"]).out).unwrap();
    let findings = doctor["findings"].as_array().unwrap();
    assert!(
        findings.iter().all(|finding| finding["state"] != "failed"),
        "{findings:?}"
    );
    assert!(
        findings
            .iter()
            .any(|finding| finding["detail"].as_str().unwrap().contains(":assumed-role/"))
    );
    assert_eq!(place.emulator.calls("GetRoleCredentials"), 1);

    place.done(&["sign-out"]);
    assert_eq!(place.emulator.calls("Logout"), 1);
    assert_eq!(place.done(&["sessions"]).out, "");
    let refused = place.run(&["start", target]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    assert_eq!(place.targets().len(), 12, "the list stays");
    nothing_is_left_in_the_open(&place);
}

fn shells_and_programs_get_credentials(place: &Place, target: &str) {
    let variables: Value =
        serde_json::from_str(&place.done(&["env", target, "--shell", "json"]).out).unwrap();
    let key = variables["AWS_ACCESS_KEY_ID"].as_str().unwrap();
    let said = place
        .done(&[
            "exec",
            target,
            "--",
            "sh",
            "-c",
            "echo $AWS_ACCESS_KEY_ID $AWS_PROFILE; umask",
        ])
        .out;
    assert_eq!(said.lines().collect::<Vec<_>>(), [key, "0022"]);
    assert_eq!(
        place.run(&["exec", target, "--", "sh", "-c", "exit 7"]).code,
        Some(7)
    );
    let sourced = place
        .command("bash")
        .args([
            "-c",
            r#"eval "$("$0" env "$1" --shell bash)"; echo "$AWS_ACCESS_KEY_ID""#,
        ])
        .args([crate::place::program().as_os_str(), target.as_ref()])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(sourced.stdout).unwrap().trim(), key);
}

#[test]
fn with_a_code() {
    let place = Place::new();
    place.add_portal();
    let mut command = place.rolecall(&["sign-in", "--device-code"]);
    place
        .emulator
        .command("settings", json!({"consent": "page"}))
        .unwrap();
    let mut child = Ends(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let code = lines.find_map(|line| {
        line.trim()
            .strip_prefix("Your code:")
            .map(|code| code.trim().to_owned())
    });
    place
        .emulator
        .command("device", json!({"user_code": code.unwrap(), "allow": true}))
        .unwrap();
    let rest: Vec<String> = lines.collect();
    assert!(child.0.wait().unwrap().success(), "{rest:?}");
    assert!(
        rest.iter().any(|line| line.contains("started yourself")),
        "{rest:?}"
    );
    assert_eq!(place.targets().len(), 12);
}

#[test]
fn a_locked_and_an_absent_keychain_have_their_own_answer() {
    let place = Place::signed_in(Organization::generated(2, 1));
    let target = place.targets().remove(0);
    let locked = place
        .command("gdbus")
        .args([
            "call",
            "--session",
            "-d",
            "org.freedesktop.secrets",
            "-o",
            "/org/freedesktop/secrets",
        ])
        .args([
            "-m",
            "org.freedesktop.Secret.Service.Lock",
            "['/org/freedesktop/secrets/collection/login']",
        ])
        .output()
        .unwrap();
    assert!(locked.status.success());
    let ran = place.run(&["credential-process", &target]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
    assert!(ran.err.contains("keychain"), "{}", ran.err);
    let mut alone = place.rolecall(&["credential-process", &target]);
    let ran: crate::place::Ran = alone
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .output()
        .unwrap()
        .into();
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{}", ran.err);
}

/// Looks for every secret the emulator handed out in every file of the place but the keychain's own.
fn nothing_is_left_in_the_open(place: &Place) {
    let secrets: Vec<Secret> = place
        .emulator
        .issued()
        .into_iter()
        .map(|issued| Secret::new(issued.kind, issued.value.into_bytes()))
        .collect();
    assert!(secrets.len() > 4, "the emulator handed out secrets");
    let scanner = Scanner::new(&secrets);
    std::fs::write(
        place.folder().join("home/planted"),
        place.emulator.issued()[0].value.as_bytes(),
    )
    .unwrap();
    let mut found = Vec::new();
    look_through(place.folder(), &mut |file, bytes| {
        found.extend(
            scanner
                .find(bytes)
                .into_iter()
                .map(|hit| format!("{}: {hit:?}", file.display())),
        );
    });
    assert_eq!(found.len(), 1, "the planted one and no other: {found:?}");
}

fn look_through(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            look_through(&path, look);
        } else if path.is_file() && path.extension().is_none_or(|end| end != "keyring") {
            look(&path, &std::fs::read(&path).unwrap());
        }
    }
}
