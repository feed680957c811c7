//! What several tests need: a home of its own, another process that holds a lock.

use crate::environment::EnvironmentVariables;
use crate::paths::Paths;
use std::path::Path;

/// Returns the paths of a program whose home is `home`.
pub(crate) fn paths_in(home: impl AsRef<Path>) -> Paths {
    let environment = EnvironmentVariables {
        rolecall_home: Some(home.as_ref().to_owned()),
        ..EnvironmentVariables::default()
    };
    Paths::from_environment(&environment).unwrap()
}

/// Returns a new home, which goes when it is dropped, and its paths.
pub(crate) fn home() -> (tempfile::TempDir, Paths) {
    let home = tempfile::tempdir().unwrap();
    let paths = paths_in(home.path());
    (home, paths)
}

/// Starts another program that holds the lock on the file at `path` until it is killed.
#[cfg(target_os = "linux")]
pub(crate) fn hold_lock(path: &Path) -> std::process::Child {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let script = "use Fcntl ':flock'; open F, '+>>', shift; flock F, LOCK_EX; $| = 1; print 'held'; <STDIN>";
    let mut owner = Command::new("perl")
        .args(["-e", script])
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    owner.stdout.as_mut().unwrap().read_exact(&mut [0; 4]).unwrap();
    owner
}
