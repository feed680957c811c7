//! STS (API 2011-06-15) behind the port `Sts`.
//!
//! It must not know where the credentials come from.

use crate::aws::Aws;
use crate::request_error::RequestError;
use crate::retry::{RetryPolicy, send_with_retries};
use async_trait::async_trait;
use aws_sdk_sts::config::Credentials;
use rolecall::ports::{CallerIdentity, Sts, StsError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;

#[async_trait]
impl Sts for Aws {
    async fn get_caller_identity(
        &self,
        portal: &Portal,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<CallerIdentity, StsError> {
        let credentials = Credentials::new(
            &credentials.access_key_id,
            // EXPOSE: the request is signed with it; it does not leave this machine.
            credentials.secret_access_key.expose(),
            // EXPOSE: it travels with the signed request.
            Some(credentials.session_token.expose().to_owned()),
            None,
            "Rolecall",
        );
        let request = self
            .clients
            .sts(portal.sts_url(region), region, credentials)
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
            .map_err(sts_error)?;
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
}

/// A 4xx with an error code is STS refusing the credentials. A 4xx without one comes from a proxy in between.
fn sts_error(error: RequestError) -> StsError {
    match error {
        RequestError::Blocked(detail)
        | RequestError::NotConnected(detail)
        | RequestError::NoResponse(detail) => StsError::Unreachable { detail },
        RequestError::InvalidResponse(detail) => StsError::Unreachable {
            detail: detail.to_owned(),
        },
        RequestError::ErrorResponse(response) => match (response.status, response.code.as_deref()) {
            (429, _) | (_, Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded") | None) => {
                StsError::Unreachable {
                    detail: response.summary(),
                }
            }
            (400..=499, Some(_)) => StsError::Refused,
            (_, Some(_)) => StsError::Unreachable {
                detail: response.summary(),
            },
        },
    }
}
