//! IAM Roles Anywhere (API 2018-05-10) behind the port `RolesAnywhere`.
//!
//! The SDK has no client for `CreateSession`. It must not know where the key is: the certificate's signer signs.

mod response;
mod signature;

use crate::aws::Aws;
use crate::error_response::{ErrorResponse, error_code};
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rolecall::ports::{AwsClock, ClientCertificate, CreateSessionRequest, RolesAnywhere, RolesAnywhereError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use serde::Serialize;
use signature::{CONTENT_TYPE, SignedHeaders, UnsignedRequest};
use url::Url;

const PATH: &str = "/sessions";

/// What a query keeps as it is (RFC 3986, 2.3).
const UNRESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateSessionBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_session_name: Option<&'a str>,
}

#[async_trait]
impl RolesAnywhere for Aws {
    async fn create_session(
        &self,
        endpoints: &AwsEndpoints,
        request: &CreateSessionRequest<'_>,
        certificate: &ClientCertificate,
    ) -> Result<RoleCredentials, RolesAnywhereError> {
        let region = request.trust_anchor.region();
        let base = endpoints.roles_anywhere_url(region);
        let error = |error| response::error(error, self.offset());
        let (query, body) = (query(request), body(request).map_err(error)?);
        let unsigned = UnsignedRequest {
            host: &host(&base).map_err(error)?,
            query: &query,
            body: &body,
            region,
            signed_at: self.clients.response_clock().now(),
        };
        let headers = unsigned.sign(certificate).await?;
        let url = format!("{base}{PATH}?{query}");
        let connector = self.clients.connector();
        let sent = tokio::time::timeout(
            self.clients.timeouts().operation,
            send(&connector, &url, &headers, body),
        );
        let answer = sent
            .await
            .unwrap_or_else(|_| Err(RequestError::NoResponse(RequestError::TIMED_OUT.to_owned())));
        answer
            .and_then(|body| response::credentials(&body))
            .map_err(error)
    }
}

/// Returns the query, whose keys are in the order of their names, as they have to be for the signature.
fn query(request: &CreateSessionRequest<'_>) -> String {
    let encode = |text| utf8_percent_encode(text, &UNRESERVED);
    format!(
        "profileArn={}&roleArn={}&trustAnchorArn={}",
        encode(request.profile.as_str()),
        encode(request.role_arn.as_str()),
        encode(request.trust_anchor.as_str())
    )
}

fn body(request: &CreateSessionRequest<'_>) -> Result<String, RequestError> {
    let body = CreateSessionBody {
        duration_seconds: request.duration.map(|duration| duration.as_secs()),
        role_session_name: request.session_name,
    };
    serde_json::to_string(&body).map_err(|_| NO_REQUEST)
}

/// Returns the header `host` for an address: without the port that its scheme has anyway.
fn host(base: &str) -> Result<String, RequestError> {
    let url = Url::parse(base).map_err(|_| NO_REQUEST)?;
    let host = url.host_str().ok_or(NO_REQUEST)?;
    Ok(url
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

async fn send(
    connector: &SharedHttpConnector,
    url: &str,
    signed: &SignedHeaders,
    body: String,
) -> Result<Vec<u8>, RequestError> {
    let mut request = HttpRequest::new(SdkBody::from(body));
    request.set_method("POST").map_err(|_| NO_REQUEST)?;
    request.set_uri(url.to_owned()).map_err(|_| NO_REQUEST)?;
    let headers = request.headers_mut();
    headers.insert("content-type", CONTENT_TYPE);
    headers.insert("accept", "application/json");
    headers.insert("user-agent", USER_AGENT);
    headers.insert("x-amz-date", signed.date.clone());
    headers.insert("x-amz-x509", signed.certificate.clone());
    if let Some(chain) = &signed.chain {
        headers.insert("x-amz-x509-chain", chain.clone());
    }
    headers.insert("authorization", signed.authorization.clone());
    let mut response = connector
        .call(request)
        .await
        .map_err(|error| RequestError::from_connector(&error))?;
    let body = response.take_body().collect().await;
    let body = body.map_err(|error| RequestError::from_body(&*error))?.to_bytes();
    if response.status().is_success() {
        return Ok(body.to_vec());
    }
    let code = error_code(response.headers(), &body);
    *response.body_mut() = SdkBody::from(body);
    Err(RequestError::ErrorResponse(Box::new(ErrorResponse::parse(
        &response,
        code.as_deref(),
    ))))
}

#[cfg(test)]
mod tests;
