//! The ends of role sessions: stopped by a user, ended by their limit, expired.
//!
//! Credentials leave the keychain before the index forgets them. It must not know who shows what is left.

use super::limit::{current_limit, has_exceeded_limit, mark_limit_reached};
use super::record::{RoleSessionError, TIMEOUT, acquire_lock, find_record, is_over};
use crate::history::record_event;
use crate::ports::{KeychainError, Ports};
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryEvent;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::role_source::SourceIdentity;
use std::time::Duration;

/// Returns the role sessions that are alive, and those that are renewed automatically and wait for new credentials; erases what expired.
///
/// # Errors
/// The state database's failure.
pub async fn role_sessions(ports: &Ports) -> Result<Vec<RoleSessionRecord>, RoleSessionError> {
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
    record_event(ports, HistoryEvent::LimitReached, role, None, None);
    Ok(())
}

/// Stops one role session: its credentials leave the keychain at once, and nobody who was about to renew them brings them back.
///
/// # Errors
/// The keychain's failure; then the role session stays active.
pub async fn stop_role_session(ports: &Ports, role: &RoleRef) -> Result<(), RoleSessionError> {
    // Whoever holds the lock may be waiting for AWS.
    ports.store.keychain.erase_role_credentials(role).await?;
    let _lock = acquire_lock(ports, role, TIMEOUT).await?;
    ports.store.keychain.erase_role_credentials(role).await?;
    let was_known = find_record(ports, role)?.is_some();
    ports.store.role_session_index.remove_role_session(role)?;
    if was_known {
        record_event(ports, HistoryEvent::Stopped, role, None, None);
    }
    Ok(())
}

/// Stops every role session of the roles that the portal with this name lists.
///
/// # Errors
/// The first failure; the rest stay active.
pub async fn stop_role_sessions_at(ports: &Ports, portal: &PortalName) -> Result<(), RoleSessionError> {
    for record in ports.store.role_session_index.role_sessions()? {
        if record.role.is_at_portal(portal) {
            stop_role_session(ports, &record.role).await?;
        }
    }
    Ok(())
}

/// Stops every role session whose credentials depend on the sign-in at `portal`: those of the roles that it lists, and those
/// of defined roles that were obtained with them, as the keychain says.
///
/// # Errors
/// The first failure; the rest stay active.
pub async fn stop_role_sessions_through(ports: &Ports, portal: &Portal) -> Result<(), RoleSessionError> {
    for record in ports.store.role_session_index.role_sessions()? {
        if record.role.is_at_portal(&portal.name) || is_through(ports, &record.role, portal).await? {
            stop_role_session(ports, &record.role).await?;
        }
    }
    Ok(())
}

/// Returns whether the stored credentials of `role` were obtained through `portal`. Those that nobody can read count as such.
async fn is_through(ports: &Ports, role: &RoleRef, portal: &Portal) -> Result<bool, KeychainError> {
    match ports.store.keychain.role_credentials(role).await {
        Ok(stored) => {
            let source = stored.and_then(|stored| stored.source_identity);
            let root = source.as_ref().and_then(SourceIdentity::portal);
            Ok(root.is_some_and(|identity| identity.is_of(portal)))
        }
        Err(KeychainError::Corrupt { .. }) => Ok(role.portal().is_none()),
        Err(error) => Err(error),
    }
}
