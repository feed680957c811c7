//! Lock files: named locks between processes, waited for asynchronously. The system releases the lock of a killed process.
//!
//! The files are in the state folder, where every program of the user finds the same ones, with or without a runtime
//! folder. Versions that locked in the runtime folder do not see these locks: while one of them still runs, database and
//! settings file are still consistent, and at worst a token is renewed twice.
//!
//! It must not know what is done under a lock. A lock file is never removed: another process may wait for it, and two
//! would then hold "the same" lock.

use crate::paths::Paths;
use crate::private_files;
use async_trait::async_trait;
use rolecall::ports::{Lock, LockError, LockGuard, LockName};
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;

/// The time before the second attempt; it doubles with each attempt up to the maximum.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const MAX_PAUSE: Duration = Duration::from_millis(50);

/// Locks on the files of the lock folder, which is the same for every program of the user.
#[derive(Clone, Debug)]
pub struct LockFiles {
    paths: Paths,
}

impl LockFiles {
    /// Opens and creates nothing yet.
    pub fn new(paths: &Paths) -> Self {
        Self { paths: paths.clone() }
    }

    fn open(&self, name: &LockName) -> io::Result<File> {
        private_files::open_or_create(&self.paths.create_lock_folder()?.join(file_name(name)))
    }
}

#[async_trait]
impl Lock for LockFiles {
    async fn acquire(&self, name: &LockName, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let file = self.open(name).map_err(|error| unusable(&error))?;
        let deadline = Instant::now() + timeout;
        let mut pause = FIRST_PAUSE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(FileLockGuard { _file: file })),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Err(LockError::Busy),
                Err(TryLockError::WouldBlock) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    tokio::time::sleep(pause.min(left)).await;
                    pause = (pause * 2).min(MAX_PAUSE);
                }
                Err(TryLockError::Error(error)) => return Err(unusable(&error)),
            }
        }
    }
}

struct FileLockGuard {
    _file: File,
}

impl LockGuard for FileLockGuard {}

fn unusable(error: &io::Error) -> LockError {
    LockError::Unusable {
        detail: error.to_string(),
    }
}

/// Names may be long and hold any character: the file is named after their hash.
fn file_name(name: &LockName) -> PathBuf {
    let text = match name {
        LockName::SignIn(portal) => format!("sign-in\n{}", portal.as_str()),
        LockName::RoleSession(role) => format!("role-session\n{}", role.key()),
    };
    let digest = Sha256::digest(text.as_bytes());
    PathBuf::from(format!("{}.lock", hex::encode(&digest[..16])))
}

#[cfg(test)]
mod tests;
