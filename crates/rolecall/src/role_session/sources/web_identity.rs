//! Roles that a token of another identity provider leads to: `sts:AssumeRoleWithWebIdentity`.

use super::super::record::RoleSessionError;
use super::token_subject::subject;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::ports::{AssumeRoleWithWebIdentityRequest, Ports, StsError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::WebIdentityRole;

/// Requests credentials of the role with its token, which is read again each time: tokens last for minutes or hours, and others
/// replace them.
///
/// # Errors
/// [`RoleSessionError::IdentityToken`] or [`RoleSessionError::Sts`].
pub(super) async fn assume_role(
    ports: &Ports,
    role: &WebIdentityRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let token = ports.store.identity_tokens.token(&role.token).await?;
    let subject = subject(&token);
    let reason = ports.actor.reason.as_ref();
    let session_name = role.session.session_name(subject.as_deref(), reason);
    let request = AssumeRoleWithWebIdentityRequest {
        role,
        session_name: &session_name,
        token: &token,
    };
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let error = match ports.aws.sts.assume_role_with_web_identity(&request).await {
            Ok(credentials) => {
                return Ok(RoleCredentials {
                    user: subject,
                    ..credentials
                });
            }
            Err(error) => error,
        };
        let may_retry = matches!(error, StsError::Unreachable { .. })
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}
