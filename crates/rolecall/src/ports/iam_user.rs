//! The ports to STS and IAM for an IAM user: temporary credentials for an access key, and the access keys themselves.

use super::sts::{AssumeRoleRequest, CallerIdentity, StsError};
use async_trait::async_trait;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::{AccessKeyId, MfaSerial, UserSessionDuration};
use rolecall_model::secret::{MfaCode, SecretAccessKey};
use thiserror::Error;

/// An access key of a user, with its secret.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// Its id.
    pub id: AccessKeyId,
    /// Its secret.
    pub secret: SecretAccessKey,
}

/// What an MFA device shows.
#[derive(Clone, Debug)]
pub struct MfaAuthentication {
    /// The device: `SerialNumber`.
    pub device: MfaSerial,
    /// The code: `TokenCode`.
    pub code: MfaCode,
}

/// Why there are no credentials for an access key.
#[derive(Debug, Error)]
pub enum UserStsError {
    /// `InvalidClientTokenId`: the key is inactive, deleted or of another partition.
    #[error("AWS does not know the access key, or it is inactive")]
    KeyRefused,
    /// `SignatureDoesNotMatch`: the secret is not that of the key.
    #[error("the secret access key is wrong")]
    SecretRefused,
    /// The code is wrong or was used before, which AWS does not tell apart.
    #[error("AWS does not accept the MFA code")]
    CodeRefused,
    /// The device is not one of the user's.
    #[error("the MFA device is not one of the user's")]
    UnknownDevice,
    /// As for credentials of a role.
    #[error(transparent)]
    Sts(#[from] StsError),
}

/// STS, for a request that an access key signs.
#[async_trait]
pub trait UserSts: Send + Sync {
    /// `GetCallerIdentity`: always allowed to valid keys.
    async fn access_key_identity(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
    ) -> Result<CallerIdentity, UserStsError>;

    /// `GetSessionToken`.
    async fn get_session_token(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        duration: UserSessionDuration,
        mfa: Option<&MfaAuthentication>,
    ) -> Result<RoleCredentials, UserStsError>;

    /// `AssumeRole` with `SerialNumber` and `TokenCode`, for one hour unless the request says otherwise.
    async fn assume_role_with_mfa(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        request: &AssumeRoleRequest<'_>,
        mfa: &MfaAuthentication,
    ) -> Result<RoleCredentials, UserStsError>;
}

/// Who signs a request about access keys.
#[derive(Clone, Copy, Debug)]
pub enum UserCredentials<'a> {
    /// The key itself.
    Key(&'a AccessKey),
    /// Temporary credentials that were obtained with an MFA code: IAM takes no others.
    Session(&'a RoleCredentials),
}

/// An access key as IAM lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyInfo {
    /// Its id.
    pub id: AccessKeyId,
    /// Whether it can be used.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// Why IAM did not do it.
#[derive(Debug, Error)]
pub enum AccessKeysError {
    /// The credentials may not do it.
    #[error("IAM does not allow {action}")]
    Denied {
        /// The action, such as `iam:CreateAccessKey`.
        action: &'static str,
    },
    /// The key or the user is not there.
    #[error("IAM knows no such access key")]
    NotFound,
    /// A user has two keys at most.
    #[error("the user has two access keys already")]
    TwoKeys,
    /// As for temporary credentials.
    #[error(transparent)]
    Session(#[from] UserStsError),
}

impl From<StsError> for AccessKeysError {
    fn from(error: StsError) -> Self {
        Self::Session(error.into())
    }
}

/// IAM (API 2010-05-08): the access keys of a user.
#[async_trait]
pub trait AccessKeys: Send + Sync {
    /// `ListAccessKeys`: both, for a user has two at most.
    async fn list_access_keys(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<Vec<AccessKeyInfo>, AccessKeysError>;

    /// `GetAccessKeyLastUsed`; `None` for a key that was never used.
    async fn access_key_last_used(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        id: &AccessKeyId,
    ) -> Result<Option<Timestamp>, AccessKeysError>;

    /// `CreateAccessKey`. It is sent once: a second answer would be a second key.
    async fn create_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<AccessKey, AccessKeysError>;

    /// `UpdateAccessKey`.
    async fn set_access_key_active(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
        is_active: bool,
    ) -> Result<(), AccessKeysError>;

    /// `DeleteAccessKey`.
    async fn delete_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
    ) -> Result<(), AccessKeysError>;
}
