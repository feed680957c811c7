//! The ports to the codes of MFA devices: from the user, or from a command.

use async_trait::async_trait;
use rolecall_model::role_definition::MfaSerial;
use rolecall_model::secret::MfaCode;
use thiserror::Error;

/// In characters: what STS takes as `TokenCode`.
const CODE_LENGTH: usize = 6;

/// Why a command gave no code. None of it holds what the command said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MfaCommandError {
    /// It cannot be run.
    #[error("the command does not run: {0}")]
    NotRun(String),
    /// It failed.
    #[error("the command failed: {0}")]
    Failed(String),
    /// What it printed is no code.
    #[error("the command printed no code")]
    NotACode,
    /// It did not end in time.
    #[error("the command did not end in time")]
    TimedOut,
}

/// Returns the code in `text`: six digits, between which some devices show a space.
pub fn parse_mfa_code(text: &str) -> Option<MfaCode> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = digits.len() == CODE_LENGTH && digits.bytes().all(|b| b.is_ascii_digit());
    is_code.then(|| MfaCode::from_exposed(digits))
}

/// Commands that print the code of an MFA device.
#[async_trait]
pub trait MfaCommands: Send + Sync {
    /// Runs `command`, which takes a limited time, and returns the code that it prints.
    async fn printed_code(&self, command: &str) -> Result<MfaCode, MfaCommandError>;
}

/// Whoever has the MFA device.
#[async_trait]
pub trait MfaPrompt: Send + Sync {
    /// Returns the code that `device` shows, as the user gave it; nothing where nobody can be asked, or the user gave none.
    async fn code(&self, device: &MfaSerial) -> Option<MfaCode>;
}

/// Nobody who could be asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMfaPrompt;

#[async_trait]
impl MfaPrompt for NoMfaPrompt {
    async fn code(&self, _: &MfaSerial) -> Option<MfaCode> {
        None
    }
}
