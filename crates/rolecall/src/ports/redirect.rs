//! The port to the loopback listener that the browser comes back to (RFC 8252, 7.3).

use async_trait::async_trait;
use rolecall_model::secret::{AuthorizationCode, OauthState};
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
    /// Another `error=` with the right state.
    #[error("the sign-in page answered an error: {code}")]
    Failed {
        /// The OAuth error code, cut to its own alphabet.
        code: String,
    },
}

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
    /// Waits for the one request with the right path, host and state. Every other request is answered and ignored.
    async fn answer(&mut self, state: &OauthState) -> Result<AuthorizationCode, RedirectError>;
}
