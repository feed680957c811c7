//! IAM Roles Anywhere in an account: which certificate authorities it trusts, and which roles a certificate may
//! lead to. Owns their JSON schema and rules.

use serde::{Deserialize, Serialize};

use super::{OrgAccount, OrgError};
use crate::certificate::X509Certificate;

/// The trust anchors and profiles of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgRolesAnywhere {
    /// The trust anchors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust_anchors: Vec<OrgTrustAnchor>,
    /// The profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<OrgRolesAnywhereProfile>,
}

/// A trust anchor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgTrustAnchor {
    /// A UUID, the last part of the ARN.
    pub id: String,
    /// Its region; that of the organization when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The certificates of the authorities, in PEM.
    pub certificates: String,
    /// Whether it is in use.
    #[serde(default = "enabled", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
}

/// A profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgRolesAnywhereProfile {
    /// A UUID, the last part of the ARN.
    pub id: String,
    /// Its region; that of the organization when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The roles that it may lead to.
    pub role_arns: Vec<String>,
    /// The longest session; one hour when absent.
    #[serde(default = "one_hour", skip_serializing_if = "is_one_hour")]
    pub duration_seconds: u64,
    /// Whether a request may name its session.
    #[serde(default, skip_serializing_if = "is_false")]
    pub accept_role_session_name: bool,
    /// Whether it is in use.
    #[serde(default = "enabled", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
}

const ONE_HOUR: u64 = 3_600;

fn enabled() -> bool {
    true
}

fn one_hour() -> u64 {
    ONE_HOUR
}

fn is_one_hour(seconds: &u64) -> bool {
    *seconds == ONE_HOUR
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl OrgRolesAnywhere {
    pub(super) fn is_empty(&self) -> bool {
        self.trust_anchors.is_empty() && self.profiles.is_empty()
    }
}

/// Checks what an account says of IAM Roles Anywhere.
pub(super) fn check(account: &OrgAccount) -> Result<(), OrgError> {
    let invalid = |reason: String| Err(OrgError::Invalid(format!("{reason} in {}", account.id)));
    for anchor in &account.roles_anywhere.trust_anchors {
        if X509Certificate::all_in(&anchor.certificates).is_none_or(|certificates| certificates.is_empty()) {
            return invalid(format!("the trust anchor {} has no certificate", anchor.id));
        }
    }
    for profile in &account.roles_anywhere.profiles {
        if !(900..=43_200).contains(&profile.duration_seconds) {
            return invalid(format!(
                "duration_seconds of the profile {} is 900 to 43200",
                profile.id
            ));
        }
    }
    Ok(())
}
