//! The port to what is only remembered: catalogue, favourites, recents, the index of role sessions, the history. No secret.

use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use thiserror::Error;

/// The state database failed. What was remembered can be obtained again.
#[derive(Debug, Error)]
#[error("the state database failed: {detail}")]
pub struct StateStoreError {
    /// What failed.
    pub detail: String,
}

/// What each portal last listed. Each method is one transaction.
pub trait CatalogueStore: Send + Sync {
    /// Returns what was last listed for `portal`; empty when nothing was.
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError>;
    /// Replaces the list of accounts of `portal`; roles of accounts that stay are kept, the rest goes.
    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError>;
    /// Replaces the roles of some accounts of `portal`.
    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError>;
    /// Remembers when the whole of `portal` was last listed.
    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError>;
}

/// The index of role sessions; their credentials are in the keychain. Each method is one transaction.
pub trait RoleSessionIndex: Send + Sync {
    /// Returns the role sessions in the order they were started.
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError>;
    /// Remembers a role session, or the issue and expiry of its new credentials: of one that is known, start and renewal stay.
    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError>;
    /// Sets whether a role session that is known is kept alive.
    fn set_renewal(&self, assignment: &Assignment, renewal: Renewal) -> Result<(), StateStoreError>;
    /// Forgets a role session.
    fn remove_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError>;
}

/// The history. Each method is one transaction.
pub trait HistoryStore: Send + Sync {
    /// Adds to the history. An entry that differs from one of the last ten minutes in its time alone takes that one's place.
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError>;
    /// Returns a part of the history, newest first.
    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError>;
    /// Forgets what happened before `before`.
    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError>;
}

/// What the user prefers without setting it: favourites and recents; and what the desktop notes for itself: notifications that
/// were shown, single values. Each method is one transaction.
pub trait PreferenceStore: Send + Sync {
    /// Returns the favourites.
    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError>;
    /// Sets or clears a favourite.
    fn set_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError>;
    /// Moves what is remembered of `from` (favourite, uses) to `to`: the role has another name now.
    fn rename_assignment(&self, from: &Assignment, to: &Assignment) -> Result<(), StateStoreError>;
    /// Remembers that an assignment was used; its weight grows by [`crate::frecency::after_use`].
    fn record_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError>;
    /// Returns the assignments used often and lately, the weightiest first.
    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError>;
    /// Remembers that the user was told of `cause`; tells whether that is news.
    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError>;
    /// Forgets that the user was told of `cause`: it is over, and may come again.
    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError>;
    /// Returns a small thing that the desktop remembers of itself, such as where its window was.
    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError>;
    /// Remembers a small thing.
    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError>;
}

/// The state database as a whole, shared by every process of the user. Each method is one transaction.
pub trait StateStore: Send + Sync {
    /// Forgets all of `portal`: catalogue, favourites, recents, role sessions, what was told. The history stays.
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError>;
    /// Returns a number that changes whenever another process changed the database.
    fn change_count(&self) -> Result<i64, StateStoreError>;
}
