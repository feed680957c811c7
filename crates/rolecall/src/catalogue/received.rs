//! What a listing has brought so far: pages are joined, bounded, reported and kept.
//!
//! It must not know how pages are asked for.

mod assigned_roles;

use super::bounds::{ListingSize, MAX_ACCOUNT_PAGES, MAX_ROLE_PAGES, Pages, unreadable};
use super::{CatalogueError, CatalogueEvent};
use crate::ports::{AccessPortalError, CatalogueStore, Page, StateStoreError};
use assigned_roles::AssignedRoles;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::PortalName;
use std::collections::{HashMap, HashSet};

/// Roles of so many accounts are written to the database at once.
const BATCH: usize = 40;

/// What became of the accounts of a listing.
#[derive(Debug, Default)]
pub(super) struct ListingOutcome {
    /// Number of accounts whose roles were listed.
    pub(super) accounts: usize,
    /// Number of accounts that could not be listed.
    pub(super) failed_accounts: usize,
    /// Why the last of those could not be listed.
    pub(super) last_failure: Option<AccessPortalError>,
    /// Number of accounts and roles that AWS listed and that cannot be read.
    pub(super) unreadable: usize,
}

/// Roles of one account that came on earlier pages, and where the next is.
#[derive(Default)]
struct PartialRoles {
    roles: Vec<RoleName>,
    unreadable: usize,
    pages: Pages,
    next_token: Option<String>,
}

/// The pages that arrived. Dropping it keeps the roles that are not written yet.
pub(super) struct Received<'a> {
    store: &'a dyn CatalogueStore,
    portal: PortalName,
    report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    accounts: Vec<Account>,
    account_pages: Pages,
    are_accounts_saved: bool,
    known: HashSet<AccountId>,
    parts: HashMap<AccountId, PartialRoles>,
    assigned: AssignedRoles,
    unwritten: Vec<(AccountId, Vec<RoleName>)>,
    size: ListingSize,
    pub(super) outcome: ListingOutcome,
}

impl<'a> Received<'a> {
    pub(super) fn new(
        store: &'a dyn CatalogueStore,
        portal: PortalName,
        report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    ) -> Self {
        Self {
            store,
            portal,
            report,
            accounts: Vec::new(),
            account_pages: Pages::default(),
            are_accounts_saved: false,
            known: HashSet::new(),
            parts: HashMap::new(),
            assigned: AssignedRoles::default(),
            unwritten: Vec::new(),
            size: ListingSize::default(),
            outcome: ListingOutcome::default(),
        }
    }

    /// The accounts are saved already and not listed.
    pub(super) fn expect_no_accounts(&mut self) {
        self.are_accounts_saved = true;
    }

    /// Adds a page of accounts; returns those that are new, and the token of the next page.
    pub(super) fn add_accounts(
        &mut self,
        page: Page<Account>,
    ) -> Result<(Vec<Account>, Option<String>), CatalogueError> {
        let text_size =
            |account: &Account| account.name.len() + account.email.as_ref().map_or(0, String::len);
        self.size
            .add(&page, text_size)
            .map_err(CatalogueError::Accounts)?;
        self.outcome.unreadable += page.unreadable;
        let complete = page.next_token.is_none();
        if let Some(next_token) = &page.next_token {
            let followed = self.account_pages.follow(next_token, MAX_ACCOUNT_PAGES);
            followed.map_err(CatalogueError::Accounts)?;
        }
        // A list that changes while it is read can show an account on two pages.
        let accounts: Vec<Account> = page
            .items
            .into_iter()
            .filter(|account| self.known.insert(account.id.clone()))
            .collect();
        self.accounts.extend(accounts.iter().cloned());
        if complete && self.accounts.is_empty() && self.outcome.unreadable > 0 {
            return Err(CatalogueError::Accounts(unreadable()));
        }
        (self.report)(CatalogueEvent::Accounts {
            accounts: accounts.clone(),
            complete,
        });
        if complete {
            self.store.save_accounts(&self.portal, &self.accounts)?;
            self.are_accounts_saved = true;
        }
        Ok((accounts, page.next_token))
    }

    /// Adds a page of the roles of an account; returns whether there is another page.
    pub(super) fn add_roles(
        &mut self,
        account_id: AccountId,
        page: Page<RoleName>,
    ) -> Result<bool, CatalogueError> {
        let sized = self.size.add(&page, |role_name| role_name.as_str().len());
        sized.map_err(CatalogueError::Accounts)?;
        let mut part = self.parts.remove(&account_id).unwrap_or_default();
        part.roles.extend(page.items);
        part.unreadable += page.unreadable;
        let Some(next_token) = page.next_token else {
            self.finish_roles(account_id, part)?;
            return Ok(false);
        };
        if let Err(error) = part.pages.follow(&next_token, MAX_ROLE_PAGES) {
            self.give_up(account_id, error);
            return Ok(false);
        }
        part.next_token = Some(next_token);
        self.parts.insert(account_id, part);
        Ok(true)
    }

    fn finish_roles(&mut self, account_id: AccountId, mut part: PartialRoles) -> Result<(), CatalogueError> {
        if part.roles.is_empty() && part.unreadable > 0 {
            self.give_up(account_id, unreadable());
            return Ok(());
        }
        self.outcome.accounts += 1;
        self.outcome.unreadable += part.unreadable;
        part.roles.sort();
        part.roles.dedup();
        (self.report)(CatalogueEvent::Roles {
            account_id: account_id.clone(),
            roles: part.roles.clone(),
        });
        self.unwritten.push((account_id, part.roles));
        if self.unwritten.len() >= BATCH {
            self.save()?;
        }
        Ok(())
    }

    /// Returns the token of the next page of the roles of an account.
    pub(super) fn next_token(&self, account_id: &AccountId) -> Option<String> {
        self.parts.get(account_id)?.next_token.clone()
    }

    /// The roles of an account cannot be listed: what was kept of it stays.
    pub(super) fn give_up(&mut self, account_id: AccountId, error: AccessPortalError) {
        self.outcome.failed_accounts += 1;
        self.outcome.last_failure = Some(error.clone());
        self.parts.remove(&account_id);
        (self.report)(CatalogueEvent::AccountFailed { account_id, error });
    }

    /// Writes the roles that arrived. Until the last page of accounts is here there is no account to keep them under.
    pub(super) fn save(&mut self) -> Result<(), StateStoreError> {
        if self.are_accounts_saved && !self.unwritten.is_empty() {
            self.store.save_roles(&self.portal, &self.unwritten)?;
            self.unwritten.clear();
        }
        Ok(())
    }
}

impl Drop for Received<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.save() {
            tracing::warn!(%error, "roles that were listed are not kept");
        }
    }
}
