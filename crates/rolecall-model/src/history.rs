//! The history's values: what happened, through which surface, for which program. They hold no secret.
//!
//! It must not know where entries are stored or how they are shown.

mod detail;

pub use detail::{HistoryDetail, is_service_word};

use crate::Timestamp;
use crate::portal::PortalName;
use crate::reason::Reason;
use crate::role_ref::{RoleOrigin, RoleRef};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryEvent {
    /// A user signed in at the portal.
    SignedIn,
    /// A user signed out of the portal.
    SignedOut,
    /// AWS issued the first credentials of a role session.
    Issued,
    /// AWS issued new credentials of an active role session.
    Renewed,
    /// Credentials were handed to a program.
    CredentialsVended,
    /// Credentials were copied for a user.
    Copied,
    /// The console was opened.
    ConsoleOpened,
    /// A user stopped the role session.
    Stopped,
    /// The limit of the role ended the role session.
    LimitReached,
    /// AWS refused: the role is not assigned.
    Denied,
    /// `@default` was made to mean this role.
    DefaultChanged,
}

impl HistoryEvent {
    /// Every event, for tables and filters.
    pub const ALL: [Self; 11] = [
        Self::SignedIn,
        Self::SignedOut,
        Self::Issued,
        Self::Renewed,
        Self::CredentialsVended,
        Self::Copied,
        Self::ConsoleOpened,
        Self::Stopped,
        Self::LimitReached,
        Self::Denied,
        Self::DefaultChanged,
    ];

    /// Returns the stable identifier that JSON, CSV and the state database hold.
    pub fn id(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::Issued => "issued",
            Self::Renewed => "renewed",
            Self::CredentialsVended => "given",
            Self::Copied => "copied",
            Self::ConsoleOpened => "console-opened",
            Self::Stopped => "stopped",
            Self::LimitReached => "limit-reached",
            Self::Denied => "denied",
            Self::DefaultChanged => "default-changed",
        }
    }

    /// Parses the stable identifier; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.id() == text)
    }
}

/// Which part of Rolecall acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Surface {
    /// The window.
    Window,
    /// The menu of the tray icon.
    Tray,
    /// The action of a notification.
    Notification,
    /// The `rolecall` command.
    Command,
    /// `rolecall credential-process`, called by an SDK.
    CredentialProcess,
    /// The keeper, without a user: renewals, limits, refreshes.
    Keeper,
}

impl Surface {
    /// Every surface.
    pub const ALL: [Self; 6] = [
        Self::Window,
        Self::Tray,
        Self::Notification,
        Self::Command,
        Self::CredentialProcess,
        Self::Keeper,
    ];

    /// Returns the stable identifier that JSON, CSV and the state database hold.
    pub fn id(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Tray => "tray",
            Self::Notification => "notification",
            Self::Command => "command",
            Self::CredentialProcess => "credential-process",
            Self::Keeper => "keeper",
        }
    }

    /// Parses the stable identifier; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|surface| surface.id() == text)
    }
}

/// A program that asked, as the system reports it. Its name and folder are hostile text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProcessInfo {
    /// The name of its executable, without folders.
    pub name: String,
    /// Its process id.
    pub pid: u32,
    /// When it was started, in the system's own count: distinguishes it from a later program with the same id.
    pub started: u64,
    /// The folder it works in, with `~` for the home folder, where the system reports it.
    pub folder: Option<String>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: HistoryEvent,
    /// With what.
    pub subject: HistorySubject,
    /// When the credentials it is about expire.
    pub expires_at: Option<Timestamp>,
    /// Which part of Rolecall acted.
    pub surface: Surface,
    /// For which program, where a program asked.
    pub program: Option<ProcessInfo>,
    /// Whether `@default` was asked for, and not the role itself.
    pub by_default: bool,
    /// Why, where the user said so.
    pub reason: Option<Reason>,
    /// The format or the destination. Never a secret, never a whole address.
    pub detail: Option<HistoryDetail>,
}

/// What an entry of the history is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistorySubject {
    /// A portal as a whole.
    Portal(PortalName),
    /// A role.
    Role(RoleRef),
}

impl HistoryEntry {
    /// Returns the role it is about; `None` for a portal as a whole.
    pub fn role(&self) -> Option<&RoleRef> {
        match &self.subject {
            HistorySubject::Portal(_) => None,
            HistorySubject::Role(role) => Some(role),
        }
    }

    /// Returns the portal it is about, or that lists the role it is about.
    pub fn portal(&self) -> Option<&PortalName> {
        match &self.subject {
            HistorySubject::Portal(name) => Some(name),
            HistorySubject::Role(role) => role.portal(),
        }
    }

    /// Returns where what it is about comes from.
    pub fn origin(&self) -> RoleOrigin {
        match &self.subject {
            HistorySubject::Portal(name) => RoleOrigin::Portal(name.clone()),
            HistorySubject::Role(role) => role.origin.clone(),
        }
    }
}

/// Which part of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The start, inclusive.
    pub from: Timestamp,
    /// The end, exclusive.
    pub until: Timestamp,
    /// At most this many entries, the newest.
    pub limit: u32,
}

/// Who acts: set where ports are composed, changed by `Ports::with_actor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The part of Rolecall.
    pub surface: Surface,
    /// The program that asked, where one did.
    pub program: Option<ProcessInfo>,
    /// Whether it asked for `@default`.
    pub by_default: bool,
    /// Why the user acts, where they said so.
    pub reason: Option<Reason>,
}

impl From<Surface> for Actor {
    fn from(surface: Surface) -> Self {
        Self {
            surface,
            program: None,
            by_default: false,
            reason: None,
        }
    }
}

/// A running program that was given credentials of an earlier `@default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleDefaultUser {
    /// The program.
    pub program: ProcessInfo,
    /// What it holds.
    pub role: RoleRef,
    /// When what it holds expires.
    pub expires_at: Timestamp,
}
