//! One listing: accounts page by page, their roles concurrently, the highest priority first, at one rate; or the roles of every
//! account page by page, where a portal lists them so.
//!
//! One bad account never stops it. It must not know why it is listed, nor who else lists.

use super::priority::{Pending, PriorityAccounts};
use super::rate_limiter::RateLimiter;
use super::received::{ListingOutcome, Received};
use super::{CatalogueError, CatalogueEvent};
use crate::backoff::backoff;
use crate::portal_api::{self, ListedPage};
use crate::ports::{AccessPortalError, Page, Ports};
use crate::sign_in::{SignInError, renewed_sign_in};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use rolecall_model::sign_in::SignIn;
use std::collections::HashMap;
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
enum PagesOfAccounts {
    Next(Option<String>, u32),
    UnderWay,
    Complete,
}

enum PageResponse {
    Accounts {
        attempts: u32,
        from: Option<String>,
        page: Result<ListedPage, AccessPortalError>,
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

/// Tells whether the roles of an account are listed.
pub(super) type WantedAccounts<'a> = &'a (dyn Fn(&Account) -> bool + Send + Sync);

/// A listing under way.
pub(super) struct Listing<'a> {
    ports: &'a Ports,
    portal: Arc<Portal>,
    report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    sign_in: SignIn,
    rate_limiter: RateLimiter,
    is_throttled: bool,
    pages: PagesOfAccounts,
    /// Whose roles are listed.
    wanted: WantedAccounts<'a>,
    pending: Pending,
    /// How often the next call for an account failed, where it did.
    failed_attempts: HashMap<AccountId, u32>,
    received: Received<'a>,
    consecutive_unreachable: u32,
    consecutive_throttled: u32,
}

impl<'a> Listing<'a> {
    /// Prepares to list all accounts and roles of `portal`.
    pub(super) fn new(
        ports: &'a Ports,
        portal: &Portal,
        sign_in: SignIn,
        report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    ) -> Self {
        Self {
            ports,
            portal: Arc::new(portal.clone()),
            report,
            sign_in,
            rate_limiter: RateLimiter::new(ports.clock.now()),
            is_throttled: false,
            pages: PagesOfAccounts::Next(None, 0),
            wanted: &|_| true,
            pending: Pending::default(),
            failed_attempts: HashMap::new(),
            received: Received::new(ports.store.catalogue_store.as_ref(), portal.name.clone(), report),
            consecutive_unreachable: 0,
            consecutive_throttled: 0,
        }
    }

    /// Lists the roles of the `wanted` accounts alone.
    pub(super) fn only(mut self, wanted: WantedAccounts<'a>) -> Self {
        self.wanted = wanted;
        self
    }

    /// Lists the roles of `accounts`, which are saved already.
    pub(super) fn with_saved_accounts(mut self, accounts: Vec<AccountId>) -> Self {
        self.pages = PagesOfAccounts::Complete;
        self.received.expect_no_accounts();
        accounts
            .into_iter()
            .for_each(|account| self.pending.push(account));
        self
    }

    /// Lists, and keeps what arrives. `priority` may change while it runs.
    ///
    /// # Errors
    /// [`CatalogueError`] when the accounts cannot be listed; what was kept before stays.
    pub(super) async fn run(mut self, priority: &PriorityAccounts) -> Result<ListingOutcome, CatalogueError> {
        self.list(priority).await?;
        self.received.save()?;
        Ok(std::mem::take(&mut self.received.outcome))
    }

    async fn list(&mut self, priority: &PriorityAccounts) -> Result<(), CatalogueError> {
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
        if let PagesOfAccounts::Next(from, attempts) = &self.pages {
            let (from, attempts) = (from.clone(), *attempts);
            self.pages = PagesOfAccounts::UnderWay;
            let aws = self.ports.aws.clone();
            calls.spawn(async move {
                let page = portal_api::list(&aws, &portal, &token, from.as_deref()).await;
                (token, PageResponse::Accounts { attempts, from, page })
            });
        } else if let Some(account_id) = priority.take_next(&mut self.pending) {
            let next_token = self.received.next_token(&account_id);
            let access_portal = Arc::clone(&self.ports.aws.access_portal);
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
                self.pages = match self.receive_page(page)? {
                    None => PagesOfAccounts::Complete,
                    next_token => PagesOfAccounts::Next(next_token, 0),
                };
                Ok(())
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
                self.failed_attempts.remove(&account_id);
                if self.received.add_roles(account_id.clone(), page)? {
                    self.pending.push(account_id);
                }
                Ok(())
            }
            PageResponse::Roles {
                account_id,
                page: Err(error),
            } => {
                let attempts = self.failed_attempts.remove(&account_id).unwrap_or_default();
                match self.handle_failure(token, error, attempts).await? {
                    FailureAction::Retry(attempts) => {
                        self.failed_attempts.insert(account_id.clone(), attempts);
                        self.pending.push(account_id);
                    }
                    FailureAction::GiveUp(error) => self.received.give_up(account_id, error),
                }
                Ok(())
            }
        }
    }

    /// Returns the token of the next page.
    fn receive_page(&mut self, page: ListedPage) -> Result<Option<String>, CatalogueError> {
        match page {
            ListedPage::Accounts(page) => {
                let (accounts, next_token) = self.received.add_accounts(page)?;
                for account in accounts.into_iter().filter(|account| (self.wanted)(account)) {
                    self.pending.push(account.id);
                }
                Ok(next_token)
            }
            ListedPage::Roles(page) => self.received.add_assigned_roles(page),
        }
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
            AccessPortalError::Blocked(_) | AccessPortalError::WrongScope => {
                Err(CatalogueError::Accounts(error))
            }
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
            AccessPortalError::NotAssigned
            | AccessPortalError::NotAssignedOrNotTrusted
            | AccessPortalError::InvalidRequest { .. }
            | AccessPortalError::UnknownAccess
            | AccessPortalError::Unexpected { .. } => Ok(FailureAction::GiveUp(error)),
        }
    }
}
