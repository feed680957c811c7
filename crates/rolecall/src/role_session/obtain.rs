//! Obtaining credentials: one process at a time asks AWS, within the limit, and stores what it is issued.
//!
//! It must not know why they are wanted.

use super::limit::{clear_limit_reached, current_limit, has_exceeded_limit, was_limit_reached};
use super::record::{RoleSessionError, TIMEOUT, acquire_lock, find_record, is_over, stored_for_portal};
use super::stop::end_locked;
use crate::backoff::backoff;
use crate::history::record_event;
use crate::ports::{AccessPortalError, LockGuard, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in, stored_sign_in};
use crate::tasks::joined;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord, limit_time};
use std::time::Duration;

/// How often AWS is asked before a passing failure is taken for lasting.
const ATTEMPTS: u32 = 5;

/// Silence that lasts so long is told instead of waited out: a user or a program is waiting.
const MAX_RETRY_TIME: Duration = Duration::from_secs(15);

/// Credentials nearer to their end are not handed out when AWS cannot be asked for new ones.
const MIN_FALLBACK_LIFETIME: Duration = Duration::from_mins(1);

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct CredentialRequest {
    /// How long the credentials must be good for.
    pub(super) min_remaining: Duration,
    /// Whether a user asks, who may begin another role session after a limit ended the last.
    pub(super) is_user_request: bool,
}

/// The role session that new credentials are for.
pub(super) struct ExistingRoleSession {
    /// Its entry in the index; `None` if a new role session starts.
    pub(super) record: Option<RoleSessionRecord>,
    /// When it reaches its limit.
    pub(super) limit_at: Option<Timestamp>,
}

/// As [`super::role_credentials`], for whoever asks.
pub(super) async fn credentials_for(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
    request: CredentialRequest,
) -> Result<RoleCredentials, RoleSessionError> {
    let seen = stored_for_portal(ports, portal, role).await?;
    if let Some(stored) = seen
        .as_ref()
        .filter(|stored| stored.are_good_for(request.min_remaining, ports.clock.now()))
    {
        return Ok(stored.clone());
    }
    match obtain(ports, portal, role, request).await {
        Err(error) if is_passing(&error) => seen
            .filter(|stored| stored.remaining(ports.clock.now()) > MIN_FALLBACK_LIFETIME)
            .ok_or(error),
        outcome => outcome,
    }
}

/// Tells whether the failure says nothing about the credentials that are still good.
fn is_passing(error: &RoleSessionError) -> bool {
    match error {
        RoleSessionError::SignIn(_) | RoleSessionError::Lock(_) | RoleSessionError::StateStore(_) => true,
        RoleSessionError::Keychain(_)
        | RoleSessionError::ClockAhead
        | RoleSessionError::LimitReached
        | RoleSessionError::Stopped => false,
        RoleSessionError::AccessPortal(error) => !matches!(error, AccessPortalError::NotAssigned),
    }
}

/// Returns credentials that are good for as long as requested, from the keychain if another process was quicker.
async fn obtain(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
    request: CredentialRequest,
) -> Result<RoleCredentials, RoleSessionError> {
    let lock = acquire_lock(ports, role, TIMEOUT).await?;
    let stored = stored_for_portal(ports, portal, role).await?;
    let now = ports.clock.now();
    if let Some(stored) = stored
        .as_ref()
        .filter(|stored| stored.are_good_for(request.min_remaining, now))
    {
        return Ok(stored.clone());
    }
    let existing = existing_role_session(ports, role, request.is_user_request).await?;
    // New ones would live no longer.
    let reaches_limit = |stored: &RoleCredentials| {
        existing.limit_at.is_some_and(|end| stored.expires_at >= end) && !stored.remaining(now).is_zero()
    };
    match stored.filter(reaches_limit) {
        Some(stored) => Ok(stored),
        None => request_new(ports, portal, role, existing, lock).await,
    }
}

/// Returns the role session that new credentials are for, the lock being held. One that ended makes room for a new one; one that
/// its limit ended does so for a user only.
async fn existing_role_session(
    ports: &Ports,
    role: &RoleRef,
    is_user_request: bool,
) -> Result<ExistingRoleSession, RoleSessionError> {
    let limit = current_limit(ports, role)?;
    let now = ports.clock.now();
    let mut record = match find_record(ports, role) {
        // Where limits do not ask for it, the index is a convenience.
        Err(error) if limit.is_none() => {
            tracing::warn!(%error, "the index of role sessions cannot be read");
            None
        }
        known => known?,
    };
    if let Some(known) = record.take_if(|known| has_exceeded_limit(known, limit, now)) {
        end_locked(ports, &known).await?;
    } else if record.take_if(|known| is_over(known, now)).is_some() {
        ports.store.keychain.erase_role_credentials(role).await?;
        ports.store.role_session_index.remove_role_session(role)?;
    }
    if record.is_none() && limit.is_some() && was_limit_reached(ports, role)? {
        if !is_user_request {
            return Err(RoleSessionError::LimitReached);
        }
        clear_limit_reached(ports, role)?;
    }
    let started_at = record.as_ref().map_or(now, |record| record.started_at);
    Ok(ExistingRoleSession {
        record,
        limit_at: limit.and_then(|limit| limit_time(started_at, limit)),
    })
}

/// Asks AWS for new credentials and keeps them; lets go of the lock when both is done. Dropping the future gives up, unless AWS
/// has answered: then what it gave is stored first, or nothing of it is.
pub(super) async fn request_new(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
    existing: ExistingRoleSession,
    lock: Box<dyn LockGuard>,
) -> Result<RoleCredentials, RoleSessionError> {
    let issued = match get_role_credentials(ports, portal, role).await {
        Err(error @ RoleSessionError::AccessPortal(AccessPortalError::NotAssigned)) => {
            record_event(ports, HistoryEvent::Denied, role, None, None);
            return Err(error);
        }
        issued => issued?,
    };
    let now = ports.clock.now();
    if issued.remaining(now).is_zero() {
        return Err(RoleSessionError::ClockAhead);
    }
    let credentials = RoleCredentials {
        expires_at: existing
            .limit_at
            .map_or(issued.expires_at, |end| end.min(issued.expires_at)),
        obtained_at: Some(now),
        portal_identity: Some(PortalIdentity::from(portal)),
        ..issued
    };
    let storing = StoringTask {
        ports: ports.clone(),
        portal: portal.clone(),
        record: RoleSessionRecord {
            role: role.clone(),
            started_at: existing.record.as_ref().map_or(now, |record| record.started_at),
            issued_at: now,
            expires_at: credentials.expires_at,
            renewal: existing
                .record
                .as_ref()
                .map_or(Renewal::OnDemand, |record| record.renewal),
        },
        before: existing.record,
        credentials: credentials.clone(),
    };
    joined(tokio::spawn(async move {
        let outcome = storing.run().await;
        drop(lock);
        outcome
    }))
    .await?;
    Ok(credentials)
}

/// What is stored of new credentials. It is done whole even when nobody waits for it any more.
struct StoringTask {
    ports: Ports,
    portal: Portal,
    before: Option<RoleSessionRecord>,
    record: RoleSessionRecord,
    credentials: RoleCredentials,
}

impl StoringTask {
    async fn run(&self) -> Result<(), RoleSessionError> {
        let (ports, role) = (&self.ports, &self.record.role);
        // The index is a convenience: credentials that were obtained are handed out even when it cannot be written.
        if let Err(error) = ports.store.role_session_index.save_role_session(&self.record) {
            tracing::warn!(%error, "a role session is not in the index");
        }
        let stored = ports
            .store
            .keychain
            .save_role_credentials(role, &self.credentials);
        if let Err(error) = stored.await {
            self.restore_index();
            return Err(error.into());
        }
        // A sign-out in the meantime stopped only what it found in the index.
        if let Ok(None) = stored_sign_in(ports, &self.portal).await {
            ports.store.keychain.erase_role_credentials(role).await?;
            ports.store.role_session_index.remove_role_session(role)?;
            return Err(SignInError::Needed.into());
        }
        self.log();
        Ok(())
    }

    fn restore_index(&self) {
        let index = &self.ports.store.role_session_index;
        let restored = match &self.before {
            Some(before) => index.save_role_session(before),
            None => index.remove_role_session(&self.record.role),
        };
        if let Err(error) = restored {
            tracing::warn!(%error, "the index holds a role session without credentials");
        }
    }

    fn log(&self) {
        let (ports, record) = (&self.ports, &self.record);
        let event = match &self.before {
            Some(_) => HistoryEvent::Renewed,
            None => HistoryEvent::Issued,
        };
        record_event(ports, event, &record.role, Some(record.expires_at), None);
        if ports.actor.surface == Surface::Keeper {
            // Nobody used it.
            return;
        }
        if let Err(error) = ports
            .store
            .preference_store
            .record_use(&record.role, record.issued_at)
        {
            tracing::warn!(%error, "a use is not remembered");
        }
    }
}

async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
) -> Result<RoleCredentials, RoleSessionError> {
    let mut sign_in = current_sign_in(ports, portal).await?;
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = match ports.actor.surface {
        // It retries automatically, when the network is back at the latest.
        Surface::Keeper => 1,
        Surface::Window
        | Surface::Tray
        | Surface::Notification
        | Surface::Command
        | Surface::CredentialProcess => ATTEMPTS,
    };
    let mut renewed = false;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let answer = ports
            .aws
            .access_portal
            .get_role_credentials(portal, &sign_in.access_token, &role.account_id, &role.role_name)
            .await;
        let wait = match answer {
            Ok(credentials) => return Ok(credentials),
            Err(AccessPortalError::SignInEnded) if !renewed => {
                sign_in = renewed_sign_in(ports, portal, &sign_in.access_token).await?;
                renewed = true;
                Duration::ZERO
            }
            Err(AccessPortalError::SignInEnded) => return Err(SignInError::Needed.into()),
            Err(AccessPortalError::Throttled { retry_in }) if attempt < ATTEMPTS => {
                backoff(attempt, retry_in, ports.random.as_ref())
            }
            Err(AccessPortalError::Unreachable { .. })
                if attempt < attempts && ports.clock.now() < retry_until =>
            {
                backoff(attempt, None, ports.random.as_ref())
            }
            Err(error) => return Err(error.into()),
        };
        ports.clock.sleep(wait).await;
    }
}
