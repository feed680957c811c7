//! What the user set.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What the user set.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    /// Light, dark, or as the system says.
    pub(crate) appearance: AppearanceView,
    /// The region a console opens in, if not the portal's.
    pub(crate) console_region: Option<String>,
    /// Seconds until a copied secret leaves the clipboard.
    pub(crate) clipboard_clear_seconds: u32,
    /// Patterns that mark an account as production.
    pub(crate) production_patterns: Vec<String>,
    /// Whether role sessions that a user starts are kept alive.
    pub(crate) renew: bool,
    /// How many days the history is kept.
    pub(crate) history_days: u16,
    /// Whether the user is told of access that came or went.
    pub(crate) notify_access_changes: bool,
    /// Whether a console or an export of a production account is asked about first.
    pub(crate) ask_before_production: bool,
    /// The keys that show the window from anywhere.
    pub(crate) shortcut: Option<String>,
    /// How long role sessions of some assignments may last.
    pub(crate) limits: Vec<LimitView>,
}

/// How long role sessions may last where both patterns fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitView {
    /// Patterns over account name, id and tags; none: every account.
    pub(crate) accounts: Vec<String>,
    /// Patterns over the role's name; none: every role.
    pub(crate) roles: Vec<String>,
    /// From the start of the role session to its end, in minutes.
    pub(crate) minutes: u32,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppearanceView {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
