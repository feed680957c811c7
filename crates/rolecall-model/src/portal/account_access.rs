//! What a portal of account access manager has besides what every portal has (IAM User Guide, "Account access manager").
//!
//! It must not know how roles are listed there.

use super::StartUrl;
use crate::role_definition::{InvalidRoleSessionOption, SessionDuration};
use thiserror::Error;

/// What kind of portal it is: which API lists its roles, and what its sign-in is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PortalKind {
    /// The access portal of IAM Identity Center, with permission sets.
    #[default]
    IdentityCenter,
    /// A portal of account access manager, with ordinary IAM roles.
    AccountAccess(Box<AccountAccess>),
}

impl PortalKind {
    /// Returns what is particular to account access manager; `None` for another kind.
    pub fn account_access(&self) -> Option<&AccountAccess> {
        match self {
            Self::IdentityCenter => None,
            Self::AccountAccess(access) => Some(access),
        }
    }
}

/// A portal of account access manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountAccess {
    /// What a sign-in is made for.
    pub application: AccountAccessApplication,
    /// `sessionDuration`; absent: AWS decides.
    pub session_duration: Option<SessionDuration>,
    /// `sessionName`, which CloudTrail shows; absent: AWS names role sessions after the user.
    pub session_name: Option<SessionName>,
}

/// What a sign-in of account access manager is made for: a sign-in for one application is never used for another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountAccessApplication {
    /// The tenant, which every request names.
    pub tenant_id: TenantId,
    /// The start URL of the IAM Identity Center that users sign in at.
    pub identity_center_url: StartUrl,
    /// `entitledApplicationArn` of the client registration, for organizations that need it.
    pub entitled_application_arn: Option<EntitledApplicationArn>,
}

/// The id of a tenant: `aa-` and more, at most 24 of `a–z 0–9 -`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantId(String);

/// The text is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("account access manager does not accept the value")]
pub struct InvalidAccountAccess;

impl TenantId {
    /// Parses an id.
    ///
    /// # Errors
    /// [`InvalidAccountAccess`].
    pub fn parse(text: &str) -> Result<Self, InvalidAccountAccess> {
        let more = text.strip_prefix("aa-").ok_or(InvalidAccountAccess)?;
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (!more.is_empty() && text.len() <= 24 && !text.ends_with('-') && more.bytes().all(fits))
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidAccountAccess)
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The ARN of an application of IAM Identity Center: `arn:aws:sso::111122223333:application/ssoins-…/apl-…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntitledApplicationArn(String);

impl EntitledApplicationArn {
    /// Parses an ARN.
    ///
    /// # Errors
    /// [`InvalidAccountAccess`].
    pub fn parse(text: &str) -> Result<Self, InvalidAccountAccess> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [arn, partition, service, region, account, resource] = parts[..] else {
            return Err(InvalidAccountAccess);
        };
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        let mut ids = resource.split('/');
        let starts = ["application", "ssoins-", "apl-"];
        let is_id = |(id, start): (&str, &str)| {
            id.starts_with(start) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let is_resource = starts
            .iter()
            .all(|start| ids.next().is_some_and(|id| is_id((id, start))))
            && ids.next().is_none();
        let is_arn = arn == "arn" && partition == "aws" && service == "sso" && region.is_empty();
        (is_arn && is_account && is_resource && text.len() <= 256)
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidAccountAccess)
    }

    /// Returns the ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a role session: 2 to 64 of `A–Z a–z 0–9 _ + = , . @ -`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionName(String);

impl SessionName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`InvalidRoleSessionOption`].
    pub fn parse(text: &str) -> Result<Self, InvalidRoleSessionOption> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b);
        ((2..=64).contains(&text.len()) && text.bytes().all(fits))
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidRoleSessionOption)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{EntitledApplicationArn, SessionName, TenantId};

    #[test]
    fn a_tenant_id_is_what_aws_makes() {
        for text in [
            "aa-gyxmap389",
            "aa-northwind",
            "aa-1",
            "aa-a-b",
            "aa-abcdefghijklmnopqrstu",
        ] {
            assert_eq!(TenantId::parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "aa-",
            "aa",
            "ab-1",
            "aa-A",
            "aa-1-",
            "aa-ä",
            "aa-a.b",
            "aa-abcdefghijklmnopqrstuv",
        ] {
            assert!(TenantId::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_application_of_identity_center_is_entitled() {
        let arn = "arn:aws:sso::111122223333:application/ssoins-1234567890abcdef/apl-1234567890abcdef";
        assert_eq!(EntitledApplicationArn::parse(arn).unwrap().as_str(), arn);
        for text in [
            "",
            "arn:aws:sso::111122223333:application/ssoins-1",
            "arn:aws:sso::111122223333:application/ssoins-1/apl-1/x",
            "arn:aws:sso:eu-west-1:111122223333:application/ssoins-1/apl-1",
            "arn:aws:iam::111122223333:application/ssoins-1/apl-1",
            "arn:aws:sso::11112222333:application/ssoins-1/apl-1",
            "arn:aws:sso::111122223333:application/ssoins-1/apl-\"",
        ] {
            assert!(EntitledApplicationArn::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_session_name_has_the_characters_of_aws() {
        assert!(SessionName::parse("ann@example.com").is_ok());
        for text in ["a", "a b", "", &"n".repeat(65), "ä@example.com"] {
            assert!(SessionName::parse(text).is_err(), "{text}");
        }
    }
}
