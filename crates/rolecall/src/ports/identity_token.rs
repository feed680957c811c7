//! The port to the tokens of other identity providers.

use async_trait::async_trait;
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::WebIdentityToken;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// In characters: the longest token that STS takes.
pub const MAX_IDENTITY_TOKEN_LENGTH: usize = 20_000;

/// Why there is no token. None of it holds what a file or a command said.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityTokenError {
    /// There is no such file.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read: {detail}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// What was read is empty, too long, or more than one word.
    #[error("what was read is not a token")]
    NotAToken,
    /// The command cannot be run.
    #[error("the command does not run: {0}")]
    NotRun(String),
    /// The command failed.
    #[error("the command failed: {0}")]
    Failed(String),
    /// The command did not end in time.
    #[error("the command did not end in time")]
    TimedOut,
}

impl IdentityTokenError {
    /// Returns why `path` was not read.
    pub fn from_io(path: PathBuf, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Missing(path)
        } else {
            Self::Unreadable {
                path,
                detail: error.to_string(),
            }
        }
    }
}

/// Returns the token in `text`: one word of 4 to 20,000 characters, with white space around it ignored.
///
/// # Errors
/// [`IdentityTokenError::NotAToken`].
pub fn parse_identity_token(text: &str) -> Result<WebIdentityToken, IdentityTokenError> {
    let token = text.trim();
    let is_token =
        (4..=MAX_IDENTITY_TOKEN_LENGTH).contains(&token.len()) && token.chars().all(|c| c.is_ascii_graphic());
    is_token
        .then(|| WebIdentityToken::from_exposed(token))
        .ok_or(IdentityTokenError::NotAToken)
}

/// The tokens of other identity providers.
#[async_trait]
pub trait IdentityTokens: Send + Sync {
    /// Reads the token that is at `source` now. It takes a limited time.
    async fn token(&self, source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError>;
}
