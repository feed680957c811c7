//! What the keeper knows of each portal while it runs: state, listing under way, sign-in under way.

use super::snapshot::{PortalState, RefreshState, SignInState};
use crate::catalogue::{CatalogueEvent, PriorityAccounts};
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Difference, ListedAccount};
use rolecall_model::portal::Portal;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::task::{AbortHandle, Id};

/// One portal on the desk.
pub(super) struct OnePortal {
    pub(super) state: PortalState,
    pub(super) wanted: PriorityAccounts,
    pub(super) signing_in: Option<AbortHandle>,
    pub(super) before_sign_in: SignInState,
    pub(super) refreshing: Option<AbortHandle>,
    /// When the last listing began, and whether somebody waits for it.
    pub(super) listing_began_at: Option<Timestamp>,
    pub(super) is_listing_asked: bool,
    seen: HashSet<AccountId>,
}

impl OnePortal {
    pub(super) fn new(portal: Portal, catalogue: Catalogue) -> Self {
        Self {
            state: PortalState {
                portal,
                sign_in: SignInState::Unknown,
                catalogue: Arc::new(catalogue),
                difference: Arc::new(Difference::default()),
                failed: Arc::new(HashMap::new()),
                refresh: None,
                problem: None,
            },
            wanted: PriorityAccounts::default(),
            signing_in: None,
            before_sign_in: SignInState::SignedOut,
            refreshing: None,
            listing_began_at: None,
            is_listing_asked: false,
            seen: HashSet::new(),
        }
    }

    pub(super) fn start_listing(&mut self, handle: AbortHandle, is_asked: bool, now: Timestamp) {
        self.refreshing = Some(handle);
        self.listing_began_at = Some(now);
        self.is_listing_asked = is_asked;
        self.state.refresh = Some(RefreshState::default());
        self.state.failed = Arc::new(HashMap::new());
        if is_asked {
            self.state.problem = None;
        }
        self.seen.clear();
    }

    pub(super) fn is_signing_in(&self, task: Id) -> bool {
        self.signing_in.as_ref().is_some_and(|handle| handle.id() == task)
    }

    pub(super) fn is_listing(&self, task: Id) -> bool {
        self.refreshing.as_ref().is_some_and(|handle| handle.id() == task)
    }

    /// Ends a sign-in that is under way; what was there before it is there again.
    pub(super) fn give_up_sign_in(&mut self) {
        if let Some(handle) = self.signing_in.take() {
            handle.abort();
            self.state.sign_in = self.before_sign_in.clone();
        }
    }

    /// Ends a listing, if one is under way.
    pub(super) fn give_up_listing(&mut self) {
        if let Some(handle) = self.refreshing.take() {
            handle.abort();
        }
        self.state.refresh = None;
    }

    pub(super) fn give_up_all(&mut self) {
        self.give_up_sign_in();
        self.give_up_listing();
    }

    pub(super) fn hear(&mut self, event: CatalogueEvent) {
        let mut refresh = self.state.refresh.unwrap_or_default();
        match event {
            CatalogueEvent::Accounts { accounts, complete } => {
                self.add(accounts, complete);
                refresh.accounts_found = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
                refresh.complete = complete;
            }
            CatalogueEvent::Roles { account_id, roles } => {
                self.set_roles(&account_id, roles);
                refresh.accounts_done += 1;
            }
            CatalogueEvent::AccountFailed { account_id, error } => {
                let problem = Problem::from(&error).at(&self.state.portal.name);
                Arc::make_mut(&mut self.state.failed).insert(account_id, problem);
                refresh.accounts_done += 1;
            }
            CatalogueEvent::Throttled(throttled) => refresh.throttled = throttled,
        }
        self.state.refresh = Some(refresh);
    }

    fn add(&mut self, accounts: Vec<Account>, complete: bool) {
        let catalogue = Arc::make_mut(&mut self.state.catalogue);
        for account in accounts {
            self.seen.insert(account.id.clone());
            match catalogue
                .accounts
                .iter_mut()
                .find(|listed| listed.account.id == account.id)
            {
                Some(listed) => listed.account = account,
                None => catalogue.accounts.push(ListedAccount { account, roles: None }),
            }
        }
        if complete {
            catalogue
                .accounts
                .retain(|listed| self.seen.contains(&listed.account.id));
        }
        catalogue.sort();
    }

    fn set_roles(&mut self, account_id: &AccountId, roles: Vec<RoleName>) {
        let catalogue = Arc::make_mut(&mut self.state.catalogue);
        if let Some(listed) = catalogue
            .accounts
            .iter_mut()
            .find(|listed| listed.account.id == *account_id)
        {
            listed.roles = Some(roles);
        }
    }
}
