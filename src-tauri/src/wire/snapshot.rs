//! The events of the shell and what they carry: all of the state but the rows of the list, and requests for a view of the page.

use super::{
    AliasMoveView, MfaQuestionView, ProblemView, RoleKey, RoleSessionView, SettingsView, StaleDefaultUserView,
};
use serde::Serialize;
use specta::Type;

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
    /// The role sessions that are active or wait for new credentials.
    pub(crate) role_sessions: Vec<RoleSessionView>,
    /// The role that `@default` means.
    pub(crate) default: Option<RoleKey>,
    /// The running programs that use a former default.
    pub(crate) stale_default_users: Vec<StaleDefaultUserView>,
    /// The aliases whose role seems to be renamed.
    pub(crate) alias_moves: Vec<AliasMoveView>,
    /// A summary of the role list.
    pub(crate) catalogue: CatalogueView,
    /// The codes of MFA devices that something waits for, the oldest first.
    pub(crate) mfa_questions: Vec<MfaQuestionView>,
    /// Problems of the program as a whole: the keychain, the settings file.
    pub(crate) problems: Vec<ProblemView>,
    /// The user's settings.
    pub(crate) settings: SettingsView,
    /// The autostart, tray and shortcut status.
    pub(crate) desktop: DesktopView,
}

/// The autostart, tray and shortcut status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopView {
    /// Whether the desktop environment shows the tray icon; absent until it is known.
    pub(crate) tray_shown: Option<bool>,
    /// Whether the program starts at login.
    pub(crate) autostart: bool,
    /// Why the global shortcut could not be registered, as a sentence.
    pub(crate) shortcut_problem: Option<String>,
}

/// A portal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PortalView {
    /// The user's name for it.
    pub(crate) name: String,
    /// The address of the access portal.
    pub(crate) start_url: String,
    /// The region of its IAM Identity Center instance.
    pub(crate) region: String,
    /// Whether it is a portal of account access manager, with IAM roles instead of permission sets.
    pub(crate) is_account_access: bool,
    /// Its own endpoint, if it has one; the page always shows it.
    pub(crate) endpoint_url: Option<String>,
    /// Whether it is the demo organization's.
    pub(crate) demo: bool,
    /// The user's sign-in there.
    pub(crate) sign_in: SignInView,
    /// The refresh in progress.
    pub(crate) refresh: Option<RefreshView>,
    /// Why the last action at this portal failed.
    pub(crate) problem: Option<ProblemView>,
}

/// The state of a sign-in.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum SignInView {
    /// The keychain has not been read yet.
    Unknown,
    /// The user is not signed in.
    SignedOut,
    /// The sign-in expired.
    Expired,
    /// The authorization page is open in the browser.
    WaitingForBrowser {
        /// Whether a browser was opened; otherwise the user copies the link.
        opened: bool,
        /// When the authorization times out.
        expires_at: String,
    },
    /// The user has to confirm a code.
    WaitingForCode {
        /// The code to compare.
        user_code: String,
        /// The page to open.
        verification_uri: String,
        /// When the code expires.
        expires_at: String,
    },
    /// The user is signed in.
    SignedIn {
        /// When the sign-in expires; absent when it is renewed automatically.
        expires_at: Option<String>,
    },
}

/// The progress of a refresh.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefreshView {
    /// Accounts whose roles are listed.
    pub(crate) accounts_done: u32,
    /// Accounts to list; absent until the last page of accounts.
    pub(crate) accounts_total: Option<u32>,
    /// Whether AWS throttles the requests.
    pub(crate) throttled: bool,
}

/// A summary of the role list.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CatalogueView {
    /// Grows when the rows change.
    pub(crate) revision: u32,
    /// Number of accounts.
    pub(crate) accounts: u32,
    /// Number of roles.
    pub(crate) roles: u32,
    /// The oldest of the portals' last complete refreshes.
    pub(crate) refreshed_at: Option<String>,
    /// Roles added by the last refresh.
    pub(crate) added: u32,
    /// Roles removed by the last refresh.
    pub(crate) removed: u32,
}

/// The state changed; carries all of it.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub(crate) struct SnapshotChanged(pub(crate) SnapshotView);

/// A second start, the tray or a notification requests a view of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ViewRequested {
    /// The view to show.
    pub(crate) view: PageView,
}

/// A view of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PageView {
    /// The list of roles.
    Roles,
    /// The history.
    History,
    /// The settings.
    Settings,
}
