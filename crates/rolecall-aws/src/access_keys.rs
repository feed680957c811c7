//! IAM (API 2010-05-08) behind the port `AccessKeys`.
//!
//! The SDK's client of IAM would be many times as large as the five operations that are used, which are signed here. It must not
//! know why keys are changed.

mod response;

use crate::aws::Aws;
use crate::error_response::ErrorResponse;
use crate::http_client::USER_AGENT;
use crate::request_error::RequestError;
use crate::sts;
use crate::user_sts::{signing, user_sts_error};
use async_trait::async_trait;
use aws_sdk_sts::config::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use rolecall::ports::{AccessKey, AccessKeyInfo, AccessKeys, AccessKeysError, AwsClock, UserCredentials};
use rolecall_model::Timestamp;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::AccessKeyId;
use std::time::{Duration, SystemTime};
use url::form_urlencoded;
use zeroize::Zeroizing;

const VERSION: &str = "2010-05-08";
const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";
const NO_REQUEST: RequestError = RequestError::InvalidResponse("the request could not be made");

/// A parameter of a request.
type Parameter<'a> = (&'static str, &'a str);

/// An operation, and the action that a policy allows it as.
#[derive(Clone, Copy)]
struct IamOperation {
    name: &'static str,
    action: &'static str,
}

macro_rules! operation {
    ($name:literal) => {
        IamOperation {
            name: $name,
            action: concat!("iam:", $name),
        }
    };
}

#[async_trait]
impl AccessKeys for Aws {
    async fn list_access_keys(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<Vec<AccessKeyInfo>, AccessKeysError> {
        let operation = operation!("ListAccessKeys");
        let parameters = [("UserName", user_name)];
        let body = self.iam(endpoints, signer, operation, &parameters);
        response::access_keys(&body.await?).ok_or_else(|| self.unreadable(operation))
    }

    async fn access_key_last_used(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        id: &AccessKeyId,
    ) -> Result<Option<Timestamp>, AccessKeysError> {
        let operation = operation!("GetAccessKeyLastUsed");
        let parameters = [("AccessKeyId", id.as_str())];
        let body = self.iam(endpoints, signer, operation, &parameters);
        response::last_used(&body.await?).ok_or_else(|| self.unreadable(operation))
    }

    async fn create_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
    ) -> Result<AccessKey, AccessKeysError> {
        let operation = operation!("CreateAccessKey");
        let parameters = [("UserName", user_name)];
        let body = self.iam(endpoints, signer, operation, &parameters);
        response::created_key(&body.await?).ok_or_else(|| self.unreadable(operation))
    }

    async fn set_access_key_active(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
        is_active: bool,
    ) -> Result<(), AccessKeysError> {
        let status = if is_active { "Active" } else { "Inactive" };
        let parameters = [
            ("UserName", user_name),
            ("AccessKeyId", id.as_str()),
            ("Status", status),
        ];
        self.iam(endpoints, signer, operation!("UpdateAccessKey"), &parameters)
            .await
            .map(drop)
    }

    async fn delete_access_key(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        user_name: &str,
        id: &AccessKeyId,
    ) -> Result<(), AccessKeysError> {
        let parameters = [("UserName", user_name), ("AccessKeyId", id.as_str())];
        self.iam(endpoints, signer, operation!("DeleteAccessKey"), &parameters)
            .await
            .map(drop)
    }
}

impl Aws {
    /// Sends one request, once, and returns the body of the response.
    async fn iam(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        operation: IamOperation,
        parameters: &[Parameter<'_>],
    ) -> Result<Zeroizing<Vec<u8>>, AccessKeysError> {
        let error = |error| self.access_keys_error(error, operation);
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("Action", operation.name)
            .append_pair("Version", VERSION)
            .extend_pairs(parameters)
            .finish();
        let request = self.signed(endpoints, signer, body).map_err(error)?;
        let sending = tokio::time::timeout(self.clients.timeouts().operation, send(self, request));
        let sent = sending.await;
        sent.unwrap_or_else(|_| Err(RequestError::NoResponse(RequestError::TIMED_OUT.to_owned())))
            .map_err(error)
    }

    fn signed(
        &self,
        endpoints: &AwsEndpoints,
        signer: UserCredentials<'_>,
        body: String,
    ) -> Result<HttpRequest, RequestError> {
        let (base, region) = endpoints.iam_url();
        let url = format!("{base}/");
        let credentials: Credentials = match signer {
            UserCredentials::Key(key) => signing(key),
            UserCredentials::Session(session) => sts::signing(session),
        };
        let identity: Identity = credentials.into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region.as_str())
            .name("iam")
            .time(self.signing_time())
            .settings(SigningSettings::default())
            .build()
            .map_err(|_| NO_REQUEST)?
            .into();
        let headers = [("content-type", CONTENT_TYPE)];
        let signable = SignableRequest::new(
            "POST",
            url.as_str(),
            headers.into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        );
        let signed = sign(signable.map_err(|_| NO_REQUEST)?, &parameters).map_err(|_| NO_REQUEST)?;
        let (instructions, _) = signed.into_parts();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(|_| NO_REQUEST)?;
        request.set_uri(url).map_err(|_| NO_REQUEST)?;
        let target = request.headers_mut();
        target.insert("content-type", CONTENT_TYPE);
        target.insert("user-agent", USER_AGENT);
        for (name, value) in instructions.headers() {
            target.insert(name.to_owned(), value.to_owned());
        }
        Ok(request)
    }

    /// Returns the time as AWS has it, where a response has shown it.
    fn signing_time(&self) -> SystemTime {
        let now = self.clients.response_clock().now();
        let now = self.offset().map_or(now, |offset| now + offset);
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn access_keys_error(&self, error: RequestError, operation: IamOperation) -> AccessKeysError {
        let code = match &error {
            RequestError::ErrorResponse(response) => response.code.as_deref(),
            RequestError::Blocked(_)
            | RequestError::NotConnected(_)
            | RequestError::NoResponse(_)
            | RequestError::InvalidResponse(_) => None,
        };
        match code {
            Some("AccessDenied" | "UnauthorizedOperation") => AccessKeysError::Denied {
                action: operation.action,
            },
            Some("NoSuchEntity") => AccessKeysError::NotFound,
            Some("LimitExceeded") => AccessKeysError::TwoKeys,
            _ => AccessKeysError::Session(user_sts_error(error, self.offset())),
        }
    }

    fn unreadable(&self, operation: IamOperation) -> AccessKeysError {
        let error = RequestError::InvalidResponse("the response is not of the documented form");
        self.access_keys_error(error, operation)
    }
}

async fn send(aws: &Aws, request: HttpRequest) -> Result<Zeroizing<Vec<u8>>, RequestError> {
    let sent = aws.clients.connector().call(request).await;
    let mut response = sent.map_err(|error| RequestError::from_connector(&error))?;
    let body = response.take_body().collect().await;
    let body = body.map_err(|error| RequestError::from_body(&*error))?.to_bytes();
    if response.status().is_success() {
        return Ok(Zeroizing::new(body.to_vec()));
    }
    let (code, message) = response::error(&body).unzip();
    let response = ErrorResponse::parse(&response, code.as_deref()).with_message(message.as_deref());
    Err(RequestError::ErrorResponse(Box::new(response)))
}
