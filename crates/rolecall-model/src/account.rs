//! Accounts and roles as the access portal lists them.
//!
//! Names are hostile text: they are stored byte for byte and made printable only where they are shown.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A 12-digit account id. It is text: leading zeros count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

/// The text is not 12 digits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("an account id is 12 digits")]
pub struct InvalidAccountId;

impl AccountId {
    /// Reads 12 ASCII digits.
    ///
    /// # Errors
    /// [`InvalidAccountId`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidAccountId> {
        let twelve_digits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        twelve_digits
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidAccountId)
    }

    /// Returns the 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;
    fn try_from(text: String) -> Result<Self, InvalidAccountId> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

/// The name of a role as the portal lists it: the permission set's name. Any text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoleName(String);

impl RoleName {
    /// Takes the name as AWS gave it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the name as AWS gave it; not safe to print.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account that the user can reach through a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its 12 digits.
    pub id: AccountId,
    /// Its name as AWS gave it; not safe to print. Empty when AWS gave none.
    pub name: String,
    /// The address of its root user; AWS may leave it out.
    pub email: Option<String>,
}

impl Account {
    /// Returns an account that no portal lists, or none does any more: patterns over ids and the user's own tags fit it all the
    /// same.
    pub fn unlisted(id: &AccountId) -> Self {
        Self {
            id: id.clone(),
            name: String::new(),
            email: None,
        }
    }
}
