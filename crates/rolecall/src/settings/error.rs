//! Why the settings cannot be read or changed.

use thiserror::Error;

/// Why the settings cannot be read. Settings that cannot be read are never written over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line} of the settings: {message}")]
pub struct SettingsError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there; may quote a key, never a value.
    pub message: String,
}

/// Why the settings were not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsEditError {
    /// They cannot be read, and are never written over.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// A portal of that name is there already.
    #[error("there is a portal of this name already")]
    PortalExists,
    /// There is no portal of that name.
    #[error("there is no portal of this name")]
    NoSuchPortal,
    /// The text cannot be an alias.
    #[error("an alias is one word of letters, digits and . _ + -")]
    NotAnAlias,
    /// The time is shorter than a second or longer than an hour.
    #[error("the clipboard is cleared after a second to an hour")]
    NotAClipboardTime,
    /// The days are none or more than ten years.
    #[error("the history is kept for 1 to 3650 days")]
    NotHistoryDays,
    /// The keys are no shortcut.
    #[error("a shortcut is one key with Ctrl, Alt or Super held, such as Ctrl+Alt+R")]
    NotAShortcut,
    /// A time is not whole minutes up to a week, or there are too many limits or patterns, or one is empty or too long.
    #[error("a limit is 1 minute to 7 days, with at most 100 patterns of 1 to 256 characters")]
    NotALimit,
    /// The note is empty or too long.
    #[error("a note has 1 to 500 characters")]
    NotANote,
    /// One of the tags cannot be one, or there are too many.
    #[error("an account has at most 16 tags, each one word of letters, digits and . _ + - / : = @")]
    NotTags,
    /// The file is written in a way that this change does not fit into: it has to be made by hand.
    #[error("the settings are written in a way that this change does not fit into")]
    DoesNotFit,
}
