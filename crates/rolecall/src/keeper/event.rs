//! The events that tasks send to the keeper while they run and when they finish.
//!
//! It owns the events and their content. It must not know how the keeper handles them.

use super::mfa_prompt::MfaEvent;
use super::request::Reply;
use super::snapshot::SignInState;
use crate::catalogue::{CatalogueEvent, RefreshOutcome};
use crate::notices::{NoticeCause, NoticeKind};
use crate::ports::{NotificationEnd, SettingsFileError, StateStoreError};
use crate::problem::Problem;
use crate::sign_out::SignOutOutcome;
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, Rename};
use rolecall_model::history::{Actor, StaleDefaultUser};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::roles_anywhere::CertificateValidity;
use rolecall_model::sign_in::SignInStep;
use tokio::task::Id;

/// An event that a task sends to the keeper.
///
/// An event of an aborted task may still arrive; the task's id identifies it. The number of a read identifies outdated results.
pub(super) enum KeeperEvent {
    Storage(StorageEvent),
    Mfa(MfaEvent),
    Portal(PortalEvent),
    /// The user may be notified of changed access: today's first such notification.
    AccessChangeClaimed(NoticeCause),
    /// Changes of notifications are stored.
    NotificationsRecorded(Vec<RecordedUpdate>),
    NotificationEnded(NoticeKind, Vec<NoticeCause>, NotificationEnd),
    RenewalFinished(Id, RoleRef, RenewalOutcome),
    /// A role session that reached its limit was ended, or could not be.
    LimitEnforced(Id, RoleRef, Result<(), Problem>),
    /// Role sessions were stopped, or could not be.
    StopFinished(StopScope),
    /// The user obtained credentials: the index and the recents may have changed.
    RoleSessionUsed,
    /// Expired credentials were erased, or could not be.
    ExpiredErased,
    /// How long the certificates of roles are valid, as read `number` found.
    CertificatesRead(u64, Vec<(RoleRef, CertificateValidity)>),
    /// What is wrong with the keychain as a whole, if anything is.
    KeychainChecked(Option<Problem>),
}

impl From<StorageEvent> for KeeperEvent {
    fn from(event: StorageEvent) -> Self {
        Self::Storage(event)
    }
}

impl From<PortalEvent> for KeeperEvent {
    fn from(event: PortalEvent) -> Self {
        Self::Portal(event)
    }
}

/// The result of a read or write of the settings or the database.
pub(super) enum StorageEvent {
    /// The settings were read, and the database if it changed.
    Reloaded(Box<Reload>),
    /// All reads of the initial load are done.
    InitialLoadFinished,
    SettingsEdited(Box<SettingsEditOutcome>),
    FavouritesRead(Result<Vec<RoleRef>, StateStoreError>),
    RecentsRead(Result<Vec<RoleRef>, StateStoreError>),
    RenamesRead(Result<Vec<Rename>, StateStoreError>),
    RoleSessionsRead(u64, Result<Vec<RoleSessionRecord>, StateStoreError>),
    CatalogueRead(PortalName, u64, Result<Catalogue, StateStoreError>),
    HistoryRead(HistoryDigest),
    FavouriteSet(Result<(), StateStoreError>, Reply<()>),
    RenameDeclined(Result<(), StateStoreError>, Reply<()>),
    AutoRenewalSet {
        role: RoleRef,
        renew: bool,
        outcome: Result<(), StateStoreError>,
        reply: Reply<()>,
    },
}

/// An event of one portal.
pub(super) enum PortalEvent {
    SignInRead(PortalName, u64, Result<SignInState, Problem>),
    SignInProgressed(Id, PortalName, SignInStep),
    SignInFinished(Id, PortalName, Result<SignInState, Problem>),
    /// AWS asked for a sign-in: the current one may have ended.
    SignInDoubtful(PortalName),
    SignedOut(PortalName, Result<SignOutOutcome, Problem>, Reply<SignOutOutcome>),
    DataRemoved(PortalName, Result<(), Problem>, Reply<()>),
    /// Data that was stored under the name of a new portal was removed, or could not be.
    NameReleased(Box<Portal>, Result<(), Problem>, Reply<()>),
    /// Data of another portal of the same name was removed, or could not be.
    StaleDataPurged(PortalName),
    RefreshProgressed(Id, PortalName, CatalogueEvent),
    RefreshFinished(Id, PortalName, Result<RefreshOutcome, Problem>),
    /// A task failed after whoever requested it stopped waiting.
    TaskFailed(Problem),
}

/// The result of a reload.
pub(super) struct Reload {
    pub(super) settings: Result<String, SettingsFileError>,
    /// The database's count of changes by other processes when it was read.
    pub(super) change_count: Option<i64>,
    /// The number of this read of the role sessions.
    pub(super) role_sessions_read: u64,
    /// The content of the database; `None` if no other process changed it.
    pub(super) database: Option<Result<DatabaseContent, StateStoreError>>,
}

/// The parts of the database that belong to no single portal.
pub(super) struct DatabaseContent {
    pub(super) favourites: Vec<RoleRef>,
    pub(super) recents: Vec<RoleRef>,
    pub(super) renames: Vec<Rename>,
    pub(super) role_sessions: Vec<RoleSessionRecord>,
}

/// A summary of the newest history.
pub(super) struct HistoryDigest {
    /// The number of this read of the history.
    pub(super) number: u64,
    pub(super) stale_default_users: Vec<StaleDefaultUser>,
    /// The portals that somebody signed in to or out of since the last read.
    pub(super) signed_in_or_out: Vec<PortalName>,
    /// The time of the newest entry.
    pub(super) newest: Option<Timestamp>,
    /// Whether the history was read because another process changed the database.
    pub(super) is_by_others: bool,
}

/// The outcome of an edit of the settings, and the text of the file after it.
pub(super) struct SettingsEditOutcome {
    pub(super) outcome: Result<(), Problem>,
    pub(super) text: Result<String, SettingsFileError>,
    pub(super) follow_up: EditFollowUp,
}

/// What the keeper does after an edit of the settings.
pub(super) enum EditFollowUp {
    Reply(Reply<()>),
    /// Starts the role session of the new default, if there is one. Holds who changed it and the new default.
    DefaultSet(Actor, Option<Box<ResolvedRole>>, Reply<()>),
}

/// The outcome of an automatic renewal.
pub(super) enum RenewalOutcome {
    Renewed(RoleSessionRecord),
    /// AWS no longer assigns the role; `is_saved` tells whether the index records that renewal is off.
    Refused {
        problem: Problem,
        is_saved: bool,
    },
    /// The role session was stopped or reached its limit meanwhile: the index must be reread.
    Gone,
    Failed(Problem),
}

/// Which role sessions are being stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StopScope {
    RoleSessions(Vec<RoleRef>),
    /// Those that depend on the sign-in at a portal.
    Portal(PortalName),
    All,
}

impl StopScope {
    /// Returns whether `role` is in the scope; `portal` is the one whose sign-in it depends on.
    pub(super) fn contains(&self, role: &RoleRef, portal: Option<&PortalName>) -> bool {
        match self {
            Self::RoleSessions(stopped) => stopped.contains(role),
            Self::Portal(name) => portal == Some(name),
            Self::All => true,
        }
    }
}

/// A change of the notification of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotificationUpdate {
    pub(super) kind: NoticeKind,
    /// The keys of new causes. The notification is shown if the user was never notified of at least one of them.
    pub(super) new: Vec<String>,
    /// The keys of causes that no longer apply. The user is notified again if one recurs.
    pub(super) over: Vec<String>,
    /// All causes of the kind.
    pub(super) causes: Vec<NoticeCause>,
    /// Whether no key of the kind is left, so that its notification is withdrawn.
    pub(super) is_empty: bool,
}

/// A change of a notification, after it was stored.
pub(super) struct RecordedUpdate {
    pub(super) update: NotificationUpdate,
    /// Whether at least one of the causes is new to the user.
    pub(super) is_news: bool,
}
