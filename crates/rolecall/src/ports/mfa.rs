//! The ports to the codes of MFA devices: from the user, or from a command.

use async_trait::async_trait;
use rolecall_model::role_definition::MfaSerial;
use rolecall_model::role_ref::RoleRef;
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

/// What a code is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaCodeRequest {
    /// The role whose credentials it leads to.
    pub role: RoleRef,
    /// The device that shows it.
    pub device: MfaSerial,
}

/// Whoever has the MFA device.
pub trait MfaPrompt: Send + Sync {
    /// Returns the codes that the user gives for `request`. Nobody is asked before one of them is waited for.
    fn codes(&self, request: MfaCodeRequest) -> Box<dyn EnteredMfaCodes>;
}

/// The codes that a user gives for one request, until it is dropped.
#[async_trait]
pub trait EnteredMfaCodes: Send {
    /// Returns the code that the device shows, as the user gave it; nothing where nobody can be asked, or the user gave none. Asked
    /// again, the code before was refused.
    async fn next(&mut self) -> Option<MfaCode>;
}

/// Nobody who could be asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMfaPrompt;

impl MfaPrompt for NoMfaPrompt {
    fn codes(&self, _: MfaCodeRequest) -> Box<dyn EnteredMfaCodes> {
        Box::new(*self)
    }
}

#[async_trait]
impl EnteredMfaCodes for NoMfaPrompt {
    async fn next(&mut self) -> Option<MfaCode> {
        None
    }
}
