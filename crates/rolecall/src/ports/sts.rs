//! The port to STS: who credentials belong to.

use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use thiserror::Error;

/// Why STS did not tell.
#[derive(Debug, Error)]
pub enum StsError {
    /// The credentials expired or are not accepted.
    #[error("STS does not accept the credentials")]
    Refused,
    /// 5xx, throttled, or no answer.
    #[error("STS cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret.
        detail: String,
    },
}

/// Whom credentials belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The 12-digit account id.
    pub account: String,
    /// The ARN of the assumed role with the user's name.
    pub arn: String,
    /// The unique id.
    pub user_id: String,
}

/// STS (API 2011-06-15).
#[async_trait]
pub trait Sts: Send + Sync {
    /// `GetCallerIdentity`: always allowed to valid credentials.
    async fn get_caller_identity(
        &self,
        portal: &Portal,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError>;
}
