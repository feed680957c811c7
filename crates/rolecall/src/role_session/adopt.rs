//! A new index: role sessions that the keychain holds from before are entered into it.
//!
//! The database may have been deleted, or moved aside because it was damaged. What the keychain still holds must be seen and must be
//! possible to stop. It must not know who shows it.

use super::record::{RoleSessionError, acquire_lock, find_record};
use crate::ports::{KeychainError, KeychainItem, Ports};
use rolecall_model::history::Surface;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

/// When the index took over what the keychain held; a new database has no such value.
const ADOPTED_AT: &str = "keychain-adopted";

/// Enters what the keychain holds into an index that never saw it. Of a role whose name an item does not hold nothing can be entered:
/// its credentials are erased. Prompts for nothing: a keychain that is locked is asked the next time.
///
/// # Errors
/// The keychain's or the state database's failure; it is tried again the next time.
pub(super) async fn adopt_unindexed(ports: &Ports) -> Result<(), RoleSessionError> {
    let values = &ports.store.preference_store;
    if values.value(ADOPTED_AT)?.is_some() {
        return Ok(());
    }
    let keychain = &ports.store.keychain;
    keychain.health().await?;
    let items = match keychain.items().await {
        Err(KeychainError::CannotList) => Vec::new(),
        items => items?,
    };
    for item in items {
        let KeychainItem::RoleSession(key) = &item else {
            continue;
        };
        match key.role() {
            Some(role) => adopt(ports, &role).await?,
            None => keychain.erase(&item).await?,
        }
    }
    Ok(values.set_value(ADOPTED_AT, &ports.clock.now().to_string())?)
}

/// Enters one role session, as of a program: nobody knows whether a user started it.
async fn adopt(ports: &Ports, role: &RoleRef) -> Result<(), RoleSessionError> {
    let _lock = acquire_lock(ports, role, Duration::ZERO).await?;
    if find_record(ports, role)?.is_some() {
        return Ok(());
    }
    let keychain = &ports.store.keychain;
    let stored = match keychain.role_credentials(role).await {
        Ok(Some(stored)) if !stored.remaining(ports.clock.now()).is_zero() => stored,
        Ok(None) => return Ok(()),
        Ok(Some(_)) | Err(KeychainError::Corrupt { .. }) => {
            return Ok(keychain.erase_role_credentials(role).await?);
        }
        Err(error) => return Err(error.into()),
    };
    let obtained_at = stored.obtained_at.unwrap_or(ports.clock.now());
    Ok(ports
        .store
        .role_session_index
        .save_role_session(&RoleSessionRecord {
            role: role.clone(),
            started_at: obtained_at,
            issued_at: obtained_at,
            expires_at: stored.expires_at,
            renewal: Renewal::OnDemand,
            requested_by: Surface::CredentialProcess,
            reason: None,
        })?)
}
