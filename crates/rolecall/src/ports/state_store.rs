//! The port to what is only remembered: catalogue, favourites, recents, the index of role sessions. No secret.

use crate::Timestamp;
use crate::account::{Account, AccountId, RoleName};
use crate::assignment::Assignment;
use crate::catalogue::Catalogue;
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
    /// When the person started it.
    pub started_at: Timestamp,
    /// When its present credentials expire.
    pub expires_at: Timestamp,
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
    /// Forgets all of `portal`: catalogue, favourites, recents, role sessions.
    fn forget_portal(&self, portal: &PortalName) -> Result<(), StateStoreError>;

    /// Returns the role sessions in the order they were started.
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError>;
    /// Remembers a role session, or its new expiry; the first start is kept.
    fn keep_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError>;
    /// Forgets a role session.
    fn forget_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError>;

    /// Returns the favourites.
    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError>;
    /// Sets or clears a favourite.
    fn keep_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError>;
    /// Remembers that an assignment was used.
    fn keep_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError>;
    /// Returns the assignments last used, newest first.
    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError>;
    /// Returns a number that changes whenever another process changed the database.
    fn change_count(&self) -> Result<i64, StateStoreError>;
}
