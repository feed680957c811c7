//! What a user does with a role session: start it, renew it.
//!
//! Only what a user starts is renewed automatically, and only a user begins another after a limit ended one.

use super::limit::current_limit;
use super::obtain::{CredentialRequest, ExistingRoleSession, credentials_for, request_new, requester};
use super::record::{RoleSessionError, TIMEOUT, acquire_lock, find_record, stored_for_source};
use super::stop::end_locked;
use crate::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_session::{Renewal, RoleSessionRecord, limit_time};
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;

/// Starts the role session of `role` for a user, with credentials that are good for `min_remaining`; `renew` tells whether the
/// desktop keeps it alive. One that programs made becomes the user's; one that a user started keeps the renewal they set.
///
/// # Errors
/// As [`super::role_credentials`], but no limit of an earlier role session counts.
pub async fn start_role_session(
    ports: &Ports,
    role: &ResolvedRole,
    min_remaining: Duration,
    renew: bool,
) -> Result<RoleSessionRecord, RoleSessionError> {
    let request = CredentialRequest {
        min_remaining,
        is_user_request: true,
    };
    if let Some(error) = credentials_for(ports, role, request).await?.not_stored {
        return Err(error.into());
    }
    let _lock = acquire_lock(ports, &role.key, TIMEOUT).await?;
    let stored = stored_for_source(ports, role)
        .await?
        .ok_or(RoleSessionError::Stopped)?;
    let now = ports.clock.now();
    // Credentials that were stored already are not in the index when the state was erased.
    let mut record = find_record(ports, &role.key)?.unwrap_or_else(|| RoleSessionRecord {
        role: role.key.clone(),
        started_at: now,
        issued_at: stored.obtained_at.unwrap_or(now),
        expires_at: stored.expires_at,
        renewal: Renewal::OnDemand,
        requested_by: ports.actor.surface,
        reason: None,
    });
    record.reason = ports.actor.reason.clone().or(record.reason);
    ports.store.role_session_index.save_role_session(&record)?;
    if record.renewal == Renewal::OnDemand {
        record.renewal = if renew { Renewal::On } else { Renewal::Off };
        ports
            .store
            .role_session_index
            .set_renewal(&role.key, record.renewal)?;
    }
    Ok(record)
}

/// Obtains new credentials of a role session, although the present ones may be good; if others than those issued at `issued_at`
/// are stored by now, these are the new ones. Its limit stays what it is.
///
/// # Errors
/// [`RoleSessionError`]; what was stored stays. [`RoleSessionError::Stopped`] when the role session is not in the index:
/// renewing never brings back what somebody stopped.
pub async fn renew_role_session(
    ports: &Ports,
    role: &ResolvedRole,
    issued_at: Timestamp,
) -> Result<RoleSessionRecord, RoleSessionError> {
    let lock = acquire_lock(ports, &role.key, TIMEOUT).await?;
    let record = find_record(ports, &role.key)?.ok_or(RoleSessionError::Stopped)?;
    let now = ports.clock.now();
    // An index may keep milliseconds where a keychain keeps all of a moment: the same credentials are not newer than themselves.
    let is_newer = |at: Timestamp| at.as_millisecond() > issued_at.as_millisecond();
    let newer = stored_for_source(ports, role)
        .await?
        .filter(|stored| stored.obtained_at.is_some_and(is_newer) && !stored.remaining(now).is_zero());
    if let Some(stored) = newer {
        // The index may not know of them: a program was killed in between.
        let record = issued(record, &stored);
        ports.store.role_session_index.save_role_session(&record)?;
        return Ok(record);
    }
    let limit_at = current_limit(ports, &role.key)?.and_then(|limit| limit_time(record.started_at, limit));
    if limit_at.is_some_and(|end| end <= now) {
        end_locked(ports, &record).await?;
        return Err(RoleSessionError::LimitReached);
    }
    let existing = ExistingRoleSession {
        record: Some(record.clone()),
        limit_at,
    };
    let obtained = request_new(ports, role, existing, lock).await?;
    match obtained.not_stored {
        None => Ok(RoleSessionRecord {
            requested_by: requester(ports, Some(&record)),
            ..issued(record, &obtained.credentials)
        }),
        Some(error) => Err(error.into()),
    }
}

fn issued(record: RoleSessionRecord, credentials: &RoleCredentials) -> RoleSessionRecord {
    RoleSessionRecord {
        issued_at: credentials.obtained_at.unwrap_or(record.issued_at),
        expires_at: credentials.expires_at,
        ..record
    }
}
