//! The user's settings, in both directions.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The user's settings.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    /// Light, dark, or as the system.
    pub(crate) appearance: AppearanceView,
    /// The region that a console opens in; absent for the portal's.
    pub(crate) console_region: Option<String>,
    /// Seconds until a copied secret is cleared from the clipboard.
    pub(crate) clipboard_clear_seconds: u32,
    /// Patterns of account names that mean production.
    pub(crate) production_patterns: Vec<String>,
    /// Whether role sessions that the user starts are renewed automatically.
    pub(crate) renew: bool,
    /// Days after which entries of the history are deleted.
    pub(crate) history_days: u16,
    /// Whether added and removed access is notified.
    pub(crate) notify_access_changes: bool,
    /// Whether opening the console or copying credentials of a production account needs a confirmation.
    pub(crate) ask_before_production: bool,
    /// The global shortcut that shows the window, such as `Ctrl+Alt+R`.
    pub(crate) shortcut: Option<String>,
    /// Maximum durations of role sessions.
    pub(crate) limits: Vec<LimitView>,
}

/// The maximum duration of role sessions where both patterns match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitView {
    /// Patterns over account name, id and tags; empty for every account.
    pub(crate) accounts: Vec<String>,
    /// Patterns over the role's name; empty for every role.
    pub(crate) roles: Vec<String>,
    /// From the start of the role session to its end, in minutes.
    pub(crate) minutes: u32,
}

/// The colour scheme of the page.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AppearanceView {
    /// As the system.
    System,
    Light,
    Dark,
}
