//! Listing a portal: accounts page by page, their roles concurrently, the most wanted first, at one pace.
//!
//! One bad account never stops it. Dropping the future stops it; the roles that arrived since the last page of accounts
//! are kept.

use super::pace::Pace;
use super::renames::renames;
use super::wanted::{Pending, PriorityAccounts};
use super::{CatalogueError, CatalogueEvent, Refreshed};
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
const MOST_UNDER_WAY: usize = 10;
/// How often one call is tried before its failure is taken for lasting. A 429 is never lasting.
const ATTEMPTS: u32 = 4;
/// The wait after a 429 is that before this attempt: the pace slows down besides.
const THROTTLED: u32 = 2;
/// So many 429s, with no other answer in between, mean that somebody else uses up all that AWS allows: over half a minute.
const REFUSED_IN_A_ROW: u32 = 40;
/// So many calls without an answer, with no answer in between, mean that AWS cannot be reached at all.
const UNREACHABLE_IN_A_ROW: u32 = 12;
/// A list of more pages than this never ends: at 100 a page, more accounts than an organization may have.
const MOST_PAGES: u32 = 1_000;
/// Roles of so many accounts are written to the database at once.
const BATCH: usize = 40;

/// Lists `portal` again. `wanted` may change while it runs; `report` hears everything as it arrives.
///
/// # Errors
/// [`CatalogueError`] when there is no sign-in or the accounts cannot be listed; what was kept before stays.
pub async fn refresh(
    ports: &Ports,
    portal: &Portal,
    wanted: &PriorityAccounts,
    report: &(dyn Fn(CatalogueEvent) + Send + Sync),
) -> Result<Refreshed, CatalogueError> {
    let before = ports.store.catalogue_store.catalogue(&portal.name)?;
    let sign_in = current_sign_in(ports, portal).await?;
    let mut listing = Listing {
        ports,
        portal: Arc::new(portal.clone()),
        report,
        sign_in,
        pace: Pace::new(ports.clock.now()),
        was_slowed: false,
        pages: PagesOfAccounts::Next(None, 0),
        accounts: Vec::new(),
        known: HashSet::new(),
        account_pages: 0,
        pending: Pending::default(),
        parts: HashMap::new(),
        listed: Vec::new(),
        failed_accounts: 0,
        unreachable_in_a_row: 0,
        refused_in_a_row: 0,
    };
    listing.run(wanted).await?;
    listing.keep_listed()?;
    ports
        .store
        .catalogue_store
        .save_refreshed_at(&portal.name, ports.clock.now())?;
    let after = ports.store.catalogue_store.catalogue(&portal.name)?;
    let renames = match listing.failed_accounts {
        0 => renames(&portal.name, &before, &after),
        _ => Vec::new(),
    };
    Ok(Refreshed {
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
struct Part {
    roles: Vec<RoleName>,
    next_token: Option<String>,
    pages: u32,
    attempts: u32,
}

enum Answer {
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
enum Verdict {
    /// After so many attempts that failed.
    Again(u32),
    GiveUp(AccessPortalError),
}

struct Listing<'a> {
    ports: &'a Ports,
    portal: Arc<Portal>,
    report: &'a (dyn Fn(CatalogueEvent) + Send + Sync),
    sign_in: SignIn,
    pace: Pace,
    was_slowed: bool,
    pages: PagesOfAccounts,
    accounts: Vec<Account>,
    known: HashSet<AccountId>,
    account_pages: u32,
    pending: Pending,
    parts: HashMap<AccountId, Part>,
    listed: Vec<(AccountId, Vec<RoleName>)>,
    failed_accounts: usize,
    unreachable_in_a_row: u32,
    refused_in_a_row: u32,
}

impl Listing<'_> {
    async fn run(&mut self, wanted: &PriorityAccounts) -> Result<(), CatalogueError> {
        let mut under_way: JoinSet<(AccessToken, Answer)> = JoinSet::new();
        loop {
            let may_send = self.has_more() && under_way.len() < MOST_UNDER_WAY;
            if !may_send && under_way.is_empty() {
                return Ok(());
            }
            let wait = self.pace.wait(self.ports.clock.now());
            tokio::select! {
                biased;
                Some(joined) = under_way.join_next(), if !under_way.is_empty() => {
                    let Ok((token, answer)) = joined else {
                        return Err(broken_call());
                    };
                    self.receive(&token, answer).await?;
                }
                () = self.ports.clock.sleep(wait), if may_send => {
                    self.pace.take(self.ports.clock.now());
                    self.send(&mut under_way, wanted);
                }
            }
        }
    }

    fn has_more(&self) -> bool {
        matches!(self.pages, PagesOfAccounts::Next(..)) || !self.pending.is_empty()
    }

    fn send(&mut self, under_way: &mut JoinSet<(AccessToken, Answer)>, wanted: &PriorityAccounts) {
        let (portal, token) = (Arc::clone(&self.portal), self.sign_in.access_token.clone());
        let access_portal = Arc::clone(&self.ports.aws.access_portal);
        if let PagesOfAccounts::Next(from, attempts) = &self.pages {
            let (from, attempts) = (from.clone(), *attempts);
            self.pages = PagesOfAccounts::UnderWay;
            under_way.spawn(async move {
                let page = access_portal
                    .list_accounts(&portal, &token, from.as_deref())
                    .await;
                (token, Answer::Accounts { attempts, from, page })
            });
        } else if let Some(account_id) = wanted.take_next(&mut self.pending) {
            let next_token = self
                .parts
                .get(&account_id)
                .and_then(|part| part.next_token.clone());
            under_way.spawn(async move {
                let page = access_portal
                    .list_account_roles(&portal, &token, &account_id, next_token.as_deref())
                    .await;
                (token, Answer::Roles { account_id, page })
            });
        }
    }

    async fn receive(&mut self, token: &AccessToken, answer: Answer) -> Result<(), CatalogueError> {
        match answer {
            Answer::Accounts { page: Ok(page), .. } => {
                self.answered();
                self.receive_accounts(page)
            }
            Answer::Accounts {
                page: Err(error),
                attempts,
                from,
            } => match self.judge(token, error, attempts).await? {
                Verdict::Again(attempts) => {
                    self.pages = PagesOfAccounts::Next(from, attempts);
                    Ok(())
                }
                Verdict::GiveUp(error) => Err(CatalogueError::Accounts(error)),
            },
            Answer::Roles {
                account_id,
                page: Ok(page),
            } => {
                self.answered();
                self.receive_roles(account_id, page)
            }
            Answer::Roles {
                account_id,
                page: Err(error),
            } => {
                let attempts = self.parts.get(&account_id).map_or(0, |part| part.attempts);
                match self.judge(token, error, attempts).await? {
                    Verdict::Again(attempts) => {
                        self.parts.entry(account_id.clone()).or_default().attempts = attempts;
                        self.pending.push(account_id);
                    }
                    Verdict::GiveUp(error) => self.give_up(account_id, error),
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
        if !complete && self.account_pages >= MOST_PAGES {
            return Err(CatalogueError::Accounts(endless()));
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
            if part.pages >= MOST_PAGES {
                self.give_up(account_id, endless());
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
            self.keep_listed()
        } else {
            Ok(())
        }
    }

    /// Writes the roles that arrived. Until the last page of accounts is here there is no account to keep them under.
    fn keep_listed(&mut self) -> Result<(), CatalogueError> {
        if matches!(self.pages, PagesOfAccounts::Complete) && !self.listed.is_empty() {
            self.ports
                .store
                .catalogue_store
                .save_roles(&self.portal.name, &self.listed)?;
            self.listed.clear();
        }
        Ok(())
    }

    fn answered(&mut self) {
        self.unreachable_in_a_row = 0;
        self.refused_in_a_row = 0;
        self.pace.answered();
        self.tell_pace();
    }

    fn tell_pace(&mut self) {
        if self.was_slowed != self.pace.is_slowed() {
            self.was_slowed = self.pace.is_slowed();
            (self.report)(CatalogueEvent::Throttled(self.was_slowed));
        }
    }

    async fn judge(
        &mut self,
        token: &AccessToken,
        error: AccessPortalError,
        failed_before: u32,
    ) -> Result<Verdict, CatalogueError> {
        let attempts = failed_before + 1;
        match error {
            AccessPortalError::Throttled { retry_in } => {
                self.refused_in_a_row += 1;
                if self.refused_in_a_row >= REFUSED_IN_A_ROW {
                    return Err(CatalogueError::Accounts(error));
                }
                let wait = backoff(THROTTLED, retry_in, self.ports.random.as_ref());
                self.pace
                    .refused(self.ports.clock.now(), wait.max(Duration::from_millis(200)));
                self.tell_pace();
                Ok(Verdict::Again(failed_before))
            }
            AccessPortalError::SignInEnded => {
                if attempts >= ATTEMPTS {
                    return Err(SignInError::Needed.into());
                }
                self.sign_in = renewed_sign_in(self.ports, &self.portal, token).await?;
                Ok(Verdict::Again(attempts))
            }
            AccessPortalError::Unreachable { .. } => {
                self.unreachable_in_a_row += 1;
                if self.unreachable_in_a_row >= UNREACHABLE_IN_A_ROW {
                    return Err(CatalogueError::Accounts(error));
                }
                let wait = backoff(attempts, None, self.ports.random.as_ref());
                self.pace.pause(self.ports.clock.now(), wait);
                Ok(if attempts < ATTEMPTS {
                    Verdict::Again(attempts)
                } else {
                    Verdict::GiveUp(error)
                })
            }
            AccessPortalError::NotAssigned | AccessPortalError::Unexpected { .. } => {
                Ok(Verdict::GiveUp(error))
            }
        }
    }
}

impl Drop for Listing<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.keep_listed() {
            tracing::warn!(%error, "roles that were listed are not kept");
        }
    }
}

fn endless() -> AccessPortalError {
    AccessPortalError::Unexpected {
        detail: "the list does not end".to_owned(),
    }
}

fn broken_call() -> CatalogueError {
    CatalogueError::Accounts(AccessPortalError::Unexpected {
        detail: "a call ended without an answer".to_owned(),
    })
}
