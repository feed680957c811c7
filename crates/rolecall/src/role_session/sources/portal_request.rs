//! A request to a portal with its sign-in, with the retries that every portal needs.

use super::super::record::RoleSessionError;
use super::{ATTEMPTS, MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{AccessPortalError, Ports};
use crate::sign_in::{SignInError, current_sign_in, renewed_sign_in};
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use std::time::Duration;

/// AWS lists a new assignment before it gives credentials for it: how long to wait before the second try.
const RETRY_NOT_ASSIGNED_IN: Duration = Duration::from_secs(2);

/// Sends a request to `portal` with its sign-in, which is renewed once if AWS says that it ended. If AWS says that the role is not
/// assigned although the portal listed it, as `is_listed` tells, AWS is asked once more.
///
/// # Errors
/// [`RoleSessionError::SignIn`] or [`RoleSessionError::AccessPortal`].
pub(super) async fn send<T, F>(
    ports: &Ports,
    portal: &Portal,
    is_listed: impl Fn() -> bool + Send,
    request: impl Fn(AccessToken) -> F + Send,
) -> Result<T, RoleSessionError>
where
    F: Future<Output = Result<T, AccessPortalError>> + Send,
{
    let mut sign_in = current_sign_in(ports, portal).await?;
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut renewed = false;
    let mut retried_not_assigned = false;
    let mut attempt = 0;
    loop {
        attempt += 1;
        let error = match request(sign_in.access_token.clone()).await {
            Ok(answer) => return Ok(answer),
            Err(AccessPortalError::SignInEnded) if !renewed => {
                sign_in = renewed_sign_in(ports, portal, &sign_in.access_token).await?;
                renewed = true;
                continue;
            }
            Err(AccessPortalError::SignInEnded) => return Err(SignInError::Needed.into()),
            Err(error) => error,
        };
        let wait = match error {
            AccessPortalError::NotAssigned | AccessPortalError::NotAssignedOrNotTrusted
                if !retried_not_assigned && is_listed() =>
            {
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
            | AccessPortalError::NotAssignedOrNotTrusted
            | AccessPortalError::WrongScope
            | AccessPortalError::InvalidRequest { .. }
            | AccessPortalError::UnknownAccess
            | AccessPortalError::Throttled { .. }
            | AccessPortalError::Blocked(_)
            | AccessPortalError::Unreachable { .. }
            | AccessPortalError::Unexpected { .. } => None,
        };
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}
