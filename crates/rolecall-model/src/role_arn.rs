//! The ARN of an IAM role (IAM User Guide, "IAM identifiers"): `arn:partition:iam::account:role/path/name`.

mod switch_role_link;

use crate::account::{AccountId, RoleName};
use std::fmt;
use thiserror::Error;

/// The ARN of an IAM role, as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleArn {
    text: String,
    account_id: AccountId,
    role_name: RoleName,
}

/// The text is not the ARN of an IAM role.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the ARN of a role looks like arn:aws:iam::123456789012:role/Name")]
pub struct InvalidRoleArn;

/// In characters: an ARN of AWS is never longer (STS API Reference, `AssumeRole`, `RoleArn`).
const MAX_LENGTH: usize = 2048;

impl RoleArn {
    /// Parses an ARN.
    ///
    /// # Errors
    /// [`InvalidRoleArn`] for anything but a role of one account, with a path or without.
    pub fn parse(text: &str) -> Result<Self, InvalidRoleArn> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or(InvalidRoleArn);
        let (arn, partition, service, region) = (next()?, next()?, next()?, next()?);
        let (account_id, resource) = (next()?, next()?);
        let account_id = AccountId::parse(account_id).map_err(|_| InvalidRoleArn)?;
        let path_and_name = resource.strip_prefix("role/").ok_or(InvalidRoleArn)?;
        let name = path_and_name.rsplit('/').next().unwrap_or_default();
        let is_role = arn == "arn"
            && is_partition(partition)
            && service == "iam"
            && region.is_empty()
            && text.len() <= MAX_LENGTH
            && path_and_name.split('/').all(is_name);
        is_role
            .then(|| Self {
                text: text.to_owned(),
                account_id,
                role_name: RoleName::new(name),
            })
            .ok_or(InvalidRoleArn)
    }

    /// Parses an ARN, or a link of the console that switches to a role of an account.
    ///
    /// # Errors
    /// [`InvalidRoleArn`] as for [`parse`](Self::parse), and for a link that names the account by its alias.
    pub fn parse_or_link(text: &str) -> Result<Self, InvalidRoleArn> {
        if text.starts_with("https://") {
            return switch_role_link::role_arn(text);
        }
        Self::parse(text)
    }

    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the account of the role.
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// Returns the role's name without its path.
    pub fn role_name(&self) -> &RoleName {
        &self.role_name
    }
}

fn is_partition(text: &str) -> bool {
    text == "aws" || (text.starts_with("aws-") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}

/// Letters, digits and `_+=,.@-` (IAM User Guide, "IAM and AWS STS quotas").
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
