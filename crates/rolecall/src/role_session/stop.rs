//! The ends of role sessions: stopped by a user, ended by their limit, expired.
//!
//! Credentials leave the keychain before the index forgets them. It must not know who shows what is left.

use super::adopt::adopt_unindexed;
use super::limit::{current_limit, has_exceeded_limit, mark_limit_reached};
use super::reason::with_reason_of;
use super::record::{RoleSessionError, TIMEOUT, acquire_lock, find_record, is_over};
use crate::history::record_event;
use crate::ports::{KeychainError, KeychainItem, Ports, RoleSessionKey, StateStoreError};
use crate::stored_items::stored_role_sessions;
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryEvent;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

/// Returns the role sessions that are alive, and those that are renewed automatically and wait for new credentials; erases what expired.
///
/// # Errors
/// The state database's failure.
pub async fn role_sessions(ports: &Ports) -> Result<Vec<RoleSessionRecord>, RoleSessionError> {
    if let Err(error) = adopt_unindexed(ports).await {
        tracing::warn!(%error, "the keychain may hold role sessions that the index does not know");
    }
    let now = ports.clock.now();
    let mut active = Vec::new();
    let mut is_keychain_locked = false;
    for record in ports.store.role_session_index.role_sessions()? {
        if record.expires_at > now || is_keychain_locked {
            active.extend(Some(record).filter(|record| !is_over(record, now)));
            continue;
        }
        match remove_expired(ports, &record).await {
            Ok(left) => active.extend(left),
            Err(error) => {
                tracing::warn!(%error, "an expired role session could not be erased");
                // A user who was asked to unlock the keychain, and did not, is not asked again for the next.
                is_keychain_locked = matches!(error, RoleSessionError::Keychain(_));
                active.extend(Some(record).filter(|record| !is_over(record, now)));
            }
        }
    }
    Ok(active)
}

/// Erases what expired; returns what is left of the role session. Whoever holds the lock is about to change it anyway.
async fn remove_expired(
    ports: &Ports,
    expired: &RoleSessionRecord,
) -> Result<Option<RoleSessionRecord>, RoleSessionError> {
    let role = &expired.role;
    let _lock = acquire_lock(ports, role, Duration::ZERO).await?;
    let Some(record) = find_record(ports, role)? else {
        return Ok(None);
    };
    let now = ports.clock.now();
    match ports.store.keychain.role_credentials(role).await {
        Ok(Some(stored)) if !stored.remaining(now).is_zero() => {
            // A program was killed before it told the index.
            let record = RoleSessionRecord {
                issued_at: stored.obtained_at.unwrap_or(record.issued_at),
                expires_at: stored.expires_at,
                ..record
            };
            ports.store.role_session_index.save_role_session(&record)?;
            return Ok(Some(record));
        }
        Ok(Some(_)) | Err(KeychainError::Corrupt { .. }) => {
            ports.store.keychain.erase_role_credentials(role).await?;
        }
        Ok(None) => {}
        Err(error) => return Err(error.into()),
    }
    if has_exceeded_limit(&record, current_limit(ports, role)?, now) {
        end_locked(ports, &record).await?;
        return Ok(None);
    }
    match record.renewal {
        Renewal::On => Ok(Some(record)),
        Renewal::Off | Renewal::OnDemand => {
            ports.store.role_session_index.remove_role_session(role)?;
            Ok(None)
        }
    }
}

/// Ends the role session that was started at `started_at` because its limit is reached.
///
/// # Errors
/// The keychain's or the state database's failure; then the role session stays active.
pub(crate) async fn end_at_limit(
    ports: &Ports,
    role: &RoleRef,
    started_at: Timestamp,
) -> Result<(), RoleSessionError> {
    let _lock = acquire_lock(ports, role, TIMEOUT).await?;
    match find_record(ports, role)? {
        Some(record) if record.started_at == started_at => end_locked(ports, &record).await,
        // Somebody stopped it, and may have started another.
        Some(_) | None => Ok(()),
    }
}

/// As [`end_at_limit`], for a caller that holds the lock and knows that the limit is reached.
pub(super) async fn end_locked(ports: &Ports, record: &RoleSessionRecord) -> Result<(), RoleSessionError> {
    let role = &record.role;
    ports.store.keychain.erase_role_credentials(role).await?;
    mark_limit_reached(ports, role)?;
    ports.store.role_session_index.remove_role_session(role)?;
    let ports = with_reason_of(ports, Some(record));
    record_event(&ports, HistoryEvent::LimitReached, role, None, None);
    Ok(())
}

/// What stopping a role session came to: its credentials have left the keychain.
#[derive(Debug)]
pub struct Stopped {
    /// Whether there was something to stop: credentials, or an entry of the index.
    pub was_known: bool,
    /// Why the index may still have it, if it may.
    pub index_error: Option<StateStoreError>,
}

/// Stops one role session: its credentials leave the keychain at once, and nobody who was about to renew them brings them back. That
/// needs neither the index nor a place on the disk.
///
/// # Errors
/// The keychain's failure; then the role session stays active.
pub async fn stop_role_session(ports: &Ports, role: &RoleRef) -> Result<Stopped, RoleSessionError> {
    let keychain = &ports.store.keychain;
    let item = KeychainItem::role_session(role);
    let was_stored = keychain.holds(&item).await?;
    // Whoever holds the lock may be waiting for AWS.
    keychain.erase(&item).await?;
    let _lock = acquire_lock(ports, role, TIMEOUT).await?;
    keychain.erase(&item).await?;
    let (record, index_error) = match find_record(ports, role) {
        Ok(Some(record)) => {
            let removed = ports.store.role_session_index.remove_role_session(role);
            (Some(record), removed.err())
        }
        Ok(None) => (None, None),
        Err(error) => (None, Some(error)),
    };
    if let Some(error) = &index_error {
        tracing::warn!(%error, "the index may still have a role session that is stopped");
    }
    let was_known = record.is_some() || was_stored;
    if was_known {
        let ports = with_reason_of(ports, record.as_ref());
        record_event(&ports, HistoryEvent::Stopped, role, None, None);
    }
    Ok(Stopped {
        was_known,
        index_error,
    })
}

/// Stops every role session that the keychain or the index has; returns what each came to, by its target. One that cannot be stopped
/// does not keep the others.
///
/// # Errors
/// The keychain cannot say what it holds. Where there is none and the index is empty, there is nothing to stop.
pub async fn stop_all_role_sessions(
    ports: &Ports,
) -> Result<Vec<(String, Result<Stopped, RoleSessionError>)>, RoleSessionError> {
    let keys = match stored_role_sessions(ports).await {
        Err(error)
            if error.is_no_keychain() && ports.store.role_session_index.role_sessions()?.is_empty() =>
        {
            return Ok(Vec::new());
        }
        keys => keys?,
    };
    let mut outcomes = Vec::with_capacity(keys.len());
    for key in keys {
        let outcome = stop_stored(ports, &key).await;
        outcomes.push((key.target(), outcome));
    }
    Ok(outcomes)
}

/// Returns the stored role session whose target is exactly `target`, be its source in the settings or not.
///
/// # Errors
/// The keychain's failure.
pub async fn find_stored_role_session(ports: &Ports, target: &str) -> Result<Option<RoleRef>, KeychainError> {
    let keys = stored_role_sessions(ports).await?;
    let mut roles = keys.iter().filter_map(RoleSessionKey::role);
    Ok(roles.find(|role| role.target() == target))
}

/// Stops role sessions whose sign-in ended.
///
/// # Errors
/// The first failure; the rest stay active.
pub(crate) async fn stop_role_sessions(
    ports: &Ports,
    keys: Vec<RoleSessionKey>,
) -> Result<(), RoleSessionError> {
    for key in keys {
        stop_stored(ports, &key).await?;
    }
    Ok(())
}

/// Stops the role session of an item. Where its role is not known, neither a lock nor the index can be meant.
async fn stop_stored(ports: &Ports, key: &RoleSessionKey) -> Result<Stopped, RoleSessionError> {
    let indexed = ports.store.role_session_index.role_sessions();
    let indexed = indexed.unwrap_or_default().into_iter().map(|record| record.role);
    let role = key.role().or_else(|| {
        indexed
            .into_iter()
            .find(|role| RoleSessionKey::from(role) == *key)
    });
    if let Some(role) = role {
        return stop_role_session(ports, &role).await;
    }
    let item = KeychainItem::RoleSession(key.clone());
    ports.store.keychain.erase(&item).await?;
    Ok(Stopped {
        was_known: true,
        index_error: None,
    })
}
