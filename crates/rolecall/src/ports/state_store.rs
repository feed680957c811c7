//! The port to what is only remembered: catalogue, favourites, recents, the index of role sessions, the history. No secret.

use crate::Timestamp;
use crate::account::{Account, AccountId, RoleName};
use crate::assignment::Assignment;
use crate::catalogue::Catalogue;
use crate::history::{HistoryEntry, HistoryQuery};
use crate::portal::PortalName;
use thiserror::Error;

/// The state database failed. What was remembered can be obtained again.
#[derive(Debug, Error)]
#[error("the state database failed: {detail}")]
pub struct StateStoreError {
    /// What failed.
    pub detail: String,
}

/// A role session that was started here; its credentials are in the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSessionRecord {
    /// What was assumed.
    pub assignment: Assignment,
    /// When it was started.
    pub started_at: Timestamp,
    /// When its present credentials were obtained.
    pub issued_at: Timestamp,
    /// When its present credentials expire. In the past for one that waits to be renewed.
    pub expires_at: Timestamp,
    /// Whether it is kept alive.
    pub renewal: Renewal,
}

/// Whether a role session is kept alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// A program asked for its credentials and will ask again: nobody started it, nobody needs to hear of its end.
    OnDemand,
    /// A person started it, and it ends with its credentials.
    Off,
    /// A person started it, and the desktop renews it until it is stopped, the sign-in ends or its limit is reached.
    On,
}

impl Renewal {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::OnDemand, Self::Off, Self::On];

    /// Returns the stable word that JSON and the state database hold.
    pub fn id(self) -> &'static str {
        match self {
            Self::OnDemand => "on-demand",
            Self::Off => "off",
            Self::On => "on",
        }
    }

    /// Reads the stable word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|renewal| renewal.id() == text)
    }
}

/// The state database, shared by every process of the person. Each method is one transaction.
pub trait StateStore: Send + Sync {
    /// Returns what was last listed for `portal`; empty when nothing was.
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError>;
    /// Replaces the list of accounts of `portal`; roles of accounts that stay are kept, the rest goes.
    fn keep_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError>;
    /// Replaces the roles of some accounts of `portal`.
    fn keep_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError>;
    /// Remembers when the whole of `portal` was last listed.
    fn keep_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError>;
    /// Forgets all of `portal`: catalogue, favourites, recents, role sessions, what was told. The history stays.
    fn forget_portal(&self, portal: &PortalName) -> Result<(), StateStoreError>;

    /// Returns the role sessions in the order they were started.
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError>;
    /// Remembers a role session, or the issue and expiry of its new credentials: of one that is known, start and renewal stay.
    fn keep_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError>;
    /// Sets whether a role session that is known is kept alive.
    fn keep_renewal(&self, assignment: &Assignment, renewal: Renewal) -> Result<(), StateStoreError>;
    /// Forgets a role session.
    fn forget_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError>;

    /// Returns the favourites.
    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError>;
    /// Sets or clears a favourite.
    fn keep_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError>;
    /// Moves what is remembered of `from` (favourite, uses) to `to`: the role has another name now.
    fn keep_rename(&self, from: &Assignment, to: &Assignment) -> Result<(), StateStoreError>;
    /// Remembers that an assignment was used; its weight grows by [`crate::frecency::after_use`].
    fn keep_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError>;
    /// Returns the assignments used often and lately, the weightiest first.
    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError>;

    /// Adds to the history. An entry that differs from one of the last ten minutes in its time alone takes that one's place.
    fn keep_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError>;
    /// Returns a part of the history, newest first.
    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError>;
    /// Forgets what happened before `before`.
    fn forget_history(&self, before: Timestamp) -> Result<(), StateStoreError>;

    /// Remembers that the person was told of `cause`; tells whether that is news.
    fn keep_told(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError>;
    /// Forgets that the person was told of `cause`: it is over, and may come again.
    fn forget_told(&self, cause: &str) -> Result<(), StateStoreError>;
    /// Returns a small thing that the desktop remembers of itself, such as where its window was.
    fn remembered(&self, key: &str) -> Result<Option<String>, StateStoreError>;
    /// Remembers a small thing.
    fn keep_remembered(&self, key: &str, value: &str) -> Result<(), StateStoreError>;
    /// Returns a number that changes whenever another process changed the database.
    fn change_count(&self) -> Result<i64, StateStoreError>;
}
