//! The port to IAM Roles Anywhere: a certificate becomes role credentials.

use super::client_certificate::{ClientCertificate, SigningError};
use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::roles_anywhere::{ProfileArn, TrustAnchorArn};
use rolecall_model::time::ClockDifference;
use std::time::Duration;
use thiserror::Error;

/// Why IAM Roles Anywhere gave no credentials.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RolesAnywhereError {
    /// The certificate does not lead to the trust anchor, is not valid now, was revoked, or may not sign.
    #[error("the certificate is not trusted")]
    UntrustedCertificate,
    /// The role's trust policy does not allow it, or the profile does not have the role.
    #[error("the role cannot be assumed")]
    NotTrustedByRole,
    /// The profile does not let the caller choose the name of the session.
    #[error("the profile accepts no session name")]
    SessionNameNotAccepted,
    /// The fields of the certificate do not fit into the session's tags.
    #[error("the certificate's fields do not become session tags")]
    UnsuitableTags,
    /// There is no such trust anchor or profile, or it is disabled.
    #[error("the trust anchor or the profile does not exist or is disabled")]
    NotFound,
    /// The request contradicts itself or is not allowed so: an ARN of another account, or a duration.
    #[error("the request is not valid")]
    InvalidRequest,
    /// Any other refusal.
    #[error("IAM Roles Anywhere refuses")]
    Denied,
    /// The clock of this machine is too far from AWS's: a signature is valid for some minutes.
    #[error("IAM Roles Anywhere does not accept the time of the signature")]
    WrongTime(ClockDifference),
    /// The private key did not sign.
    #[error(transparent)]
    NotSigned(#[from] SigningError),
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// 5xx, throttled, or no answer.
    #[error("IAM Roles Anywhere cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret.
        detail: String,
    },
}

/// What `CreateSession` asks for.
#[derive(Clone, Copy, Debug)]
pub struct CreateSessionRequest<'a> {
    /// `trustAnchorArn`; the request goes to its region.
    pub trust_anchor: &'a TrustAnchorArn,
    /// `profileArn`, in the same region.
    pub profile: &'a ProfileArn,
    /// `roleArn`.
    pub role_arn: &'a RoleArn,
    /// `roleSessionName`, which the profile must allow; else AWS takes the certificate's serial number.
    pub session_name: Option<&'a str>,
    /// `durationSeconds`; else one hour. That of the profile is the limit.
    pub duration: Option<Duration>,
}

/// IAM Roles Anywhere (API 2018-05-10).
#[async_trait]
pub trait RolesAnywhere: Send + Sync {
    /// `CreateSession`, signed with the key of `certificate`. One call is one request to AWS.
    async fn create_session(
        &self,
        endpoints: &AwsEndpoints,
        request: &CreateSessionRequest<'_>,
        certificate: &ClientCertificate,
    ) -> Result<RoleCredentials, RolesAnywhereError>;
}
