//! The organization the emulator plays: accounts, roles, users. Owns its JSON schema and its rules (what an
//! id is, who may assume what). Must not know how any of it is put on the wire.

mod made_up;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::partition::{Partition, is_region};

/// What a file given as `--org` holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The company's name, shown on pages.
    #[serde(default)]
    pub name: String,
    /// The portal's address; a usual one for the partition when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<String>,
    /// Identity Center's region; `us-east-1` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Told by the region when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// Who may sign in; `demo` when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<User>,
    /// In the order in which the portal lists them.
    pub accounts: Vec<Account>,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "UserForm")]
pub struct User {
    /// The user name; ends the caller's ARN.
    pub name: String,
    /// What the sign-in page shows beside it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display_name: String,
}

/// An account of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Twelve digits; zeros in front belong to it.
    pub id: String,
    /// Any text at all.
    pub name: String,
    /// When absent the portal's answer has no such member; an empty one is sent as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What can be assumed here.
    pub roles: Vec<Role>,
}

/// A permission-set role in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "RoleForm")]
pub struct Role {
    /// The permission set's name, as the portal lists it.
    pub name: String,
    /// Life of its credentials; one hour when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// Who may assume it; everybody when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
}

/// Why an organization cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrgError {
    /// The file cannot be read.
    #[error("the organization file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The text is not JSON of the documented form.
    #[error("the organization is not in the documented form: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The form is right and what it says is not.
    #[error("the organization cannot be played: {0}")]
    Unplayable(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum UserForm {
    Name(String),
    Full {
        name: String,
        #[serde(default)]
        display_name: String,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RoleForm {
    Name(String),
    Full {
        name: String,
        #[serde(default)]
        duration_seconds: Option<u64>,
        #[serde(default)]
        users: Option<Vec<String>>,
    },
}

impl From<UserForm> for User {
    fn from(form: UserForm) -> Self {
        match form {
            UserForm::Name(name) => Self {
                name,
                display_name: String::new(),
            },
            UserForm::Full { name, display_name } => Self { name, display_name },
        }
    }
}

impl From<RoleForm> for Role {
    fn from(form: RoleForm) -> Self {
        match form {
            RoleForm::Name(name) => Self {
                name,
                duration_seconds: None,
                users: None,
            },
            RoleForm::Full {
                name,
                duration_seconds,
                users,
            } => Self {
                name,
                duration_seconds,
                users,
            },
        }
    }
}

impl Role {
    /// Whether this user may assume the role.
    #[must_use]
    pub fn is_for(&self, user: &str) -> bool {
        self.users
            .as_ref()
            .is_none_or(|users| users.iter().any(|name| name == user))
    }
}

impl Account {
    pub(crate) fn is_for(&self, user: &str) -> bool {
        self.roles.iter().any(|role| role.is_for(user))
    }
}

impl Organization {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// When the file cannot be read, is not in the documented form, or says what cannot be.
    pub fn from_file(path: &Path) -> Result<Self, OrgError> {
        Self::from_json(&std::fs::read_to_string(path)?)
    }

    /// Reads and checks a text.
    ///
    /// # Errors
    /// When the text is not in the documented form, or says what cannot be.
    pub fn from_json(text: &str) -> Result<Self, OrgError> {
        let organization: Self = serde_json::from_str(text)?;
        organization.check()?;
        Ok(organization)
    }

    /// An organization of this size, the same each time.
    #[must_use]
    pub fn made_up(accounts: usize, roles: usize) -> Self {
        made_up::organization(accounts, roles)
    }

    pub(crate) fn check(&self) -> Result<(), OrgError> {
        let mut seen = HashSet::new();
        for account in &self.accounts {
            let id = &account.id;
            if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(OrgError::Unplayable(format!(
                    "account id {id:?} is not twelve digits"
                )));
            }
            if !seen.insert(id) {
                return Err(OrgError::Unplayable(format!("account id {id} is listed twice")));
            }
            let names: HashSet<&str> = account.roles.iter().map(|role| role.name.as_str()).collect();
            if names.len() != account.roles.len() || names.contains("") {
                return Err(OrgError::Unplayable(format!(
                    "the roles of {id} need names of their own"
                )));
            }
        }
        if self.users.iter().any(|user| user.name.is_empty()) {
            return Err(OrgError::Unplayable("a user needs a name".to_owned()));
        }
        if let Some(region) = self.region.as_ref().filter(|region| !is_region(region)) {
            return Err(OrgError::Unplayable(format!("{region:?} is not a region")));
        }
        if let Some(id) = self
            .partition
            .as_ref()
            .filter(|id| Partition::named(id).is_none())
        {
            return Err(OrgError::Unplayable(format!("{id:?} is not a partition")));
        }
        Ok(())
    }
}

/// An organization with the index that lookups need: thousands of accounts are asked for one by one.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) organization: Organization,
    by_id: HashMap<String, usize>,
}

impl Directory {
    pub(crate) fn new(organization: Organization) -> Self {
        let by_id = organization
            .accounts
            .iter()
            .enumerate()
            .map(|(at, account)| (account.id.clone(), at))
            .collect();
        Self { organization, by_id }
    }

    pub(crate) fn account(&self, id: &str) -> Option<&Account> {
        self.by_id
            .get(id)
            .and_then(|at| self.organization.accounts.get(*at))
    }

    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.organization.users.iter().find(|user| user.name == name)
    }
}

#[cfg(test)]
mod tests;
