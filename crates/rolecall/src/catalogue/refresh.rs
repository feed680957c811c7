//! Listing a portal: accounts page by page, their roles concurrently, the highest priority first, at one rate.
//!
//! One bad account never stops it. Dropping the future stops it; the roles that arrived since the last page of accounts
//! are kept.

use super::priority::{Pending, PriorityAccounts};
use super::rate_limiter::RateLimiter;
use super::renames::renames;
use super::{CatalogueError, CatalogueEvent, RefreshOutcome};
use crate::backoff::backoff;
use crate::ports::{AccessPortalError, Page, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::difference;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use rolecall_model::sign_in::SignIn;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Calls under way at once: enough to fill the rate at half a second of latency.
const MAX_CONCURRENT_CALLS: usize = 10;
/// How often one call is tried before its failure is taken for lasting. A 429 is never lasting.
const ATTEMPTS: u32 = 4;
/// The wait after a 429 is that before this attempt: the pace slows down besides.
const THROTTLED_BACKOFF_ATTEMPT: u32 = 2;
/// So many 429s, with no other response in between, mean that somebody else uses up all that AWS allows: over half a minute.
const MAX_CONSECUTIVE_THROTTLED: u32 = 40;
/// So many calls without a response, with no response in between, mean that AWS cannot be reached at all.
const MAX_CONSECUTIVE_UNREACHABLE: u32 = 12;
/// A list of more pages than this never ends: at 100 a page, more accounts than an organization may have.
const MAX_PAGES: u32 = 1_000;
/// Roles of so many accounts are written to the database at once.
const BATCH: usize = 40;

/// Lists `portal` again. `priority` may change while it runs; `report` hears everything as it arrives.
///
/// # Errors
/// [`CatalogueError`] when there is no sign-in or the accounts cannot be listed; what was kept before stays.
pub async fn refresh(
    ports: &Ports,
    portal: &Portal,
    priority: &PriorityAccounts,
    report: &(dyn Fn(CatalogueEvent) + Send + Sync),
) -> Result<RefreshOutcome, CatalogueError> {
    let before = ports.store.catalogue_store.catalogue(&portal.name)?;
    let sign_in = current_sign_in(ports, portal).await?;
    let mut listing = Listing {
        ports,
        portal: Arc::new(portal.clone()),
        report,
        sign_in,
        rate_limiter: RateLimiter::new(ports.clock.now()),
        is_throttled: false,
        pages: PagesOfAccounts::Next(None, 0),
        accounts: Vec::new(),
        known: HashSet::new(),
        account_pages: 0,
        pending: Pending::default(),
        parts: HashMap::new(),
        listed: Vec::new(),
        failed_accounts: 0,
        consecutive_unreachable: 0,
        consecutive_throttled: 0,
    };
    listing.run(priority).await?;
    listing.save_listed()?;
    ports
        .store
        .catalogue_store
        .save_refreshed_at(&portal.name, ports.clock.now())?;
    let after = ports.store.catalogue_store.catalogue(&portal.name)?;
    let renames = match listing.failed_accounts {
        0 => renames(&portal.name, &before, &after),
        _ => Vec::new(),
    };
    Ok(RefreshOutcome {
        difference: difference(&portal.name, &before, &after),
        renames,
        failed_accounts: listing.failed_accounts,
    })
}

enum PagesOfAccounts {
    Next(Option<String>, u32),
    UnderWay,
    Complete,
}

/// Roles of one account that came on earlier pages, how many, where the next is, and how often its call failed.
#[derive(Default)]
struct PartialRoles {
    roles: Vec<RoleName>,
    next_token: Option<String>,
    pages: u32,
    attempts: u32,
}

enum PageResponse {
    Accounts {
        attempts: u32,
        from: Option<String>,
        page: Result<Page<Account>, AccessPortalError>,
    },
    Roles {
        account_id: AccountId,
        page: Result<Page<RoleName>, AccessPortalError>,
    },
}

/// What to do about a call that failed.
enum FailureAction {
    /// After so many attempts that failed.
    Retry(u32),
    GiveUp(AccessPortalError),
}

struct Listing<'a> {
    ports: &'a Ports,
    portal: Arc<Portal>,
    report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    sign_in: SignIn,
    rate_limiter: RateLimiter,
    is_throttled: bool,
    pages: PagesOfAccounts,
    accounts: Vec<Account>,
    known: HashSet<AccountId>,
    account_pages: u32,
    pending: Pending,
    parts: HashMap<AccountId, PartialRoles>,
    listed: Vec<(AccountId, Vec<RoleName>)>,
    failed_accounts: usize,
    consecutive_unreachable: u32,
    consecutive_throttled: u32,
}

impl Listing<'_> {
    async fn run(&mut self, priority: &PriorityAccounts) -> Result<(), CatalogueError> {
        let mut calls: JoinSet<(AccessToken, PageResponse)> = JoinSet::new();
        loop {
            let may_send = self.has_more() && calls.len() < MAX_CONCURRENT_CALLS;
            if !may_send && calls.is_empty() {
                return Ok(());
            }
            let wait = self.rate_limiter.wait(self.ports.clock.now());
            tokio::select! {
                biased;
                Some(joined) = calls.join_next(), if !calls.is_empty() => {
                    let (token, response) = match joined {
                        Ok(received) => received,
                        Err(error) => std::panic::resume_unwind(error.into_panic()),
                    };
                    self.receive(&token, response).await?;
                }
                () = self.ports.clock.sleep(wait), if may_send => {
                    self.rate_limiter.take(self.ports.clock.now());
                    self.send(&mut calls, priority);
                }
            }
        }
    }

    fn has_more(&self) -> bool {
        matches!(self.pages, PagesOfAccounts::Next(..)) || !self.pending.is_empty()
    }

    fn send(&mut self, calls: &mut JoinSet<(AccessToken, PageResponse)>, priority: &PriorityAccounts) {
        let (portal, token) = (Arc::clone(&self.portal), self.sign_in.access_token.clone());
        let access_portal = Arc::clone(&self.ports.aws.access_portal);
        if let PagesOfAccounts::Next(from, attempts) = &self.pages {
            let (from, attempts) = (from.clone(), *attempts);
            self.pages = PagesOfAccounts::UnderWay;
            calls.spawn(async move {
                let page = access_portal
                    .list_accounts(&portal, &token, from.as_deref())
                    .await;
                (token, PageResponse::Accounts { attempts, from, page })
            });
        } else if let Some(account_id) = priority.take_next(&mut self.pending) {
            let next_token = self
                .parts
                .get(&account_id)
                .and_then(|part| part.next_token.clone());
            calls.spawn(async move {
                let page = access_portal
                    .list_account_roles(&portal, &token, &account_id, next_token.as_deref())
                    .await;
                (token, PageResponse::Roles { account_id, page })
            });
        }
    }

    async fn receive(&mut self, token: &AccessToken, response: PageResponse) -> Result<(), CatalogueError> {
        match response {
            PageResponse::Accounts { page: Ok(page), .. } => {
                self.on_response();
                self.receive_accounts(page)
            }
            PageResponse::Accounts {
                page: Err(error),
                attempts,
                from,
            } => match self.handle_failure(token, error, attempts).await? {
                FailureAction::Retry(attempts) => {
                    self.pages = PagesOfAccounts::Next(from, attempts);
                    Ok(())
                }
                FailureAction::GiveUp(error) => Err(CatalogueError::Accounts(error)),
            },
            PageResponse::Roles {
                account_id,
                page: Ok(page),
            } => {
                self.on_response();
                self.receive_roles(account_id, page)
            }
            PageResponse::Roles {
                account_id,
                page: Err(error),
            } => {
                let attempts = self.parts.get(&account_id).map_or(0, |part| part.attempts);
                match self.handle_failure(token, error, attempts).await? {
                    FailureAction::Retry(attempts) => {
                        self.parts.entry(account_id.clone()).or_default().attempts = attempts;
                        self.pending.push(account_id);
                    }
                    FailureAction::GiveUp(error) => self.give_up(account_id, error),
                }
                Ok(())
            }
        }
    }

    fn give_up(&mut self, account_id: AccountId, error: AccessPortalError) {
        self.failed_accounts += 1;
        self.parts.remove(&account_id);
        (self.report)(CatalogueEvent::AccountFailed { account_id, error });
    }

    fn receive_accounts(&mut self, page: Page<Account>) -> Result<(), CatalogueError> {
        self.account_pages += 1;
        let complete = page.next_token.is_none();
        if !complete && self.account_pages >= MAX_PAGES {
            return Err(CatalogueError::Accounts(endless_list()));
        }
        // A list that changes while it is read can show an account on two pages.
        let accounts: Vec<Account> = page
            .items
            .into_iter()
            .filter(|account| self.known.insert(account.id.clone()))
            .collect();
        for account in &accounts {
            self.pending.push(account.id.clone());
        }
        self.accounts.extend(accounts.iter().cloned());
        (self.report)(CatalogueEvent::Accounts { accounts, complete });
        if complete {
            self.ports
                .store
                .catalogue_store
                .save_accounts(&self.portal.name, &self.accounts)?;
            self.pages = PagesOfAccounts::Complete;
        } else {
            self.pages = PagesOfAccounts::Next(page.next_token, 0);
        }
        Ok(())
    }

    fn receive_roles(&mut self, account_id: AccountId, page: Page<RoleName>) -> Result<(), CatalogueError> {
        let mut part = self.parts.remove(&account_id).unwrap_or_default();
        part.roles.extend(page.items);
        part.pages += 1;
        if page.next_token.is_some() {
            if part.pages >= MAX_PAGES {
                self.give_up(account_id, endless_list());
                return Ok(());
            }
            part.next_token = page.next_token;
            part.attempts = 0;
            self.parts.insert(account_id.clone(), part);
            self.pending.push(account_id);
            return Ok(());
        }
        part.roles.sort();
        part.roles.dedup();
        (self.report)(CatalogueEvent::Roles {
            account_id: account_id.clone(),
            roles: part.roles.clone(),
        });
        self.listed.push((account_id, part.roles));
        if self.listed.len() >= BATCH {
            self.save_listed()
        } else {
            Ok(())
        }
    }

    /// Writes the roles that arrived. Until the last page of accounts is here there is no account to keep them under.
    fn save_listed(&mut self) -> Result<(), CatalogueError> {
        if matches!(self.pages, PagesOfAccounts::Complete) && !self.listed.is_empty() {
            self.ports
                .store
                .catalogue_store
                .save_roles(&self.portal.name, &self.listed)?;
            self.listed.clear();
        }
        Ok(())
    }

    fn on_response(&mut self) {
        self.consecutive_unreachable = 0;
        self.consecutive_throttled = 0;
        self.rate_limiter.on_response();
        self.report_throttling();
    }

    fn report_throttling(&mut self) {
        if self.is_throttled != self.rate_limiter.is_throttled() {
            self.is_throttled = self.rate_limiter.is_throttled();
            (self.report)(CatalogueEvent::Throttled(self.is_throttled));
        }
    }

    async fn handle_failure(
        &mut self,
        token: &AccessToken,
        error: AccessPortalError,
        failed_before: u32,
    ) -> Result<FailureAction, CatalogueError> {
        let attempts = failed_before + 1;
        match error {
            AccessPortalError::Throttled { retry_in } => {
                self.consecutive_throttled += 1;
                if self.consecutive_throttled >= MAX_CONSECUTIVE_THROTTLED {
                    return Err(CatalogueError::Accounts(error));
                }
                let wait = backoff(THROTTLED_BACKOFF_ATTEMPT, retry_in, self.ports.random.as_ref());
                self.rate_limiter
                    .on_throttled(self.ports.clock.now(), wait.max(Duration::from_millis(200)));
                self.report_throttling();
                Ok(FailureAction::Retry(failed_before))
            }
            AccessPortalError::SignInEnded => {
                if attempts >= ATTEMPTS {
                    return Err(SignInError::Needed.into());
                }
                self.sign_in = renewed_sign_in(self.ports, &self.portal, token).await?;
                Ok(FailureAction::Retry(attempts))
            }
            AccessPortalError::Blocked(_) => Err(CatalogueError::Accounts(error)),
            AccessPortalError::Unreachable { .. } => {
                self.consecutive_unreachable += 1;
                if self.consecutive_unreachable >= MAX_CONSECUTIVE_UNREACHABLE {
                    return Err(CatalogueError::Accounts(error));
                }
                let wait = backoff(attempts, None, self.ports.random.as_ref());
                self.rate_limiter.pause(self.ports.clock.now(), wait);
                Ok(if attempts < ATTEMPTS {
                    FailureAction::Retry(attempts)
                } else {
                    FailureAction::GiveUp(error)
                })
            }
            AccessPortalError::NotAssigned | AccessPortalError::Unexpected { .. } => {
                Ok(FailureAction::GiveUp(error))
            }
        }
    }
}

impl Drop for Listing<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.save_listed() {
            tracing::warn!(%error, "roles that were listed are not kept");
        }
    }
}

fn endless_list() -> AccessPortalError {
    AccessPortalError::Unexpected {
        detail: "the list does not end".to_owned(),
    }
}
