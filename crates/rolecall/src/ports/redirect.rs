//! The port to the loopback listener that the browser comes back to (RFC 8252, 7.3).

use async_trait::async_trait;
use rolecall_model::secret::{AuthorizationCode, OauthState};
use rolecall_model::sign_in::IgnoredRequest;
use thiserror::Error;

/// Why no code came back.
#[derive(Debug, Error)]
pub enum RedirectError {
    /// The listener could not be bound.
    #[error("cannot listen on 127.0.0.1: {detail}")]
    Bind {
        /// What the system said.
        detail: String,
    },
    /// The user or AWS refused: `error=access_denied` with the right state.
    #[error("the sign-in page answered that access is denied")]
    Denied,
    /// AWS does not know the client registration any more: `error=invalid_client` or `unauthorized_client` with the right state.
    #[error("the sign-in page answered that the client registration is not valid")]
    InvalidClient,
    /// AWS throttles: `error=slow_down` with the right state.
    #[error("the sign-in page answered: slow down")]
    SlowDown,
    /// AWS has trouble: `error=server_error` or `temporarily_unavailable` with the right state.
    #[error("the sign-in page answered an error of AWS: {code}")]
    Unavailable {
        /// The OAuth error code.
        code: String,
    },
    /// Another `error=` with the right state.
    #[error("the sign-in page answered an error: {code}")]
    Failed {
        /// The OAuth error code, cut to its own alphabet.
        code: String,
    },
}

impl RedirectError {
    /// Returns the error that an OAuth error code of the authorization response means (RFC 6749, 4.1.2.1, and those that SSO OIDC
    /// adds).
    pub fn from_code(error: &str) -> Self {
        let code = error_code(error);
        match error {
            "access_denied" => Self::Denied,
            "invalid_client" | "unauthorized_client" => Self::InvalidClient,
            "slow_down" => Self::SlowDown,
            "server_error" | "temporarily_unavailable" => Self::Unavailable { code },
            _ => Self::Failed { code },
        }
    }
}

/// Returns the OAuth error code in `text`: other characters than those of codes were not written by AWS and are removed.
pub fn error_code(text: &str) -> String {
    let is_allowed = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
    text.chars().filter(is_allowed).take(MAX_CODE_LENGTH).collect()
}

/// In characters: a longer OAuth error code is cut.
const MAX_CODE_LENGTH: usize = 64;

/// Binds a listener for one sign-in.
#[async_trait]
pub trait RedirectListener: Send + Sync {
    /// Binds a free port of 127.0.0.1.
    async fn bind(&self) -> Result<Box<dyn RedirectWait>, RedirectError>;
}

/// A bound listener. Dropping it closes the port.
#[async_trait]
pub trait RedirectWait: Send {
    /// Returns `http://127.0.0.1:<port>/oauth/callback`.
    fn redirect_uri(&self) -> String;
    /// Waits for the one request with the right path, host and state. Every other request is answered with a page and ignored;
    /// `ignored` hears of those that a user should know of.
    async fn answer(
        &mut self,
        state: &OauthState,
        ignored: &(dyn Fn(IgnoredRequest) + Send + Sync),
    ) -> Result<AuthorizationCode, RedirectError>;
}
