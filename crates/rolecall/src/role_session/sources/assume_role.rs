//! Roles that are assumed with the credentials of another role: `sts:AssumeRole` (role chaining, at most one hour).

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{AssumeRoleRequest, Ports, StsError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_arn::RoleArn;

/// What CloudTrail shows as the name of the session.
const SESSION_NAME: &str = "rolecall";

/// Requests credentials of the role `role_arn` with those of `parent`.
///
/// # Errors
/// [`RoleSessionError::Sts`].
pub(super) async fn assume_role(
    ports: &Ports,
    endpoints: &AwsEndpoints,
    parent: &RoleCredentials,
    role_arn: &RoleArn,
) -> Result<RoleCredentials, RoleSessionError> {
    let request = AssumeRoleRequest {
        role_arn,
        session_name: SESSION_NAME,
    };
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let error = match ports.aws.sts.assume_role(endpoints, parent, &request).await {
            Ok(credentials) => return Ok(credentials),
            Err(error) => error,
        };
        let may_retry = matches!(error, StsError::Unreachable { .. })
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}
