//! The port to STS: who credentials belong to, and credentials of other roles.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::time::ClockDifference;
use thiserror::Error;

/// Why STS did not tell.
#[derive(Debug, Error)]
pub enum StsError {
    /// The credentials expired or are not accepted.
    #[error("STS does not accept the credentials")]
    Refused,
    /// `AccessDenied`: the trust policy of the role, or a policy of the caller, does not allow it.
    #[error("STS does not allow it")]
    Denied,
    /// The clock of this machine is too far from AWS's: a signature is valid for some minutes.
    #[error("STS does not accept the time of the signature")]
    WrongTime(ClockDifference),
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
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

/// What `AssumeRole` asks for (STS API Reference).
#[derive(Clone, Copy, Debug)]
pub struct AssumeRoleRequest<'a> {
    /// `RoleArn`.
    pub role_arn: &'a RoleArn,
    /// `RoleSessionName`: 2 to 64 of `A–Z a–z 0–9 _ = , . @ -`.
    pub session_name: &'a str,
}

/// STS (API 2011-06-15).
#[async_trait]
pub trait Sts: Send + Sync {
    /// `GetCallerIdentity`: always allowed to valid credentials.
    async fn get_caller_identity(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError>;

    /// `AssumeRole` in the region of `endpoints`, for as long as AWS grants unasked: one hour.
    async fn assume_role(
        &self,
        endpoints: &AwsEndpoints,
        credentials: &RoleCredentials,
        request: &AssumeRoleRequest<'_>,
    ) -> Result<RoleCredentials, StsError>;
}
