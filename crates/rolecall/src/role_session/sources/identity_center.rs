//! Roles that a portal lists: `sso:GetRoleCredentials`.

use super::super::record::RoleSessionError;
use super::{ATTEMPTS, MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{AccessPortalError, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use std::time::Duration;

/// AWS lists a new assignment before it gives credentials for it: how long to wait before the second try.
const RETRY_NOT_ASSIGNED_IN: Duration = Duration::from_secs(2);

/// Requests credentials of `role` from `portal`, with its sign-in, which is renewed once if AWS says that it ended. If AWS says that
/// the role is not assigned although the portal listed it, AWS is asked once more.
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
    let mut retried_not_assigned = false;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let answer = ports
            .aws
            .access_portal
            .get_role_credentials(portal, &sign_in.access_token, &role.account_id, &role.role_name)
            .await;
        let error = match answer {
            Ok(credentials) => return Ok(credentials),
            Err(AccessPortalError::SignInEnded) if !renewed => {
                sign_in = renewed_sign_in(ports, portal, &sign_in.access_token).await?;
                renewed = true;
                continue;
            }
            Err(AccessPortalError::SignInEnded) => return Err(SignInError::Needed.into()),
            Err(error) => error,
        };
        let wait = match error {
            AccessPortalError::NotAssigned if !retried_not_assigned && is_listed(ports, role) => {
                retried_not_assigned = true;
                let is_allowed = ports.deadline.allows(ports.clock.as_ref(), RETRY_NOT_ASSIGNED_IN);
                is_allowed.then_some(RETRY_NOT_ASSIGNED_IN)
            }
            AccessPortalError::Throttled { retry_in } if attempt < ATTEMPTS => {
                wait_before_retry(ports, attempt, retry_in)
            }
            AccessPortalError::Unreachable { .. }
                if attempt < attempts && ports.clock.now() < retry_until =>
            {
                wait_before_retry(ports, attempt, None)
            }
            AccessPortalError::SignInEnded
            | AccessPortalError::NotAssigned
            | AccessPortalError::Throttled { .. }
            | AccessPortalError::Blocked(_)
            | AccessPortalError::Unreachable { .. }
            | AccessPortalError::Unexpected { .. } => None,
        };
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}

/// Tells whether the portal listed `role` when it was asked last.
fn is_listed(ports: &Ports, role: &RoleRef) -> bool {
    let Some(portal) = role.portal() else {
        return false;
    };
    let catalogue = ports.store.catalogue_store.catalogue(portal);
    let accounts = catalogue.map(|catalogue| catalogue.accounts).unwrap_or_default();
    accounts
        .iter()
        .filter(|listed| listed.account.id == role.account_id)
        .filter_map(|listed| listed.roles.as_ref())
        .any(|roles| roles.contains(&role.role_name))
}
