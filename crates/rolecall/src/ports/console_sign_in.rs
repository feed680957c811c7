//! The port to AWS Sign-In, whose tokens a sign-in to the console gives.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, DpopKey, RefreshToken};
use std::time::Duration;
use thiserror::Error;

/// Why AWS Sign-In gave no tokens (Sign-In API Reference, `CreateOAuth2Token`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConsoleSignInError {
    /// The code or the refresh token is over: `AUTHCODE_EXPIRED`, `TOKEN_EXPIRED`.
    #[error("the sign-in to the console ended")]
    Ended,
    /// The password of the user, or another of their credentials, was changed: `USER_CREDENTIALS_CHANGED`.
    #[error("the credentials of the user changed")]
    CredentialsChanged,
    /// The user may not sign programs in: `INSUFFICIENT_PERMISSIONS`.
    #[error("the user may not sign programs in")]
    NotAllowed,
    /// AWS throttles.
    #[error("AWS Sign-In throttles")]
    Throttled {
        /// How long AWS asks to wait, where it does.
        retry_in: Option<Duration>,
    },
    /// AWS does not take the request, such as a code that it does not know.
    #[error("AWS Sign-In refuses the request: {detail}")]
    Refused {
        /// The code of the error; no secret.
        detail: String,
    },
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// No answer, or a 5xx.
    #[error("AWS Sign-In cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret.
        detail: String,
    },
    /// An answer that nobody foresaw.
    #[error("unexpected answer from AWS Sign-In: {detail}")]
    Unexpected {
        /// What was unexpected; no secret.
        detail: String,
    },
}

/// What a code or a refresh token is exchanged for.
#[derive(Debug)]
pub struct ConsoleTokens {
    /// Credentials of whoever signed in, for a quarter of an hour.
    pub credentials: RoleCredentials,
    /// What renews them. The one that was exchanged is not used again.
    pub refresh_token: RefreshToken,
    /// Who signed in, from the ID token: with a code alone.
    pub login_session: Option<String>,
}

/// What a code is exchanged with.
#[derive(Clone, Copy, Debug)]
pub struct CodeExchange<'a> {
    /// The code that the browser brought back.
    pub code: &'a AuthorizationCode,
    /// What the browser's page has the challenge of.
    pub verifier: &'a CodeVerifier,
    /// The address that was authorized, with its port.
    pub redirect_uri: &'a str,
}

/// AWS Sign-In (API 2023-01-01). Each request proves that `key` is at hand (RFC 9449), to which the refresh token is bound.
#[async_trait]
pub trait ConsoleSignIn: Send + Sync {
    /// `CreateOAuth2Token` with a code.
    async fn exchange_code(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        exchange: CodeExchange<'_>,
    ) -> Result<ConsoleTokens, ConsoleSignInError>;

    /// `CreateOAuth2Token` with a refresh token.
    async fn refresh(
        &self,
        endpoints: &AwsEndpoints,
        key: &DpopKey,
        refresh_token: &RefreshToken,
    ) -> Result<ConsoleTokens, ConsoleSignInError>;
}
