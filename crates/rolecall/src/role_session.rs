//! Role sessions: obtain credentials of a role, keep them in the keychain, reuse them while good, give them up.
//!
//! However many processes ask for the same role session at once, AWS is asked once. What the keychain holds is always in the
//! index, too: it is written first and erased last, so that a killed program leaves nothing that nobody knows of.

mod ending;
mod limit;
mod obtain;
mod start;

pub(crate) use ending::end_at_limit;
pub use ending::{role_sessions, stop_role_session, stop_role_sessions_of};
pub(crate) use limit::{end_of, has_reached, limit_in};
pub(crate) use obtain::is_over;
pub use start::{renew_role_session, start_role_session};

use crate::assignment::Assignment;
use crate::credentials::RoleCredentials;
use crate::history::Surface;
use crate::portal::Portal;
use crate::ports::{AccessPortalError, KeychainError, LockError, Ports, StateStoreError};
use crate::sign_in::{SignInError, SignInPlace};
use obtain::{Asked, obtain};
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
    /// The limit of the assignment ended its role session: a person has to start it again.
    #[error("the limit of the role session is reached")]
    LimitReached,
    /// Somebody stopped the role session meanwhile.
    #[error("the role session was stopped meanwhile")]
    Stopped,
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
}

/// How long to wait for another process that obtains the same credentials.
const PATIENCE: Duration = Duration::from_secs(60);

/// Credentials nearer to their end are not handed out when AWS cannot be asked for new ones.
const LAST_RESORT: Duration = Duration::from_mins(1);

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
/// They never outlast the limit that the person set for the assignment.
///
/// When AWS cannot be asked, kept credentials that are good for another minute are returned instead.
///
/// # Errors
/// [`RoleSessionError`]; nothing that was kept is lost. [`RoleSessionError::LimitReached`] is for programs: what a person does
/// in the window, the tray or a notification begins a new role session.
pub async fn role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    at_least: Duration,
) -> Result<RoleCredentials, RoleSessionError> {
    let by_person = match ports.actor.surface {
        Surface::Window | Surface::Tray | Surface::Notification => true,
        Surface::Command | Surface::CredentialProcess | Surface::Keeper => false,
    };
    credentials_for(ports, portal, assignment, Asked { at_least, by_person }).await
}

async fn credentials_for(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    asked: Asked,
) -> Result<RoleCredentials, RoleSessionError> {
    let seen = kept_at(ports, portal, assignment).await?;
    if let Some(kept) = seen
        .as_ref()
        .filter(|kept| kept.are_good_for(asked.at_least, ports.clock.now()))
    {
        return Ok(kept.clone());
    }
    match obtain(ports, portal, assignment, asked).await {
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
