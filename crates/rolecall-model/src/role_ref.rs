//! The key of a role: where it comes from, its account and its name. Everything that belongs to a role is found by it.
//!
//! It must not know how credentials of the role are obtained.

use crate::account::{AccountId, RoleName};
use crate::portal::{PortalName, is_plain_name};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The key of a role that a user may assume.
///
/// The account and the name are part of the key of a defined role too: a definition that is changed to mean another role
/// has another key, so the credentials, favourites and history of the old one never count for the new one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleRef {
    /// Where it comes from.
    pub origin: RoleOrigin,
    /// The account.
    pub account_id: AccountId,
    /// The role.
    pub role_name: RoleName,
}

/// Where a role comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoleOrigin {
    /// The portal with this name lists it: it is assigned to the user there.
    Portal(PortalName),
    /// The user defined it in the settings under this name.
    Defined(DefinedRoleName),
}

/// Before the name of a defined role in [`RoleOrigin::key`]; no portal name holds a colon.
const DEFINED: &str = "role:";

impl RoleOrigin {
    /// Returns the text that identifies it wherever it is stored: a portal's name, or `role:` and a defined role's name.
    pub fn key(&self) -> String {
        match self {
            Self::Portal(name) => name.as_str().to_owned(),
            Self::Defined(name) => format!("{DEFINED}{name}"),
        }
    }

    /// Parses what [`Self::key`] returned; `None` for any other text.
    pub fn parse_key(text: &str) -> Option<Self> {
        match text.strip_prefix(DEFINED) {
            Some(name) => DefinedRoleName::parse(name).ok().map(Self::Defined),
            None => PortalName::parse(text).ok().map(Self::Portal),
        }
    }

    /// Returns the name that the user gave it: the portal's, or the defined role's.
    pub fn name(&self) -> &str {
        match self {
            Self::Portal(name) => name.as_str(),
            Self::Defined(name) => name.as_str(),
        }
    }
}

impl RoleRef {
    /// Returns the key of a role that `portal` lists.
    pub fn at_portal(portal: &PortalName, account_id: &AccountId, role_name: &RoleName) -> Self {
        Self {
            origin: RoleOrigin::Portal(portal.clone()),
            account_id: account_id.clone(),
            role_name: role_name.clone(),
        }
    }

    /// Returns the portal that lists it; `None` for a defined role.
    pub fn portal(&self) -> Option<&PortalName> {
        match &self.origin {
            RoleOrigin::Portal(name) => Some(name),
            RoleOrigin::Defined(_) => None,
        }
    }

    /// Returns the name that the user defined it under; `None` for a role of a portal.
    pub fn defined_name(&self) -> Option<&DefinedRoleName> {
        match &self.origin {
            RoleOrigin::Portal(_) => None,
            RoleOrigin::Defined(name) => Some(name),
        }
    }

    /// Returns whether the portal with this name lists it.
    pub fn is_at_portal(&self, name: &PortalName) -> bool {
        self.portal() == Some(name)
    }

    /// Returns the target that names exactly this role: `portal/account-id/role`, or the name of a defined role.
    ///
    /// The first two parts hold no slash, so the text reads back to the same role whatever the role is called.
    pub fn target(&self) -> String {
        match &self.origin {
            RoleOrigin::Portal(_) => self.key(),
            RoleOrigin::Defined(name) => name.as_str().to_owned(),
        }
    }

    /// Returns the text that identifies it wherever one text is stored, such as the name of a lock. Unlike the target of a
    /// defined role, it differs between two definitions of one name.
    pub fn key(&self) -> String {
        format!(
            "{}/{}/{}",
            self.origin.key(),
            self.account_id,
            self.role_name.as_str()
        )
    }
}

/// The user's own name of a role: 1 to 64 of `A–Z a–z 0–9 . _ @ + -`, so it is safe in a target, a file and a shell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DefinedRoleName(String);

/// The text cannot name a role.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a role's name is 1 to 64 letters, digits or . _ @ + -, and starts with a letter or digit")]
pub struct InvalidDefinedRoleName;

impl DefinedRoleName {
    /// Parses the name of a role.
    ///
    /// # Errors
    /// [`InvalidDefinedRoleName`] when it is empty, longer than 64 or holds another character.
    pub fn parse(text: &str) -> Result<Self, InvalidDefinedRoleName> {
        is_plain_name(text)
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidDefinedRoleName)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DefinedRoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DefinedRoleName {
    type Error = InvalidDefinedRoleName;
    fn try_from(text: String) -> Result<Self, InvalidDefinedRoleName> {
        Self::parse(&text)
    }
}

impl From<DefinedRoleName> for String {
    fn from(name: DefinedRoleName) -> Self {
        name.0
    }
}
