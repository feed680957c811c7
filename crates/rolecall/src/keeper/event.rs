//! What tasks beside the keeper report while they run and when they finish.
//!
//! It owns the events and what they carry. It must not know what follows from one.

use super::request::Reply;
use super::snapshot::SignInState;
use crate::catalogue::{CatalogueEvent, Refreshed};
use crate::notices::{NoticeCause, NoticeKind};
use crate::ports::{NotificationEnd, SettingsFileError, StateStoreError};
use crate::problem::Problem;
use crate::sign_out::SignOutOutcome;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{StaleDefaultUser, Surface};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::sign_in::SignInStep;
use tokio::task::Id;

/// What a task beside the keeper reports. Of what was aborted something may still arrive: the task's id tells it apart, and the
/// number of a read tells an older result from a newer one.
pub(super) enum KeeperEvent {
    Storage(StorageEvent),
    Portal(PortalEvent),
    /// Nobody was notified of changed access yet today: this may be said.
    AccessChangeNotified(NoticeCause),
    /// What changed about notifications is written down.
    NotificationsRecorded(Vec<RecordedUpdate>),
    NotificationEnded(NoticeKind, Vec<NoticeCause>, NotificationEnd),
    RenewalFinished(Id, Assignment, RenewalOutcome),
    /// A role session that reached its limit is ended, or could not be.
    LimitEnforced(Id, Assignment, Result<(), Problem>),
    /// What was to be stopped is stopped, or could not be.
    StopFinished(StopScope),
    /// A user obtained credentials: index and recents may differ.
    RoleSessionUsed,
    /// Expired credentials are erased, or could not be.
    ExpiredErased,
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

/// What settings and database hold, or that they were written.
pub(super) enum StorageEvent {
    /// Settings and, where it changed, the database were read.
    Reloaded(Box<Reload>),
    /// Everything that was to be read at the start was read.
    InitialLoadFinished,
    SettingsEdited(Box<EditedSettings>),
    FavouritesRead(Result<Vec<Assignment>, StateStoreError>),
    RecentsRead(Result<Vec<Assignment>, StateStoreError>),
    RoleSessionsRead(u64, Result<Vec<RoleSessionRecord>, StateStoreError>),
    CatalogueRead(PortalName, u64, Result<Catalogue, StateStoreError>),
    HistoryRead(HistoryDigest),
    FavouriteSet(Result<(), StateStoreError>, Reply<()>),
    AutoRenewalSet {
        assignment: Assignment,
        renew: bool,
        outcome: Result<(), StateStoreError>,
        reply: Reply<()>,
    },
}

/// What happened at a portal.
pub(super) enum PortalEvent {
    SignInRead(PortalName, u64, Result<SignInState, Problem>),
    SignInProgressed(Id, PortalName, SignInStep),
    SignInFinished(Id, PortalName, Result<SignInState, Problem>),
    /// AWS asked for a sign-in: the one that is known may be over.
    SignInDoubtful(PortalName),
    SignedOut(PortalName, Result<SignOutOutcome, Problem>, Reply<SignOutOutcome>),
    DataRemoved(PortalName, Result<(), Problem>, Reply<()>),
    /// Nothing is stored any more under the name of a portal that is to be added, or it could not be removed.
    NameReleased(Box<Portal>, Result<(), Problem>, Reply<()>),
    /// What was stored for another portal of the same name is removed.
    StaleDataPurged(PortalName),
    RefreshProgressed(Id, PortalName, CatalogueEvent),
    RefreshFinished(Id, PortalName, Result<Refreshed, Problem>),
    /// A task that nobody waits for failed.
    TaskFailed(Problem),
}

/// What was read again.
pub(super) struct Reload {
    pub(super) settings: Result<String, SettingsFileError>,
    /// The database's number of changes by others when it was read.
    pub(super) change_count: Option<i64>,
    /// The number of the read of role sessions.
    pub(super) role_sessions_read: u64,
    /// What the database holds; absent where nobody changed it.
    pub(super) database: Option<Result<DatabaseContent, StateStoreError>>,
}

/// What the database holds of all portals together.
pub(super) struct DatabaseContent {
    pub(super) favourites: Vec<Assignment>,
    pub(super) recents: Vec<Assignment>,
    pub(super) role_sessions: Vec<RoleSessionRecord>,
}

/// What the newest history says.
pub(super) struct HistoryDigest {
    /// The number of the read.
    pub(super) number: u64,
    pub(super) stale_default_users: Vec<StaleDefaultUser>,
    /// The portals that somebody signed in to or out of since the newest entry that was known before.
    pub(super) signed_in_or_out: Vec<PortalName>,
    /// When the newest entry was written.
    pub(super) newest: Option<Timestamp>,
    /// Whether the history was read because another process changed the database.
    pub(super) is_by_others: bool,
}

/// The outcome of an edit of the settings, and the text of the file after it.
pub(super) struct EditedSettings {
    pub(super) outcome: Result<(), Problem>,
    pub(super) text: Result<String, SettingsFileError>,
    pub(super) then: AfterEdit,
}

/// What follows an edit of the settings.
pub(super) enum AfterEdit {
    Reply(Reply<()>),
    /// `@default` means another assignment: whoever asked, and what it means now.
    DefaultSet(Surface, Option<Box<(Portal, Assignment)>>, Reply<()>),
}

/// How an automatic renewal ended.
pub(super) enum RenewalOutcome {
    Renewed(RoleSessionRecord),
    /// AWS does not assign the role any more; `is_saved` says whether the index knows that it is not renewed any longer.
    Refused {
        problem: Problem,
        is_saved: bool,
    },
    /// It was stopped or reached its limit meanwhile: the index says what is left.
    Gone,
    Failed(Problem),
}

/// Role sessions that are being stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StopScope {
    RoleSession(Assignment),
    Portal(PortalName),
    All,
}

impl StopScope {
    pub(super) fn contains(&self, assignment: &Assignment) -> bool {
        match self {
            Self::RoleSession(stopped) => stopped == assignment,
            Self::Portal(name) => *name == assignment.portal,
            Self::All => true,
        }
    }
}

/// What changes about the notification of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotificationUpdate {
    pub(super) kind: NoticeKind,
    /// The keys of causes that are new: the notification is shown if the user was never notified of one of them.
    pub(super) new: Vec<String>,
    /// The keys of causes that are over, and may come again.
    pub(super) over: Vec<String>,
    /// All causes of the kind; where none is left, its notification is withdrawn.
    pub(super) causes: Vec<NoticeCause>,
    /// Whether nothing of the kind is left.
    pub(super) is_empty: bool,
}

/// What changes about a notification, once it is written down.
pub(super) struct RecordedUpdate {
    pub(super) update: NotificationUpdate,
    /// Whether the user was never notified of one of its causes.
    pub(super) is_news: bool,
}
