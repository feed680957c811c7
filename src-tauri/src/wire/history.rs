//! The history and the role sessions of a day.

use super::{EnvironmentView, RoleKey, SurfaceView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Which part of the history.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryQueryInput {
    /// Start of the span, inclusive.
    pub(crate) from: String,
    /// End of the span, exclusive.
    pub(crate) until: String,
}

/// A part of the history.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryView {
    /// The entries, newest first.
    pub(crate) entries: Vec<HistoryEntryView>,
    /// When each role session was active.
    pub(crate) spans: Vec<RoleSessionSpanView>,
}

/// One entry of the history.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryEntryView {
    /// When it happened.
    pub(crate) at: String,
    /// What happened.
    pub(crate) event: HistoryEventView,
    /// Where what it is about comes from: a portal's name, or `role:` and the name of a role that the user defined.
    pub(crate) origin: String,
    /// 12 digits; absent for an event of the portal as a whole.
    pub(crate) account_id: Option<String>,
    /// The account's name, while the account is listed.
    pub(crate) account_name: Option<String>,
    /// The role's name as AWS returned it.
    pub(crate) role_name: Option<String>,
    /// The account's environment by the user's patterns.
    pub(crate) environment: Option<EnvironmentView>,
    /// When the credentials in question expire.
    pub(crate) expires_at: Option<String>,
    /// Which surface of Rolecall acted.
    pub(crate) surface: SurfaceView,
    /// The name of the executable that requested credentials.
    pub(crate) program: Option<String>,
    /// Its process id.
    pub(crate) pid: Option<u32>,
    /// Its working directory.
    pub(crate) folder: Option<String>,
    /// Whether the program asked for `@default`.
    pub(crate) by_default: bool,
    /// Why, where the user said so.
    pub(crate) reason: Option<String>,
    /// A detail: the format, the destination.
    pub(crate) detail: Option<HistoryDetailView>,
}

/// More about an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(crate) enum HistoryDetailView {
    /// The format that credentials were handed out in.
    Format {
        /// Its identifier, as `rolecall env --shell` accepts it.
        format: String,
    },
    /// `rolecall exec` started the program.
    Exec,
    /// `rolecall shell` started the program.
    Shell,
    /// `@default` means no role any more.
    DefaultCleared,
    /// Where the console was opened.
    Console {
        /// A service, or the first folder of a path: one word.
        service: String,
        /// The region.
        region: String,
        /// Whether a link was made for somebody to open.
        as_link: bool,
    },
    /// Words that an earlier version wrote.
    Text {
        /// The words.
        text: String,
    },
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum HistoryEventView {
    /// The user signed in.
    SignedIn,
    /// The user signed out.
    SignedOut,
    /// AWS issued the first credentials of a role session.
    Issued,
    /// AWS issued new credentials of an active role session.
    Renewed,
    /// A program received credentials.
    #[serde(rename = "given")]
    CredentialsVended,
    /// Credentials were copied.
    Copied,
    /// The console was opened.
    ConsoleOpened,
    /// The user stopped the role session.
    Stopped,
    /// A limit ended the role session.
    LimitReached,
    /// AWS refused the role.
    Denied,
    /// `@default` was set to this role.
    DefaultChanged,
}

/// One bar of the day's timeline.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleSessionSpanView {
    /// The role.
    pub(crate) role_key: RoleKey,
    /// The account's name, while the account is listed.
    pub(crate) account_name: Option<String>,
    /// The account's environment by the user's patterns.
    pub(crate) environment: Option<EnvironmentView>,
    /// Start of the bar.
    pub(crate) from: String,
    /// End of the bar.
    pub(crate) until: String,
}

/// The file that a part of the history was exported to.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HistoryFileView {
    /// Its path, with `~` for the home folder.
    pub(crate) file: String,
    /// How many entries it contains.
    pub(crate) entries: u32,
}
