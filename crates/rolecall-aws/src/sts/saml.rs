//! The parameters and errors of `AssumeRoleWithSAML`.
//!
//! It must not know where the assertion comes from.

use super::web_identity;
use super::{duration_seconds, policy_descriptors};
use crate::request_error::RequestError;
use aws_sdk_sts::operation::assume_role_with_saml::builders::AssumeRoleWithSAMLFluentBuilder;
use rolecall::ports::{AssumeRoleWithSamlRequest, StsDenial, StsError};
use rolecall_model::role_definition::SessionPolicy;
use rolecall_model::time::ClockOffset;

/// Adds what `request` asks for.
pub(super) fn with_parameters(
    builder: AssumeRoleWithSAMLFluentBuilder,
    request: &AssumeRoleWithSamlRequest<'_>,
) -> AssumeRoleWithSAMLFluentBuilder {
    let (role, session) = (request.role, &request.role.session);
    builder
        .role_arn(role.role_arn.as_str())
        .principal_arn(role.provider.as_str())
        // EXPOSE: the assertion stands for the caller; it goes to STS alone.
        .saml_assertion(request.assertion.expose())
        .set_duration_seconds(duration_seconds(session))
        .set_policy(session.policy.as_ref().map(SessionPolicy::to_string))
        .set_policy_arns(policy_descriptors(session))
}

/// Returns what an error means: its codes are those of a token.
pub(super) fn sts_error(error: RequestError, offset: Option<ClockOffset>) -> StsError {
    let error = web_identity::sts_error(error, offset);
    if let StsError::IdentityToken(fault) = error {
        return StsError::Assertion(fault);
    }
    if matches!(error, StsError::Denied(StsDenial::IdentityToken)) {
        return StsError::Denied(StsDenial::Assertion);
    }
    error
}
