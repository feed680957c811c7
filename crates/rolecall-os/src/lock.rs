//! Lock files: one at a time between processes. The system lets go when a holder is killed.
//!
//! The files are under the state folder, where every program of the user finds the same ones, whether or not it was told
//! of a runtime folder. Versions that locked in the runtime folder do not meet these: while one of them still runs, the
//! database and the settings file keep themselves whole, and at worst a token is renewed twice.
//!
//! It must not know what is done under a lock. A file is never removed: removing one that somebody waits for would
//! let two hold "the same" lock.

use crate::places::Places;
use crate::private_files;
use async_trait::async_trait;
use rolecall::ports::{Lock, LockError, LockGuard, LockName};
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::Instant;

const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// Locks on files of the folder of locks, which is one for every program of the user.
#[derive(Clone, Debug)]
pub struct LockFiles {
    places: Places,
}

impl LockFiles {
    /// Makes nothing yet.
    pub fn new(places: &Places) -> Self {
        Self {
            places: places.clone(),
        }
    }

    fn open(&self, name: &LockName) -> io::Result<File> {
        private_files::open_or_create(&self.places.make_lock_folder()?.join(file_name(name)))
    }
}

#[async_trait]
impl Lock for LockFiles {
    async fn acquire(&self, name: &LockName, patience: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let file = self.open(name).map_err(|error| unusable(&error))?;
        let until = Instant::now() + patience;
        let mut pause = FIRST_PAUSE;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(Held { _file: file })),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => return Err(LockError::Busy),
                Err(TryLockError::WouldBlock) => {
                    let left = until.saturating_duration_since(Instant::now());
                    tokio::time::sleep(pause.min(left)).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(TryLockError::Error(error)) => return Err(unusable(&error)),
            }
        }
    }
}

struct Held {
    _file: File,
}

impl LockGuard for Held {}

fn unusable(error: &io::Error) -> LockError {
    LockError::Unusable {
        detail: error.to_string(),
    }
}

/// Names are hostile and long: the file carries their hash.
fn file_name(name: &LockName) -> PathBuf {
    let text = match name {
        LockName::SignIn(portal) => format!("sign-in\n{}", portal.as_str()),
        LockName::RoleSession(assignment) => format!("role-session\n{}", assignment.target()),
    };
    let digest = Sha256::digest(text.as_bytes());
    PathBuf::from(format!("{}.lock", hex::encode(&digest[..16])))
}

#[cfg(test)]
mod tests;
