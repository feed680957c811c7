//! Role sessions: obtain credentials of a role, keep them in the keychain, reuse them while good, give them up.
//!
//! However many processes ask for the same role session at once, AWS is asked once. What the keychain holds is in the index, too: it
//! is written first and erased last. What is erased is nevertheless what the keychain lists, since the index may be lost.

mod adopt;
mod entered;
mod iam_user_error;
mod identity;
mod limit;
mod obtain;
mod record;
mod sources;
mod start;
mod stop;

pub use entered::{identity_of, identity_of_process, store_entered};
pub use iam_user_error::IamUserError;
pub use identity::request_identity;
pub(crate) use limit::is_limit_reached;
pub use obtain::ObtainedCredentials;
pub use record::RoleSessionError;
pub(crate) use record::is_over;
pub use start::{renew_role_session, start_role_session};
pub use stop::{Stopped, find_stored_role_session, role_sessions, stop_all_role_sessions, stop_role_session};
pub(crate) use stop::{end_at_limit, stop_role_sessions};

use crate::ports::{KeychainError, Ports};
use obtain::{CredentialRequest, credentials_for};
use record::stored_for_source;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::Surface;
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;

/// Returns the stored credentials of `role` if they are good for `min_remaining` and the sign-in that they depend on is kept; asks
/// nobody but the keychain.
///
/// # Errors
/// The keychain's failure.
pub async fn stored_role_credentials(
    ports: &Ports,
    role: &ResolvedRole,
    min_remaining: Duration,
) -> Result<Option<RoleCredentials>, KeychainError> {
    let stored = stored_for_source(ports, role).await?;
    Ok(stored.filter(|stored| stored.are_good_for(min_remaining, ports.clock.now())))
}

/// As [`obtain_role_credentials`], for whom it is all the same whether they are kept.
///
/// # Errors
/// As [`obtain_role_credentials`].
pub async fn role_credentials(
    ports: &Ports,
    role: &ResolvedRole,
    min_remaining: Duration,
) -> Result<RoleCredentials, RoleSessionError> {
    let obtained = obtain_role_credentials(ports, role, min_remaining).await?;
    Ok(obtained.credentials)
}

/// Returns credentials of `role` that are good for `min_remaining`: the stored ones while they are, else new ones, which are stored.
/// They never outlast the limit that the user set for the role. While the index cannot be written, new ones are not stored.
///
/// When AWS cannot be reached, stored credentials that are good for another minute are returned instead.
///
/// # Errors
/// [`RoleSessionError`]; nothing that was stored is lost. [`RoleSessionError::LimitReached`] is for programs: what a user does
/// in the window, the tray or a notification begins a new role session.
pub async fn obtain_role_credentials(
    ports: &Ports,
    role: &ResolvedRole,
    min_remaining: Duration,
) -> Result<ObtainedCredentials, RoleSessionError> {
    let is_user_request = match ports.actor.surface {
        Surface::Window | Surface::Tray | Surface::Notification => true,
        Surface::Command | Surface::CredentialProcess | Surface::Keeper => false,
    };
    credentials_for(
        ports,
        role,
        CredentialRequest {
            min_remaining,
            is_user_request,
        },
    )
    .await
}
