//! The organization that the emulator serves: accounts, roles, users. Owns its JSON schema and its rules (what
//! an id is, who may assume what). Must not know how any of it is written on the wire.

mod generated;
mod iam;
mod identity_providers;
mod managed_policies;
mod roles_anywhere;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Deserializer, Serialize};

use crate::partition::{AwsPartition, is_region};

pub use iam::{
    OrgAccessKey, OrgAccountAccess, OrgIamRole, OrgIamUser, OrgManagedPolicy, OrgMfaDevice, OrgPermissions,
    OrgPolicy,
};
pub use identity_providers::{OrgOidcProvider, OrgSamlProvider};
pub use roles_anywhere::{OrgRolesAnywhere, OrgRolesAnywhereProfile, OrgTrustAnchor};

/// The content of a file given as `--org`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The company's name, shown on pages.
    #[serde(default)]
    pub name: String,
    /// The id of the organization, `o-…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// The portal's start URL; the default of the partition when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_url: Option<String>,
    /// Identity Center's region; `us-east-1` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Derived from the region when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// Who may sign in; `demo` when empty.
    #[serde(
        default,
        deserialize_with = "names_or_objects",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub users: Vec<OrgUser>,
    /// The tenant of account access manager, `aa-…`; without it there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_access_tenant: Option<String>,
    /// In the order in which the portal lists them.
    pub accounts: Vec<OrgAccount>,
}

/// A user who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgUser {
    /// The user name; the last part of the caller's ARN.
    pub name: String,
    /// What the sign-in page shows beside the name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// Who the user is in the console; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<OrgConsole>,
}

/// Who a user of the organization is in the console: an IAM user or a role of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgConsole {
    /// The account.
    pub account: String,
    /// An IAM user of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// A role of it, in whose session the user is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// An account of the organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgAccount {
    /// Twelve digits, leading zeros included.
    pub id: String,
    /// Any text.
    pub name: String,
    /// When absent, the portal's response has no such member; an empty one is sent as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The roles that can be assumed in the account.
    #[serde(deserialize_with = "names_or_objects")]
    pub roles: Vec<OrgRole>,
    /// The IAM roles of the account that other roles may assume; the portal does not list them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iam_roles: Vec<OrgIamRole>,
    /// The IAM users of the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iam_users: Vec<OrgIamUser>,
    /// The managed policies of the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managed_policies: Vec<OrgManagedPolicy>,
    /// The OpenID Connect providers of the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oidc_providers: Vec<OrgOidcProvider>,
    /// The SAML providers of the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saml_providers: Vec<OrgSamlProvider>,
    /// IAM Roles Anywhere in the account.
    #[serde(default, skip_serializing_if = "OrgRolesAnywhere::is_empty")]
    pub roles_anywhere: OrgRolesAnywhere,
}

/// A permission-set role in an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgRole {
    /// The permission set's name, as the portal lists it.
    pub name: String,
    /// Lifetime of its credentials in seconds; one hour when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// The users who may assume it; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
    /// What its sessions may do.
    #[serde(flatten)]
    pub permissions: OrgPermissions,
}

const DEFAULT_ORGANIZATION_ID: &str = "o-exampleorg1";

/// Why an organization is invalid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrgError {
    /// The file cannot be read.
    #[error("the organization file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The text is not JSON of the documented form.
    #[error("the organization does not have the documented form: {0}")]
    Malformed(#[from] serde_json::Error),
    /// The form is right, and a value is not.
    #[error("the organization is invalid: {0}")]
    Invalid(String),
}

/// A user or a role is written as an object, or as its name alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum NameOr<T> {
    Name(String),
    Full(T),
}

fn names_or_objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + From<String>,
{
    let items: Vec<NameOr<T>> = Deserialize::deserialize(deserializer)?;
    let items = items.into_iter().map(|item| match item {
        NameOr::Name(name) => T::from(name),
        NameOr::Full(item) => item,
    });
    Ok(items.collect())
}

impl From<String> for OrgUser {
    fn from(name: String) -> Self {
        Self {
            name,
            display_name: String::new(),
            console: None,
        }
    }
}

impl From<String> for OrgRole {
    fn from(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

impl OrgRole {
    /// Whether this user may assume the role.
    #[must_use]
    pub fn is_assigned_to(&self, user: &str) -> bool {
        self.users
            .as_ref()
            .is_none_or(|users| users.iter().any(|name| name == user))
    }
}

impl OrgAccount {
    pub(crate) fn is_assigned_to(&self, user: &str) -> bool {
        self.roles.iter().any(|role| role.is_assigned_to(user))
    }
}

impl Organization {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// When the file cannot be read, does not have the documented form, or has an invalid value.
    pub fn from_file(path: &Path) -> Result<Self, OrgError> {
        Self::from_json(&std::fs::read_to_string(path)?)
    }

    /// Reads and checks a text.
    ///
    /// # Errors
    /// When the text does not have the documented form, or has an invalid value.
    pub fn from_json(text: &str) -> Result<Self, OrgError> {
        let organization: Self = serde_json::from_str(text)?;
        organization.check()?;
        Ok(organization)
    }

    /// An organization of this size, the same every time.
    #[must_use]
    pub fn generated(accounts: usize, roles: usize) -> Self {
        generated::organization(accounts, roles)
    }

    pub(crate) fn id(&self) -> &str {
        self.organization_id.as_deref().unwrap_or(DEFAULT_ORGANIZATION_ID)
    }

    /// Checks that somebody is who a user is to be in the console.
    fn check_console(&self, console: &OrgConsole) -> Result<(), OrgError> {
        let account = self.accounts.iter().find(|account| account.id == console.account);
        let is_there = account.is_some_and(|account| match (&console.user, &console.role) {
            (Some(user), None) => account.iam_user(user).is_some(),
            (None, Some(name)) => {
                account.iam_role(name).is_some() || account.roles.iter().any(|role| role.name == *name)
            }
            (Some(_), Some(_)) | (None, None) => false,
        });
        if is_there {
            return Ok(());
        }
        Err(OrgError::Invalid(format!(
            "one user or one role of {} is expected in the console",
            console.account
        )))
    }

    pub(crate) fn check(&self) -> Result<(), OrgError> {
        let mut seen = HashSet::new();
        for account in &self.accounts {
            let id = &account.id;
            if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(OrgError::Invalid(format!(
                    "account id {id:?} is not twelve digits"
                )));
            }
            if !seen.insert(id) {
                return Err(OrgError::Invalid(format!("account id {id} is listed twice")));
            }
            iam::check(account)?;
            identity_providers::check(account)?;
            roles_anywhere::check(account)?;
            let names: HashSet<&str> = account.roles.iter().map(|role| role.name.as_str()).collect();
            if names.len() != account.roles.len() || names.contains("") {
                return Err(OrgError::Invalid(format!(
                    "the role names of {id} must be distinct and not empty"
                )));
            }
        }
        let users = self.accounts.iter().flat_map(|account| &account.iam_users);
        let mut key_ids = HashSet::new();
        for key in users.flat_map(|user| &user.access_keys) {
            if !key_ids.insert(&key.id) {
                return Err(OrgError::Invalid(format!(
                    "access key {} is listed twice",
                    key.id
                )));
            }
        }
        if self.users.iter().any(|user| user.name.is_empty()) {
            return Err(OrgError::Invalid("a user has no name".to_owned()));
        }
        for console in self.users.iter().filter_map(|user| user.console.as_ref()) {
            self.check_console(console)?;
        }
        if let Some(region) = self.region.as_ref().filter(|region| !is_region(region)) {
            return Err(OrgError::Invalid(format!("invalid region {region:?}")));
        }
        if let Some(id) = self
            .partition
            .as_ref()
            .filter(|id| AwsPartition::from_id(id).is_none())
        {
            return Err(OrgError::Invalid(format!("invalid partition {id:?}")));
        }
        Ok(())
    }
}

/// An organization with an index by account id, for thousands of lookups.
#[derive(Debug)]
pub(crate) struct OrgDirectory {
    pub(crate) organization: Organization,
    by_id: HashMap<String, usize>,
}

impl OrgDirectory {
    pub(crate) fn new(organization: Organization) -> Self {
        let by_id = organization
            .accounts
            .iter()
            .enumerate()
            .map(|(at, account)| (account.id.clone(), at))
            .collect();
        Self { organization, by_id }
    }

    pub(crate) fn account(&self, id: &str) -> Option<&OrgAccount> {
        self.by_id
            .get(id)
            .and_then(|at| self.organization.accounts.get(*at))
    }

    pub(crate) fn user(&self, name: &str) -> Option<&OrgUser> {
        self.organization.users.iter().find(|user| user.name == name)
    }
}

#[cfg(test)]
mod tests;
