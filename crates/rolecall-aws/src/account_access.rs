//! The runtime API of account access manager (API 2018-05-10) behind the port `AccountAccessRuntime`.
//!
//! The SDK has no client for it: both operations are a GET without a body. One call is one request: it must not know about rate
//! limits, paging or renewal.

mod response;

use crate::access_portal::checked_page;
use crate::aws::Aws;
use crate::error_response::{ErrorResponse, error_code};
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use response::ListRolesResponse;
use rolecall::ports::{AccessPortalError, AccountAccessRuntime, AssignedRole, MAX_PAGE_SIZE, Page};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{AccountAccess, Portal};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::AccessToken;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");

#[async_trait]
impl AccountAccessRuntime for Aws {
    async fn list_roles(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<AssignedRole>, AccessPortalError> {
        let url = list_url(portal, access, next_token);
        let listed = async {
            let body = self.get(url, token).await?;
            let ListRolesResponse { roles, next_token } = response::parse(&body)?;
            checked_page(roles, next_token, response::assigned_role)
        };
        listed.await.map_err(response::list_error)
    }

    async fn get_access_credentials(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        role_arn: &RoleArn,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let body = self.get(credentials_url(portal, access, role_arn), token);
        let body = body.await.map_err(response::credentials_error)?;
        response::credentials(&body)
    }
}

fn list_url(portal: &Portal, access: &AccountAccess, next_token: Option<&str>) -> String {
    let mut query = query(access);
    query.append_pair("maxResults", &MAX_PAGE_SIZE.to_string());
    if let Some(next_token) = next_token {
        query.append_pair("nextToken", next_token);
    }
    format!("{}/access?{}", portal.account_access_url(), query.finish())
}

fn credentials_url(portal: &Portal, access: &AccountAccess, role_arn: &RoleArn) -> String {
    let mut query = query(access);
    query
        .append_pair("roleArn", role_arn.as_str())
        .append_pair("accessType", "PROGRAMMATIC_ACCESS");
    if let Some(name) = &access.session_name {
        query.append_pair("sessionName", name.as_str());
    }
    if let Some(duration) = access.session_duration {
        query.append_pair("sessionDuration", &duration.seconds().to_string());
    }
    let base = portal.account_access_url();
    format!("{base}/access/credentials?{}", query.finish())
}

fn query(access: &AccountAccess) -> Serializer<'static, String> {
    let mut query = Serializer::new(String::new());
    query.append_pair("tenantId", access.application.tenant_id.as_str());
    query
}

impl Aws {
    async fn get(&self, url: String, token: &AccessToken) -> Result<Zeroizing<Vec<u8>>, RequestError> {
        let sent = tokio::time::timeout(self.clients.timeouts().operation, self.send_get(url, token));
        sent.await
            .unwrap_or_else(|_| Err(RequestError::NoResponse(RequestError::TIMED_OUT.to_owned())))
    }

    async fn send_get(&self, url: String, token: &AccessToken) -> Result<Zeroizing<Vec<u8>>, RequestError> {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_method("GET").map_err(|_| NO_REQUEST)?;
        request.set_uri(url).map_err(|_| NO_REQUEST)?;
        // EXPOSE: the bearer token goes to the API it was issued for.
        let bearer = format!("Bearer {}", token.expose());
        let headers = request.headers_mut();
        headers
            .try_insert("authorization", bearer)
            .map_err(|_| NO_REQUEST)?;
        headers.insert("accept", "application/json");
        headers.insert("user-agent", USER_AGENT);
        let mut response = self
            .clients
            .connector()
            .call(request)
            .await
            .map_err(|error| RequestError::from_connector(&error))?;
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
