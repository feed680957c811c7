//! Roles that are assumed with the credentials of another role: `sts:AssumeRole` (role chaining, at most one hour).

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{AssumeRoleRequest, Ports, StsError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::AssumeRole;

/// Requests credentials of the role `assume` with those of `parent`.
///
/// # Errors
/// [`RoleSessionError::Sts`].
pub(super) async fn assume_role(
    ports: &Ports,
    endpoints: &AwsEndpoints,
    parent: &RoleCredentials,
    assume: &AssumeRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let user = match &parent.user {
        None if assume.session.names_user() => user_of(ports, endpoints, parent).await?,
        known => known.clone(),
    };
    let session_name = assume
        .session
        .session_name(user.as_deref(), ports.actor.reason.as_ref());
    let request = AssumeRoleRequest {
        role: assume,
        session_name: &session_name,
    };
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let error = match ports.aws.sts.assume_role(endpoints, parent, &request).await {
            Ok(credentials) => return Ok(RoleCredentials { user, ..credentials }),
            Err(error) => error,
        };
        let may_retry = matches!(error, StsError::Unreachable { .. })
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}

/// Returns whose credentials these are: the portal names its role sessions after the user.
async fn user_of(
    ports: &Ports,
    endpoints: &AwsEndpoints,
    credentials: &RoleCredentials,
) -> Result<Option<String>, StsError> {
    let region = &endpoints.region;
    let identity = ports.aws.sts.get_caller_identity(endpoints, region, credentials);
    Ok(identity.await?.session_name().map(str::to_owned))
}
