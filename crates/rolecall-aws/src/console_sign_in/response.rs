//! What AWS Sign-In answers: credentials and a refresh token, or why not.

use crate::request_error::RequestError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{ConsoleSignInError, ConsoleTokens};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::secret::{RefreshToken, SecretAccessKey, SessionToken};
use serde::Deserialize;
use std::time::Duration;

/// In seconds: AWS gives a quarter of an hour; what lasts for days is no answer of AWS.
const MAX_LIFETIME: u64 = 86_400;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenResponse {
    access_token: SigninCredentials,
    token_type: String,
    expires_in: u64,
    refresh_token: String,
    #[serde(default)]
    id_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SigninCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
}

#[derive(Deserialize)]
struct IdTokenClaims {
    sub: String,
}

/// Reads the tokens that were issued at `now`.
pub(super) fn tokens(body: &[u8], now: Timestamp) -> Result<ConsoleTokens, RequestError> {
    const INVALID: RequestError = RequestError::InvalidResponse("the response is not that of AWS Sign-In");
    let response: CreateTokenResponse = serde_json::from_slice(body).map_err(|_| INVALID)?;
    let issued = response.access_token;
    let texts = [
        &issued.access_key_id,
        &issued.secret_access_key,
        &issued.session_token,
        &response.refresh_token,
    ];
    if response.token_type != "aws_sigv4" || texts.into_iter().any(String::is_empty) {
        return Err(INVALID);
    }
    let lifetime = Some(response.expires_in).filter(|seconds| (1..=MAX_LIFETIME).contains(seconds));
    let lifetime = Duration::from_secs(lifetime.ok_or(INVALID)?);
    Ok(ConsoleTokens {
        credentials: RoleCredentials {
            access_key_id: issued.access_key_id,
            secret_access_key: SecretAccessKey::from_exposed(issued.secret_access_key),
            session_token: SessionToken::from_exposed(issued.session_token),
            expires_at: now.checked_add(lifetime).map_err(|_| INVALID)?,
            obtained_at: None,
            source_identity: None,
            user: None,
        },
        refresh_token: RefreshToken::from_exposed(response.refresh_token),
        login_session: response.id_token.as_deref().and_then(subject),
    })
}

/// Returns `sub` of an ID token. Its signature says nothing that the connection to AWS did not say (OpenID Connect Core, 3.1.3.7).
fn subject(id_token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1)?).ok()?;
    let claims: IdTokenClaims = serde_json::from_slice(&claims).ok()?;
    Some(claims.sub)
}

/// The field `error` says what an `AccessDeniedException` means. A 4xx without a name comes from a proxy in between.
pub(super) fn error(error: RequestError) -> ConsoleSignInError {
    let response = match error {
        RequestError::Blocked(cause) => return ConsoleSignInError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            return ConsoleSignInError::Unreachable { detail };
        }
        RequestError::InvalidResponse(detail) => {
            let detail = detail.to_owned();
            return ConsoleSignInError::Unexpected { detail };
        }
        RequestError::ErrorResponse(response) => response,
    };
    if response.is_server_error() {
        let detail = response.summary();
        return ConsoleSignInError::Unreachable { detail };
    }
    match response.oauth_error.as_deref() {
        Some("TOKEN_EXPIRED" | "AUTHCODE_EXPIRED") => return ConsoleSignInError::Ended,
        Some("USER_CREDENTIALS_CHANGED") => return ConsoleSignInError::CredentialsChanged,
        Some("INSUFFICIENT_PERMISSIONS") => return ConsoleSignInError::NotAllowed,
        Some(_) | None => {}
    }
    let detail = response.summary();
    let is_named = response.code.is_some() || response.oauth_error.is_some();
    match response.status {
        429 => ConsoleSignInError::Throttled {
            retry_in: response.retry_after,
        },
        _ if is_named => ConsoleSignInError::Refused { detail },
        _ => ConsoleSignInError::Unreachable { detail },
    }
}
