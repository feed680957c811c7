//! Why the settings cannot be read or changed.

use super::descriptors::InvalidSettingValue;
use thiserror::Error;

/// Why the settings cannot be read. Unreadable settings are never overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the settings: {message}")]
pub struct SettingsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there. It may quote a key, but never a value.
    pub message: String,
}

/// Why the settings were not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsEditError {
    /// The current settings cannot be read, and are not overwritten.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// There already is a portal with this name.
    #[error("there is a portal of this name already")]
    PortalExists,
    /// There is no portal with this name.
    #[error("there is no portal of this name")]
    PortalNotFound,
    /// A setting cannot have this value.
    #[error(transparent)]
    InvalidValue(#[from] InvalidSettingValue),
    /// The text is not a valid alias.
    #[error("an alias is one word of letters, digits and . _ + -")]
    InvalidAlias,
    /// A duration is not whole minutes up to a week, there are too many limits or patterns, or a pattern is empty or too long.
    #[error("a limit is 1 minute to 7 days, with at most 100 patterns of 1 to 256 characters")]
    InvalidLimit,
    /// The note is empty or too long.
    #[error("a note has 1 to 500 characters")]
    InvalidNote,
    /// A tag is invalid, or there are too many.
    #[error("an account has at most 16 tags, each one word of letters, digits and . _ + - / : = @")]
    InvalidTags,
    /// The layout of the file does not allow this change, which has to be made by hand.
    #[error("the settings are written in a way that this change does not fit into")]
    UnsupportedLayout,
}
