//! Sign-in federation ("Enable custom identity broker access to the AWS console") behind the port `Federation`.
//!
//! The SDK does not speak it: one form is posted, so that no secret stands in an address.

use crate::Aws;
use crate::error_answer::ErrorAnswer;
use crate::failure::Failure;
use crate::repeat::{self, Repeat};
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use http_body_util::BodyExt;
use rolecall::ports::{Federation, FederationError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::secret::SigninToken;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use zeroize::Zeroizing;

const USER_AGENT: &str = concat!("Rolecall/", env!("CARGO_PKG_VERSION"));

/// The form's `Session`: names and order as documented.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FederatedCredentials<'a> {
    session_id: &'a str,
    session_key: &'a str,
    session_token: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "SigninToken")]
    signin_token: String,
}

#[async_trait]
impl Federation for Aws {
    async fn get_signin_token(
        &self,
        portal: &Portal,
        region: &Region,
        credentials: &RoleCredentials,
    ) -> Result<SigninToken, FederationError> {
        let url = portal.federation_url(region);
        let form = form(credentials).map_err(federation_error)?;
        let wire = self.clients.wire();
        repeat::call(Repeat::IfItMayPass, self.clients.patience().operation, || {
            post(&wire, &url, &form)
        })
        .await
        .map_err(federation_error)
    }
}

fn form(credentials: &RoleCredentials) -> Result<Zeroizing<String>, Failure> {
    let federated = FederatedCredentials {
        session_id: &credentials.access_key_id,
        // EXPOSE: the sign-in endpoint takes the credentials for a sign-in token.
        session_key: credentials.secret_access_key.expose(),
        // EXPOSE: the sign-in endpoint takes the credentials for a sign-in token.
        session_token: credentials.session_token.expose(),
    };
    let json = serde_json::to_string(&federated)
        .map(Zeroizing::new)
        .map_err(|_| Failure::Unreadable("the request could not be made"))?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", "getSigninToken")
        .append_pair("Session", &json);
    Ok(Zeroizing::new(form.finish()))
}

async fn post(wire: &SharedHttpConnector, url: &str, form: &str) -> Result<SigninToken, Failure> {
    const NO_REQUEST: Failure = Failure::Unreadable("the request could not be made");
    let mut request = HttpRequest::new(SdkBody::from(form));
    request.set_method("POST").map_err(|_| NO_REQUEST)?;
    request.set_uri(url).map_err(|_| NO_REQUEST)?;
    request
        .headers_mut()
        .insert("content-type", "application/x-www-form-urlencoded");
    request.headers_mut().insert("accept", "application/json");
    request.headers_mut().insert("user-agent", USER_AGENT);
    let mut answer = wire
        .call(request)
        .await
        .map_err(|error| Failure::of_connection(&error))?;
    if !answer.status().is_success() {
        return Err(Failure::ErrorAnswer(Box::new(ErrorAnswer::read(&answer, None))));
    }
    let body = answer
        .take_body()
        .collect()
        .await
        .map_err(|error| Failure::of_body(&*error))?
        .to_bytes();
    let answer: Answer = serde_json::from_slice(&body)
        .map_err(|_| Failure::Unreadable("the answer is not that of the sign-in endpoint"))?;
    if answer.signin_token.is_empty() {
        return Err(Failure::Unreadable("the sign-in token is empty"));
    }
    Ok(SigninToken::from_exposed(answer.signin_token))
}

/// 4xx is the sign-in endpoint refusing the credentials, but for those that speak of the way there or the pace.
fn federation_error(failure: Failure) -> FederationError {
    match failure {
        Failure::Barred(detail) | Failure::NotConnected(detail) | Failure::NoAnswer(detail) => {
            FederationError::Unreachable { detail }
        }
        Failure::Unreadable(detail) => FederationError::Unreachable {
            detail: detail.to_owned(),
        },
        Failure::ErrorAnswer(answer) => match answer.status {
            407 | 408 | 429 => FederationError::Unreachable {
                detail: answer.summary(),
            },
            400..=499 => FederationError::Refused,
            _ => FederationError::Unreachable {
                detail: answer.summary(),
            },
        },
    }
}
