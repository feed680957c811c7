//! Roles that the user defined.

use super::{ProblemView, RoleKey};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How the user defined a role.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleDefinitionView {
    /// The name that it is defined under.
    pub(crate) name: String,
    /// What the settings file says of it, in the order of the file.
    pub(crate) fields: Vec<RoleFieldText>,
    /// The roles whose credentials lead to it one after another, itself last.
    pub(crate) chain: Vec<ChainStepView>,
    /// Where the console opens, if nobody says; absent if it cannot be used as it is defined.
    pub(crate) region: Option<String>,
    /// What replaces every AWS address, if anything does.
    pub(crate) endpoint_url: Option<String>,
    /// The certificate that leads to it; absent where none does, or nothing is known of it.
    pub(crate) certificate: Option<CertificateView>,
    /// Why it cannot be used as it is defined.
    pub(crate) problem: Option<ProblemView>,
}

/// The certificate that leads to a role.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CertificateView {
    /// Until when it is valid.
    pub(crate) ends_at: String,
    /// Whether it is to be replaced soon, or has ended.
    pub(crate) ends_soon: bool,
}

/// What one key of a role's table in the settings file says.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleFieldText {
    /// The key, such as `external_id`.
    pub(crate) key: String,
    /// A line for each value of a list; `key=value` in a line for each session tag.
    pub(crate) text: String,
}

/// What was typed to define a role.
#[derive(Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleFormInput {
    /// The name.
    pub(crate) name: String,
    /// The name of the defined role that it replaces; absent for a new one.
    pub(crate) replaces: Option<String>,
    /// The fields, also empty ones.
    pub(crate) fields: Vec<RoleFieldText>,
    /// The password of the private key, or the PIN of its token; empty if none was entered. It is never sent back.
    pub(crate) secret: String,
}

/// Why a field of the form cannot be used.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleFormFaultView {
    /// The key of the field; `name` for the name.
    pub(crate) key: String,
    /// Why.
    pub(crate) problem: ProblemView,
}

/// What became of a role that was to be saved.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum SaveRoleView {
    /// It is defined.
    Saved {
        /// Its key.
        role_key: RoleKey,
    },
    /// Fields have to change first.
    Invalid {
        /// Which, and why.
        faults: Vec<RoleFormFaultView>,
    },
}

/// What became of a role that was tried out.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "outcome", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum TestRoleView {
    /// AWS said who one becomes.
    Succeeded {
        /// The ARN of the assumed role with the name of its session.
        arn: String,
        /// 12 digits.
        account_id: String,
    },
    /// Fields have to change first.
    Invalid {
        /// Which, and why.
        faults: Vec<RoleFormFaultView>,
    },
}

/// One role on the way to another.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChainStepView {
    /// The role.
    pub(crate) role_key: RoleKey,
    /// What the command takes to name it.
    pub(crate) target: String,
    /// As AWS returned it; empty if no portal lists the account.
    pub(crate) account_name: String,
}
