//! The port to a customer's own domain that stands for an access portal: where it leads.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::portal::StartUrl;
use thiserror::Error;

/// Why nobody knows where an address leads.
#[derive(Debug, Error)]
pub enum StartUrlRedirectError {
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// It did not answer.
    #[error("the start URL cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret, no query.
        detail: String,
    },
}

/// One request to a start URL that is not at AWS ("Using a custom domain for the AWS access portal").
#[async_trait]
pub trait StartUrlRedirect: Send + Sync {
    /// Returns the absolute address that `start_url` redirects to, if it redirects. The request carries nothing of the user, and the
    /// redirect is not followed: the address is hostile text that the caller has to judge.
    async fn redirect_target(&self, start_url: &StartUrl) -> Result<Option<String>, StartUrlRedirectError>;
}
