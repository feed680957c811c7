//! The port to the tokens and assertions of other identity providers.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::{SamlAssertion, WebIdentityToken};
use std::io;
use std::path::PathBuf;
use thiserror::Error;
use zeroize::Zeroizing;

/// In characters: the longest token that STS takes.
pub const MAX_IDENTITY_TOKEN_LENGTH: usize = 20_000;
/// In characters: the longest assertion that STS takes, in base 64.
pub const MAX_ASSERTION_LENGTH: usize = 100_000;

/// Why there is no token or assertion. None of it holds what a file or a command said.
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
    /// What was read is not base 64, or too long.
    #[error("what was read is not an assertion")]
    NotAnAssertion,
    /// The command asks Rolecall for what it is to print itself.
    #[error("the command runs itself")]
    CallsItself,
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

/// Returns the assertion in `text`, a SAML response in base 64 of 4 to 100,000 characters. Line breaks and spaces are ignored: tools
/// put them between the characters, too.
///
/// # Errors
/// [`IdentityTokenError::NotAnAssertion`].
pub fn parse_assertion(text: &str) -> Result<SamlAssertion, IdentityTokenError> {
    let encoded: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
    let is_assertion = (4..=MAX_ASSERTION_LENGTH).contains(&encoded.len())
        && STANDARD.decode(encoded.as_bytes()).map(Zeroizing::new).is_ok();
    is_assertion
        .then(|| SamlAssertion::from_exposed(encoded.as_str()))
        .ok_or(IdentityTokenError::NotAnAssertion)
}

/// The tokens and assertions of other identity providers.
#[async_trait]
pub trait IdentityTokens: Send + Sync {
    /// Reads the token that is at `source` now. It takes a limited time.
    async fn token(&self, source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError>;

    /// Reads the assertion that is at `source` now. It takes a limited time.
    async fn assertion(&self, source: &IdentityTokenSource) -> Result<SamlAssertion, IdentityTokenError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_is_base_64_whatever_its_lines() {
        let wrapped = " PHNhbWxw\r\nOlJlc3Bv\n bnNlPg==\n";
        assert!(
            parse_assertion(wrapped)
                .unwrap()
                .matches("PHNhbWxwOlJlc3BvbnNlPg==")
        );
        let longest = "A".repeat(MAX_ASSERTION_LENGTH);
        assert!(parse_assertion(&longest).is_ok());
        let too_long = "A".repeat(MAX_ASSERTION_LENGTH + 4);
        for refused in ["", "A", "<samlp:Response>", "PHNhbWxw%3D", &too_long] {
            let error = parse_assertion(refused).unwrap_err();
            assert_eq!(error, IdentityTokenError::NotAnAssertion, "{refused:.20}");
        }
    }
}
