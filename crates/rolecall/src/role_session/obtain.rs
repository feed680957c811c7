//! Obtaining credentials: one process at a time asks AWS, within the limit, and keeps what it is given.
//!
//! It must not know why they are wanted.

use super::ending::end_held;
use super::limit::{end_of, forget_reached, has_ended, limit_now, was_reached};
use super::record::{RoleSessionError, TIMEOUT, hold, is_over, kept_at, known};
use crate::backoff::backoff;
use crate::history::log_event;
use crate::ports::{AccessPortalError, LockGuard, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in, stored_sign_in};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::{HistoryEvent, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

/// How often AWS is asked before a passing failure is taken for lasting.
const ATTEMPTS: u32 = 5;

/// Silence that lasts so long is told instead of waited out: a user or a program is waiting.
const LONGEST_TRY: Duration = Duration::from_secs(15);

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// How long the credentials must be good for.
    pub(super) min_remaining: Duration,
    /// Whether a user asks, who may begin another role session after a limit ended the last.
    pub(super) by_user: bool,
}

/// The role session that new credentials are for.
pub(super) struct Life {
    /// It, if it lives.
    pub(super) record: Option<RoleSessionRecord>,
    /// When its limit ends it.
    pub(super) ends_at: Option<Timestamp>,
}

/// Returns credentials that are good for as long as asked, of the keychain if another process was quicker.
pub(super) async fn obtain(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    asked: Asked,
) -> Result<RoleCredentials, RoleSessionError> {
    let held = hold(ports, assignment, TIMEOUT).await?;
    let kept = kept_at(ports, portal, assignment).await?;
    let now = ports.clock.now();
    if let Some(kept) = kept
        .as_ref()
        .filter(|kept| kept.are_good_for(asked.min_remaining, now))
    {
        return Ok(kept.clone());
    }
    let life = life(ports, assignment, asked.by_user).await?;
    // New ones would live no longer.
    let to_the_end = |kept: &RoleCredentials| {
        life.ends_at.is_some_and(|end| kept.expires_at >= end) && !kept.remaining(now).is_zero()
    };
    match kept.filter(to_the_end) {
        Some(kept) => Ok(kept),
        None => fresh(ports, portal, assignment, life, held).await,
    }
}

/// Returns the role session that new credentials are for, the lock being held. One that ended makes room for a new one; one that
/// its limit ended does so for a user only.
async fn life(ports: &Ports, assignment: &Assignment, by_user: bool) -> Result<Life, RoleSessionError> {
    let limit = limit_now(ports, assignment)?;
    let now = ports.clock.now();
    let mut record = match known(ports, assignment) {
        // Where limits do not ask for it, the index is a convenience.
        Err(error) if limit.is_none() => {
            tracing::warn!(%error, "the index of role sessions cannot be read");
            None
        }
        known => known?,
    };
    if let Some(known) = record.take_if(|known| has_ended(known, limit, now)) {
        end_held(ports, &known).await?;
    } else if record.take_if(|known| is_over(known, now)).is_some() {
        ports.store.keychain.erase_role_credentials(assignment).await?;
        ports.store.role_session_index.remove_role_session(assignment)?;
    }
    if record.is_none() && limit.is_some() && was_reached(ports, assignment)? {
        if !by_user {
            return Err(RoleSessionError::LimitReached);
        }
        forget_reached(ports, assignment)?;
    }
    let started_at = record.as_ref().map_or(now, |record| record.started_at);
    Ok(Life {
        record,
        ends_at: limit.and_then(|limit| end_of(started_at, limit)),
    })
}

/// Asks AWS for new credentials and keeps them; lets go of the lock when both is done. Dropping the future gives up, unless AWS
/// has answered: then what it gave is kept first, or nothing of it is.
pub(super) async fn fresh(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    life: Life,
    held: Box<dyn LockGuard>,
) -> Result<RoleCredentials, RoleSessionError> {
    let given = match get_role_credentials(ports, portal, assignment).await {
        Err(error @ RoleSessionError::AccessPortal(AccessPortalError::NotAssigned)) => {
            log_event(ports, HistoryEvent::Denied, assignment, None, None);
            return Err(error);
        }
        given => given?,
    };
    let now = ports.clock.now();
    if given.remaining(now).is_zero() {
        return Err(RoleSessionError::ClockAhead);
    }
    let credentials = RoleCredentials {
        expires_at: life
            .ends_at
            .map_or(given.expires_at, |end| end.min(given.expires_at)),
        obtained_at: Some(now),
        place: Some(PortalIdentity::from(portal)),
        ..given
    };
    let keeping = Keeping {
        ports: ports.clone(),
        portal: portal.clone(),
        record: RoleSessionRecord {
            assignment: assignment.clone(),
            started_at: life.record.as_ref().map_or(now, |record| record.started_at),
            issued_at: now,
            expires_at: credentials.expires_at,
            renewal: life
                .record
                .as_ref()
                .map_or(Renewal::OnDemand, |record| record.renewal),
        },
        before: life.record,
        credentials: credentials.clone(),
    };
    let kept = tokio::spawn(async move {
        let outcome = keeping.keep().await;
        drop(held);
        outcome
    });
    kept.await.unwrap_or_else(|_| Err(broken_keeping()))?;
    Ok(credentials)
}

fn broken_keeping() -> RoleSessionError {
    let detail = "credentials were given and not kept".to_owned();
    AccessPortalError::Unexpected { detail }.into()
}

/// What is kept of new credentials. It is done whole even when nobody waits for it any more.
struct Keeping {
    ports: Ports,
    portal: Portal,
    before: Option<RoleSessionRecord>,
    record: RoleSessionRecord,
    credentials: RoleCredentials,
}

impl Keeping {
    async fn keep(&self) -> Result<(), RoleSessionError> {
        let (ports, assignment) = (&self.ports, &self.record.assignment);
        // The index is a convenience: credentials that were obtained are handed out even when it cannot be written.
        if let Err(error) = ports.store.role_session_index.save_role_session(&self.record) {
            tracing::warn!(%error, "a role session is not in the index");
        }
        let kept = ports
            .store
            .keychain
            .save_role_credentials(assignment, &self.credentials);
        if let Err(error) = kept.await {
            self.take_back();
            return Err(error.into());
        }
        // A sign-out in the meantime stopped only what it found in the index.
        if let Ok(None) = stored_sign_in(ports, &self.portal).await {
            ports.store.keychain.erase_role_credentials(assignment).await?;
            ports.store.role_session_index.remove_role_session(assignment)?;
            return Err(SignInError::Needed.into());
        }
        self.tell();
        Ok(())
    }

    fn take_back(&self) {
        let index = &self.ports.store.role_session_index;
        let taken_back = match &self.before {
            Some(before) => index.save_role_session(before),
            None => index.remove_role_session(&self.record.assignment),
        };
        if let Err(error) = taken_back {
            tracing::warn!(%error, "the index holds a role session without credentials");
        }
    }

    fn tell(&self) {
        let (ports, record) = (&self.ports, &self.record);
        let event = match &self.before {
            Some(_) => HistoryEvent::Renewed,
            None => HistoryEvent::Issued,
        };
        log_event(ports, event, &record.assignment, Some(record.expires_at), None);
        if ports.actor.surface == Surface::Keeper {
            // Nobody used it.
            return;
        }
        if let Err(error) = ports
            .store
            .preference_store
            .record_use(&record.assignment, record.issued_at)
        {
            tracing::warn!(%error, "a use is not remembered");
        }
    }
}

async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
) -> Result<RoleCredentials, RoleSessionError> {
    let mut sign_in = current_sign_in(ports, portal).await?;
    let gives_up_at = ports.clock.now() + LONGEST_TRY;
    let attempts = match ports.actor.surface {
        // It tries again by itself, when the network is back at the latest.
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
            .get_role_credentials(
                portal,
                &sign_in.access_token,
                &assignment.account_id,
                &assignment.role_name,
            )
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
                if attempt < attempts && ports.clock.now() < gives_up_at =>
            {
                backoff(attempt, None, ports.random.as_ref())
            }
            Err(error) => return Err(error.into()),
        };
        ports.clock.sleep(wait).await;
    }
}
