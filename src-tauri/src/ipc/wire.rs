//! What crosses to the page: plain values, no secret. The only file that derives `specta::Type`.
//!
//! Names from AWS cross byte for byte; the page shows them as text nodes only. Times are RFC 3339 UTC text.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One (portal, account, role).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssignmentKey {
    /// The portal's name.
    pub(crate) portal: String,
    /// 12 digits.
    pub(crate) account_id: String,
    /// The role's name as AWS gave it.
    pub(crate) role_name: String,
}

/// All of the desktop's state but the rows of the list; small, sent whole at every change.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SnapshotView {
    /// Grows with every change.
    pub(crate) revision: u32,
    /// The program's version.
    pub(crate) version: String,
    /// Whether this is the demo organization.
    pub(crate) demo: bool,
    /// The portals in the order of the settings file.
    pub(crate) portals: Vec<PortalView>,
    /// The role sessions that were started and not stopped.
    pub(crate) role_sessions: Vec<RoleSessionView>,
    /// What the list holds.
    pub(crate) catalogue: CatalogueView,
    /// What is wrong with the program as a whole: the keychain, the settings file.
    pub(crate) problems: Vec<ProblemView>,
    /// What the user set.
    pub(crate) settings: SettingsView,
}

/// One portal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PortalView {
    /// The person's name for it.
    pub(crate) name: String,
    /// Where its page is.
    pub(crate) start_url: String,
    /// Its region.
    pub(crate) region: String,
    /// Its own endpoint, if it has one; to be shown.
    pub(crate) endpoint_url: Option<String>,
    /// Whether it is a demo.
    pub(crate) demo: bool,
    /// The person's authorization there.
    pub(crate) sign_in: SignInView,
    /// The refresh under way.
    pub(crate) refresh: Option<RefreshView>,
    /// Why the last thing asked of it did not happen.
    pub(crate) problem: Option<ProblemView>,
}

/// A person's authorization at a portal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum SignInView {
    /// The keychain was not read yet.
    Unknown,
    /// Nobody is signed in.
    SignedOut,
    /// The sign-in ended; one click starts another.
    Expired,
    /// The browser is asked.
    WaitingForBrowser {
        /// Whether a browser was opened; else the person copies the link.
        opened: bool,
        /// When waiting ends.
        expires_at: String,
    },
    /// A code must be confirmed on a page.
    WaitingForCode {
        /// To be compared.
        user_code: String,
        /// To be opened.
        verification_uri: String,
        /// When the code ends.
        expires_at: String,
    },
    /// Signed in.
    SignedIn {
        /// When it ends; absent when it renews itself.
        expires_at: Option<String>,
    },
}

/// A refresh under way.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefreshView {
    /// Accounts whose roles are listed.
    pub(crate) accounts_done: u32,
    /// Accounts to list; absent until the last page of accounts.
    pub(crate) accounts_total: Option<u32>,
    /// Whether AWS asked to slow down.
    pub(crate) throttled: bool,
}

/// A role session.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleSessionView {
    /// What is assumed.
    pub(crate) assignment: AssignmentKey,
    /// When the person started it.
    pub(crate) started_at: String,
    /// When its credentials expire.
    pub(crate) expires_at: String,
}

/// What the list holds.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueView {
    /// Grows when rows change: ask for them again.
    pub(crate) revision: u32,
    /// How many accounts.
    pub(crate) accounts: u32,
    /// How many roles.
    pub(crate) roles: u32,
    /// When the oldest portal was last listed whole.
    pub(crate) refreshed_at: Option<String>,
    /// Assignments new since the refresh before.
    pub(crate) added: u32,
    /// Assignments gone since the refresh before.
    pub(crate) removed: u32,
}

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
    /// Whether the person marked it.
    pub(crate) favourite: bool,
    /// Whether it is new since the refresh before.
    pub(crate) added: bool,
    /// The person's own name for it.
    pub(crate) alias: Option<String>,
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

/// A failure in words.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemView {
    /// Stable name, such as `signInNeeded`.
    pub(crate) code: String,
    /// What did not happen.
    pub(crate) summary: String,
    /// What to do.
    pub(crate) advice: String,
    /// What a button can do about it.
    pub(crate) recovery: RecoveryView,
    /// Short text that stands in the log, too.
    pub(crate) reference: String,
}

/// What a button can do about a problem.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum RecoveryView {
    /// Nothing.
    None,
    /// Sign in at the portal.
    SignIn {
        /// Its name.
        portal: String,
    },
    /// Sign in at the portal with a code.
    SignInWithCode {
        /// Its name.
        portal: String,
    },
    /// Do it again.
    Retry,
    /// Unlock the keychain, then do it again.
    UnlockKeychain,
}

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

/// What was read from a pasted address.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StartUrlView {
    /// The plain form, when it is an address of a portal.
    pub(crate) start_url: Option<String>,
    /// The region, where the address carries it.
    pub(crate) region: Option<String>,
    /// A name to offer.
    pub(crate) suggested_name: Option<String>,
    /// A word of caution, or why it is none.
    pub(crate) notice: Option<String>,
}

/// A portal to add.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewPortal {
    /// The person's name for it.
    pub(crate) name: String,
    /// As pasted.
    pub(crate) start_url: String,
    /// Its region.
    pub(crate) region: String,
    /// Its own endpoint.
    pub(crate) endpoint_url: Option<String>,
}

/// How to sign in.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SignInMethodView {
    /// In the browser.
    Browser,
    /// By a code.
    DeviceCode,
}

/// Where in the console.
#[derive(Clone, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationKey {
    /// A short name from `destinations`.
    pub(crate) service: Option<String>,
    /// A region.
    pub(crate) region: Option<String>,
}

/// A place in the console that can be chosen.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationView {
    /// The short name.
    pub(crate) service: String,
    /// The service's name.
    pub(crate) label: String,
    /// Whether it has no region.
    pub(crate) global: bool,
}

/// Something that can be copied.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportView {
    /// Stable name to ask for it.
    pub(crate) format: String,
    /// What a menu says.
    pub(crate) label: String,
    /// Whether the text holds credentials.
    pub(crate) secret: bool,
}

/// That something was copied; never what.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CopiedView {
    /// What the toast says was copied.
    pub(crate) what: String,
    /// Seconds until it leaves the clipboard; absent when it is no secret.
    pub(crate) clears_in_seconds: Option<u32>,
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

/// Everything changed; the whole of it.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub(crate) struct SnapshotChanged(pub(crate) SnapshotView);
