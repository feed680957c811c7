//! Exclusive locks on files between processes, waited for within a time limit.
//!
//! The system releases a lock when its file is closed, also when the process that holds it is killed. It must not know
//! what a lock protects. Waiting in an async task is `lock`'s business: this module blocks its thread.

use crate::lock_owner::{is_same_program, owner_of};
use rolecall::ports::{LockOwner, OwnerState};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// The time between two attempts.
const RETRY_PAUSE: Duration = Duration::from_millis(5);
/// How long an owner is waited for of which nobody knows when it is done: a process that is suspended, or another program.
const UNKNOWN_TIMEOUT: Duration = Duration::from_millis(100);
/// How the names of Rolecall's programs begin. They hold a lock for some milliseconds.
const OWN_PROGRAMS: &str = "rolecall";

/// Why a file was not locked.
#[derive(Debug, Error)]
pub(crate) enum FileLockError {
    /// Another process held the lock until the time limit.
    #[error("another process holds the lock")]
    Busy {
        /// That process, where the system tells.
        owner: Option<LockOwner>,
    },
    /// The file cannot be locked.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Locks `file`, which is at `path`, exclusively and returns it; dropping it releases the lock. It blocks this thread for
/// `timeout` at most, for 100 milliseconds if the owner is suspended or no program of Rolecall, and tries at least once.
///
/// # Errors
/// [`FileLockError::Busy`] after that time, [`FileLockError::Io`] with the system's error.
pub(crate) fn lock(file: File, path: &Path, timeout: Duration) -> Result<File, FileLockError> {
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if is_hopeless(path, started.elapsed(), timeout) => {
                return Err(FileLockError::Busy {
                    owner: owner_of(path),
                });
            }
            Err(TryLockError::WouldBlock) => {
                thread::sleep(RETRY_PAUSE.min(timeout.saturating_sub(started.elapsed())));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Tells whether to wait no longer for the file at `path`, after `waited` of `timeout`.
fn is_hopeless(path: &Path, waited: Duration, timeout: Duration) -> bool {
    waited >= timeout || (waited >= UNKNOWN_TIMEOUT && owner_of(path).is_some_and(|owner| !is_brief(&owner)))
}

/// Tells whether the owner of a lock will release it soon: a program of Rolecall that runs.
pub(crate) fn is_brief(owner: &LockOwner) -> bool {
    (owner.program.starts_with(OWN_PROGRAMS) || is_same_program(owner)) && !is_suspended(Some(owner))
}

/// Tells whether an owner does nothing until somebody continues it.
pub(crate) fn is_suspended(owner: Option<&LockOwner>) -> bool {
    owner.is_some_and(|owner| owner.state == OwnerState::Suspended)
}

#[cfg(test)]
mod tests {
    //! A held lock is waited for until the limit, and no longer.

    use super::{FileLockError, lock};
    use crate::private_files::open_or_create;
    use std::thread;
    use std::time::{Duration, Instant};

    #[test]
    fn a_held_lock_ends_in_an_error_at_the_time_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let open = || open_or_create(&path).unwrap();
        let held = lock(open(), &path, Duration::ZERO).unwrap();
        let started = Instant::now();
        let limit = Duration::from_millis(50);
        assert!(matches!(
            lock(open(), &path, limit),
            Err(FileLockError::Busy { .. })
        ));
        assert!(started.elapsed() >= limit);
        drop(held);
        lock(open(), &path, Duration::ZERO).unwrap();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn another_program_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let mut owner = crate::tests::hold_lock(&path);
        let refused = lock(open_or_create(&path).unwrap(), &path, Duration::from_secs(60));
        let Err(FileLockError::Busy { owner: Some(found) }) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(found.pid, owner.id());
        owner.kill().unwrap();
        owner.wait().unwrap();
    }

    #[test]
    fn a_lock_that_is_released_meanwhile_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let held = lock(open_or_create(&path).unwrap(), &path, Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let waiting =
                scope.spawn(|| lock(open_or_create(&path).unwrap(), &path, Duration::from_secs(20)));
            drop(held);
            waiting.join().unwrap().unwrap();
        });
    }
}
