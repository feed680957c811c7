//! What the page is told at every change: all of the state but the rows of the list.

use super::{AssignmentKey, HolderView, ProblemView, RoleSessionView, SettingsView};
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
    /// The role sessions that are alive or wait to be.
    pub(crate) role_sessions: Vec<RoleSessionView>,
    /// What `@default` means.
    pub(crate) default: Option<AssignmentKey>,
    /// The programs that still hold what `@default` meant before.
    pub(crate) holders: Vec<HolderView>,
    /// What the list holds.
    pub(crate) catalogue: CatalogueView,
    /// What is wrong with the program as a whole: the keychain, the settings file.
    pub(crate) problems: Vec<ProblemView>,
    /// What the user set.
    pub(crate) settings: SettingsView,
    /// The program on this desktop.
    pub(crate) desktop: DesktopView,
}

/// The program on this desktop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DesktopView {
    /// Whether the desktop shows the tray icon; absent while nobody knows.
    pub(crate) tray_shown: Option<bool>,
    /// Whether the program starts with the desktop.
    pub(crate) autostart: bool,
    /// Why the keys that show the window are not taken, in words.
    pub(crate) shortcut_problem: Option<String>,
}

/// One portal.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PortalView {
    /// The user's name for it.
    pub(crate) name: String,
    /// Where its page is.
    pub(crate) start_url: String,
    /// Its region.
    pub(crate) region: String,
    /// Its own endpoint, if it has one; to be shown.
    pub(crate) endpoint_url: Option<String>,
    /// Whether it is a demo.
    pub(crate) demo: bool,
    /// The user's authorization there.
    pub(crate) sign_in: SignInView,
    /// The refresh under way.
    pub(crate) refresh: Option<RefreshView>,
    /// Why the last thing asked of it did not happen.
    pub(crate) problem: Option<ProblemView>,
}

/// A user's authorization at a portal.
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
        /// Whether a browser was opened; else the user copies the link.
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

/// Everything changed; the whole of it.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub(crate) struct SnapshotChanged(pub(crate) SnapshotView);

/// Somebody outside the page asks for one of its rooms: a second start, the tray, a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoomWanted {
    /// The room.
    pub(crate) room: RoomView,
}

/// A room of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RoomView {
    /// The list of roles.
    Roles,
    /// The history.
    History,
    /// The settings.
    Settings,
}
