//! The history and its day timeline.

use super::{AssignmentKey, EnvironmentView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which part of the history.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryQueryView {
    /// The first moment that belongs to it.
    pub(crate) from: String,
    /// The first moment that does not.
    pub(crate) until: String,
}

/// A part of the history.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryView {
    /// What happened, newest first.
    pub(crate) entries: Vec<HistoryEntryView>,
    /// Which role was held when.
    pub(crate) spans: Vec<SpanView>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryEntryView {
    /// When.
    pub(crate) at: String,
    /// What, as its stable word, such as `console-opened`.
    pub(crate) event: String,
    /// At which portal.
    pub(crate) portal: String,
    /// 12 digits; absent for the portal as a whole.
    pub(crate) account_id: Option<String>,
    /// The account's name, where it is still listed.
    pub(crate) account_name: Option<String>,
    /// As AWS gave it.
    pub(crate) role_name: Option<String>,
    /// What kind of account the rules say it is.
    pub(crate) environment: Option<EnvironmentView>,
    /// Until when what was given is good.
    pub(crate) until: Option<String>,
    /// Which face of Rolecall acted, as its stable word, such as `credential-process`.
    pub(crate) surface: String,
    /// The program that asked.
    pub(crate) program: Option<String>,
    /// Its process id.
    pub(crate) pid: Option<u32>,
    /// The folder it worked in.
    pub(crate) folder: Option<String>,
    /// Whether `@default` was asked for.
    pub(crate) by_default: bool,
    /// A word more: the format, the destination.
    pub(crate) detail: Option<String>,
}

/// One bar of the day timeline.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SpanView {
    /// Which role was held.
    pub(crate) assignment: AssignmentKey,
    /// The account's name, where it is still listed.
    pub(crate) account_name: Option<String>,
    /// What kind of account the rules say it is.
    pub(crate) environment: Option<EnvironmentView>,
    /// From when.
    pub(crate) from: String,
    /// Until when.
    pub(crate) until: String,
}

/// Where a part of the history was written.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportedView {
    /// The file, with `~` for the home folder.
    pub(crate) file: String,
    /// How many entries it holds.
    pub(crate) entries: u32,
}
