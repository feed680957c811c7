//! The catalogue: every account and role that the user may assume, as last listed, and how it is listed again.
//!
//! Listing goes through [`crate::ports::Ports`] alone, at one rate per portal.

mod bounds;
mod listing;
mod priority;
mod rate_limiter;
mod received;
mod refresh;
mod renames;

pub use priority::PriorityAccounts;
pub use refresh::{list_wanted, refresh};
pub use renames::renames;

use crate::ports::{AccessPortalError, LockError, StateStoreError};
use crate::sign_in::SignInError;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Difference, Rename};
use thiserror::Error;

/// What happens while a portal is listed, in the order it happens.
#[derive(Debug)]
pub enum CatalogueEvent {
    /// A page of accounts arrived; `complete` with the last.
    Accounts {
        /// The accounts of this page.
        accounts: Vec<Account>,
        /// Whether this was the last page.
        complete: bool,
    },
    /// The roles of one account arrived.
    Roles {
        /// The account.
        account_id: AccountId,
        /// Its roles.
        roles: Vec<RoleName>,
    },
    /// The roles of one account could not be listed; what was known of them stays.
    AccountFailed {
        /// The account.
        account_id: AccountId,
        /// Why.
        error: AccessPortalError,
    },
    /// AWS asked to slow down, or allows the normal rate again.
    Throttled(bool),
}

/// The outcome of a refresh.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefreshOutcome {
    /// Roles and accounts that were added or removed; empty after the first refresh.
    pub difference: Difference,
    /// Roles that seem to be renamed, to which the caller must move labels; empty if anything could not be listed.
    pub renames: Vec<Rename>,
    /// Number of accounts that could not be listed.
    pub failed_accounts: usize,
    /// Number of accounts and roles that AWS listed and that are left out: without an id or a name, or longer than any.
    pub unreadable: usize,
}

/// Why a portal could not be listed at all.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// There is no usable sign-in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The accounts could not be listed.
    #[error("accounts: {0}")]
    Accounts(#[source] AccessPortalError),
    /// The roles of no account could be listed.
    #[error("none of {count} accounts: {error}")]
    EveryAccount {
        /// Number of accounts.
        count: usize,
        /// Why the last one could not be listed.
        #[source]
        error: AccessPortalError,
    },
    /// Another program lists the portal for too long.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
}
