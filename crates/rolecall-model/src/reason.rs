//! Why a user uses a role: the ticket or the words that they give for it.
//!
//! It must not know where it is shown, nor who asked for it.

use serde::Serialize;
use std::fmt;
use thiserror::Error;

/// In characters.
pub const MAX_REASON_LENGTH: usize = 200;

/// What a user says that they use a role for, such as `INC-42`: one line without spaces around it. Hostile text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidReason {
    /// There is nothing but spaces.
    #[error("a reason is empty")]
    Empty,
    /// It is longer than [`MAX_REASON_LENGTH`].
    #[error("a reason is too long")]
    TooLong,
    /// It has a line break or another control character.
    #[error("a reason has control characters")]
    ControlCharacter,
}

impl Reason {
    /// Parses what a user typed; spaces around it are left out.
    ///
    /// # Errors
    /// [`InvalidReason`].
    pub fn parse(text: &str) -> Result<Self, InvalidReason> {
        let text = text.trim();
        if text.is_empty() {
            Err(InvalidReason::Empty)
        } else if text.chars().any(char::is_control) {
            Err(InvalidReason::ControlCharacter)
        } else if text.chars().count() > MAX_REASON_LENGTH {
            Err(InvalidReason::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text as part of the name of a role session: what AWS does not accept there is a hyphen.
    pub fn in_session_name(&self) -> String {
        self.0.chars().map(session_name_character).collect()
    }
}

/// Returns what stands for `c` in the name of a role session: `A–Z a–z 0–9 _ + = , . @ -` stand for themselves (STS API Reference,
/// `AssumeRole`, `RoleSessionName`).
pub(crate) fn session_name_character(c: char) -> char {
    if c.is_ascii_alphanumeric() || "_+=,.@-".contains(c) {
        c
    } else {
        '-'
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidReason, MAX_REASON_LENGTH, Reason};

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        assert_eq!(
            Reason::parse("  INC-42: pay \u{202e}run ").unwrap().as_str(),
            "INC-42: pay \u{202e}run"
        );
        for (text, error) in [
            ("", InvalidReason::Empty),
            (" \t ", InvalidReason::Empty),
            ("INC-42\nINC-43", InvalidReason::ControlCharacter),
            ("INC-42\u{1b}[31m", InvalidReason::ControlCharacter),
        ] {
            assert_eq!(Reason::parse(text), Err(error), "{text:?}");
        }
        assert!(Reason::parse(&"ä".repeat(MAX_REASON_LENGTH)).is_ok());
        assert_eq!(
            Reason::parse(&"ä".repeat(MAX_REASON_LENGTH + 1)),
            Err(InvalidReason::TooLong)
        );
    }
}
