//! Exclusive locks on files between processes, waited for within a time limit.
//!
//! The system releases a lock when its file is closed, also when the process that holds it is killed. It must not know
//! what a lock protects. Waiting in an async task is `lock`'s business: this module blocks its thread.

use std::fs::{File, TryLockError};
use std::io;
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// The time between two attempts.
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// Why a file was not locked.
#[derive(Debug, Error)]
pub(crate) enum FileLockError {
    /// Another process held the lock until the time limit.
    #[error("another process holds the lock")]
    Busy,
    /// The file cannot be locked.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Locks `file` exclusively and returns it; dropping it releases the lock. It blocks this thread for `timeout` at most,
/// and tries at least once.
///
/// # Errors
/// [`FileLockError::Busy`] after `timeout`, [`FileLockError::Io`] with the system's error.
pub(crate) fn lock(file: File, timeout: Duration) -> Result<File, FileLockError> {
    let deadline = Instant::now() + timeout;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(FileLockError::Busy);
                }
                thread::sleep(RETRY_PAUSE.min(left));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
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
        let held = lock(open(), Duration::ZERO).unwrap();
        let started = Instant::now();
        let limit = Duration::from_millis(50);
        assert!(matches!(lock(open(), limit), Err(FileLockError::Busy)));
        assert!(started.elapsed() >= limit);
        drop(held);
        lock(open(), Duration::ZERO).unwrap();
    }

    #[test]
    fn a_lock_that_is_released_meanwhile_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let held = lock(open_or_create(&path).unwrap(), Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| lock(open_or_create(&path).unwrap(), Duration::from_secs(20)));
            drop(held);
            waiting.join().unwrap().unwrap();
        });
    }
}
