//! What hardening does to a process, observed in a child process.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const CHILD: &str = "ROLECALL_TEST_CHILD";

fn core_limit() -> String {
    let limits = fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    line.split_whitespace().nth(4).unwrap().to_owned()
}

fn umask() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    status
        .lines()
        .find_map(|line| line.strip_prefix("Umask:"))
        .unwrap()
        .trim()
        .to_owned()
}

fn is_dumpable() -> bool {
    rustix::process::dumpable_behavior().unwrap() == rustix::process::DumpableBehavior::Dumpable
}

/// Starts the test `name` again with an unlimited core size and the file mask 0002.
fn in_child(name: &str, body: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return body();
    }
    let itself = std::env::current_exe().unwrap();
    let line = format!(
        "umask 0002; ulimit -S -c unlimited; exec '{}' --exact {name} --nocapture",
        itself.display()
    );
    let ended = Command::new("bash")
        .args(["-c", &line])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let output = format!(
        "{}{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
    assert!(ended.status.success() && output.contains("1 passed"), "{output}");
}

#[test]
fn a_hardened_process_leaves_no_core_and_makes_private_files() {
    in_child(
        "a_hardened_process_leaves_no_core_and_makes_private_files",
        || {
            assert_eq!(
                (core_limit().as_str(), umask().as_str(), is_dumpable()),
                ("unlimited", "0002", true),
                "the control"
            );
            let hardening = rolecall_os::harden();
            assert_eq!(
                (core_limit().as_str(), umask().as_str(), is_dumpable()),
                ("0", "0077", false)
            );
            let world = tempfile::tempdir().unwrap();
            fs::write(world.path().join("f"), "x").unwrap();
            assert_eq!(
                fs::metadata(world.path().join("f")).unwrap().permissions().mode() & 0o777,
                0o600
            );
            assert_eq!(hardening.umask_digits().as_deref(), Some("0002"));
            hardening.restore();
            assert_eq!((core_limit().as_str(), umask().as_str()), ("unlimited", "0002"));
        },
    );
}

#[test]
fn a_detached_program_gets_the_original_mask_and_limit() {
    in_child("a_detached_program_gets_the_original_mask_and_limit", || {
        let hardening = rolecall_os::harden();
        let world = tempfile::tempdir().unwrap();
        let (program, given) = (world.path().join("a-window"), world.path().join("given"));
        let given_shown = given.display();
        let script = format!(
            "#!/bin/sh\n(umask; ulimit -S -c) > {given_shown}.part; mv {given_shown}.part {given_shown}\n"
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let environment = rolecall_os::EnvironmentVariables {
            path: Some(world.path().into()),
            ..rolecall_os::EnvironmentVariables::default()
        };
        rolecall_os::process_launch::spawn_detached("a-window", &environment, hardening).unwrap();
        let words = loop {
            match fs::read_to_string(&given) {
                Ok(words) => break words,
                Err(_) => std::thread::yield_now(),
            }
        };
        assert_eq!(words, "0002\nunlimited\n");
    });
}

/// Returns how many files a crash leaves in its folder.
fn files_after_a_crash(what: &str) -> usize {
    let world = tempfile::tempdir().unwrap();
    let itself = std::env::current_exe().unwrap();
    let line = format!(
        "ulimit -c unlimited; '{}' --exact a_crash_leaves_no_core_on_the_disk",
        itself.display()
    );
    let ended = Command::new("bash")
        .args(["-c", &line])
        .current_dir(world.path())
        .env(CHILD, what)
        .output()
        .unwrap();
    assert!(!ended.status.success(), "it did not crash");
    world.path().read_dir().unwrap().count()
}

#[test]
fn a_crash_leaves_no_core_on_the_disk() {
    match std::env::var(CHILD).as_deref() {
        Ok("hardened") => {
            let _hardening = rolecall_os::harden();
            std::process::abort();
        }
        Ok(_) => std::process::abort(),
        Err(_) => {}
    }
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    if !pattern.starts_with(['|', '/']) {
        assert_eq!(
            files_after_a_crash("soft"),
            1,
            "the control: an ordinary process leaves a core here"
        );
    }
    assert_eq!(files_after_a_crash("hardened"), 0);
}
