//! `settings.toml`: read as text and replaced whole, by one Rolecall process at a time; no other program's change is lost, and
//! nothing is read that another user can change.
//!
//! It must not know what the settings are.

use crate::atomic_file;
use crate::blocking::blocking;
use crate::file_fault::fault;
use crate::file_lock::{self, FileLockError};
use crate::file_trust::{self, FileTrustError};
use crate::paths::Paths;
use crate::private_files;
use crate::random::SystemRandom;
use rolecall::ports::{SettingsFile, SettingsFileError};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

const LOCK_FILE: &str = "settings.lock";
/// How long another Rolecall process may hold the lock on the settings before it is done without. An edit takes some 10 ms.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
/// How often an edit starts over because another program changed the file meanwhile.
const MAX_ATTEMPTS: usize = 20;
/// The time between two attempts.
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// The settings file. An edit blocks its thread for two seconds at most while another process holds the lock, for 100
/// milliseconds if that is suspended, and for 100 milliseconds more while another program keeps changing the file.
///
/// A file that changed since it was read is never replaced. The lock is for the moment between that check and the replacement;
/// where it cannot be had, the change of a user counts for more than that moment.
#[derive(Clone, Debug)]
pub struct SettingsToml {
    paths: Paths,
    lock_timeout: Duration,
}

impl SettingsToml {
    /// Opens nothing yet.
    pub fn new(paths: &Paths) -> Self {
        Self {
            paths: paths.clone(),
            lock_timeout: LOCK_TIMEOUT,
        }
    }

    fn path(&self) -> Result<PathBuf, SettingsFileError> {
        atomic_file::resolve(&self.paths.settings_file()).map_err(|error| unreadable(&error))
    }

    /// The file decides who gets credentials and from where: one that somebody else can change is not obeyed.
    fn check_trust(&self) -> Result<(), SettingsFileError> {
        let checked = file_trust::check(&self.paths.settings_file(), self.paths.user_home());
        checked.map_err(|error| match error {
            FileTrustError::OtherOwner { path, is_folder } => SettingsFileError::OtherOwner {
                path: path.display().to_string(),
                is_folder,
            },
            FileTrustError::WritableByOthers(path) => SettingsFileError::WritableByOthers {
                path: path.display().to_string(),
            },
            FileTrustError::Io(error) => unreadable(&error),
        })
    }

    /// Returns nothing when the lock cannot be had.
    fn lock(&self) -> Option<File> {
        let locked = || {
            let path = self.paths.create_lock_folder()?.join(LOCK_FILE);
            let file = private_files::open_or_create(&path)?;
            file_lock::lock(file, &path, self.lock_timeout)
        };
        locked()
            .inspect_err(
                |error: &FileLockError| tracing::warn!(%error, "the settings are changed without their lock"),
            )
            .ok()
    }

    fn edit_blocking(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        let lock = self.lock();
        self.check_trust()?;
        let path = self.path()?;
        if let Some(folder) = path.parent() {
            private_files::create_user_folder(folder).map_err(|error| unwritable(&error))?;
        }
        if lock.is_some() {
            atomic_file::remove_temporary_files(&path).map_err(|error| unwritable(&error))?;
        }
        for _ in 0..MAX_ATTEMPTS {
            let (bytes, version) = atomic_file::read(&path).map_err(|error| unreadable(&error))?;
            let old = text(bytes)?;
            let new = edit(&old);
            if new == old {
                return Ok(());
            }
            let replaced = atomic_file::replace(&path, new.as_bytes(), &version, &SystemRandom)
                .map_err(|error| unwritable(&error))?;
            if replaced {
                return Ok(());
            }
            thread::sleep(RETRY_PAUSE);
        }
        Err(SettingsFileError::Busy)
    }
}

impl SettingsFile for SettingsToml {
    fn read(&self) -> Result<String, SettingsFileError> {
        blocking(|| {
            let (bytes, version) = atomic_file::read(&self.path()?).map_err(|error| unreadable(&error))?;
            if version.existed() {
                self.check_trust()?;
            }
            text(bytes)
        })
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        blocking(|| self.edit_blocking(edit))
    }

    fn shown_path(&self) -> String {
        self.paths.settings_file().display().to_string()
    }
}

fn text(bytes: Vec<u8>) -> Result<String, SettingsFileError> {
    String::from_utf8(bytes).map_err(|_| SettingsFileError::Unreadable {
        detail: "it is not UTF-8 text".to_owned(),
    })
}

fn unreadable(error: &io::Error) -> SettingsFileError {
    SettingsFileError::Unreadable {
        detail: error.to_string(),
    }
}

fn unwritable(error: &io::Error) -> SettingsFileError {
    SettingsFileError::Unwritable(fault(error))
}

#[cfg(test)]
mod tests;
