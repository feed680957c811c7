//! An IAM user as a source of credentials: which access key signs, and which MFA device is asked for a code (STS API Reference,
//! `GetSessionToken`).
//!
//! It must not know the secret of the key, nor who has a code.

use crate::account::{AccountId, RoleName};
use crate::partition::Region;
use crate::portal::{AwsEndpoints, EndpointUrl};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// In characters: an ARN of AWS is never longer.
const MAX_ARN_LENGTH: usize = 2048;
/// In characters: the name of a user without its path (IAM User Guide, "IAM and AWS STS quotas").
const MAX_USER_NAME_LENGTH: usize = 64;
/// In seconds: the duration of `GetSessionToken`.
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=129_600;
/// In seconds: what AWS grants where nothing is asked for.
const DEFAULT_DURATION: u32 = 43_200;

/// The value is not one that AWS accepts for an IAM user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("AWS does not accept the value")]
pub struct InvalidIamUserValue;

/// An IAM user whose temporary credentials are used; the credentials of the access key itself are handed to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamUser {
    /// The user.
    pub user_arn: IamUserArn,
    /// Which of the user's keys signs; its secret is in the keychain.
    pub access_key_id: AccessKeyId,
    /// The device whose code is given with the request, if one is.
    pub mfa_serial: Option<MfaSerial>,
    /// A command that prints a code of the device.
    pub mfa_command: Option<String>,
    /// How long the temporary credentials last; absent: twelve hours.
    pub duration: Option<UserSessionDuration>,
    /// The region of STS, and of whatever is done with the credentials.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
}

impl IamUser {
    /// Returns where requests with its credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the ARN, with a hash of what else decides what the credentials may do, and for how long. Which key signs does not:
    /// credentials outlast the key that they were obtained with.
    pub(crate) fn fingerprint(&self) -> String {
        let rest = format!(
            "{:?} {:?} {} {:?}",
            self.mfa_serial.as_ref().map(MfaSerial::as_str),
            self.duration,
            self.region,
            self.endpoint_url.as_ref().map(EndpointUrl::as_str),
        );
        let digest = hex::encode(&Sha256::digest(rest)[..16]);
        format!("user {} {digest}", self.user_arn)
    }
}

/// The ARN of an IAM user (IAM User Guide, "IAM identifiers"): `arn:partition:iam::account:user/path/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IamUserArn {
    text: String,
    account_id: AccountId,
    user_name: RoleName,
}

impl IamUserArn {
    /// Parses an ARN.
    ///
    /// # Errors
    /// [`InvalidIamUserValue`] for anything but a user of one account, with a path or without.
    pub fn parse(text: &str) -> Result<Self, InvalidIamUserValue> {
        Self::parts(text).ok_or(InvalidIamUserValue)
    }

    fn parts(text: &str) -> Option<Self> {
        let (partition, rest) = text.strip_prefix("arn:")?.split_once(":iam::")?;
        let (account_id, resource) = rest.split_once(':')?;
        let path_and_name = resource.strip_prefix("user/")?;
        let (_, name) = path_and_name.rsplit_once('/').unwrap_or(("", path_and_name));
        let is_partition = partition == "aws"
            || partition
                .strip_prefix("aws-")
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        let is_user = is_partition
            && text.len() <= MAX_ARN_LENGTH
            && name.len() <= MAX_USER_NAME_LENGTH
            && path_and_name.split('/').all(is_name);
        is_user.then_some(())?;
        Some(Self {
            text: text.to_owned(),
            account_id: AccountId::parse(account_id).ok()?,
            user_name: RoleName::new(name),
        })
    }

    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the account of the user.
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// Returns the user's name without its path, in the place of a role's name.
    pub fn user_name(&self) -> &RoleName {
        &self.user_name
    }
}

impl fmt::Display for IamUserArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Letters, digits and `_+=,.@-`.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// The id of an access key of a user (IAM API Reference, `AccessKey`): 16 to 128 letters and digits, beginning with `AKIA`. Keys of
/// temporary credentials begin otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessKeyId(String);

impl AccessKeyId {
    /// Parses an id.
    ///
    /// # Errors
    /// [`InvalidIamUserValue`].
    pub fn parse(text: &str) -> Result<Self, InvalidIamUserValue> {
        let is_valid = (16..=128).contains(&text.len())
            && text.starts_with("AKIA")
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        is_valid.then(|| Self(text.to_owned())).ok_or(InvalidIamUserValue)
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What names an MFA device: the serial number of one of hardware, or the ARN of a virtual one. 9 to 256 letters, digits and
/// `_+=/:,.@-`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MfaSerial(String);

impl MfaSerial {
    /// Parses a serial number or an ARN.
    ///
    /// # Errors
    /// [`InvalidIamUserValue`].
    pub fn parse(text: &str) -> Result<Self, InvalidIamUserValue> {
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&b);
        let is_valid = (9..=256).contains(&text.len()) && text.bytes().all(is_allowed);
        is_valid.then(|| Self(text.to_owned())).ok_or(InvalidIamUserValue)
    }

    /// Returns the serial number or the ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MfaSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `DurationSeconds` of `GetSessionToken`: 15 minutes to 36 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserSessionDuration(u32);

impl UserSessionDuration {
    /// Makes a duration of `seconds`.
    ///
    /// # Errors
    /// [`InvalidIamUserValue`] for less than 900 or more than 129,600.
    pub fn from_seconds(seconds: u64) -> Result<Self, InvalidIamUserValue> {
        let seconds = Some(seconds).filter(|seconds| DURATIONS.contains(seconds));
        seconds
            .and_then(|seconds| u32::try_from(seconds).ok())
            .map(Self)
            .ok_or(InvalidIamUserValue)
    }

    /// Returns it in seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl Default for UserSessionDuration {
    fn default() -> Self {
        Self(DEFAULT_DURATION)
    }
}

#[cfg(test)]
mod tests;
