//! Lock files: named locks between processes, waited for asynchronously. The system releases the lock of a killed process.
//!
//! The files are in the state folder, where every program of the user finds the same ones, with or without a runtime
//! folder. Versions that locked in the runtime folder do not see these locks: while one of them still runs, database and
//! settings file are still consistent, and at worst a token is renewed twice.
//!
//! It must not know what is done under a lock. A lock file is never removed: another process may wait for it, and two
//! would then hold "the same" lock.

use crate::blocking::blocking;
use crate::file_fault::fault;
use crate::file_lock::is_suspended;
use crate::lock_owner::owner_of;
use crate::paths::Paths;
use crate::private_files;
use async_trait::async_trait;
use rolecall::ports::{Lock, LockError, LockGuard, LockName};
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// The time before the second attempt; it doubles with each attempt up to the maximum.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const MAX_PAUSE: Duration = Duration::from_millis(50);
/// How long an owner that is suspended is waited for: it releases nothing until it is continued.
const SUSPENDED_TIMEOUT: Duration = Duration::from_secs(10);

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

    /// A lock file that is there already serves where none can be created.
    fn open(&self, path: &Path) -> io::Result<File> {
        let created = self
            .paths
            .create_lock_folder()
            .and_then(|_| private_files::open_or_create(path));
        match created {
            Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => {
                private_files::open_to_read(path).map_err(|_| error)
            }
            opened => opened,
        }
    }
}

#[async_trait]
impl Lock for LockFiles {
    async fn acquire(&self, name: &LockName, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let path = self.paths.lock_folder().join(file_name(name));
        let file = blocking(|| self.open(&path)).map_err(|error| LockError::Unusable(fault(&error)))?;
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(FileLockGuard { _file: file })),
                Err(TryLockError::WouldBlock) => {
                    let waited = started.elapsed();
                    let is_suspended = || is_suspended(owner_of(&path).as_ref());
                    if waited >= timeout || (waited >= SUSPENDED_TIMEOUT && is_suspended()) {
                        let owner = owner_of(&path);
                        return Err(LockError::Busy { owner });
                    }
                    tokio::time::sleep(pause.min(timeout - waited)).await;
                    pause = (pause * 2).min(MAX_PAUSE);
                }
                Err(TryLockError::Error(error)) => return Err(LockError::Unusable(fault(&error))),
            }
        }
    }
}

struct FileLockGuard {
    _file: File,
}

impl LockGuard for FileLockGuard {}

/// Names may be long and hold any character: the file is named after their hash.
fn file_name(name: &LockName) -> PathBuf {
    let text = match name {
        LockName::SignIn(portal) => format!("sign-in\n{}", portal.as_str()),
        LockName::RoleSession(role) => format!("role-session\n{}", role.key()),
        LockName::LoginSession(role) => format!("login-session\n{}", role.as_str()),
        LockName::KeyRotation(user) => format!("key-rotation\n{}", user.as_str()),
        LockName::Listing(portal) => format!("listing\n{}", portal.as_str()),
    };
    let digest = Sha256::digest(text.as_bytes());
    PathBuf::from(format!("{}.lock", hex::encode(&digest[..16])))
}

#[cfg(test)]
mod tests;
