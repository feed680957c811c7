//! A customer's own domain behind the port `StartUrlRedirect`.
//!
//! The request carries no cookie, token or credentials, and its redirect is not followed. It must not know which addresses are
//! portals.

use crate::aws::Aws;
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use rolecall::ports::{StartUrlRedirect, StartUrlRedirectError};
use rolecall_model::portal::StartUrl;
use url::Url;

#[async_trait]
impl StartUrlRedirect for Aws {
    async fn redirect_target(&self, start_url: &StartUrl) -> Result<Option<String>, StartUrlRedirectError> {
        let connector = self.clients.connector();
        let asking = async {
            // Servers that know no HEAD answer it in many ways, or not at all.
            match location(&connector, "HEAD", start_url).await {
                Ok(None)
                | Err(
                    RequestError::NoResponse(_)
                    | RequestError::InvalidResponse(_)
                    | RequestError::ErrorResponse(_),
                ) => location(&connector, "GET", start_url).await,
                known => known,
            }
        };
        match tokio::time::timeout(self.clients.timeouts().operation, asking).await {
            Ok(Ok(target)) => Ok(target),
            // It answered, but with nothing of use.
            Ok(Err(RequestError::InvalidResponse(_) | RequestError::ErrorResponse(_))) => Ok(None),
            Ok(Err(RequestError::Blocked(cause))) => Err(StartUrlRedirectError::Blocked(cause)),
            Ok(Err(RequestError::NotConnected(detail) | RequestError::NoResponse(detail))) => {
                Err(StartUrlRedirectError::Unreachable { detail })
            }
            Err(_) => Err(StartUrlRedirectError::Unreachable {
                detail: RequestError::TIMED_OUT.to_owned(),
            }),
        }
    }
}

/// Sends one request and returns the absolute address in its `Location`, if the response is a redirect (RFC 9110, 15.4).
async fn location(
    connector: &SharedHttpConnector,
    method: &str,
    start_url: &StartUrl,
) -> Result<Option<String>, RequestError> {
    const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");
    let mut request = HttpRequest::new(SdkBody::empty());
    request.set_method(method).map_err(|_| NO_REQUEST)?;
    request.set_uri(start_url.as_str()).map_err(|_| NO_REQUEST)?;
    request.headers_mut().insert("user-agent", USER_AGENT);
    let response = connector
        .call(request)
        .await
        .map_err(|error| RequestError::from_connector(&error))?;
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let base = Url::parse(start_url.as_str()).map_err(|_| NO_REQUEST)?;
    let target = response
        .headers()
        .get("location")
        .and_then(|location| base.join(location).ok());
    Ok(target.map(String::from))
}
