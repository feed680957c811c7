//! The port to SSO OIDC, as the steps a caller may take; the raw `CreateToken` is not among them.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, RefreshToken};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::time::Duration;
use thiserror::Error;

/// Why SSO OIDC did not do a step (RFC 6749 5.2, RFC 8628 3.5, "IAM Identity Center OIDC API Reference").
#[derive(Debug, Error)]
pub enum AuthorizationError {
    /// The user has not answered yet: poll again after the interval.
    #[error("authorization is pending")]
    Pending,
    /// Polled too fast, or AWS throttles: wait longer by 5 s (RFC 8628, 3.5), or as told.
    #[error("slow down")]
    SlowDown {
        /// What AWS asks for, where it does.
        retry_in: Option<Duration>,
    },
    /// The code ran out.
    #[error("the code expired")]
    Expired,
    /// The user refused, or may not.
    #[error("access denied")]
    Denied,
    /// The code or the refresh token is not good any more: sign in again.
    #[error("the grant is not valid")]
    InvalidGrant,
    /// The client registration is not good any more: register again.
    #[error("the client registration is not valid")]
    InvalidClient,
    /// AWS does not understand the request; a mistyped start URL shows up here.
    #[error("the request is not valid: {detail}")]
    InvalidRequest {
        /// What AWS said; hostile text without secrets.
        detail: String,
    },
    /// The IAM Identity Center of the portal is in another region than the one that was asked.
    #[error("the portal is in another region")]
    OtherRegion {
        /// The region that AWS names, where it names one.
        region: Option<Region>,
    },
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// No answer, or a 5xx after retries.
    #[error("SSO OIDC cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret, no query.
        detail: String,
    },
    /// An answer that nobody foresaw.
    #[error("unexpected answer from SSO OIDC: {detail}")]
    Unexpected {
        /// What was unexpected; no secret.
        detail: String,
    },
}

/// SSO OIDC (API 2019-06-10).
#[async_trait]
pub trait Authorization: Send + Sync {
    /// `RegisterClient` for one grant, with the scopes of the portal.
    async fn register_client(
        &self,
        portal: &Portal,
        grant: Grant,
    ) -> Result<ClientRegistration, AuthorizationError>;

    /// `StartDeviceAuthorization` at the start URL of the portal's IAM Identity Center.
    async fn start_device_authorization(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
    ) -> Result<DeviceAuthorization, AuthorizationError>;

    /// `CreateToken` with a device code: one poll.
    async fn create_token_with_device_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        device: &DeviceAuthorization,
    ) -> Result<Token, AuthorizationError>;

    /// `CreateToken` with an authorization code and its verifier. `redirect_uri` is the one that was authorized, with its port.
    async fn create_token_with_authorization_code(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        code: &AuthorizationCode,
        verifier: &CodeVerifier,
        redirect_uri: &str,
    ) -> Result<Token, AuthorizationError>;

    /// `CreateToken` with a refresh token.
    async fn create_token_with_refresh_token(
        &self,
        portal: &Portal,
        registration: &ClientRegistration,
        refresh_token: &RefreshToken,
    ) -> Result<Token, AuthorizationError>;
}
