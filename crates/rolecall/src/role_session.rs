//! Role sessions: obtain credentials of a role, keep them in the keychain, reuse them while good, give them up.
//!
//! However many processes ask for the same role session at once, AWS is asked once.

use crate::assignment::Assignment;
use crate::backoff::backoff;
use crate::credentials::RoleCredentials;
use crate::portal::{Portal, PortalName};
use crate::ports::{
    AccessPortalError, KeychainError, LockError, LockName, Ports, Renewal, RoleSessionRecord, StateStoreError,
};
use crate::sign_in::{SignInError, SignInPlace, current_sign_in, kept_sign_in, renewed_sign_in};
use std::time::Duration;
use thiserror::Error;

/// Why there are no credentials.
#[derive(Debug, Error)]
pub enum RoleSessionError {
    /// There is no usable sign-in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The access portal refused or cannot be reached.
    #[error(transparent)]
    AccessPortal(#[from] AccessPortalError),
    /// The keychain failed.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// Another process is busy with the same for too long.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// AWS gave credentials that are over by the clock of this machine: no program would take them.
    #[error("the credentials that AWS gave are over by this clock")]
    ClockAhead,
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
}

/// How long to wait for another process that obtains the same credentials.
const PATIENCE: Duration = Duration::from_secs(60);

/// Credentials nearer to their end are not handed out when AWS cannot be asked for new ones.
const LAST_RESORT: Duration = Duration::from_mins(1);

/// How often AWS is asked before a passing failure is taken for lasting.
const ATTEMPTS: u32 = 5;

/// Silence that lasts so long is told instead of waited out: a person or a program is waiting.
const LONGEST_TRY: Duration = Duration::from_secs(15);

/// Returns the kept credentials of `assignment` if they are good for `at_least`; asks nobody but the keychain.
///
/// # Errors
/// The keychain's failure.
pub async fn kept_role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    at_least: Duration,
) -> Result<Option<RoleCredentials>, KeychainError> {
    let kept = kept_at(ports, portal, assignment).await?;
    Ok(kept.filter(|kept| kept.are_good_for(at_least, ports.clock.now())))
}

/// Returns credentials of `assignment` that are good for `at_least`: the kept ones while they are, else new ones, which are kept.
///
/// When AWS cannot be asked, kept credentials that are good for another minute are returned instead.
///
/// # Errors
/// [`RoleSessionError`]; nothing that was kept is lost.
pub async fn role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    at_least: Duration,
) -> Result<RoleCredentials, RoleSessionError> {
    let seen = kept_at(ports, portal, assignment).await?;
    if let Some(kept) = seen
        .as_ref()
        .filter(|kept| kept.are_good_for(at_least, ports.clock.now()))
    {
        return Ok(kept.clone());
    }
    match obtain(ports, portal, assignment, at_least).await {
        Err(error) if is_passing(&error) => seen
            .filter(|kept| kept.remaining(ports.clock.now()) > LAST_RESORT)
            .ok_or(error),
        outcome => outcome,
    }
}

/// Returns what is kept for `assignment`, unless it was obtained at another place of the portal's name.
async fn kept_at(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
) -> Result<Option<RoleCredentials>, KeychainError> {
    let kept = ports.keychain.role_credentials(assignment).await?;
    let place = SignInPlace::from(portal);
    Ok(kept.filter(|kept| kept.place.as_ref() == Some(&place)))
}

async fn obtain(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    at_least: Duration,
) -> Result<RoleCredentials, RoleSessionError> {
    let _held = ports
        .lock
        .acquire(&LockName::RoleSession(assignment.clone()), PATIENCE)
        .await?;
    if let Some(kept) = kept_role_credentials(ports, portal, assignment, at_least).await? {
        return Ok(kept);
    }
    let given = get_role_credentials(ports, portal, assignment).await?;
    if given.remaining(ports.clock.now()).is_zero() {
        return Err(RoleSessionError::ClockAhead);
    }
    let fresh = RoleCredentials {
        obtained_at: Some(ports.clock.now()),
        place: Some(SignInPlace::from(portal)),
        ..given
    };
    ports.keychain.keep_role_credentials(assignment, &fresh).await?;
    remember(ports, assignment, &fresh);
    // A sign-out in the meantime stopped only what it found in the index.
    if let Ok(None) = kept_sign_in(ports, portal).await {
        ports.keychain.erase_role_credentials(assignment).await?;
        ports.state_store.forget_role_session(assignment)?;
        return Err(SignInError::Needed.into());
    }
    Ok(fresh)
}

async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
) -> Result<RoleCredentials, RoleSessionError> {
    let mut sign_in = current_sign_in(ports, portal).await?;
    let gives_up_at = ports.clock.now() + LONGEST_TRY;
    let mut renewed = false;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let answer = ports
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
                if attempt < ATTEMPTS && ports.clock.now() < gives_up_at =>
            {
                backoff(attempt, None, ports.random.as_ref())
            }
            Err(error) => return Err(error.into()),
        };
        ports.clock.sleep(wait).await;
    }
}

/// Tells whether the failure says nothing about the credentials that are still good.
fn is_passing(error: &RoleSessionError) -> bool {
    match error {
        RoleSessionError::SignIn(_) | RoleSessionError::Lock(_) | RoleSessionError::StateStore(_) => true,
        RoleSessionError::Keychain(_) | RoleSessionError::ClockAhead => false,
        RoleSessionError::AccessPortal(error) => !matches!(error, AccessPortalError::NotAssigned),
    }
}

/// The index is a convenience: credentials that were obtained are handed out even when it cannot be written.
fn remember(ports: &Ports, assignment: &Assignment, credentials: &RoleCredentials) {
    let record = RoleSessionRecord {
        assignment: assignment.clone(),
        started_at: ports.clock.now(),
        issued_at: credentials.obtained_at.unwrap_or_else(|| ports.clock.now()),
        expires_at: credentials.expires_at,
        renewal: Renewal::OnDemand,
    };
    let kept = ports
        .state_store
        .keep_role_session(&record)
        .and_then(|()| ports.state_store.keep_use(assignment, record.started_at));
    if let Err(error) = kept {
        tracing::warn!(%error, "a role session is not in the index");
    }
}

/// Returns the role sessions that are alive, and erases what expired.
///
/// # Errors
/// The state database's failure.
pub async fn role_sessions(ports: &Ports) -> Result<Vec<RoleSessionRecord>, RoleSessionError> {
    let now = ports.clock.now();
    let (alive, expired): (Vec<_>, Vec<_>) = ports
        .state_store
        .role_sessions()?
        .into_iter()
        .partition(|record| record.expires_at > now);
    for record in expired {
        if let Err(error) = erase_if_expired(ports, &record.assignment).await {
            tracing::warn!(%error, "an expired role session could not be erased");
        }
    }
    Ok(alive)
}

async fn erase_if_expired(ports: &Ports, assignment: &Assignment) -> Result<(), RoleSessionError> {
    let _held = ports
        .lock
        .acquire(&LockName::RoleSession(assignment.clone()), Duration::ZERO)
        .await?;
    let now = ports.clock.now();
    match ports.keychain.role_credentials(assignment).await? {
        Some(renewed) if !renewed.remaining(now).is_zero() => {
            remember(ports, assignment, &renewed);
            return Ok(());
        }
        Some(_) => ports.keychain.erase_role_credentials(assignment).await?,
        None => {}
    }
    Ok(ports.state_store.forget_role_session(assignment)?)
}

/// Stops one role session: its credentials leave the keychain.
///
/// # Errors
/// The keychain's failure; then the role session goes on.
pub async fn stop_role_session(ports: &Ports, assignment: &Assignment) -> Result<(), RoleSessionError> {
    let _held = ports
        .lock
        .acquire(&LockName::RoleSession(assignment.clone()), PATIENCE)
        .await?;
    ports.keychain.erase_role_credentials(assignment).await?;
    Ok(ports.state_store.forget_role_session(assignment)?)
}

/// Stops every role session of a portal.
///
/// # Errors
/// The first failure; the rest go on.
pub async fn stop_role_sessions_of(ports: &Ports, portal: &PortalName) -> Result<(), RoleSessionError> {
    for record in ports.state_store.role_sessions()? {
        if record.assignment.portal == *portal {
            stop_role_session(ports, &record.assignment).await?;
        }
    }
    Ok(())
}
