//! The main journey on the command line, from an empty home to signed out, and what it leaves behind.

use crate::sandbox::{KillOnDrop, Sandbox, follow};
use rolecall_emulator::Organization;
use rolecall_fakes::leak::{Scanner, Secret};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

#[test]
fn from_an_empty_home_to_signed_out() {
    let sandbox = Sandbox::new();
    assert!(sandbox.succeed(&[]).out.contains("rolecall portal add"));
    sandbox.add_portal();
    sandbox.sign_in();
    let targets = sandbox.targets();
    assert_eq!(targets.len(), 12);
    let target = targets[3].as_str();
    sandbox.succeed(&["start", target]);

    let role_sessions: Value = serde_json::from_str(&sandbox.succeed(&["sessions", "--json"]).out).unwrap();
    assert_eq!(role_sessions["role_sessions"][0]["target"], target);
    shells_and_programs_get_credentials(&sandbox, target);

    let account = target.split('/').nth(1).unwrap();
    let link = sandbox
        .succeed(&["console", target, "--destination", "s3", "--print"])
        .out;
    let page = follow(link.trim());
    assert!(page.contains(account), "{page}");
    let doctor: Value = serde_json::from_str(&sandbox.succeed(&["doctor", "--json"]).out).unwrap();
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
    assert_eq!(sandbox.emulator.calls("GetRoleCredentials"), 1);

    sandbox.succeed(&["sign-out"]);
    assert_eq!(sandbox.emulator.calls("Logout"), 1);
    assert_eq!(sandbox.succeed(&["sessions"]).out, "");
    let refused = sandbox.run(&["start", target]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    assert_eq!(sandbox.targets().len(), 12, "the list stays");
    assert_no_secret_in_files(&sandbox);
}

fn shells_and_programs_get_credentials(sandbox: &Sandbox, target: &str) {
    let variables: Value =
        serde_json::from_str(&sandbox.succeed(&["env", target, "--shell", "json"]).out).unwrap();
    let key = variables["AWS_ACCESS_KEY_ID"].as_str().unwrap();
    let stdout = sandbox
        .succeed(&[
            "exec",
            target,
            "--",
            "sh",
            "-c",
            "echo $AWS_ACCESS_KEY_ID $AWS_PROFILE; umask",
        ])
        .out;
    assert_eq!(stdout.lines().collect::<Vec<_>>(), [key, "0022"]);
    assert_eq!(
        sandbox.run(&["exec", target, "--", "sh", "-c", "exit 7"]).code,
        Some(7)
    );
    let sourced = sandbox
        .command("bash")
        .args([
            "-c",
            r#"eval "$("$0" env "$1" --shell bash)"; echo "$AWS_ACCESS_KEY_ID""#,
        ])
        .args([crate::sandbox::program().as_os_str(), target.as_ref()])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(sourced.stdout).unwrap().trim(), key);
}

#[test]
fn sign_in_with_a_code() {
    let sandbox = Sandbox::new();
    sandbox.add_portal();
    let mut command = sandbox.rolecall(&["sign-in", "--device-code"]);
    sandbox
        .emulator
        .command("settings", json!({"consent": "page"}))
        .unwrap();
    let mut child = KillOnDrop(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(child.0.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let code = lines.find_map(|line| {
        line.trim()
            .strip_prefix("Your code:")
            .map(|code| code.trim().to_owned())
    });
    sandbox
        .emulator
        .command("device", json!({"user_code": code.unwrap(), "allow": true}))
        .unwrap();
    let rest: Vec<String> = lines.collect();
    assert!(child.0.wait().unwrap().success(), "{rest:?}");
    assert!(
        rest.iter().any(|line| line.contains("started yourself")),
        "{rest:?}"
    );
    assert_eq!(sandbox.targets().len(), 12);
}

#[test]
fn a_locked_and_a_missing_keychain_have_an_exit_code() {
    let sandbox = Sandbox::with_sign_in(Organization::generated(2, 1));
    let target = sandbox.targets().remove(0);
    let locked = sandbox
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
    let output = sandbox.run(&["credential-process", &target]);
    assert_eq!(
        (output.code, output.out.as_str()),
        (Some(5), ""),
        "{}",
        output.err
    );
    assert!(output.err.contains("keychain"), "{}", output.err);
    let mut without_bus = sandbox.rolecall(&["credential-process", &target]);
    let output: crate::sandbox::ProgramOutput = without_bus
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .output()
        .unwrap()
        .into();
    assert_eq!(
        (output.code, output.out.as_str()),
        (Some(5), ""),
        "{}",
        output.err
    );
}

/// Searches all files except the keychain's own for every secret that the emulator issued.
fn assert_no_secret_in_files(sandbox: &Sandbox) {
    let secrets: Vec<Secret> = sandbox
        .emulator
        .issued()
        .into_iter()
        .map(|issued| Secret::new(issued.kind, issued.value.into_bytes()))
        .collect();
    assert!(secrets.len() > 4, "the emulator issued secrets");
    let scanner = Scanner::new(&secrets);
    std::fs::write(
        sandbox.folder().join("home/planted"),
        sandbox.emulator.issued()[0].value.as_bytes(),
    )
    .unwrap();
    let mut found = Vec::new();
    for_each_file(sandbox.folder(), &mut |file, bytes| {
        found.extend(
            scanner
                .find(bytes)
                .into_iter()
                .map(|hit| format!("{}: {hit:?}", file.display())),
        );
    });
    assert_eq!(found.len(), 1, "only the planted secret: {found:?}");
}

fn for_each_file(folder: &Path, visit: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            for_each_file(&path, visit);
        } else if path.is_file() && path.extension().is_none_or(|end| end != "keyring") {
            visit(&path, &std::fs::read(&path).unwrap());
        }
    }
}
