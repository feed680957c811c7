//! The catalogue: every account and role that the person may assume, as last listed, and how it is listed again.
//!
//! Listing goes through [`crate::ports::Ports`] alone, at one rate per portal.

mod difference;
mod pace;
mod refresh;
mod wanted;

pub use difference::{Difference, difference};
pub use refresh::refresh;
pub use wanted::WantedAccounts;

use crate::Timestamp;
use crate::account::{Account, AccountId, RoleName};
use crate::assignment::Assignment;
use crate::portal::PortalName;
use crate::ports::{AccessPortalError, StateStoreError};
use crate::sign_in::SignInError;
use thiserror::Error;

/// What a portal last listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The accounts, by name without regard to case, then by id.
    pub accounts: Vec<ListedAccount>,
    /// When the whole was last listed; absent when it never was.
    pub refreshed_at: Option<Timestamp>,
}

/// An account and the roles listed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// The account.
    pub account: Account,
    /// Its roles by name; absent when they were never listed.
    pub roles: Option<Vec<RoleName>>,
}

impl Catalogue {
    /// Puts the accounts in their order.
    pub fn sort(&mut self) {
        self.accounts
            .sort_by_cached_key(|listed| (listed.account.name.to_lowercase(), listed.account.id.clone()));
    }

    /// Returns every assignment of the catalogue, in its order.
    pub fn assignments<'a>(&'a self, portal: &'a PortalName) -> impl Iterator<Item = Assignment> + 'a {
        self.accounts.iter().flat_map(move |listed| {
            listed.roles.iter().flatten().map(move |role_name| Assignment {
                portal: portal.clone(),
                account_id: listed.account.id.clone(),
                role_name: role_name.clone(),
            })
        })
    }
}

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

/// What a refresh brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Assignments and accounts that are new or gone; empty at the first listing.
    pub difference: Difference,
    /// How many accounts could not be listed.
    pub failed_accounts: usize,
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
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
}
