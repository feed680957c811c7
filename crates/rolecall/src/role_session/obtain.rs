//! Obtaining credentials: one process at a time asks AWS, within the limit, and stores what it is issued.
//!
//! It must not know why they are wanted, nor any source.

use super::limit::{clear_limit_reached, current_limit, has_exceeded_limit, was_limit_reached};
use super::reason::{is_for_given_reason, save_given_reason, with_reason_of};
use super::record::{RoleSessionError, TIMEOUT, acquire_lock, find_record, is_over, stored_for_source};
use super::sources;
use super::stop::end_locked;
use crate::clock_difference::observed_clock_difference;
use crate::history::record_event;
use crate::ports::{LockGuard, Ports, StateStoreError};
use crate::sign_in::{SignInError, stored_sign_in};
use crate::tasks::joined;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord, limit_time};
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;

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

/// Credentials of a role, and whether the next program gets the same.
#[derive(Debug)]
pub struct ObtainedCredentials {
    /// The credentials.
    pub credentials: RoleCredentials,
    /// Why they are not kept, if they are not: what the index cannot name is not in the keychain either.
    pub not_stored: Option<StateStoreError>,
}

impl ObtainedCredentials {
    fn stored(credentials: RoleCredentials) -> Self {
        Self {
            credentials,
            not_stored: None,
        }
    }
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
    role: &ResolvedRole,
    request: CredentialRequest,
) -> Result<ObtainedCredentials, RoleSessionError> {
    let seen = stored_for_source(ports, role).await?;
    let seen = seen.filter(|_| is_for_given_reason(ports, role));
    if let Some(stored) = seen
        .as_ref()
        .filter(|stored| stored.are_good_for(request.min_remaining, ports.clock.now()))
    {
        save_given_reason(ports, &role.key);
        return Ok(ObtainedCredentials::stored(stored.clone()));
    }
    match obtain(ports, role, request).await {
        Err(error) if is_passing(&error) => seen
            .filter(|stored| stored.remaining(ports.clock.now()) > MIN_FALLBACK_LIFETIME)
            .map(ObtainedCredentials::stored)
            .ok_or(error),
        outcome => outcome,
    }
}

/// Tells whether the failure says nothing about the credentials that are still good.
fn is_passing(error: &RoleSessionError) -> bool {
    match error {
        RoleSessionError::SignIn(_)
        | RoleSessionError::ClientCertificate(_)
        | RoleSessionError::CertificateExpired(_)
        | RoleSessionError::CertificateNotYetValid(_)
        | RoleSessionError::IdentityToken(_)
        | RoleSessionError::IamUser(_)
        | RoleSessionError::AssertionNeeded(_)
        | RoleSessionError::CredentialProcess(_)
        | RoleSessionError::CredentialsEnded(_)
        | RoleSessionError::Lock(_)
        | RoleSessionError::StateStore(_) => true,
        RoleSessionError::Keychain(_)
        | RoleSessionError::OtherIdentity
        | RoleSessionError::ClockAhead
        | RoleSessionError::LimitReached
        | RoleSessionError::Stopped => false,
        RoleSessionError::AccessPortal(_)
        | RoleSessionError::Sts(_)
        | RoleSessionError::RolesAnywhere(_)
        | RoleSessionError::Login(_) => !error.is_denied(),
    }
}

/// Returns credentials that are good for as long as requested, from the keychain if another process was quicker.
async fn obtain(
    ports: &Ports,
    role: &ResolvedRole,
    request: CredentialRequest,
) -> Result<ObtainedCredentials, RoleSessionError> {
    sources::refuse_recursion(ports, role)?;
    let lock = acquire_lock(ports, &role.key, TIMEOUT).await?;
    let stored = stored_for_source(ports, role).await?;
    let stored = stored.filter(|_| is_for_given_reason(ports, role));
    let now = ports.clock.now();
    if let Some(stored) = stored
        .as_ref()
        .filter(|stored| stored.are_good_for(request.min_remaining, now))
    {
        save_given_reason(ports, &role.key);
        return Ok(ObtainedCredentials::stored(stored.clone()));
    }
    let existing = existing_role_session(ports, &role.key, request.is_user_request).await?;
    // New ones would live no longer.
    let reaches_limit = |stored: &RoleCredentials| {
        existing.limit_at.is_some_and(|end| stored.expires_at >= end) && !stored.remaining(now).is_zero()
    };
    match stored.filter(reaches_limit) {
        Some(stored) => Ok(ObtainedCredentials::stored(stored)),
        None => request_new(ports, role, existing, lock).await,
    }
}

/// Returns the role session that new credentials are for, the lock being held. One that ended makes room for a new one; one that
/// its limit ended does so for a user only.
pub(super) async fn existing_role_session(
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
        if let Err(error) = ports.store.role_session_index.remove_role_session(role) {
            tracing::warn!(%error, "the index still has a role session that is over");
        }
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
    role: &ResolvedRole,
    existing: ExistingRoleSession,
    lock: Box<dyn LockGuard>,
) -> Result<ObtainedCredentials, RoleSessionError> {
    let ports = &with_reason_of(ports, existing.record.as_ref());
    let parent = parent_credentials(ports, role).await?;
    let issued = match sources::request_credentials(ports, role, parent.as_ref()).await {
        Err(error) if error.is_denied() => {
            record_event(ports, HistoryEvent::Denied, &role.key, None, None);
            return Err(error);
        }
        issued => issued?,
    };
    store_issued(ports, role, existing, issued, lock).await
}

/// Stores new credentials, the lock being held.
pub(super) async fn store_issued(
    ports: &Ports,
    role: &ResolvedRole,
    existing: ExistingRoleSession,
    issued: RoleCredentials,
    lock: Box<dyn LockGuard>,
) -> Result<ObtainedCredentials, RoleSessionError> {
    let issued = RoleCredentials {
        expires_at: match observed_clock_difference(ports) {
            Some(difference) => difference.local_end(issued.expires_at),
            None => issued.expires_at,
        },
        ..issued
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
        source_identity: Some(role.source.identity()),
        ..issued
    };
    let storing = StoringTask {
        ports: ports.clone(),
        portal: role.source.portal().cloned(),
        record: RoleSessionRecord {
            role: role.key.clone(),
            started_at: existing.record.as_ref().map_or(now, |record| record.started_at),
            issued_at: now,
            expires_at: credentials.expires_at,
            renewal: existing
                .record
                .as_ref()
                .map_or(Renewal::OnDemand, |record| record.renewal),
            requested_by: requester(ports, existing.record.as_ref()),
            reason: with_reason_of(ports, existing.record.as_ref()).actor.reason,
        },
        before: existing.record,
        credentials: credentials.clone(),
    };
    let not_stored = joined(tokio::spawn(async move {
        let outcome = storing.run().await;
        drop(lock);
        outcome
    }))
    .await?;
    Ok(ObtainedCredentials {
        credentials,
        not_stored,
    })
}

/// Returns who asks for new credentials. What the keeper renews is still of whoever asked before.
pub(super) fn requester(ports: &Ports, record: Option<&RoleSessionRecord>) -> Surface {
    match (ports.actor.surface, record) {
        (Surface::Keeper, Some(record)) => record.requested_by,
        (surface, _) => surface,
    }
}

/// The credentials that sign a request must outlive it.
const MIN_PARENT_LIFETIME: Duration = Duration::from_mins(1);

/// Returns the credentials that sign the request for those of `role`, if its source needs any.
pub(super) async fn parent_credentials(
    ports: &Ports,
    role: &ResolvedRole,
) -> Result<Option<RoleCredentials>, RoleSessionError> {
    let parent = role.source.parent().filter(|_| !role.source.takes_mfa_code());
    let Some(parent) = parent else {
        return Ok(None);
    };
    let request = CredentialRequest {
        min_remaining: MIN_PARENT_LIFETIME,
        // A limit that ended the role session of the parent ends what depends on it.
        is_user_request: false,
    };
    // The chain is finite, but its length is not known to the compiler.
    // One parent serves many roles, each with a reason of its own.
    let ports = ports.with_reason(None);
    let obtained = Box::pin(credentials_for(&ports, parent, request)).await?;
    Ok(Some(obtained.credentials))
}

/// What is stored of new credentials. It is done whole even when nobody waits for it any more.
struct StoringTask {
    ports: Ports,
    /// The portal whose sign-in the credentials depend on.
    portal: Option<Portal>,
    before: Option<RoleSessionRecord>,
    record: RoleSessionRecord,
    credentials: RoleCredentials,
}

impl StoringTask {
    /// Returns why nothing was stored, if nothing was.
    async fn run(&self) -> Result<Option<StateStoreError>, RoleSessionError> {
        let (ports, role) = (&self.ports, &self.record.role);
        // Credentials that were obtained are handed out even when the index cannot be written, but what it cannot name is not kept.
        if let Err(error) = ports.store.role_session_index.save_role_session(&self.record) {
            tracing::warn!(%error, "a role session is neither in the index nor in the keychain");
            self.log();
            return Ok(Some(error));
        }
        let stored = ports
            .store
            .keychain
            .save_role_credentials(role, &self.credentials);
        if let Err(error) = stored.await {
            self.restore_index();
            return Err(error.into());
        }
        // A sign-out in the meantime stopped only what it found.
        if let Some(portal) = &self.portal
            && let Ok(None) = stored_sign_in(ports, portal).await
        {
            ports.store.keychain.erase_role_credentials(role).await?;
            ports.store.role_session_index.remove_role_session(role)?;
            return Err(SignInError::Needed.into());
        }
        self.log();
        Ok(None)
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
