//! Listing a portal again, and what that changed. One program lists a portal at a time: the others wait, and read what it stored.
//!
//! Dropping the future stops it; the roles that arrived since the last page of accounts are stored.

use super::listing::{Listing, WantedAccounts};
use super::priority::PriorityAccounts;
use super::renames::renames;
use super::{CatalogueError, CatalogueEvent, RefreshOutcome};
use crate::exclusive;
use crate::ports::{LockError, LockGuard, LockName, Ports};
use crate::sign_in::current_sign_in;
use rolecall_model::catalogue::difference;
use rolecall_model::portal::{Portal, PortalKind};
use std::time::Duration;

/// How long to wait for another program that lists the whole portal: 5,000 accounts take four minutes.
const WHOLE_TIMEOUT: Duration = Duration::from_mins(5);
/// How long to wait for another program before a few accounts are asked for besides.
const FEW_ACCOUNTS_TIMEOUT: Duration = Duration::from_secs(10);

/// Lists `portal` again. `priority` may change while it runs; `report` hears everything as it arrives.
///
/// If another program lists the portal meanwhile, its list is the outcome, and nothing is asked for or reported.
///
/// # Errors
/// [`CatalogueError`] when there is no sign-in, the accounts or the roles of every account cannot be listed, or another program
/// lists for more than five minutes; what was kept before stays.
pub async fn refresh(
    ports: &Ports,
    portal: &Portal,
    priority: &PriorityAccounts,
    report: &(dyn Fn(CatalogueEvent) + Send + Sync),
) -> Result<RefreshOutcome, CatalogueError> {
    let store = &ports.store.catalogue_store;
    let before = store.catalogue(&portal.name)?;
    let sign_in = current_sign_in(ports, portal).await?;
    let _lock = lock(ports, portal, WHOLE_TIMEOUT).await?;
    let stored = store.catalogue(&portal.name)?;
    if stored.refreshed_at != before.refreshed_at {
        return Ok(RefreshOutcome {
            difference: difference(&portal.name, &before, &stored),
            ..RefreshOutcome::default()
        });
    }
    let listed = Listing::new(ports, portal, sign_in, report).run(priority).await?;
    if let Some(error) = listed.last_failure.filter(|_| listed.accounts == 0) {
        return Err(CatalogueError::EveryAccount {
            count: listed.failed_accounts,
            error,
        });
    }
    store.save_refreshed_at(&portal.name, ports.clock.now())?;
    let after = store.catalogue(&portal.name)?;
    let is_complete = listed.failed_accounts == 0 && listed.unreadable == 0;
    Ok(RefreshOutcome {
        difference: difference(&portal.name, &before, &after),
        renames: if is_complete {
            renames(&portal.name, &before, &after)
        } else {
            Vec::new()
        },
        failed_accounts: listed.failed_accounts,
        unreadable: listed.unreadable,
    })
}

/// Lists the roles of the `wanted` accounts of a portal that was never listed whole, and no others. Accounts and roles that are kept
/// are not asked for again. A portal that lists the roles of all accounts at once is listed whole.
///
/// # Errors
/// [`CatalogueError`] when there is no sign-in, or the accounts or the roles of a wanted one cannot be listed.
pub async fn list_wanted(
    ports: &Ports,
    portal: &Portal,
    wanted: WantedAccounts<'_>,
    report: &(dyn Fn(CatalogueEvent) + Send + Sync),
) -> Result<(), CatalogueError> {
    let sign_in = current_sign_in(ports, portal).await?;
    let _lock = match lock(ports, portal, FEW_ACCOUNTS_TIMEOUT).await {
        Err(LockError::Busy { .. }) => None,
        lock => Some(lock?),
    };
    let stored = ports.store.catalogue_store.catalogue(&portal.name)?;
    if stored.refreshed_at.is_some() {
        return Ok(());
    }
    let listing = Listing::new(ports, portal, sign_in, report);
    let listing = if stored.accounts.is_empty() {
        listing.only(wanted)
    } else {
        let unlisted = stored.accounts.iter().filter(|listed| listed.roles.is_none());
        let missing = unlisted.filter(|listed| wanted(&listed.account));
        listing.with_saved_accounts(missing.map(|listed| listed.account.id.clone()).collect())
    };
    match listing.run(&PriorityAccounts::default()).await?.last_failure {
        // What the others have may not be all that is wanted.
        Some(error) => Err(CatalogueError::Accounts(error)),
        None if matches!(portal.kind, PortalKind::AccountAccess(_)) => {
            let store = &ports.store.catalogue_store;
            Ok(store.save_refreshed_at(&portal.name, ports.clock.now())?)
        }
        None => Ok(()),
    }
}

/// Makes this the one program that lists `portal`, until the guard is dropped.
async fn lock(ports: &Ports, portal: &Portal, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError> {
    exclusive::acquire(ports, &LockName::Listing(portal.name.clone()), timeout).await
}
