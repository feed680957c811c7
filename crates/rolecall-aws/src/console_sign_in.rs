//! AWS Sign-In (API 2023-01-01) behind the port `ConsoleSignIn`.
//!
//! The SDK has no client for `CreateOAuth2Token`. It must not know how one signs in, nor when a token is refreshed.

mod dpop;
mod response;

use crate::aws::Aws;
use crate::error_response::{ErrorResponse, error_code};
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use dpop::DpopProof;
use http_body_util::BodyExt;
use rolecall::ports::{AwsClock, CodeExchange, ConsoleSignIn, ConsoleSignInError, ConsoleTokens};
use rolecall_model::Timestamp;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::{DpopKey, RefreshToken};
use rolecall_model::time::ClockDifference;
use serde::Serialize;
use zeroize::Zeroizing;

/// The client that AWS has for programs on the computer of the browser.
const CLIENT_ID: &str = "arn:aws:signin:::devtools/same-device";

const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenBody<'a> {
    client_id: &'a str,
    grant_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_verifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
}

impl<'a> CreateTokenBody<'a> {
    fn of_code(exchange: CodeExchange<'a>) -> Self {
        Self {
            client_id: CLIENT_ID,
            grant_type: "authorization_code",
            // EXPOSE: the code goes to AWS, who issued it
            code: Some(exchange.code.expose()),
            redirect_uri: Some(exchange.redirect_uri),
            // EXPOSE: AWS compares the verifier with the challenge
            code_verifier: Some(exchange.verifier.expose()),
            refresh_token: None,
        }
    }

    fn of_refresh_token(token: &'a RefreshToken) -> Self {
        Self {
            client_id: CLIENT_ID,
            grant_type: "refresh_token",
            code: None,
            redirect_uri: None,
            code_verifier: None,
            // EXPOSE: the refresh token goes to AWS, who issued it
            refresh_token: Some(token.expose()),
        }
    }
}

#[async_trait]
impl ConsoleSignIn for Aws {
    async fn exchange_code(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        exchange: CodeExchange<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let body = CreateTokenBody::of_code(exchange);
        self.create_oauth2_token(endpoints, key, &body).await
    }

    async fn refresh(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        refresh_token: &RefreshToken,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let body = CreateTokenBody::of_refresh_token(refresh_token);
        self.create_oauth2_token(endpoints, key, &body).await
    }
}

impl Aws {
    /// Sends the request; once more if the refusal showed that the clock of this machine is wrong, which no proof survives.
    async fn create_oauth2_token(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        body: &CreateTokenBody<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let known = self.clock_difference();
        match self.request_tokens(endpoints, key, body).await {
            Err(ConsoleSignInError::Refused { .. }) if self.clock_difference() != known => {
                self.request_tokens(endpoints, key, body).await
            }
            answer => answer,
        }
    }

    async fn request_tokens(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        body: &CreateTokenBody<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError> {
        let url = format!("{}/v1/token", endpoints.signin_url());
        let answered = async {
            let proof = DpopProof {
                url: &url,
                issued_at: self.time_at_aws(),
                id: &dpop::new_id().ok_or(NO_REQUEST)?,
            };
            let proof = proof.sign(key).ok_or(NO_REQUEST)?;
            let body = serde_json::to_string(body).map_err(|_| NO_REQUEST)?;
            let sent = self.send_oauth2_token_request(&url, proof, body);
            let sent = tokio::time::timeout(self.clients.timeouts().operation, sent).await;
            sent.unwrap_or_else(|_| Err(RequestError::NoResponse(RequestError::TIMED_OUT.to_owned())))
        };
        let answer = answered.await.map_err(response::error)?;
        // The lifetime is counted from now: the clock that counts it is AWS's.
        response::tokens(&answer, self.time_at_aws()).map_err(response::error)
    }

    /// Returns AWS's time, as far as it is known to differ.
    fn time_at_aws(&self) -> Timestamp {
        let now = self.clients.response_clock().now();
        self.clock_difference().map_or(now, |difference| {
            now.checked_add(difference.offset()).unwrap_or(now)
        })
    }

    fn clock_difference(&self) -> Option<ClockDifference> {
        self.offset().and_then(ClockDifference::from_offset)
    }

    async fn send_oauth2_token_request(
        &self,
        url: &str,
        proof: String,
        body: String,
    ) -> Result<Zeroizing<Vec<u8>>, RequestError> {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(|_| NO_REQUEST)?;
        request.set_uri(url.to_owned()).map_err(|_| NO_REQUEST)?;
        let headers = request.headers_mut();
        headers.insert("content-type", "application/json");
        headers.insert("accept", "application/json");
        headers.insert("user-agent", USER_AGENT);
        headers.try_insert("dpop", proof).map_err(|_| NO_REQUEST)?;
        let connector = self.clients.connector();
        let answer = connector.call(request).await;
        let mut response = answer.map_err(|error| RequestError::from_connector(&error))?;
        let body = response.take_body().collect().await;
        let body = body.map_err(|error| RequestError::from_body(&*error))?.to_bytes();
        if response.status().is_success() {
            return Ok(Zeroizing::new(body.to_vec()));
        }
        let code = error_code(response.headers(), &body);
        *response.body_mut() = SdkBody::from(body);
        Err(RequestError::ErrorResponse(Box::new(ErrorResponse::parse(
            &response,
            code.as_deref(),
        ))))
    }
}

#[cfg(test)]
mod tests;
