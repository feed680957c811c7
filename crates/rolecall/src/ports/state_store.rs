//! The port to the state database: catalogue, favourites, recents, the index of role sessions, the history. It holds no secret.
//!
//! What cannot be written can still be read: as it is stored, or as an empty database where there is none.

use super::file_fault::{FileFault, LockOwner};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Rename};
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use thiserror::Error;

/// Why the state database could not be read or written. Everything in it but the history can be fetched again.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StateStoreError {
    /// Another program uses a part of it for too long.
    #[error("{part} is in use for too long")]
    Busy {
        /// Which part.
        part: &'static str,
        /// Who that is, where the system tells.
        owner: Option<LockOwner>,
    },
    /// A later version of Rolecall made it, and this one can only read what it knows of it.
    #[error("the state database was made by a later version of Rolecall")]
    Newer,
    /// A file or folder of it cannot be used.
    #[error("the state database cannot be used: {0}")]
    Unusable(FileFault),
    /// Anything else.
    #[error("the state database failed: {detail}")]
    Failed {
        /// What failed.
        detail: String,
    },
}

/// What each portal last listed. Each method is one transaction.
pub trait CatalogueStore: Send + Sync {
    /// Returns what was last listed for `portal`; empty when nothing was.
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError>;
    /// Replaces the list of accounts of `portal`; roles of accounts that stay are kept, those of others deleted.
    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError>;
    /// Replaces the roles of some accounts of `portal`.
    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError>;
    /// As [`Self::save_roles`], for IAM roles, whose ARNs are stored with their names.
    fn save_role_arns(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleArn>)],
    ) -> Result<(), StateStoreError>;
    /// Returns the ARN of a role that was stored with one.
    fn role_arn(
        &self,
        portal: &PortalName,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<Option<RoleArn>, StateStoreError>;
    /// Stores when the whole of `portal` was last listed.
    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError>;
}

/// The index of role sessions; their credentials are in the keychain. Each method is one transaction.
pub trait RoleSessionIndex: Send + Sync {
    /// Returns the role sessions in the order they were started.
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError>;
    /// Adds a role session, or updates issue and expiry of one that is in the index: its start and renewal stay.
    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError>;
    /// Sets whether a role session of the index is renewed.
    fn set_renewal(&self, role: &RoleRef, renewal: Renewal) -> Result<(), StateStoreError>;
    /// Removes a role session from the index.
    fn remove_role_session(&self, role: &RoleRef) -> Result<(), StateStoreError>;
}

/// The history. Each method is one transaction.
pub trait HistoryStore: Send + Sync {
    /// Appends an entry. One that differs from an entry of the last ten minutes in its time alone replaces that entry.
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError>;
    /// Returns the entries that match `query`, newest first.
    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError>;
    /// Deletes the entries before `before`.
    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError>;
}

/// What the user prefers without setting it: favourites, recents and answers about renamed roles; and what the desktop notes for itself: notifications that
/// were shown, single values. Each method is one transaction.
pub trait PreferenceStore: Send + Sync {
    /// Returns the favourites.
    fn favourites(&self) -> Result<Vec<RoleRef>, StateStoreError>;
    /// Sets or clears a favourite.
    fn set_favourite(&self, role: &RoleRef, favourite: bool) -> Result<(), StateStoreError>;
    /// Moves favourite and uses of a role to its new name, and remembers the rename.
    fn rename_role(&self, rename: &Rename) -> Result<(), StateStoreError>;
    /// Returns the renames that are remembered and were not declined.
    fn renames(&self) -> Result<Vec<Rename>, StateStoreError>;
    /// Declines a rename: [`Self::renames`] never returns it again, even if it happens again.
    fn decline_rename(&self, rename: &Rename) -> Result<(), StateStoreError>;
    /// Records a use of a role; its weight grows by [`crate::frecency::after_use`].
    fn record_use(&self, role: &RoleRef, at: Timestamp) -> Result<(), StateStoreError>;
    /// Returns at most `limit` roles by frecency, the most used first.
    fn recents(&self, limit: u32) -> Result<Vec<RoleRef>, StateStoreError>;
    /// Records at `at` that the notification `cause` was shown; returns whether it was not recorded before.
    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError>;
    /// Removes the record of the notification `cause`, so that it may be shown again.
    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError>;
    /// Returns a value that the desktop stored for itself, such as the position of its window.
    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError>;
    /// Stores a value under `key`.
    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError>;
}

/// The state database as a whole, shared by every process of the user. Each method is one transaction.
pub trait StateStore: Send + Sync {
    /// Deletes everything about `portal` but its history: catalogue, favourites, recents, renames, role sessions, shown notifications.
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError>;
    /// Returns a number that changes whenever another process changed the database.
    fn change_count(&self) -> Result<i64, StateStoreError>;
}
