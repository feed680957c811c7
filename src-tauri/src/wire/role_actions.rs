//! What can be opened or copied with a role, and the receipt of a copy.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Stands before the name of a format when the command that prints it is meant, not the credentials.
pub(crate) const COMMAND_PREFIX: &str = "command:";

/// Where the console opens.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationInput {
    /// A `service` of `destinations`; absent for the console's home.
    pub(crate) service: Option<String>,
    /// A region; absent for the user's default.
    pub(crate) region: Option<String>,
}

/// A console service that can be opened directly.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationView {
    /// Short name, such as `s3`.
    pub(crate) service: String,
    /// Full name.
    pub(crate) label: String,
    /// Other short names.
    pub(crate) other_names: Vec<String>,
    /// Whether the service has no region.
    pub(crate) global: bool,
}

/// Where the console was opened last, the newest first.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecentDestinationsView {
    /// Services of `destinations`.
    pub(crate) services: Vec<String>,
    /// Regions.
    pub(crate) regions: Vec<String>,
}

/// Something that can be copied.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportView {
    /// Stable name, to be sent back with `copy_export`.
    pub(crate) format: String,
    /// Label of the menu item.
    pub(crate) label: String,
    /// Whether the text contains credentials.
    pub(crate) secret: bool,
}

/// Receipt of a copy; never the text itself.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopyReceiptView {
    /// What was copied, as the toast says it.
    pub(crate) what: String,
    /// Seconds until the clipboard is cleared; absent when the text is not secret.
    pub(crate) clears_in_seconds: Option<u32>,
}
