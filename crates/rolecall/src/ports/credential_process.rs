//! The port to commands that print credentials, as `credential_process` of an AWS profile does (AWS SDKs and Tools Reference Guide,
//! "Process credential provider").

use async_trait::async_trait;
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use serde::Deserialize;
use thiserror::Error;

/// In bytes: the longest output that is read.
pub const MAX_PROCESS_OUTPUT: usize = 65_536;
/// The version of the output that is understood.
const VERSION: u64 = 1;
/// What the id of a key begins with that has no end (IAM User Guide, "Unique identifiers").
const LONG_TERM_PREFIX: &str = "AKIA";

/// Why a command gave no credentials. None of it holds what the command printed on its standard output.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CredentialProcessError {
    /// The command cannot be run.
    #[error("the command does not run: {0}")]
    NotRun(String),
    /// The command failed.
    #[error("the command failed: {status}")]
    Failed {
        /// How it ended.
        status: String,
        /// The end of what it wrote to its standard error: hostile text.
        complaint: String,
    },
    /// The command did not end in time.
    #[error("the command did not end in time")]
    TimedOut,
    /// The command asks Rolecall for what it is to print itself.
    #[error("the command runs itself")]
    CallsItself,
    /// What it printed is no JSON, lacks a member, or is too long.
    #[error("what the command printed are no credentials")]
    NotCredentials,
    /// What it printed has another version than 1.
    #[error("the output has another version")]
    OtherVersion,
    /// The credentials have no session token: they are those of an IAM user.
    #[error("the credentials are a long-term access key")]
    LongTerm,
    /// The credentials do not say when they end.
    #[error("the credentials have no end")]
    NoExpiration,
}

/// What a command printed.
#[derive(Clone, Debug)]
pub struct PrintedCredentials {
    /// The credentials.
    pub credentials: RoleCredentials,
    /// The account that they are said to be of.
    pub account_id: Option<AccountId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProcessOutput {
    version: serde_json::Value,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
    expiration: Option<String>,
    account_id: Option<serde_json::Value>,
}

/// Returns the credentials in the output of a command.
///
/// # Errors
/// [`CredentialProcessError`].
pub fn parse_process_output(output: &str) -> Result<PrintedCredentials, CredentialProcessError> {
    let not_credentials = || CredentialProcessError::NotCredentials;
    let output: ProcessOutput = serde_json::from_str(output).map_err(|_| not_credentials())?;
    if output.version.as_u64() != Some(VERSION) {
        return Err(CredentialProcessError::OtherVersion);
    }
    let complete = |text: Option<String>| text.filter(|text| is_key_text(text));
    let access_key_id = complete(output.access_key_id).ok_or_else(not_credentials)?;
    let secret_access_key = complete(output.secret_access_key).ok_or_else(not_credentials)?;
    let session_token = output.session_token.filter(|token| !token.is_empty());
    let session_token = session_token.ok_or(CredentialProcessError::LongTerm)?;
    if is_long_term(&access_key_id) {
        return Err(CredentialProcessError::LongTerm);
    }
    let expiration = output.expiration.ok_or(CredentialProcessError::NoExpiration)?;
    let account_id = match output.account_id {
        None | Some(serde_json::Value::Null) => None,
        Some(value) => {
            let id = value.as_str().and_then(|id| AccountId::parse(id).ok());
            Some(id.ok_or_else(not_credentials)?)
        }
    };
    Ok(PrintedCredentials {
        credentials: RoleCredentials {
            access_key_id,
            secret_access_key: SecretAccessKey::from_exposed(secret_access_key),
            session_token: SessionToken::from_exposed(
                complete(Some(session_token)).ok_or_else(not_credentials)?,
            ),
            expires_at: expiration.parse::<Timestamp>().map_err(|_| not_credentials())?,
            obtained_at: None,
            source_identity: None,
            user: None,
        },
        account_id,
    })
}

/// Returns whether the id is that of a key without an end.
pub fn is_long_term(access_key_id: &str) -> bool {
    access_key_id.starts_with(LONG_TERM_PREFIX)
}

/// Returns whether a text can be a part of credentials: one word of ASCII.
pub(crate) fn is_key_text(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}

/// Commands that print credentials.
#[async_trait]
pub trait CredentialProcesses: Send + Sync {
    /// Runs `command` with the system's shell and returns what it prints. It takes a limited time; then it is ended, with everything
    /// it started.
    async fn credentials(&self, command: &str) -> Result<PrintedCredentials, CredentialProcessError>;

    /// Tells whether this process was started by `command` itself, be it for credentials or for a token.
    fn is_inside(&self, command: &str) -> bool;
}

#[cfg(test)]
mod tests;
