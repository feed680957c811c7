//! Listing a portal again, and what that changed.
//!
//! Dropping the future stops it; the roles that arrived since the last page of accounts are kept.

use super::listing::Listing;
use super::priority::PriorityAccounts;
use super::renames::renames;
use super::{CatalogueError, CatalogueEvent, RefreshOutcome};
use crate::ports::Ports;
use crate::sign_in::current_sign_in;
use rolecall_model::catalogue::difference;
use rolecall_model::portal::Portal;

/// Lists `portal` again. `priority` may change while it runs; `report` hears everything as it arrives.
///
/// # Errors
/// [`CatalogueError`] when there is no sign-in, or the accounts or the roles of every account cannot be listed; what was kept
/// before stays.
pub async fn refresh(
    ports: &Ports,
    portal: &Portal,
    priority: &PriorityAccounts,
    report: &(dyn Fn(CatalogueEvent) + Send + Sync),
) -> Result<RefreshOutcome, CatalogueError> {
    let store = &ports.store.catalogue_store;
    let before = store.catalogue(&portal.name)?;
    let sign_in = current_sign_in(ports, portal).await?;
    let listed = Listing::new(ports, portal, sign_in, report)
        .run(priority)
        .await?;
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
