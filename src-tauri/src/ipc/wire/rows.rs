//! The rows of the list.

use super::{AssignmentKey, ProblemView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The rows of the list.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RowsView {
    /// The revision these rows are of.
    pub(crate) revision: u32,
    /// The accounts in order.
    pub(crate) accounts: Vec<AccountView>,
    /// The assignments last used, newest first.
    pub(crate) recents: Vec<AssignmentKey>,
}

/// An account and its roles.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    /// The portal's name.
    pub(crate) portal: String,
    /// 12 digits.
    pub(crate) account_id: String,
    /// As AWS gave it; may be empty.
    pub(crate) name: String,
    /// As AWS gave it.
    pub(crate) email: Option<String>,
    /// What kind of account the rules say it is.
    pub(crate) environment: Option<EnvironmentView>,
    /// The user's own tags of it.
    pub(crate) tags: Vec<String>,
    /// Whether its roles were ever listed.
    pub(crate) listed: bool,
    /// Its roles by name.
    pub(crate) roles: Vec<RoleView>,
    /// Why its roles could not be listed.
    pub(crate) problem: Option<ProblemView>,
}

/// A role of an account.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleView {
    /// As AWS gave it.
    pub(crate) name: String,
    /// Whether the user marked it.
    pub(crate) favourite: bool,
    /// Whether it is new since the refresh before.
    pub(crate) added: bool,
    /// The user's own name for it.
    pub(crate) alias: Option<String>,
    /// The user's own colour for it, as its word in the settings.
    pub(crate) colour: Option<String>,
    /// The user's own note on it.
    pub(crate) note: Option<String>,
}

/// What kind of account.
#[derive(Clone, Copy, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum EnvironmentView {
    /// Be careful.
    Production,
    /// Nearly.
    Staging,
    /// For trying.
    Development,
}

/// One account of a portal.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountKey {
    /// The portal's name.
    pub(crate) portal: String,
    /// 12 digits.
    pub(crate) account_id: String,
}
