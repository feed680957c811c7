//! Files that another program holds, and files that cannot be written: what only reads works, and what has to wait says for whom.

use crate::sandbox::Sandbox;
use journeys::wait::{self, TIMEOUT};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A program that holds locks and is suspended, until this is dropped.
struct SuspendedOwner(Child);

impl SuspendedOwner {
    fn new(files: &[PathBuf]) -> Self {
        let script = "use Fcntl ':flock'; for (@ARGV) { open my $f, '+>>', $_; flock $f, LOCK_EX; push @all, $f } $| = 1; \
                      print 'held'; kill 'STOP', $$";
        let mut owner = Command::new("perl")
            .args(["-e", script])
            .args(files)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        owner.stdout.as_mut().unwrap().read_exact(&mut [0; 4]).unwrap();
        let stat = format!("/proc/{}/stat", owner.id());
        let suspended = || Ok(fs::read_to_string(&stat)?.contains(") T ").then_some(()));
        wait::until("the owner is suspended", TIMEOUT, suspended).unwrap();
        Self(owner)
    }
}

impl Drop for SuspendedOwner {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn is_of_role_session(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.ends_with(".lock") && name.len() > 30
}

#[test]
fn held_files_stop_nothing() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["default", &target]);
    let files = [
        sandbox.home().join("state/history.new"),
        sandbox.home().join("run/settings.lock"),
    ];
    let _owner = SuspendedOwner::new(&files);
    let targets = sandbox.targets();
    let commands: [&[&str]; 11] = [
        &["credential-process", &target],
        &["exec", &target, "--", "true"],
        &["env", &target],
        &["roles", "--refresh"],
        &["default", &targets[1]],
        &["history"],
        &["sessions"],
        &["stop", &target],
        &["sign-out"],
        &["sign-in", "--device-code"],
        &["credential-process", &target],
    ];
    for arguments in commands {
        sandbox.succeed(arguments);
    }
}

#[test]
fn a_lock_that_a_suspended_program_holds_is_named() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["credential-process", &target]);
    sandbox.succeed(&["stop", &target]);
    let locks = fs::read_dir(sandbox.home().join("run")).unwrap();
    let locks = locks
        .map(|entry| entry.unwrap().path())
        .filter(|path| is_of_role_session(path));
    let owner = SuspendedOwner::new(&locks.collect::<Vec<_>>());
    let failed = sandbox.run(&["credential-process", &target]);
    assert_eq!((failed.code, failed.printed.as_str()), (Some(1), ""));
    let expected = format!("locked by perl (process {}, suspended)", owner.0.id());
    assert!(failed.remarked.contains(&expected), "{}", failed.remarked);
    let doctor = sandbox.run(&["doctor"]);
    assert!(doctor.printed.contains(&expected), "{}", doctor.printed);
    drop(owner);
    sandbox.succeed(&["credential-process", &target]);
}

/// What is done to the state folder.
type Change = fn(&Path);

fn make_newer(state: &Path) {
    // The version that the file's owner set (https://www.sqlite.org/fileformat.html, "user version").
    let mut bytes = fs::read(state.join("state.db")).unwrap();
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(state.join("state.db"), bytes).unwrap();
}

fn open_to_others(state: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(state, fs::Permissions::from_mode(0o770)).unwrap();
}

#[test]
fn a_state_that_cannot_be_written_is_read() {
    let cases: [(Change, &str); 2] = [
        (make_newer, "made by a newer version of Rolecall"),
        (open_to_others, "can be written by others"),
    ];
    for (change, reason) in cases {
        let (sandbox, target) = Sandbox::with_target();
        let targets = sandbox.targets();
        sandbox.succeed(&["exec", &target, "--", "true"]);
        change(&sandbox.home().join("state"));
        assert_eq!(sandbox.targets(), targets, "{reason}");
        let ran = sandbox.succeed(&["exec", &target, "--", "true"]);
        assert_eq!(ran.remarked, "", "{reason}");
        sandbox.succeed(&["history"]);
        sandbox.succeed(&["sessions"]);
        let doctor = sandbox.run(&["doctor"]);
        assert!(doctor.printed.contains(reason), "{}", doctor.printed);
        let refused = sandbox.run(&["label", &target, "--favourite"]);
        assert!(refused.remarked.contains(reason), "{}", refused.remarked);
    }
}
