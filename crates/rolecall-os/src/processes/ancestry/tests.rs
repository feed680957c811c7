//! Names of programs, shells that run one command, and the processes of this machine.

use super::*;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

const CHILD: &str = "ROLECALL_TEST_PARENT";

fn named(short_name: &str, file: &str) -> String {
    let stat = ProcessStat {
        short_name: short_name.to_owned(),
        state: b'S',
        parent: 1,
        started: 1,
    };
    name(&stat, (!file.is_empty()).then(|| Path::new(file)))
}

#[test]
fn a_program_is_named_after_its_file_and_a_script_after_itself() {
    assert_eq!(named("terraform", "/usr/bin/terraform"), "terraform");
    assert_eq!(named("gone", "/usr/bin/gone (deleted)"), "gone");
    assert_eq!(
        named("a-very-long-nam", "/opt/a-very-long-name-indeed"),
        "a-very-long-name-indeed"
    );
    assert_eq!(named("renamed itself", "/usr/bin/java"), "java");
    assert_eq!(named("aws", "/usr/bin/python3.11"), "aws");
    assert_eq!(named("deploy.sh", "/usr/bin/dash"), "deploy.sh");
    assert_eq!(named("bash", "/usr/bin/bash"), "bash");
    assert_eq!(named("", "/usr/bin/python3"), "python3");
    assert_eq!(named("hidden", ""), "hidden", "of somebody else");
}

/// Runs `line` in bash, with this test in place of `"$0"`, and returns what the innermost saw as its parent.
fn seen_through(folder: &Path, line: &str) -> String {
    let this = std::env::current_exe().unwrap();
    let ended = Command::new("bash")
        .args(["--norc", "-i", "-c", &format!("{line}; true")])
        .arg(&this)
        .current_dir(folder)
        .env(CHILD, "1")
        .env("HOME", folder.parent().unwrap())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let seen = said.lines().find_map(|line| line.strip_prefix("seen "));
    seen.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&ended.stderr)))
        .to_owned()
}

#[test]
fn shells_that_run_one_command_are_skipped() {
    if std::env::var_os(CHILD).is_some() {
        let home = std::env::var_os("HOME").map(PathBuf::from);
        let seen = parent(home.as_deref()).unwrap();
        assert!(is_running(&seen));
        writeln!(std::io::stdout(), "seen {} {}", seen.name, seen.folder.unwrap()).unwrap();
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("a b");
    std::fs::create_dir(&folder).unwrap();
    let inner =
        r#""$0" --exact processes::ancestry::tests::shells_that_run_one_command_are_skipped --nocapture"#;
    // A script that is a program of its own name, as `aws` is.
    let script = folder.join("deploy");
    std::fs::write(
        &script,
        format!(
            "#!/bin/bash\n\"$1\" {}\ntrue\n",
            inner.trim_start_matches("\"$0\"")
        ),
    )
    .unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    symlink("/bin/bash", folder.join("tool")).unwrap();
    assert_eq!(seen_through(&folder, "./deploy \"$0\""), "deploy ~/a b");
    assert_eq!(
        seen_through(
            &folder,
            r#"cat > inner.sh <<<"'$0' --exact processes::ancestry::tests::shells_that_run_one_command_are_skipped --nocapture; true"; bash inner.sh"#
        ),
        "bash ~/a b",
        "a shell that runs a script is the program"
    );
    let passed_on = format!(
        "cat > pass.sh <<'END'\n#!/bin/bash\nsh -c 'bash -ec \"\\\"$1\\\" {}; true\" - \"$1\"; true' - \"$1\"; true\nEND\nchmod +x pass.sh; ./pass.sh \"$0\"",
        inner.trim_start_matches("\"$0\"").replace('"', "")
    );
    assert_eq!(
        seen_through(&folder, &passed_on),
        "pass.sh ~/a b",
        "beyond two shells"
    );
}

#[test]
fn a_zombie_does_not_run() {
    let mut child = Command::new("sleep")
        .arg("600")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let stat = ProcessStat::read(child.id()).unwrap();
    let seen = ProcessInfo {
        name: "sleep".to_owned(),
        pid: child.id(),
        started: stat.started,
        folder: None,
    };
    assert_eq!(stat.parent, std::process::id());
    assert!(is_running(&seen));
    child.kill().unwrap();
    while ProcessStat::read(child.id()).is_some_and(|stat| stat.state != b'Z') {
        std::thread::yield_now();
    }
    assert!(!is_running(&seen), "a zombie does not run");
    child.wait().unwrap();
    assert!(!is_running(&seen));
}

/// Every `credential-process` waits for it. Compared with reading a file of `/proc` in the same run: a busy machine slows both.
#[test]
fn the_lookup_takes_no_longer_than_reading_a_hundred_files() {
    let (mut lookups, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        let started = Instant::now();
        std::fs::read("/proc/self/stat").unwrap();
        reads.push(started.elapsed());
        let started = Instant::now();
        parent(None).unwrap();
        lookups.push(started.elapsed());
    }
    reads.sort_unstable();
    lookups.sort_unstable();
    let (read, lookup) = (reads[100], lookups[100]);
    assert!(
        lookup < 100 * read,
        "{lookup:?} for a lookup, {read:?} for a file"
    );
}
