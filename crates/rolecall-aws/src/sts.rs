//! STS (API 2011-06-15) behind the port `Sts`.
//!
//! It must not know where the credentials come from.

pub(crate) mod assume_role;
mod errors;
mod saml;
mod web_identity;

pub(crate) use errors::sts_error;

use crate::aws::Aws;
use crate::request_error::RequestError;
use crate::retry::{RetryPolicy, send_with_retries};
use async_trait::async_trait;
use aws_sdk_sts::config::Credentials;
use aws_sdk_sts::types;
use aws_sdk_sts::types::PolicyDescriptorType;
use rolecall::ports::{
    AssumeRoleRequest, AssumeRoleWithSamlRequest, AssumeRoleWithWebIdentityRequest, AwsClock, CallerIdentity,
    Sts, StsError,
};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::RoleSessionOptions;
use rolecall_model::secret::{SecretAccessKey, SessionToken};

#[async_trait]
impl Sts for Aws {
    async fn get_caller_identity(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        let request = self
            .clients
            .sts(endpoints.sts_url(region), region, signing(credentials))
            .get_caller_identity();
        let send = || {
            let request = request.clone();
            async move {
                request
                    .send()
                    .await
                    .map_err(|error| RequestError::from_sdk(&error))
            }
        };
        let response = send_with_retries(RetryPolicy::IfTransient, self.clients.timeouts().operation, send)
            .await
            .map_err(|error| errors::sts_error(error, self.offset()))?;
        match (response.account, response.arn, response.user_id) {
            (Some(account), Some(arn), Some(user_id)) => Ok(CallerIdentity {
                account,
                arn,
                user_id,
            }),
            _ => Err(StsError::Unreachable {
                detail: "the identity is incomplete".to_owned(),
            }),
        }
    }

    async fn assume_role(
        &self,
        endpoints: &AwsEndpoints,
        credentials: &RoleCredentials,
        request: &AssumeRoleRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let region = &endpoints.region;
        let builder = self
            .clients
            .sts(endpoints.sts_url(region), region, signing(credentials))
            .assume_role();
        let response = assume_role::with_parameters(builder, request)?.send().await;
        let response =
            response.map_err(|error| errors::sts_error(RequestError::from_sdk(&error), self.offset()))?;
        role_credentials(response.credentials)
    }

    async fn assume_role_with_web_identity(
        &self,
        request: &AssumeRoleWithWebIdentityRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let region = &request.role.region;
        let url = request.role.endpoints().sts_url(region);
        let builder = self.clients.sts_without_credentials(url, region);
        let builder = builder.assume_role_with_web_identity();
        let response = web_identity::with_parameters(builder, request).send().await;
        let response = response
            .map_err(|error| web_identity::sts_error(RequestError::from_sdk(&error), self.offset()))?;
        role_credentials(response.credentials)
    }

    async fn assume_role_with_saml(
        &self,
        request: &AssumeRoleWithSamlRequest<'_>,
    ) -> Result<RoleCredentials, StsError> {
        let region = &request.role.region;
        let url = request.role.endpoints().sts_url(region);
        let builder = self.clients.sts_without_credentials(url, region);
        let builder = builder.assume_role_with_saml();
        let response = saml::with_parameters(builder, request).send().await;
        let response =
            response.map_err(|error| saml::sts_error(RequestError::from_sdk(&error), self.offset()))?;
        role_credentials(response.credentials)
    }
}

/// Returns the credentials of a response.
pub(crate) fn role_credentials(issued: Option<types::Credentials>) -> Result<RoleCredentials, StsError> {
    let credentials = issued.and_then(|issued| {
        let expires_at = Timestamp::new(issued.expiration.secs(), 0).ok()?;
        let is_complete = !issued.access_key_id.is_empty()
            && !issued.secret_access_key.is_empty()
            && !issued.session_token.is_empty();
        is_complete.then(|| RoleCredentials {
            access_key_id: issued.access_key_id,
            secret_access_key: SecretAccessKey::from_exposed(issued.secret_access_key),
            session_token: SessionToken::from_exposed(issued.session_token),
            expires_at,
            obtained_at: None,
            source_identity: None,
            user: None,
        })
    });
    credentials.ok_or_else(|| StsError::Unreachable {
        detail: "the credentials are incomplete".to_owned(),
    })
}

pub(crate) fn signing(credentials: &RoleCredentials) -> Credentials {
    Credentials::new(
        &credentials.access_key_id,
        // EXPOSE: the request is signed with it; it does not leave this machine.
        credentials.secret_access_key.expose(),
        // EXPOSE: it travels with the signed request.
        Some(credentials.session_token.expose().to_owned()),
        None,
        "Rolecall",
    )
}

/// Returns `DurationSeconds`, if the session is not to last as long as AWS grants unasked.
fn duration_seconds(session: &RoleSessionOptions) -> Option<i32> {
    let seconds = session.duration?.seconds();
    i32::try_from(seconds).ok()
}

/// Returns `PolicyArns`, if there are any.
fn policy_descriptors(session: &RoleSessionOptions) -> Option<Vec<PolicyDescriptorType>> {
    let arns = session.policy_arns.iter();
    let descriptors: Vec<_> = arns
        .map(|arn| PolicyDescriptorType::builder().arn(arn.as_str()).build())
        .collect();
    (!descriptors.is_empty()).then_some(descriptors)
}
