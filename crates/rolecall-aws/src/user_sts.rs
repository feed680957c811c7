//! STS for requests that an access key of an IAM user signs, behind the port `UserSts`.
//!
//! It must not know where the key is kept, nor who gave a code.

use crate::aws::Aws;
use crate::request_error::RequestError;
use crate::sts::{assume_role, role_credentials, sts_error};
use async_trait::async_trait;
use aws_sdk_sts::config::Credentials;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use rolecall::ports::{
    AccessKey, AssumeRoleRequest, AwsClock, CallerIdentity, MfaAuthentication, StsError, UserSts,
    UserStsError,
};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::UserSessionDuration;
use rolecall_model::time::ClockOffset;
use std::error::Error;

#[async_trait]
impl UserSts for Aws {
    async fn access_key_identity(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
    ) -> Result<CallerIdentity, UserStsError> {
        let response = self.sts_of(endpoints, key).get_caller_identity().send().await;
        let response = response.map_err(|error| from_sdk(&error, self.offset()))?;
        match (response.account, response.arn, response.user_id) {
            (Some(account), Some(arn), Some(user_id)) => Ok(CallerIdentity {
                account,
                arn,
                user_id,
            }),
            _ => Err(UserStsError::Sts(StsError::Unreachable {
                detail: "the identity is incomplete".to_owned(),
            })),
        }
    }

    async fn get_session_token(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        duration: UserSessionDuration,
        mfa: Option<&MfaAuthentication>,
    ) -> Result<RoleCredentials, UserStsError> {
        let response = self
            .sts_of(endpoints, key)
            .get_session_token()
            .set_duration_seconds(i32::try_from(duration.seconds()).ok())
            .set_serial_number(mfa.map(|mfa| mfa.device.to_string()))
            // EXPOSE: the code goes to STS alone.
            .set_token_code(mfa.map(|mfa| mfa.code.expose().to_owned()))
            .send()
            .await;
        let response = response.map_err(|error| from_sdk(&error, self.offset()))?;
        Ok(role_credentials(response.credentials)?)
    }

    async fn assume_role_with_mfa(
        &self,
        endpoints: &AwsEndpoints,
        key: &AccessKey,
        request: &AssumeRoleRequest<'_>,
        mfa: &MfaAuthentication,
    ) -> Result<RoleCredentials, UserStsError> {
        let builder = self.sts_of(endpoints, key).assume_role();
        let response = assume_role::with_parameters(builder, request)?
            .serial_number(mfa.device.as_str())
            // EXPOSE: the code goes to STS alone.
            .token_code(mfa.code.expose())
            .send()
            .await;
        let response = response.map_err(|error| from_sdk(&error, self.offset()))?;
        Ok(role_credentials(response.credentials)?)
    }
}

impl Aws {
    fn sts_of(&self, endpoints: &AwsEndpoints, key: &AccessKey) -> aws_sdk_sts::Client {
        let region = &endpoints.region;
        self.clients.sts(endpoints.sts_url(region), region, signing(key))
    }
}

/// Returns the key as what signs.
pub(crate) fn signing(key: &AccessKey) -> Credentials {
    // EXPOSE: the request is signed with it; it does not leave this machine.
    Credentials::new(key.id.as_str(), key.secret.expose(), None, None, "Rolecall")
}

fn from_sdk<E: ProvideErrorMetadata + Error + 'static>(
    error: &SdkError<E, HttpResponse>,
    offset: Option<ClockOffset>,
) -> UserStsError {
    user_sts_error(RequestError::from_sdk(error), offset)
}

/// What is refused here is the key, its secret or the code. The reason of a denial is in AWS's sentence alone.
pub(crate) fn user_sts_error(error: RequestError, offset: Option<ClockOffset>) -> UserStsError {
    let (code, message) = match &error {
        RequestError::ErrorResponse(response) if (400..=499).contains(&response.status) => {
            let message = response.message.clone().unwrap_or_default();
            (response.code.clone().unwrap_or_default(), message)
        }
        RequestError::ErrorResponse(_)
        | RequestError::Blocked(_)
        | RequestError::NotConnected(_)
        | RequestError::NoResponse(_)
        | RequestError::InvalidResponse(_) => (String::new(), String::new()),
    };
    match code.as_str() {
        "InvalidClientTokenId" => return UserStsError::KeyRefused,
        // AWS's sentences: a code that is wrong or used, and a device that is not the user's.
        "AccessDenied"
            if message.contains("MultiFactorAuthentication failed with invalid MFA one time pass code") =>
        {
            return UserStsError::CodeRefused;
        }
        "AccessDenied" if message.contains("MultiFactorAuthentication failed") => {
            return UserStsError::UnknownDevice;
        }
        _ => {}
    }
    let error = sts_error(error, offset);
    if matches!(error, StsError::Refused) && code == "SignatureDoesNotMatch" {
        return UserStsError::SecretRefused;
    }
    UserStsError::Sts(error)
}
