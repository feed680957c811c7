//! The parameters of `AssumeRole`.
//!
//! It must not know who signs the request.

use super::{duration_seconds, policy_descriptors};
use aws_sdk_sts::error::BuildError;
use aws_sdk_sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use aws_sdk_sts::types::Tag;
use rolecall::ports::{AssumeRoleRequest, InvalidStsRequest, StsError};
use rolecall_model::role_definition::{ExternalId, SessionPolicy, SourceIdentityName, TagKey};

/// Adds what `request` asks for.
pub(crate) fn with_parameters(
    builder: AssumeRoleFluentBuilder,
    request: &AssumeRoleRequest<'_>,
) -> Result<AssumeRoleFluentBuilder, StsError> {
    let (role, session) = (request.role, &request.role.session);
    let tags: Result<Vec<Tag>, BuildError> = role
        .tags
        .iter()
        .map(|tag| Tag::builder().key(tag.key().as_str()).value(tag.value()).build())
        .collect();
    let tags = tags.map_err(|_| StsError::InvalidRequest(InvalidStsRequest::Other))?;
    let transitive_tags: Vec<String> = role.transitive_tags.iter().map(TagKey::to_string).collect();
    Ok(builder
        .role_arn(role.role_arn.as_str())
        .role_session_name(request.session_name)
        .set_duration_seconds(duration_seconds(session))
        .set_external_id(role.external_id.as_ref().map(ExternalId::to_string))
        .set_source_identity(role.source_identity.as_ref().map(SourceIdentityName::to_string))
        .set_policy(session.policy.as_ref().map(SessionPolicy::to_string))
        .set_policy_arns(policy_descriptors(session))
        .set_tags((!tags.is_empty()).then_some(tags))
        .set_transitive_tag_keys((!transitive_tags.is_empty()).then_some(transitive_tags)))
}
