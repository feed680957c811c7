//! What a portal of account access manager has besides what every portal has (IAM User Guide, "Account access manager").
//!
//! It must not know how roles are listed there.

use super::{StartUrl, TenantId};
use crate::reason::Reason;
use crate::session_duration::SessionDuration;
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

/// The text is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("account access manager does not accept the value")]
pub struct InvalidAccountAccess;

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

/// The name of a role session: 2 to 64 of `A–Z a–z 0–9 _ + = , . @ -`, where `{reason}` stands for what the user says they use it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionName(String);

impl SessionName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`InvalidAccountAccess`].
    pub fn parse(text: &str) -> Result<Self, InvalidAccountAccess> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b);
        ((2..=MAX_NAME_LENGTH).contains(&text.len()) && text.replace(REASON, "").bytes().all(fits))
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidAccountAccess)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name with `reason` in it, cut off where it is too long; `None` where it is to name a reason and there is none: then
    /// AWS names the role session after the user.
    pub fn with_reason(&self, reason: Option<&Reason>) -> Option<Self> {
        if !self.names_reason() {
            return Some(self.clone());
        }
        let name = self.0.replace(REASON, &reason?.in_session_name());
        Self::parse(name.get(..MAX_NAME_LENGTH).unwrap_or(&name)).ok()
    }

    /// Returns whether the name depends on the reason.
    pub fn names_reason(&self) -> bool {
        self.0.contains(REASON)
    }
}

/// What stands for the reason of the user.
const REASON: &str = "{reason}";
/// In characters.
const MAX_NAME_LENGTH: usize = 64;

#[cfg(test)]
mod tests {
    use super::{EntitledApplicationArn, SessionName};
    use crate::reason::Reason;

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

    #[test]
    fn a_session_name_has_the_reason_where_it_stands() {
        let name = |template: &str, reason: &str| {
            let reason = Reason::parse(reason).ok();
            let name = SessionName::parse(template).unwrap().with_reason(reason.as_ref());
            name.map(|name| name.as_str().to_owned())
        };
        assert_eq!(name("INC-7", "INC-42").as_deref(), Some("INC-7"));
        assert_eq!(name("{reason}", "INC 42").as_deref(), Some("INC-42"));
        assert_eq!(name("ops-{reason}", ""), None);
        assert_eq!(name("ops-{reason}", &"r".repeat(200)).unwrap().len(), 64);
        assert!(SessionName::parse("{user}").is_err());
    }
}
