//! The refresh of a portal: whether one is running, and what it has found so far.
//!
//! It must not know how a portal is listed.

use crate::catalogue::CatalogueEvent;
use crate::keeper::snapshot::PortalState;
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use std::collections::HashSet;
use std::sync::Arc;
use tokio::task::{AbortHandle, Id};

/// The running refresh, or the last one.
#[derive(Default)]
pub(super) struct TrackedRefresh {
    task: Option<AbortHandle>,
    started_at: Option<Timestamp>,
    /// Whether the user waits for it.
    is_requested: bool,
    /// The accounts that it has found.
    found: HashSet<AccountId>,
}

impl TrackedRefresh {
    /// Creates the state of a refresh that runs as `task` since `now`.
    pub(super) fn new(task: AbortHandle, is_requested: bool, now: Timestamp) -> Self {
        Self {
            task: Some(task),
            started_at: Some(now),
            is_requested,
            found: HashSet::new(),
        }
    }

    pub(super) fn is_running(&self) -> bool {
        self.task.is_some()
    }

    /// Returns whether `task` is the running refresh.
    pub(super) fn is_task(&self, task: Id) -> bool {
        self.task.as_ref().is_some_and(|known| known.id() == task)
    }

    /// Returns when the last refresh started.
    pub(super) fn started_at(&self) -> Option<Timestamp> {
        self.started_at
    }

    pub(super) fn is_requested(&self) -> bool {
        self.is_requested
    }

    /// Records that the user waits for it.
    pub(super) fn mark_requested(&mut self) {
        self.is_requested = true;
    }

    pub(super) fn abort(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    /// Applies an event of the running refresh to `state`.
    pub(super) fn apply(&mut self, event: CatalogueEvent, state: &mut PortalState) {
        let mut refresh = state.refresh.unwrap_or_default();
        match event {
            CatalogueEvent::Accounts { accounts, complete } => {
                self.add_accounts(Arc::make_mut(&mut state.catalogue), accounts, complete);
                refresh.accounts_found = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
                refresh.complete = complete;
            }
            CatalogueEvent::Roles { account_id, roles } => {
                set_roles(Arc::make_mut(&mut state.catalogue), &account_id, roles);
                refresh.accounts_done += 1;
            }
            CatalogueEvent::AccountFailed { account_id, error } => {
                let problem = Problem::from(&error).with_portal(&state.portal.name);
                Arc::make_mut(&mut state.failed_accounts).insert(account_id, problem);
                refresh.accounts_done += 1;
            }
            CatalogueEvent::Throttled(throttled) => refresh.throttled = throttled,
        }
        state.refresh = Some(refresh);
    }

    fn add_accounts(&mut self, catalogue: &mut Catalogue, accounts: Vec<Account>, complete: bool) {
        for account in accounts {
            self.found.insert(account.id.clone());
            match find(catalogue, &account.id) {
                Some(listed) => listed.account = account,
                None => catalogue.accounts.push(ListedAccount { account, roles: None }),
            }
        }
        if complete {
            catalogue
                .accounts
                .retain(|listed| self.found.contains(&listed.account.id));
        }
        catalogue.sort();
    }
}

fn set_roles(catalogue: &mut Catalogue, account_id: &AccountId, roles: Vec<RoleName>) {
    if let Some(listed) = find(catalogue, account_id) {
        listed.roles = Some(roles);
    }
}

fn find<'a>(catalogue: &'a mut Catalogue, account_id: &AccountId) -> Option<&'a mut ListedAccount> {
    let mut accounts = catalogue.accounts.iter_mut();
    accounts.find(|listed| listed.account.id == *account_id)
}
