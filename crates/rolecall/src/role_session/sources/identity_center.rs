//! Roles that a portal lists: `sso:GetRoleCredentials`.

use super::super::record::RoleSessionError;
use super::{ATTEMPTS, MAX_RETRY_TIME, attempts};
use crate::backoff::backoff;
use crate::ports::{AccessPortalError, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use std::time::Duration;

/// Requests credentials of `role` from `portal`, with its sign-in, which is renewed once if AWS says that it ended.
///
/// # Errors
/// [`RoleSessionError::SignIn`] or [`RoleSessionError::AccessPortal`].
pub(super) async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
) -> Result<RoleCredentials, RoleSessionError> {
    let mut sign_in = current_sign_in(ports, portal).await?;
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
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
