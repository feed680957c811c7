//! SSO OIDC (API 2019-06-10) behind the port `Authorization`.
//!
//! It must not know when to poll, renew or register: each call is one step of a sign-in.

use crate::aws::Aws;
use crate::request_error::RequestError;
use crate::retry::{RetryPolicy, send_with_retries};
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
/// Registered without a port: any may be used on a loopback redirect (RFC 8252, 7.3).
const REDIRECT_URI: &str = "http://127.0.0.1/oauth/callback";

const GRANT_AUTHORIZATION_CODE: &str = "authorization_code";
const GRANT_DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const GRANT_REFRESH_TOKEN: &str = "refresh_token";

/// The time between polls where a response leaves it out (RFC 8628, 3.2).
const DEFAULT_POLL_INTERVAL: Duration = Duration::from_secs(5);
/// The lifetime of a device code where a response leaves it out: that of IAM Identity Center.
const DEFAULT_DEVICE_CODE_LIFETIME: Duration = Duration::from_secs(600);

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
            .set_scopes(Some(portal.scopes().iter().map(ToString::to_string).collect()))
            .set_entitled_application_arn(entitled_application(portal));
        let request = match grant {
            Grant::AuthorizationCode => request
                .grant_types(GRANT_AUTHORIZATION_CODE)
                .grant_types(GRANT_REFRESH_TOKEN)
                .redirect_uris(REDIRECT_URI)
                .issuer_url(portal.identity_center_url().as_str()),
            Grant::DeviceCode => request,
        };
        let send = || {
            let request = request.clone();
            async move {
                request
                    .send()
                    .await
                    .map_err(|error| RequestError::from_sdk(&error))
            }
        };
        send_with_retries(RetryPolicy::IfTransient, self.clients.timeouts().operation, send)
            .await
            .and_then(|response| registration(response, grant))
            .map_err(|error| authorization_error(error, DescriptionPolicy::Show))
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
            .start_url(portal.identity_center_url().as_str());
        let send = || {
            let request = request.clone();
            async move {
                request
                    .send()
                    .await
                    .map_err(|error| RequestError::from_sdk(&error))
            }
        };
        // EXPOSE: a description that repeats the secret is not shown.
        let description_policy = DescriptionPolicy::ShowWithout(registration.client_secret.expose());
        send_with_retries(RetryPolicy::IfTransient, self.clients.timeouts().operation, send)
            .await
            .and_then(|response| device_authorization(response, portal.endpoint_url.as_ref()))
            .map_err(|error| authorization_error(error, description_policy))
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
        // AWS reports an expired refresh token as expired or as invalid: both need a new sign-in.
        self.token(request).await.map_err(|error| {
            let expired = matches!(error, AuthorizationError::Expired);
            if expired {
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

    /// Sends `request`, again only if no connection was made: codes and refresh tokens are valid for one use.
    async fn token(&self, request: CreateTokenFluentBuilder) -> Result<Token, AuthorizationError> {
        let send = || {
            let request = request.clone();
            async move {
                request
                    .send()
                    .await
                    .map_err(|error| RequestError::from_sdk(&error))
            }
        };
        send_with_retries(RetryPolicy::IfNotSent, self.clients.timeouts().operation, send)
            .await
            .and_then(token)
            .map_err(|error| authorization_error(error, DescriptionPolicy::Hide))
    }
}

fn entitled_application(portal: &Portal) -> Option<String> {
    let application = &portal.kind.account_access()?.application;
    let arn = application.entitled_application_arn.as_ref()?;
    Some(arn.as_str().to_owned())
}

fn registration(response: RegisterClientOutput, grant: Grant) -> Result<ClientRegistration, RequestError> {
    let expires_at = Timestamp::from_second(response.client_secret_expires_at)
        .ok()
        .filter(|at| *at > Timestamp::UNIX_EPOCH)
        .ok_or(RequestError::InvalidResponse(
            "clientSecretExpiresAt is missing or invalid",
        ))?;
    Ok(ClientRegistration {
        client_id: present(response.client_id, "clientId is missing")?,
        client_secret: ClientSecret::from_exposed(present(
            response.client_secret,
            "clientSecret is missing",
        )?),
        expires_at,
        grant,
    })
}

fn device_authorization(
    response: StartDeviceAuthorizationOutput,
    endpoint: Option<&EndpointUrl>,
) -> Result<DeviceAuthorization, RequestError> {
    let verification_uri = present(response.verification_uri, "verificationUri is missing")?;
    let verification_uri_complete = response
        .verification_uri_complete
        .filter(|uri| !uri.is_empty())
        .unwrap_or_else(|| verification_uri.clone());
    if !may_be_opened(&verification_uri, endpoint) || !may_be_opened(&verification_uri_complete, endpoint) {
        return Err(RequestError::InvalidResponse(
            "verificationUri is not an https address",
        ));
    }
    Ok(DeviceAuthorization {
        device_code: DeviceCode::from_exposed(present(response.device_code, "deviceCode is missing")?),
        user_code: present(response.user_code, "userCode is missing")?,
        verification_uri,
        verification_uri_complete,
        expires_in: seconds(response.expires_in).unwrap_or(DEFAULT_DEVICE_CODE_LIFETIME),
        interval: seconds(response.interval).unwrap_or(DEFAULT_POLL_INTERVAL),
    })
}

fn token(response: CreateTokenOutput) -> Result<Token, RequestError> {
    Ok(Token {
        access_token: AccessToken::from_exposed(present(response.access_token, "accessToken is missing")?),
        expires_in: seconds(response.expires_in)
            .ok_or(RequestError::InvalidResponse("expiresIn is missing"))?,
        refresh_token: response
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

fn present(text: Option<String>, missing: &'static str) -> Result<String, RequestError> {
    text.filter(|text| !text.is_empty())
        .ok_or(RequestError::InvalidResponse(missing))
}

/// Whether AWS's description of an error may be shown to the user.
#[derive(Clone, Copy)]
enum DescriptionPolicy<'a> {
    /// The request held no secret.
    Show,
    /// Only where it does not repeat this secret.
    ShowWithout(&'a str),
    /// The request held codes and tokens that a description could repeat.
    Hide,
}

impl DescriptionPolicy<'_> {
    fn allows(self, description: &str) -> bool {
        match self {
            Self::Show => true,
            Self::ShowWithout(secret) => !description.contains(secret),
            Self::Hide => false,
        }
    }
}

/// The errors of SSO OIDC, by exception or by the OAuth `error` of each ("CreateToken", errors).
#[derive(Clone, Copy)]
enum OidcErrorKind {
    Pending,
    SlowDown,
    Expired,
    Denied,
    InvalidGrant,
    InvalidClient,
    InvalidRequest,
    OtherRegion,
    ServerError,
}

fn kind_from_name(name: &str) -> Option<OidcErrorKind> {
    Some(match name {
        "AuthorizationPendingException" | "authorization_pending" => OidcErrorKind::Pending,
        "SlowDownException" | "slow_down" | "TooManyRequestsException" | "ThrottlingException" => {
            OidcErrorKind::SlowDown
        }
        "ExpiredTokenException" | "expired_token" => OidcErrorKind::Expired,
        "AccessDeniedException" | "access_denied" => OidcErrorKind::Denied,
        "InvalidGrantException" | "invalid_grant" => OidcErrorKind::InvalidGrant,
        "InvalidClientException"
        | "invalid_client"
        | "UnauthorizedClientException"
        | "unauthorized_client" => OidcErrorKind::InvalidClient,
        "InvalidRequestRegionException" => OidcErrorKind::OtherRegion,
        "InvalidRequestException"
        | "invalid_request"
        | "InvalidScopeException"
        | "invalid_scope"
        | "InvalidClientMetadataException"
        | "invalid_client_metadata"
        | "InvalidRedirectUriException"
        | "invalid_redirect_uri"
        | "UnsupportedGrantTypeException"
        | "unsupported_grant_type" => OidcErrorKind::InvalidRequest,
        "InternalServerException" | "server_error" => OidcErrorKind::ServerError,
        _ => return None,
    })
}

fn kind_from_status(status: u16) -> Option<OidcErrorKind> {
    match status {
        401 => Some(OidcErrorKind::InvalidClient),
        429 => Some(OidcErrorKind::SlowDown),
        500.. => Some(OidcErrorKind::ServerError),
        _ => None,
    }
}

fn authorization_error(error: RequestError, description_policy: DescriptionPolicy<'_>) -> AuthorizationError {
    let response = match error {
        RequestError::Blocked(cause) => return AuthorizationError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            return AuthorizationError::Unreachable { detail };
        }
        RequestError::InvalidResponse(detail) => {
            return AuthorizationError::Unexpected {
                detail: detail.to_owned(),
            };
        }
        RequestError::ErrorResponse(response) => response,
    };
    match response
        .classify(kind_from_name)
        .or_else(|| kind_from_status(response.status))
    {
        Some(OidcErrorKind::Pending) => AuthorizationError::Pending,
        Some(OidcErrorKind::SlowDown) => AuthorizationError::SlowDown {
            retry_in: response.retry_after,
        },
        Some(OidcErrorKind::Expired) => AuthorizationError::Expired,
        Some(OidcErrorKind::Denied) => AuthorizationError::Denied,
        Some(OidcErrorKind::InvalidGrant) => AuthorizationError::InvalidGrant,
        Some(OidcErrorKind::InvalidClient) => AuthorizationError::InvalidClient,
        Some(OidcErrorKind::OtherRegion) => AuthorizationError::OtherRegion {
            region: response.region,
        },
        // SSO OIDC puts a region into no other response.
        Some(OidcErrorKind::InvalidRequest) if response.region.is_some() => AuthorizationError::OtherRegion {
            region: response.region,
        },
        Some(OidcErrorKind::InvalidRequest) => {
            let description = response
                .description
                .as_deref()
                .filter(|text| description_policy.allows(text));
            let summary = response.summary();
            let detail = description.map_or_else(|| summary.clone(), |text| format!("{text} – {summary}"));
            AuthorizationError::InvalidRequest { detail }
        }
        Some(OidcErrorKind::ServerError) => AuthorizationError::Unreachable {
            detail: response.summary(),
        },
        None => AuthorizationError::Unexpected {
            detail: response.summary(),
        },
    }
}

#[cfg(test)]
mod tests;
