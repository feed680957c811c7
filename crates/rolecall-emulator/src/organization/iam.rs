//! The IAM side of an account: roles that are assumed by AssumeRole, users with keys and MFA devices, managed
//! policies. Owns their JSON schema and rules.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{OrgAccount, OrgError};
use crate::clock::EpochTime;
use crate::iam_policy::{PolicyDocument, PolicyError, PolicyKind};
use crate::mfa::Seed;

/// An IAM role and its trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgIamRole {
    /// Its name.
    pub name: String,
    /// Its path, with a slash at both ends; `/` when absent.
    #[serde(default = "root_path")]
    pub path: String,
    /// The accounts whose principals may assume it: short for a trust policy that names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trusted_accounts: Vec<String>,
    /// Its trust policy, besides `trusted_accounts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_policy: Option<PolicyDocument>,
    /// The longest session that it allows; one hour when absent.
    #[serde(
        default = "default_max_session",
        skip_serializing_if = "is_default_max_session"
    )]
    pub max_session_seconds: u64,
    /// Who has it through account access manager; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_access: Option<OrgAccountAccess>,
    /// What its sessions may do.
    #[serde(flatten)]
    pub permissions: OrgPermissions,
}

/// An assignment of account access manager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgAccountAccess {
    /// The users who have the role; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
}

/// The policies and tags of a role or a user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgPermissions {
    /// The identity-based policies; everything is allowed when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<Vec<OrgPolicy>>,
    /// The permissions boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<OrgPolicy>,
    /// The tags of the role or the user itself.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// A policy: a document, or the ARN of a managed policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub enum OrgPolicy {
    /// The ARN of a policy of the account, or of one of AWS's that the emulator knows.
    Managed(String),
    /// An inline policy.
    Inline(PolicyDocument),
}

/// A managed policy of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgManagedPolicy {
    /// Its name.
    pub name: String,
    /// Its path; `/` when absent.
    #[serde(default = "root_path")]
    pub path: String,
    /// What it says.
    pub document: PolicyDocument,
}

/// An IAM user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgIamUser {
    /// The user name.
    pub name: String,
    /// The path; `/` when absent.
    #[serde(default = "root_path")]
    pub path: String,
    /// The access keys, at most two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_keys: Vec<OrgAccessKey>,
    /// The virtual MFA devices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mfa_devices: Vec<OrgMfaDevice>,
    /// What the user may do.
    #[serde(flatten)]
    pub permissions: OrgPermissions,
}

/// A long-term access key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgAccessKey {
    /// `AKIA…`.
    pub id: String,
    /// The secret access key.
    pub secret: String,
    /// Whether requests may be signed with it.
    #[serde(default = "active", skip_serializing_if = "Clone::clone")]
    pub active: bool,
    /// When it was created, in ISO 8601; the start of 2026 when absent.
    #[serde(default = "start_of_2026")]
    pub created: String,
}

/// A virtual MFA device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgMfaDevice {
    /// The last part of the serial number, `arn:aws:iam::<account>:mfa/<name>`.
    pub name: String,
    /// The secret of RFC 6238 in base 32, as a QR code contains it.
    pub seed: String,
}

/// The longest session of a role that does not say.
const DEFAULT_MAX_SESSION_SECONDS: u64 = 3_600;
const MAX_ACCESS_KEYS: usize = 2;

pub(super) fn root_path() -> String {
    "/".to_owned()
}

fn default_max_session() -> u64 {
    DEFAULT_MAX_SESSION_SECONDS
}

fn is_default_max_session(seconds: &u64) -> bool {
    *seconds == DEFAULT_MAX_SESSION_SECONDS
}

fn active() -> bool {
    true
}

fn start_of_2026() -> String {
    "2026-01-01T00:00:00Z".to_owned()
}

impl Default for OrgIamRole {
    fn default() -> Self {
        Self {
            name: String::new(),
            path: root_path(),
            trusted_accounts: Vec::new(),
            trust_policy: None,
            max_session_seconds: DEFAULT_MAX_SESSION_SECONDS,
            account_access: None,
            permissions: OrgPermissions::default(),
        }
    }
}

impl TryFrom<Value> for OrgPolicy {
    type Error = PolicyError;

    fn try_from(value: Value) -> Result<Self, PolicyError> {
        if let Value::String(arn) = value {
            return Ok(Self::Managed(arn));
        }
        PolicyDocument::try_from(value).map(Self::Inline)
    }
}

impl From<OrgPolicy> for Value {
    fn from(policy: OrgPolicy) -> Self {
        match policy {
            OrgPolicy::Managed(arn) => Self::String(arn),
            OrgPolicy::Inline(document) => document.into(),
        }
    }
}

impl OrgAccount {
    pub(crate) fn iam_role(&self, name: &str) -> Option<&OrgIamRole> {
        self.iam_roles.iter().find(|role| role.name == name)
    }

    pub(crate) fn iam_user(&self, name: &str) -> Option<&OrgIamUser> {
        self.iam_users.iter().find(|user| user.name == name)
    }
}

impl OrgIamRole {
    pub(crate) fn arn(&self, partition: &str, account_id: &str) -> String {
        format!("arn:{partition}:iam::{account_id}:role{}{}", self.path, self.name)
    }

    /// Whether account access manager gives it to this user.
    pub(crate) fn is_accessible_to(&self, user: &str) -> bool {
        self.account_access.as_ref().is_some_and(|access| {
            let users = access.users.as_ref();
            users.is_none_or(|users| users.iter().any(|name| name == user))
        })
    }

    /// Its whole trust policy.
    pub(crate) fn trust(&self) -> PolicyDocument {
        PolicyDocument::trusting(self.trust_policy.as_ref(), &self.trusted_accounts)
    }
}

impl OrgIamUser {
    pub(crate) fn arn(&self, partition: &str, account_id: &str) -> String {
        format!("arn:{partition}:iam::{account_id}:user{}{}", self.path, self.name)
    }

    /// `AIDA…`, the same every time.
    pub(crate) fn id(&self, account_id: &str) -> String {
        let digest = hex::encode_upper(Sha256::digest(format!("user\n{account_id}\n{}", self.name)));
        format!("AIDA{}", &digest[..17])
    }
}

impl OrgMfaDevice {
    pub(crate) fn serial_number(&self, partition: &str, account_id: &str) -> String {
        format!("arn:{partition}:iam::{account_id}:mfa/{}", self.name)
    }
}

/// Checks what an account says of IAM.
pub(super) fn check(account: &OrgAccount) -> Result<(), OrgError> {
    let id = &account.id;
    let roles = account
        .iam_roles
        .iter()
        .map(|role| (role.name.as_str(), role.path.as_str()));
    check_names(id, "IAM role", roles)?;
    let users = account
        .iam_users
        .iter()
        .map(|user| (user.name.as_str(), user.path.as_str()));
    check_names(id, "IAM user", users)?;
    let policies = account.managed_policies.iter();
    check_names(
        id,
        "policy",
        policies.map(|policy| (policy.name.as_str(), policy.path.as_str())),
    )?;
    for policy in &account.managed_policies {
        check_document(id, &policy.name, &policy.document, PolicyKind::Identity)?;
    }
    for role in &account.iam_roles {
        if !(3_600..=43_200).contains(&role.max_session_seconds) {
            return invalid(format!(
                "max_session_seconds of {} in {id} is 3600 to 43200",
                role.name
            ));
        }
        if let Some(trust) = &role.trust_policy {
            check_document(id, &role.name, trust, PolicyKind::Trust)?;
        }
    }
    account
        .iam_users
        .iter()
        .try_for_each(|user| check_user(id, user))?;
    let owners = account
        .iam_roles
        .iter()
        .map(|role| (&role.name, &role.permissions));
    let owners = owners.chain(account.roles.iter().map(|role| (&role.name, &role.permissions)));
    let mut owners = owners.chain(
        account
            .iam_users
            .iter()
            .map(|user| (&user.name, &user.permissions)),
    );
    owners.try_for_each(|(name, permissions)| check_permissions(account, name, permissions))
}

fn check_names<'a>(
    account_id: &str,
    kind: &str,
    items: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(), OrgError> {
    let mut seen = HashSet::new();
    for (name, path) in items {
        if name.is_empty() || !seen.insert(name) {
            return invalid(format!(
                "the {kind} names of {account_id} must be distinct and not empty"
            ));
        }
        if !path.starts_with('/') || !path.ends_with('/') {
            return invalid(format!(
                "the path of {name} in {account_id} has no slash at both ends"
            ));
        }
    }
    Ok(())
}

fn check_user(account_id: &str, user: &OrgIamUser) -> Result<(), OrgError> {
    let name = &user.name;
    if user.access_keys.len() > MAX_ACCESS_KEYS {
        return invalid(format!("{name} in {account_id} has more than two access keys"));
    }
    for key in &user.access_keys {
        if EpochTime::from_iso(&key.created).is_none() {
            return invalid(format!("{} is not a time in ISO 8601", key.created));
        }
    }
    let is_wrong = |device: &&OrgMfaDevice| device.name.is_empty() || Seed::parse(&device.seed).is_none();
    match user.mfa_devices.iter().find(is_wrong) {
        Some(_) => invalid(format!(
            "an MFA device of {name} in {account_id} has no name or no base-32 seed"
        )),
        None => Ok(()),
    }
}

fn check_permissions(account: &OrgAccount, name: &str, permissions: &OrgPermissions) -> Result<(), OrgError> {
    let listed = permissions.policies.iter().flatten();
    for policy in listed.chain(&permissions.permissions_boundary) {
        match policy {
            OrgPolicy::Inline(document) => {
                check_document(&account.id, name, document, PolicyKind::Identity)?;
            }
            OrgPolicy::Managed(arn) if account.managed_policy(arn).is_none() => {
                return invalid(format!("{name} in {} has an unknown policy {arn}", account.id));
            }
            OrgPolicy::Managed(_) => {}
        }
    }
    Ok(())
}

fn check_document(
    account_id: &str,
    name: &str,
    document: &PolicyDocument,
    kind: PolicyKind,
) -> Result<(), OrgError> {
    let wrong = |error| OrgError::Invalid(format!("a policy of {name} in {account_id}: {error}"));
    document.check(kind).map_err(wrong)
}

fn invalid(reason: String) -> Result<(), OrgError> {
    Err(OrgError::Invalid(reason))
}
