//! The parameters and errors of `AssumeRoleWithWebIdentity`.
//!
//! It must not know where the token comes from.

use super::errors;
use super::{duration_seconds, policy_descriptors};
use crate::request_error::RequestError;
use aws_sdk_sts::operation::assume_role_with_web_identity::builders::AssumeRoleWithWebIdentityFluentBuilder;
use rolecall::ports::{AssumeRoleWithWebIdentityRequest, IdentityTokenFault, StsDenial, StsError};
use rolecall_model::role_definition::SessionPolicy;
use rolecall_model::time::ClockOffset;

/// Adds what `request` asks for.
pub(super) fn with_parameters(
    builder: AssumeRoleWithWebIdentityFluentBuilder,
    request: &AssumeRoleWithWebIdentityRequest<'_>,
) -> AssumeRoleWithWebIdentityFluentBuilder {
    let (role, session) = (request.role, &request.role.session);
    builder
        .role_arn(role.role_arn.as_str())
        .role_session_name(request.session_name)
        // EXPOSE: the token stands for the caller; it goes to STS alone.
        .web_identity_token(request.token.expose())
        .set_duration_seconds(duration_seconds(session))
        .set_policy(session.policy.as_ref().map(SessionPolicy::to_string))
        .set_policy_arns(policy_descriptors(session))
}

/// Returns what an error means. What is refused here is the token: nobody signs the request.
pub(super) fn sts_error(error: RequestError, offset: Option<ClockOffset>) -> StsError {
    let code = match &error {
        RequestError::ErrorResponse(response) => response.code.as_deref(),
        RequestError::Blocked(_)
        | RequestError::NotConnected(_)
        | RequestError::NoResponse(_)
        | RequestError::InvalidResponse(_) => None,
    };
    let fault = match code {
        Some("ExpiredTokenException" | "ExpiredToken") => IdentityTokenFault::Expired,
        Some("InvalidIdentityToken" | "InvalidIdentityTokenException") => IdentityTokenFault::Invalid,
        Some("IDPRejectedClaim" | "IDPRejectedClaimException") => IdentityTokenFault::Rejected,
        Some("IDPCommunicationError" | "IDPCommunicationErrorException") => {
            return StsError::Unreachable {
                detail: "AWS does not reach the identity provider".to_owned(),
            };
        }
        _ => {
            let error = errors::sts_error(error, offset);
            let is_unexplained = matches!(error, StsError::Denied(StsDenial::Unexplained | StsDenial::Trust));
            return if is_unexplained {
                StsError::Denied(StsDenial::IdentityToken)
            } else {
                error
            };
        }
    };
    StsError::IdentityToken(fault)
}
