//! Roles that are assumed with the credentials of another role: `sts:AssumeRole` (role chaining, at most one hour).

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts};
use crate::backoff::backoff;
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
        let answer = ports.aws.sts.assume_role(endpoints, parent, &request).await;
        match answer {
            Ok(credentials) => return Ok(credentials),
            Err(StsError::Unreachable { .. }) if attempt < attempts && ports.clock.now() < retry_until => {
                ports
                    .clock
                    .sleep(backoff(attempt, None, ports.random.as_ref()))
                    .await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}
