//! `settings.toml`: read as text, replaced whole, one writer of Rolecall at a time and no change of others overwritten.
//!
//! It must not know what is set.

use crate::atomic_file;
use crate::places::Places;
use crate::private_files;
use crate::random::SystemRandom;
use rolecall::ports::{SettingsFile, SettingsFileError};
use std::fs::{File, TryLockError};
use std::io;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

const LOCK: &str = "settings.lock";
/// How long another process of Rolecall may hold the file.
const TIMEOUT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);
/// How often another program may get in between.
const ATTEMPTS: usize = 20;

/// The settings file.
#[derive(Clone, Debug)]
pub struct SettingsToml {
    places: Places,
}

impl SettingsToml {
    /// Opens nothing yet.
    pub fn new(places: &Places) -> Self {
        Self {
            places: places.clone(),
        }
    }

    fn path(&self) -> Result<PathBuf, SettingsFileError> {
        atomic_file::resolve(&self.places.settings_file()).map_err(|error| unreadable(&error))
    }

    fn lock(&self) -> Result<File, SettingsFileError> {
        let folder = self
            .places
            .make_lock_folder()
            .map_err(|error| unwritable(&error))?;
        let file = private_files::open_or_create(&folder.join(LOCK)).map_err(|error| unwritable(&error))?;
        let until = Instant::now() + TIMEOUT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(SettingsFileError::Busy),
                Err(TryLockError::Error(error)) => return Err(unwritable(&error)),
            }
        }
    }
}

impl SettingsFile for SettingsToml {
    fn read(&self) -> Result<String, SettingsFileError> {
        let (bytes, _) = atomic_file::read(&self.path()?).map_err(|error| unreadable(&error))?;
        text(bytes)
    }

    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError> {
        let _alone = self.lock()?;
        let path = self.path()?;
        if let Some(folder) = path.parent() {
            private_files::make_folder_anywhere(folder).map_err(|error| unwritable(&error))?;
        }
        atomic_file::remove_unfinished(&path).map_err(|error| unwritable(&error))?;
        for _ in 0..ATTEMPTS {
            let (bytes, seen) = atomic_file::read(&path).map_err(|error| unreadable(&error))?;
            let old = text(bytes)?;
            let new = edit(&old);
            if new == old {
                return Ok(());
            }
            if atomic_file::replace(&path, new.as_bytes(), &seen, &SystemRandom)
                .map_err(|error| unwritable(&error))?
            {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
        Err(SettingsFileError::Busy)
    }

    fn shown_path(&self) -> String {
        self.places.settings_file().display().to_string()
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
    SettingsFileError::Unwritable {
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
