//! Role sessions: obtain credentials of a role, keep them in the keychain, reuse them while good, give them up.
//!
//! However many processes ask for the same role session at once, AWS is asked once. What the keychain holds is always in the
//! index, too: it is written first and erased last, so that a killed program leaves nothing that nobody knows of.

mod ending;
mod limit;
mod obtain;
mod record;
mod start;

pub(crate) use ending::end_at_limit;
pub use ending::{role_sessions, stop_role_session, stop_role_sessions_of};
pub(crate) use limit::{end_of, has_reached, limit_in};
pub use record::RoleSessionError;
pub(crate) use record::is_over;
pub use start::{renew_role_session, start_role_session};

use crate::ports::{AccessPortalError, KeychainError, Ports};
use obtain::{Asked, obtain};
use record::kept_at;
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use std::time::Duration;

/// Credentials nearer to their end are not handed out when AWS cannot be asked for new ones.
const LAST_RESORT: Duration = Duration::from_mins(1);

/// Returns the kept credentials of `assignment` if they are good for `min_remaining`; asks nobody but the keychain.
///
/// # Errors
/// The keychain's failure.
pub async fn stored_role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    min_remaining: Duration,
) -> Result<Option<RoleCredentials>, KeychainError> {
    let kept = kept_at(ports, portal, assignment).await?;
    Ok(kept.filter(|kept| kept.are_good_for(min_remaining, ports.clock.now())))
}

/// Returns credentials of `assignment` that are good for `min_remaining`: the kept ones while they are, else new ones, which are kept.
/// They never outlast the limit that the user set for the assignment.
///
/// When AWS cannot be asked, kept credentials that are good for another minute are returned instead.
///
/// # Errors
/// [`RoleSessionError`]; nothing that was kept is lost. [`RoleSessionError::LimitReached`] is for programs: what a user does
/// in the window, the tray or a notification begins a new role session.
pub async fn role_credentials(
    ports: &Ports,
    portal: &Portal,
    assignment: &Assignment,
    min_remaining: Duration,
) -> Result<RoleCredentials, RoleSessionError> {
    let by_user = match ports.actor.surface {
        Surface::Window | Surface::Tray | Surface::Notification => true,
        Surface::Command | Surface::CredentialProcess | Surface::Keeper => false,
    };
    credentials_for(
        ports,
        portal,
        assignment,
        Asked {
            min_remaining,
            by_user,
        },
    )
    .await
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
        .filter(|kept| kept.are_good_for(asked.min_remaining, ports.clock.now()))
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
