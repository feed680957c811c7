//! A sign-in to the console as a source of credentials, as `aws login` makes one: for people who sign in to the console and have no
//! access portal.
//!
//! It must not know how one signs in, nor where the sign-in is kept.

use crate::account::{AccountId, RoleName};
use crate::partition::{Partition, Region};
use crate::portal::{AwsEndpoints, EndpointUrl};
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// In characters: an ARN of AWS is never longer.
const MAX_ARN_LENGTH: usize = 2048;

/// The text is not the ARN of somebody who signs in to the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the ARN of a root user, an IAM user or a role session")]
pub struct InvalidLoginSessionArn;

/// A sign-in to the console, which gives credentials of whoever signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginRole {
    /// Who signs in.
    pub login_session: LoginSessionArn,
    /// The region where one signs in, and of whatever is done with the credentials.
    pub region: Region,
    /// Replaces every AWS address: an emulator or a private endpoint.
    pub endpoint_url: Option<EndpointUrl>,
}

impl LoginRole {
    /// Returns where requests with its credentials go.
    pub fn endpoints(&self) -> AwsEndpoints {
        AwsEndpoints {
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }

    /// Returns the ARN, with a hash of where one signs in.
    pub fn fingerprint(&self) -> String {
        let rest = format!(
            "{} {:?}",
            self.region,
            self.endpoint_url.as_ref().map(EndpointUrl::as_str)
        );
        let digest = hex::encode(&Sha256::digest(rest)[..16]);
        format!("login {} {digest}", self.login_session)
    }
}

/// Who signed in, as `login_session` of an AWS profile has it (IAM User Guide, "IAM identifiers"): the root user, an IAM user, or the
/// session of a role or of a federated user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginSessionArn {
    text: String,
    account_id: AccountId,
    name: RoleName,
}

impl LoginSessionArn {
    /// Parses an ARN.
    ///
    /// # Errors
    /// [`InvalidLoginSessionArn`].
    pub fn parse(text: &str) -> Result<Self, InvalidLoginSessionArn> {
        Self::parts(text).ok_or(InvalidLoginSessionArn)
    }

    fn parts(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, service, region) = (parts.next()?, parts.next()?, parts.next()?);
        let (account_id, resource) = (parts.next()?, parts.next()?);
        let is_partition = Partition::ALL.iter().any(|known| known.id() == partition);
        (is_partition && region.is_empty() && text.len() <= MAX_ARN_LENGTH).then_some(())?;
        let (kind, path) = resource.split_once('/').unwrap_or((resource, ""));
        let segments: Vec<&str> = path.split('/').collect();
        let name = match (service, kind, segments.as_slice()) {
            ("iam", "root", [""]) => "root",
            ("iam", "user", [.., name])
            | ("sts", "assumed-role", [name, _])
            | ("sts", "federated-user", [name]) => name,
            _ => return None,
        };
        (kind == "root" || segments.iter().copied().all(is_name)).then_some(())?;
        Some(Self {
            text: text.to_owned(),
            account_id: AccountId::parse(account_id).ok()?,
            name: RoleName::new(name),
        })
    }

    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the account.
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// Returns the name of the user: that of the session, for a role.
    pub fn user(&self) -> &str {
        self.text.rsplit(['/', ':']).next().unwrap_or(&self.text)
    }

    /// Returns the name of the role, or of the user in the place of a role's name.
    pub fn name(&self) -> &RoleName {
        &self.name
    }
}

impl fmt::Display for LoginSessionArn {
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

#[cfg(test)]
mod tests;
