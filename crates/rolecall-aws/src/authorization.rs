//! SSO OIDC (API 2019-06-10) behind the port `Authorization`.
//!
//! It must not know when to poll, renew or register: it does one step and says how that ended.

use crate::Aws;
use crate::failure::Failure;
use crate::repeat::{self, Repeat};
use async_trait::async_trait;
use aws_sdk_ssooidc::operation::create_token::CreateTokenOutput;
use aws_sdk_ssooidc::operation::create_token::builders::CreateTokenFluentBuilder;
use aws_sdk_ssooidc::operation::register_client::RegisterClientOutput;
use aws_sdk_ssooidc::operation::start_device_authorization::StartDeviceAuthorizationOutput;
use rolecall::ports::{Authorization, AuthorizationError};
use rolecall_model::Timestamp;
use rolecall_model::portal::{EndpointUrl, Portal};
use rolecall_model::secret::{
    AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, DeviceCode, RefreshToken,
};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::time::Duration;
use url::Url;

const CLIENT_NAME: &str = "Rolecall";
const CLIENT_TYPE: &str = "public";
/// Lists accounts and roles and gives their credentials; without it there is no refresh token.
const SCOPE: &str = "sso:account:access";
/// Registered without a port: any may be used on a loopback redirect (RFC 8252, 7.3).
const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";

const GRANT_AUTHORIZATION_CODE: &str = "authorization_code";
const GRANT_DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const GRANT_REFRESH_TOKEN: &str = "refresh_token";

/// Where an answer leaves out how often to poll (RFC 8628, 3.2).
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
/// Where an answer leaves out how long the code lives: what IAM Identity Center gives.
const DEFAULT_CODE_LIFE: Duration = Duration::from_secs(600);

#[async_trait]
impl Authorization for Aws {
    async fn register_client(
        &self,
        portal: &Portal,
        grant: Grant,
    ) -> Result<ClientRegistration, AuthorizationError> {
        let request = self
            .oidc(portal)
            .register_client()
            .client_name(CLIENT_NAME)
            .client_type(CLIENT_TYPE)
            .scopes(SCOPE);
        let request = match grant {
            Grant::AuthorizationCode => request
                .grant_types(GRANT_AUTHORIZATION_CODE)
                .grant_types(GRANT_REFRESH_TOKEN)
                .redirect_uris(REDIRECT_URI)
                .issuer_url(portal.start_url.as_str()),
            Grant::DeviceCode => request,
        };
        let send = || {
            let request = request.clone();
            async move { request.send().await.map_err(|error| Failure::of_call(&error)) }
        };
        repeat::call(Repeat::IfItMayPass, self.clients.patience().operation, send)
            .await
            .and_then(|answer| registration(answer, grant))
            .map_err(|failure| authorization_error(failure, Said::MayBeShown))
    }

    async fn start_device_authorization(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
    ) -> Result<DeviceAuthorization, AuthorizationError> {
        let request = self
            .oidc(portal)
            .start_device_authorization()
            .client_id(&registration.client_id)
            // EXPOSE: a client proves itself to SSO OIDC with it.
            .client_secret(registration.client_secret.expose())
            .start_url(portal.start_url.as_str());
        let send = || {
            let request = request.clone();
            async move { request.send().await.map_err(|error| Failure::of_call(&error)) }
        };
        // EXPOSE: a description that repeats the secret is not shown.
        let said = Said::Without(registration.client_secret.expose());
        repeat::call(Repeat::IfItMayPass, self.clients.patience().operation, send)
            .await
            .and_then(|answer| device_authorization(answer, portal.endpoint_url.as_ref()))
            .map_err(|failure| authorization_error(failure, said))
    }

    async fn create_token_with_device_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        device: &DeviceAuthorization,
    ) -> Result<Token, AuthorizationError> {
        let request = self.create_token(portal, registration, GRANT_DEVICE_CODE);
        // EXPOSE: the poll of RFC 8628, 3.4 carries it to SSO OIDC.
        self.token(request.device_code(device.device_code.expose())).await
    }

    async fn create_token_with_authorization_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        code: &AuthorizationCode,
        verifier: &CodeVerifier,
        redirect_uri: &str,
    ) -> Result<Token, AuthorizationError> {
        let request = self
            .create_token(portal, registration, GRANT_AUTHORIZATION_CODE)
            .redirect_uri(redirect_uri)
            // EXPOSE: it is exchanged at SSO OIDC.
            .code(code.expose())
            // EXPOSE: it proves that this program began the sign-in (RFC 7636, 4.5).
            .code_verifier(verifier.expose());
        self.token(request).await
    }

    async fn create_token_with_refresh_token(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        refresh_token: &RefreshToken,
    ) -> Result<Token, AuthorizationError> {
        let request = self
            .create_token(portal, registration, GRANT_REFRESH_TOKEN)
            // EXPOSE: it is exchanged at SSO OIDC.
            .refresh_token(refresh_token.expose());
        // A refresh token that ran out is answered as expired or as invalid: both mean a new sign-in.
        self.token(request).await.map_err(|error| {
            let ran_out = matches!(error, AuthorizationError::Expired);
            if ran_out {
                AuthorizationError::InvalidGrant
            } else {
                error
            }
        })
    }
}

impl Aws {
    fn oidc(&self, portal: &Portal) -> aws_sdk_ssooidc::Client {
        self.clients.oidc(portal.oidc_url(), &portal.region)
    }

    fn create_token(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        grant_type: &str,
    ) -> CreateTokenFluentBuilder {
        self.oidc(portal)
            .create_token()
            .client_id(&registration.client_id)
            // EXPOSE: a client proves itself to SSO OIDC with it.
            .client_secret(registration.client_secret.expose())
            .grant_type(grant_type)
    }

    /// Sends `request` once, and again only if no connection was made: codes and refresh tokens are good for one use.
    async fn token(&self, request: CreateTokenFluentBuilder) -> Result<Token, AuthorizationError> {
        let send = || {
            let request = request.clone();
            async move { request.send().await.map_err(|error| Failure::of_call(&error)) }
        };
        repeat::call(Repeat::IfNotSent, self.clients.patience().operation, send)
            .await
            .and_then(token)
            .map_err(|failure| authorization_error(failure, Said::IsNotShown))
    }
}

fn registration(answer: RegisterClientOutput, grant: Grant) -> Result<ClientRegistration, Failure> {
    let expires_at = Timestamp::from_second(answer.client_secret_expires_at)
        .ok()
        .filter(|at| *at > Timestamp::UNIX_EPOCH)
        .ok_or(Failure::Unreadable("clientSecretExpiresAt is missing or no time"))?;
    Ok(ClientRegistration {
        client_id: present(answer.client_id, "clientId is missing")?,
        client_secret: ClientSecret::from_exposed(present(answer.client_secret, "clientSecret is missing")?),
        expires_at,
        grant,
    })
}

fn device_authorization(
    answer: StartDeviceAuthorizationOutput,
    endpoint: Option<&EndpointUrl>,
) -> Result<DeviceAuthorization, Failure> {
    let verification_uri = present(answer.verification_uri, "verificationUri is missing")?;
    let verification_uri_complete = answer
        .verification_uri_complete
        .filter(|uri| !uri.is_empty())
        .unwrap_or_else(|| verification_uri.clone());
    if !may_be_opened(&verification_uri, endpoint) || !may_be_opened(&verification_uri_complete, endpoint) {
        return Err(Failure::Unreadable("verificationUri is not an https address"));
    }
    Ok(DeviceAuthorization {
        device_code: DeviceCode::from_exposed(present(answer.device_code, "deviceCode is missing")?),
        user_code: present(answer.user_code, "userCode is missing")?,
        verification_uri,
        verification_uri_complete,
        expires_in: seconds(answer.expires_in).unwrap_or(DEFAULT_CODE_LIFE),
        interval: seconds(answer.interval).unwrap_or(DEFAULT_INTERVAL),
    })
}

fn token(answer: CreateTokenOutput) -> Result<Token, Failure> {
    Ok(Token {
        access_token: AccessToken::from_exposed(present(answer.access_token, "accessToken is missing")?),
        expires_in: seconds(answer.expires_in).ok_or(Failure::Unreadable("expiresIn is missing"))?,
        refresh_token: answer
            .refresh_token
            .filter(|token| !token.is_empty())
            .map(RefreshToken::from_exposed),
    })
}

/// Tells whether a page may be opened: https, or http on this machine for a portal whose endpoint is on this machine.
fn may_be_opened(uri: &str, endpoint: Option<&EndpointUrl>) -> bool {
    match Url::parse(uri) {
        Ok(url) if url.scheme() == "https" => url.host().is_some(),
        Ok(url) if url.scheme() == "http" && endpoint.is_some_and(EndpointUrl::is_on_loopback) => {
            match url.host() {
                Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
                Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
                Some(url::Host::Domain(_)) | None => false,
            }
        }
        Ok(_) | Err(_) => false,
    }
}

fn seconds(count: i32) -> Option<Duration> {
    u64::try_from(count)
        .ok()
        .filter(|count| *count > 0)
        .map(Duration::from_secs)
}

fn present(text: Option<String>, otherwise: &'static str) -> Result<String, Failure> {
    text.filter(|text| !text.is_empty())
        .ok_or(Failure::Unreadable(otherwise))
}

/// What may be told of AWS's description of an error.
#[derive(Clone, Copy)]
enum Said<'a> {
    MayBeShown,
    /// Only where it does not repeat this secret.
    Without(&'a str),
    /// The request held codes and tokens that a description could repeat.
    IsNotShown,
}

impl Said<'_> {
    fn allows(self, description: &str) -> bool {
        match self {
            Self::MayBeShown => true,
            Self::Without(secret) => !description.contains(secret),
            Self::IsNotShown => false,
        }
    }
}

/// The exceptions of SSO OIDC, by their names and by the `error` that stands for each ("CreateToken", errors).
#[derive(Clone, Copy)]
enum Meaning {
    Pending,
    SlowDown,
    Expired,
    Denied,
    InvalidGrant,
    InvalidClient,
    InvalidRequest,
    ServerFailure,
}

fn meaning(name: &str) -> Option<Meaning> {
    Some(match name {
        "AuthorizationPendingException" | "authorization_pending" => Meaning::Pending,
        "SlowDownException" | "slow_down" | "TooManyRequestsException" | "ThrottlingException" => {
            Meaning::SlowDown
        }
        "ExpiredTokenException" | "expired_token" => Meaning::Expired,
        "AccessDeniedException" | "access_denied" => Meaning::Denied,
        "InvalidGrantException" | "invalid_grant" => Meaning::InvalidGrant,
        "InvalidClientException"
        | "invalid_client"
        | "UnauthorizedClientException"
        | "unauthorized_client" => Meaning::InvalidClient,
        "InvalidRequestException"
        | "InvalidRequestRegionException"
        | "invalid_request"
        | "InvalidScopeException"
        | "invalid_scope"
        | "InvalidClientMetadataException"
        | "invalid_client_metadata"
        | "InvalidRedirectUriException"
        | "invalid_redirect_uri"
        | "UnsupportedGrantTypeException"
        | "unsupported_grant_type" => Meaning::InvalidRequest,
        "InternalServerException" | "server_error" => Meaning::ServerFailure,
        _ => return None,
    })
}

fn meaning_of_status(status: u16) -> Option<Meaning> {
    match status {
        401 => Some(Meaning::InvalidClient),
        429 => Some(Meaning::SlowDown),
        500.. => Some(Meaning::ServerFailure),
        _ => None,
    }
}

fn authorization_error(failure: Failure, said: Said<'_>) -> AuthorizationError {
    let answer = match failure {
        Failure::Barred(detail) | Failure::NotConnected(detail) | Failure::NoAnswer(detail) => {
            return AuthorizationError::Unreachable { detail };
        }
        Failure::Unreadable(detail) => {
            return AuthorizationError::Unexpected {
                detail: detail.to_owned(),
            };
        }
        Failure::ErrorAnswer(answer) => answer,
    };
    match answer
        .meaning(meaning)
        .or_else(|| meaning_of_status(answer.status))
    {
        Some(Meaning::Pending) => AuthorizationError::Pending,
        Some(Meaning::SlowDown) => AuthorizationError::SlowDown {
            retry_in: answer.retry_in,
        },
        Some(Meaning::Expired) => AuthorizationError::Expired,
        Some(Meaning::Denied) => AuthorizationError::Denied,
        Some(Meaning::InvalidGrant) => AuthorizationError::InvalidGrant,
        Some(Meaning::InvalidClient) => AuthorizationError::InvalidClient,
        Some(Meaning::InvalidRequest) => {
            let description = answer.description.as_deref().filter(|text| said.allows(text));
            let summary = answer.summary();
            let detail = description.map_or_else(|| summary.clone(), |text| format!("{text} – {summary}"));
            AuthorizationError::InvalidRequest { detail }
        }
        Some(Meaning::ServerFailure) => AuthorizationError::Unreachable {
            detail: answer.summary(),
        },
        None => AuthorizationError::Unexpected {
            detail: answer.summary(),
        },
    }
}

#[cfg(test)]
mod tests;
