//! The port to STS: who credentials belong to, and credentials of other roles.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::{AssumeRole, SamlRole, WebIdentityRole};
use rolecall_model::secret::{SamlAssertion, WebIdentityToken};
use rolecall_model::time::ClockDifference;
use thiserror::Error;

/// Why STS did not tell.
#[derive(Debug, Error)]
pub enum StsError {
    /// The credentials expired or are not accepted.
    #[error("STS does not accept the credentials")]
    Refused,
    /// `AccessDenied`.
    #[error("STS does not allow it: {0}")]
    Denied(StsDenial),
    /// The request can never succeed as it is.
    #[error("STS does not accept the request: {0}")]
    InvalidRequest(InvalidStsRequest),
    /// STS does not accept the token of the identity provider.
    #[error("STS does not accept the token: {0}")]
    IdentityToken(IdentityTokenFault),
    /// STS does not accept the assertion of the identity provider.
    #[error("STS does not accept the assertion: {0}")]
    Assertion(IdentityTokenFault),
    /// `RegionDisabledException`: the account does not use STS in this region.
    #[error("STS is not activated in this region")]
    RegionDisabled,
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

/// Who does not allow it, as far as AWS tells (IAM User Guide, "Troubleshoot access denied error messages").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StsDenial {
    /// AWS does not say: the role may not exist, may not trust the caller, or asks for an external id or for MFA.
    #[error("AWS does not say why")]
    Unexplained,
    /// The trust policy of the role does not allow the caller.
    #[error("the trust policy of the role does not allow it")]
    Trust,
    /// No policy of the caller allows it.
    #[error("no policy of the caller allows it")]
    Permissions,
    /// A policy forbids it.
    #[error("a policy forbids it")]
    ExplicitDeny,
    /// The trust policy of the role does not allow the bearer of the token, or there is no such role.
    #[error("the role does not accept the token")]
    IdentityToken,
    /// The trust policy of the role does not allow the subject of the assertion, or the assertion does not name the role.
    #[error("the role does not accept the assertion")]
    Assertion,
}

/// What is wrong with the token or the assertion of an identity provider (STS API Reference, `AssumeRoleWithWebIdentity` and
/// `AssumeRoleWithSAML`, "Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdentityTokenFault {
    /// `ExpiredTokenException`.
    #[error("it has expired")]
    Expired,
    /// `InvalidIdentityToken`: no token, of an unknown provider, for another audience, or with a wrong signature.
    #[error("it is not valid")]
    Invalid,
    /// `IDPRejectedClaim`: the provider says that it is not valid any more.
    #[error("the identity provider rejects it")]
    Rejected,
}

/// What makes a request one that STS never accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidStsRequest {
    /// The role allows no session of that duration.
    #[error("the role has a shorter maximum session duration")]
    Duration,
    /// A role that is assumed with the credentials of another lasts one hour at most.
    #[error("a chained role lasts one hour at most")]
    ChainedDuration,
    /// `MalformedPolicyDocument`: the session policy is not an IAM policy.
    #[error("the session policy is malformed")]
    Policy,
    /// `PackedPolicyTooLarge`: session policy and tags together are too large.
    #[error("the session policy and the tags are too large")]
    TooLarge,
    /// Anything else.
    #[error("another parameter is not valid")]
    Other,
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

impl CallerIdentity {
    /// Returns the session name of an assumed role; `None` for anybody else.
    pub fn session_name(&self) -> Option<&str> {
        let (_, resource) = self.arn.split_once(":assumed-role/")?;
        resource.rsplit_once('/').map(|(_, name)| name)
    }

    /// Returns the name of the role, or of the user who is in its place.
    pub fn role_name(&self) -> &str {
        let resource = self.arn.rsplit(':').next().unwrap_or_default();
        match resource.split_once('/') {
            Some(("assumed-role", rest)) => rest.rsplit_once('/').map_or(rest, |(name, _)| name),
            Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
            None => resource,
        }
    }
}

/// What `AssumeRole` asks for (STS API Reference).
#[derive(Clone, Copy, Debug)]
pub struct AssumeRoleRequest<'a> {
    /// The role and the parameters that the user defined.
    pub role: &'a AssumeRole,
    /// `RoleSessionName`: 2 to 64 of `A–Z a–z 0–9 _ + = , . @ -`.
    pub session_name: &'a str,
}

/// What `AssumeRoleWithWebIdentity` asks for (STS API Reference).
#[derive(Clone, Copy, Debug)]
pub struct AssumeRoleWithWebIdentityRequest<'a> {
    /// The role and the parameters that the user defined.
    pub role: &'a WebIdentityRole,
    /// `RoleSessionName`: 2 to 64 of `A–Z a–z 0–9 _ + = , . @ -`.
    pub session_name: &'a str,
    /// The token that stands for the caller.
    pub token: &'a WebIdentityToken,
}

/// What `AssumeRoleWithSAML` asks for (STS API Reference).
#[derive(Clone, Copy, Debug)]
pub struct AssumeRoleWithSamlRequest<'a> {
    /// The role and the parameters that the user defined.
    pub role: &'a SamlRole,
    /// The assertion that stands for the caller.
    pub assertion: &'a SamlAssertion,
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

    /// `AssumeRole` in the region of `endpoints`, for one hour unless the request says otherwise.
    async fn assume_role(
        &self,
        endpoints: &AwsEndpoints,
        credentials: &RoleCredentials,
        request: &AssumeRoleRequest<'_>,
    ) -> Result<RoleCredentials, StsError>;

    /// `AssumeRoleWithWebIdentity` in the region of the role, without a signature; for one hour unless the request says otherwise.
    async fn assume_role_with_web_identity(
        &self,
        request: &AssumeRoleWithWebIdentityRequest<'_>,
    ) -> Result<RoleCredentials, StsError>;

    /// `AssumeRoleWithSAML` in the region of the role, without a signature; for one hour unless the request or the assertion says
    /// otherwise.
    async fn assume_role_with_saml(
        &self,
        request: &AssumeRoleWithSamlRequest<'_>,
    ) -> Result<RoleCredentials, StsError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_asked_for_has_a_name() {
        for (arn, name) in [
            (
                "arn:aws:sts::111122223333:assumed-role/Admin/ann@example.com",
                "Admin",
            ),
            ("arn:aws:iam::111122223333:user/team/ann", "ann"),
            ("arn:aws:sts::111122223333:federated-user/ann", "ann"),
            ("arn:aws:iam::111122223333:root", "root"),
        ] {
            let identity = CallerIdentity {
                account: "111122223333".to_owned(),
                arn: arn.to_owned(),
                user_id: String::new(),
            };
            assert_eq!(identity.role_name(), name, "{arn}");
        }
    }
}
