//! Sign-in federation ("Enable custom identity broker access to the AWS console") behind the port `Federation`.
//!
//! The SDK has no client for it. The request is a posted form, so that no secret is part of a URL.

use crate::aws::Aws;
use crate::error_response::ErrorResponse;
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use crate::retry::{RetryPolicy, send_with_retries};
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use rolecall::ports::{Federation, FederationError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::SigninToken;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use zeroize::Zeroizing;

/// The form's `Session` parameter: names and order as documented.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FederatedCredentials<'a> {
    session_id: &'a str,
    session_key: &'a str,
    session_token: &'a str,
}

#[derive(Deserialize)]
struct SigninTokenResponse {
    #[serde(rename = "SigninToken")]
    signin_token: String,
}

#[async_trait]
impl Federation for Aws {
    async fn get_signin_token(
        &self,
        endpoints: &AwsEndpoints,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        let url = endpoints.federation_url(region);
        let form = credentials_form(credentials).map_err(federation_error)?;
        let connector = self.clients.connector();
        send_with_retries(
            RetryPolicy::IfTransient,
            self.clients.timeouts().operation,
            || post_form(&connector, &url, &form),
        )
        .await
        .map_err(federation_error)
    }
}

fn credentials_form(credentials: &RoleCredentials) -> Result<Zeroizing<String>, RequestError> {
    let federated = FederatedCredentials {
        session_id: &credentials.access_key_id,
        // EXPOSE: the sign-in endpoint takes the credentials for a sign-in token.
        session_key: credentials.secret_access_key.expose(),
        // EXPOSE: the sign-in endpoint takes the credentials for a sign-in token.
        session_token: credentials.session_token.expose(),
    };
    let json = serde_json::to_string(&federated)
        .map(Zeroizing::new)
        .map_err(|_| RequestError::InvalidResponse("the request could not be made"))?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", "getSigninToken")
        .append_pair("Session", &json);
    Ok(Zeroizing::new(form.finish()))
}

async fn post_form(
    connector: &SharedHttpConnector,
    url: &str,
    form: &str,
) -> Result<SigninToken, RequestError> {
    const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");
    let mut request = HttpRequest::new(SdkBody::from(form));
    request.set_method("POST").map_err(|_| NO_REQUEST)?;
    request.set_uri(url).map_err(|_| NO_REQUEST)?;
    request
        .headers_mut()
        .insert("content-type", "application/x-www-form-urlencoded");
    request.headers_mut().insert("accept", "application/json");
    request.headers_mut().insert("user-agent", USER_AGENT);
    let mut response = connector
        .call(request)
        .await
        .map_err(|error| RequestError::from_connector(&error))?;
    if !response.status().is_success() {
        return Err(RequestError::ErrorResponse(Box::new(ErrorResponse::parse(
            &response, None,
        ))));
    }
    let body = response
        .take_body()
        .collect()
        .await
        .map_err(|error| RequestError::from_body(&*error))?
        .to_bytes();
    let response: SigninTokenResponse = serde_json::from_slice(&body)
        .map_err(|_| RequestError::InvalidResponse("the response is not that of the sign-in endpoint"))?;
    if response.signin_token.is_empty() {
        return Err(RequestError::InvalidResponse("the sign-in token is empty"));
    }
    Ok(SigninToken::from_exposed(response.signin_token))
}

/// A 4xx is the sign-in endpoint refusing the credentials, except the statuses about a proxy, a timeout or throttling.
fn federation_error(error: RequestError) -> FederationError {
    match error {
        RequestError::Blocked(cause) => FederationError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            FederationError::Unreachable { detail }
        }
        RequestError::InvalidResponse(detail) => FederationError::Unreachable {
            detail: detail.to_owned(),
        },
        RequestError::ErrorResponse(response) => match response.status {
            407 | 408 | 429 => FederationError::Unreachable {
                detail: response.summary(),
            },
            400..=499 => FederationError::Refused,
            _ => FederationError::Unreachable {
                detail: response.summary(),
            },
        },
    }
}
