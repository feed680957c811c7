//! STS (API 2011-06-15) behind the port `Sts`.
//!
//! It must not know where the credentials come from.

use crate::aws::Aws;
use crate::request_error::RequestError;
use crate::retry::{RetryPolicy, send_with_retries};
use async_trait::async_trait;
use aws_sdk_sts::config::Credentials;
use rolecall::ports::{AssumeRoleRequest, AwsClock, CallerIdentity, Sts, StsError};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use rolecall_model::time::{ClockDifference, ClockOffset};

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
            .map_err(|error| sts_error(error, self.offset()))?;
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
        let request = self
            .clients
            .sts(endpoints.sts_url(region), region, signing(credentials))
            .assume_role()
            .role_arn(request.role_arn.as_str())
            .role_session_name(request.session_name);
        let response = request.send().await;
        let response = response.map_err(|error| sts_error(RequestError::from_sdk(&error), self.offset()))?;
        let issued = response.credentials.and_then(|issued| {
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
            })
        });
        issued.ok_or_else(|| StsError::Unreachable {
            detail: "the credentials are incomplete".to_owned(),
        })
    }
}

fn signing(credentials: &RoleCredentials) -> Credentials {
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

/// Errors that a signature of another time has ("Common errors", "Troubleshooting Signature Version 4").
fn is_about_signature(code: &str) -> bool {
    matches!(
        code,
        "SignatureDoesNotMatch" | "RequestExpired" | "RequestTimeTooSkewed" | "InvalidSignatureException"
    )
}

/// A 4xx with an error code is STS refusing the credentials. A 4xx without one comes from a proxy in between.
fn sts_error(error: RequestError, offset: Option<ClockOffset>) -> StsError {
    match error {
        RequestError::Blocked(cause) => StsError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            StsError::Unreachable { detail }
        }
        RequestError::InvalidResponse(detail) => StsError::Unreachable {
            detail: detail.to_owned(),
        },
        RequestError::ErrorResponse(response) => match (response.status, response.code.as_deref()) {
            (429, _) | (_, Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded") | None) => {
                StsError::Unreachable {
                    detail: response.summary(),
                }
            }
            (403, Some("AccessDenied")) => StsError::Denied,
            (400..=499, Some(code)) => match offset.and_then(ClockDifference::from_offset) {
                Some(difference) if is_about_signature(code) => StsError::WrongTime(difference),
                _ => StsError::Refused,
            },
            (_, Some(_)) => StsError::Unreachable {
                detail: response.summary(),
            },
        },
    }
}
