//! CreateToken: the three grants and what each must prove. Must not know what a token is used for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::clients;
use super::register::DEVICE_GRANT;
use crate::clock::EpochTime;
use crate::errors::oidc::OidcError;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::settings::RefreshTokenMode;
use crate::state::{AccessTokenRecord, DeviceGrantStatus, EmulatorState, RefreshTokenRecord};

/// Lifetime of access tokens in seconds: for clients with a scope, which also get refresh tokens, and for others.
const SCOPED_TTL: u64 = 3_600;
const UNSCOPED_TTL: u64 = 28_800;
/// The AWS CLI polls once before and once right after it shows the code.
const FREE_POLLS: u32 = 2;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateTokenRequest {
    client_id: Option<String>,
    client_secret: Option<String>,
    grant_type: Option<String>,
    device_code: Option<String>,
    code: Option<String>,
    refresh_token: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

/// The grant that a CreateToken body names, for counters and request log.
pub(super) fn grant_type(request: &ApiRequest) -> Option<String> {
    let body: CreateTokenRequest = request.json().ok()?;
    let name = match body.grant_type.as_deref() {
        Some("authorization_code") => "authorization_code",
        Some("refresh_token") => "refresh_token",
        Some(DEVICE_GRANT) => "device_code",
        Some(_) | None => return None,
    };
    Some(name.to_owned())
}

pub(super) fn create(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let body: CreateTokenRequest = request
        .json()
        .map_err(|_| OidcError::INVALID_REQUEST.response("Invalid request body"))?;
    let client_id = required(body.client_id.clone())?;
    let secret = required(body.client_secret.clone())?;
    let grant = required(body.grant_type.clone())?;
    let client = clients::authenticate(state, &client_id, &secret)?;
    let (grants, has_scopes) = (client.grants, !client.scopes.is_empty());
    match grant.as_str() {
        "authorization_code" => {
            permit(grants.authorization_code)?;
            exchange_code(state, &client_id, has_scopes, body)
        }
        "refresh_token" => {
            permit(grants.refresh_token)?;
            refresh(state, &client_id, body)
        }
        DEVICE_GRANT => {
            permit(grants.device_code)?;
            exchange_device_code(state, &client_id, has_scopes, body)
        }
        _ => Err(OidcError::UNSUPPORTED_GRANT_TYPE.response("Unsupported grant type")),
    }
}

fn required(member: Option<String>) -> Result<String, ApiResponse> {
    member
        .filter(|text| !text.is_empty())
        .ok_or_else(|| OidcError::INVALID_REQUEST.response("Missing a required member"))
}

fn permit(is_allowed: bool) -> Result<(), ApiResponse> {
    if is_allowed {
        return Ok(());
    }
    Err(OidcError::UNAUTHORIZED_CLIENT.response("Client is not authorized to use this grant"))
}

/// A code is invalid after the first attempt of its client, successful or not.
fn exchange_code(
    state: &mut EmulatorState,
    client_id: &str,
    has_scopes: bool,
    body: CreateTokenRequest,
) -> HandlerResult {
    let code = required(body.code)?;
    let verifier = required(body.code_verifier)?;
    let redirect_uri = required(body.redirect_uri)?;
    let invalid = || OidcError::INVALID_GRANT.response("Invalid grant provided");
    let codes = &mut state.records.authorization_codes;
    if codes
        .get(&code)
        .is_none_or(|code| code.request.client_id != client_id)
    {
        return Err(invalid());
    }
    let code = codes.remove(&code).ok_or_else(invalid)?;
    if code.expires_at <= state.now() || code.request.redirect_uri != redirect_uri {
        return Err(invalid());
    }
    if !is_verifier(&verifier) || challenge(&verifier) != code.request.challenge {
        return Err(invalid());
    }
    let sign_in = state.begin_sign_in(code.user);
    Ok(first_tokens(state, sign_in, client_id, has_scopes))
}

fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

fn exchange_device_code(
    state: &mut EmulatorState,
    client_id: &str,
    has_scopes: bool,
    body: CreateTokenRequest,
) -> HandlerResult {
    let device_code = required(body.device_code)?;
    let (now, lenient) = (state.now(), state.settings.lenient_polling);
    let grant = state
        .records
        .device_grants
        .get_mut(&device_code)
        .filter(|grant| grant.client_id == client_id)
        .ok_or_else(|| OidcError::INVALID_GRANT.response("Invalid device code provided"))?;
    if grant.status == DeviceGrantStatus::Exchanged {
        return Err(OidcError::INVALID_GRANT.response("Invalid device code provided"));
    }
    if grant.expires_at <= now {
        return Err(OidcError::EXPIRED_TOKEN.response("Device code has expired"));
    }
    grant.polls += 1;
    let waited = now.millis_since(grant.last_poll);
    grant.last_poll = now;
    match grant.status.clone() {
        DeviceGrantStatus::Allowed { user } => {
            grant.status = DeviceGrantStatus::Exchanged;
            let sign_in = state.begin_sign_in(user);
            Ok(first_tokens(state, sign_in, client_id, has_scopes))
        }
        DeviceGrantStatus::Denied => Err(OidcError::ACCESS_DENIED.response("User denied the request")),
        DeviceGrantStatus::Exchanged => {
            Err(OidcError::INVALID_GRANT.response("Invalid device code provided"))
        }
        DeviceGrantStatus::Pending => {
            let interval = i64::try_from(grant.interval)
                .unwrap_or(i64::MAX)
                .saturating_mul(1000);
            // A tenth of a second is tolerated: timers on the way are not exact.
            if !lenient && grant.polls > FREE_POLLS && waited.saturating_add(100) < interval {
                grant.interval += 5;
                return Err(OidcError::SLOW_DOWN.response("Slow down"));
            }
            Err(OidcError::AUTHORIZATION_PENDING.response("Authorization is still pending"))
        }
    }
}

fn refresh(state: &mut EmulatorState, client_id: &str, body: CreateTokenRequest) -> HandlerResult {
    let token = required(body.refresh_token)?;
    let invalid = || OidcError::INVALID_GRANT.response("Invalid refresh token provided");
    let now = state.now();
    let sign_in = state
        .records
        .refresh_tokens
        .get(&token)
        .filter(|record| record.client_id == client_id && record.expires_at > now)
        .map(|record| record.sign_in)
        .filter(|sign_in| state.sign_in(*sign_in).is_some())
        .ok_or_else(invalid)?;
    state.end_grace_period(&token);
    let grace = (state.settings.refresh == RefreshTokenMode::RotateWithGrace).then(|| token.clone());
    let (access, expires_in) = access_token(state, sign_in, client_id, SCOPED_TTL, grace.clone());
    let refresh = match state.settings.refresh {
        RefreshTokenMode::Rotate => {
            state.records.refresh_tokens.remove(&token);
            json!(refresh_token(state, sign_in, client_id, None))
        }
        RefreshTokenMode::RotateWithGrace => json!(refresh_token(state, sign_in, client_id, grace)),
        RefreshTokenMode::Keep => json!(token),
        RefreshTokenMode::Omit | RefreshTokenMode::Never => Value::Null,
    };
    Ok(tokens(&access, expires_in, refresh))
}

/// Only a registration with a scope gets a refresh token; the others get one long-lived access token.
fn first_tokens(state: &mut EmulatorState, sign_in: u64, client_id: &str, has_scopes: bool) -> ApiResponse {
    let ttl = if has_scopes { SCOPED_TTL } else { UNSCOPED_TTL };
    let (access, expires_in) = access_token(state, sign_in, client_id, ttl, None);
    let refresh = if has_scopes && state.settings.refresh != RefreshTokenMode::Never {
        json!(refresh_token(state, sign_in, client_id, None))
    } else {
        Value::Null
    };
    tokens(&access, expires_in, refresh)
}

/// An access token never outlives the portal sign-in.
fn access_token(
    state: &mut EmulatorState,
    sign_in: u64,
    client_id: &str,
    default_ttl: u64,
    exchanged: Option<String>,
) -> (String, u64) {
    let now = state.now();
    let ttl = state.settings.token_ttl.unwrap_or(default_ttl);
    let expires_at = now.after_seconds(ttl).min(sign_in_expiry(state, sign_in));
    let token = state.secrets.access_token().to_string();
    let record = AccessTokenRecord {
        sign_in,
        has_account_access: clients::has_account_access(state, client_id),
        scopes: clients::scopes(state, client_id),
        expires_at,
        exchanged,
    };
    state.records.access_tokens.insert(token.clone(), record);
    (token, now.seconds_until(expires_at))
}

fn refresh_token(
    state: &mut EmulatorState,
    sign_in: u64,
    client_id: &str,
    exchanged: Option<String>,
) -> String {
    let token = state.secrets.refresh_token().to_string();
    let record = RefreshTokenRecord {
        sign_in,
        client_id: client_id.to_owned(),
        expires_at: sign_in_expiry(state, sign_in),
        exchanged,
    };
    state.records.refresh_tokens.insert(token.clone(), record);
    token
}

fn sign_in_expiry(state: &EmulatorState, id: u64) -> EpochTime {
    let sign_in = state.records.sign_ins.get(&id);
    sign_in.map_or(EpochTime::PAST, |sign_in| sign_in.expires_at)
}

fn tokens(access: &str, expires_in: u64, refresh: Value) -> ApiResponse {
    ApiResponse::ok(json!({
        "accessToken": access,
        "tokenType": "Bearer",
        "expiresIn": expires_in,
        "refreshToken": refresh,
        "idToken": null,
    }))
}

#[cfg(test)]
mod tests {
    //! The published PKCE vector.

    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(is_verifier(verifier));
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(!is_verifier("short"));
        assert!(!is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&"ä".repeat(30)));
    }
}
