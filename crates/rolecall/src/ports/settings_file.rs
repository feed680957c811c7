//! The port to what the user set. The file is edited, never rewritten: the port gives text, the domain edits it.

use super::file_fault::FileFault;
use thiserror::Error;

/// Why the settings file could not be read or replaced.
#[derive(Debug, Error)]
pub enum SettingsFileError {
    /// It cannot be read.
    #[error("the settings file cannot be read: {detail}")]
    Unreadable {
        /// What the system said.
        detail: String,
    },
    /// It is not read, because another user owns it or a folder above.
    #[error("{path} belongs to another user")]
    OtherOwner {
        /// The file or folder.
        path: String,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// It is not read, because other users can change it or a folder above.
    #[error("{path} can be changed by other users")]
    WritableByOthers {
        /// The file or folder.
        path: String,
    },
    /// It cannot be replaced; the old one is untouched.
    #[error("the settings file cannot be written: {0}")]
    Unwritable(FileFault),
    /// Somebody keeps changing it.
    #[error("the settings file is being changed by another program")]
    Busy,
}

/// `settings.toml` as text.
pub trait SettingsFile: Send + Sync {
    /// Returns its text; empty when there is no file.
    fn read(&self) -> Result<String, SettingsFileError>;
    /// Replaces its text atomically with what `edit` makes of the newest, under a lock. `edit` may run again when another program changed the file.
    fn edit(&self, edit: &mut dyn FnMut(&str) -> String) -> Result<(), SettingsFileError>;
    /// Returns the path, to show to the user.
    fn shown_path(&self) -> String;
}
