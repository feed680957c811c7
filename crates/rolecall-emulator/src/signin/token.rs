//! CreateOAuth2Token: a code or a refresh token becomes credentials and the next refresh token, which is bound to the key of the
//! proof. Must not know how one approved.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::proof::{KeyProof, ProvenRequest};
use super::{API, CLIENTS, identity};
use crate::clock::EpochTime;
use crate::identity_provider::{Jwt, VerificationKey};
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::settings::RefreshTokenMode;
use crate::state::{ConsoleIdentity, EmulatorState, LoginSessionRecord};

/// In seconds: the longest that credentials last.
const MAX_CREDENTIALS_TTL: u64 = 900;
/// In seconds: how long a sign-in can be renewed.
const LOGIN_TTL: u64 = 43_200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateOAuth2TokenRequest {
    client_id: Option<String>,
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
}

/// The grant that a request names, for counters and request log.
pub(super) fn grant_type(request: &ApiRequest) -> Option<String> {
    let body: CreateOAuth2TokenRequest = request.json().ok()?;
    let known = ["authorization_code", "refresh_token"];
    body.grant_type.filter(|grant| known.contains(&grant.as_str()))
}

pub(super) fn create(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let body: CreateOAuth2TokenRequest = request.json().map_err(|_| invalid("Invalid request body"))?;
    let client_id = required(body.client_id.as_ref())?;
    if !CLIENTS.contains(&client_id) {
        return Err(invalid("Invalid client"));
    }
    let key = proven_key(state, request)?;
    match required(body.grant_type.as_ref())? {
        "authorization_code" => exchange_code(state, client_id, key, &body),
        "refresh_token" => refresh(state, client_id, &key, &body),
        _ => Err(invalid("Unsupported grant type")),
    }
}

fn invalid(message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, "ValidationException", message)
}

/// AWS names the reason; its code stands for an `AccessDeniedException`.
fn denied(reason: &str, message: &str) -> ApiResponse {
    API.error(StatusCode::FORBIDDEN, reason, message)
}

fn required(member: Option<&String>) -> Result<&str, ApiResponse> {
    let text = member.map(String::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| invalid("Missing a required member"))
}

/// The key whose proof comes with the request. A proof is accepted once.
fn proven_key(state: &mut EmulatorState, request: &ApiRequest) -> Result<VerificationKey, ApiResponse> {
    let proof = request
        .header("dpop")
        .ok_or_else(|| invalid("Missing DPoP proof"))?;
    let host = request.header("host").unwrap_or_default();
    let now = state.now().epoch_seconds();
    let check = |scheme: &str| {
        let url = format!("{scheme}://{host}{}", request.path);
        KeyProof::check(proof, &ProvenRequest { url: &url, now })
    };
    let proof = check("http").or_else(|_| check("https"));
    let proof = proof.map_err(|reason| invalid(&format!("Invalid DPoP proof: {reason}")))?;
    if !state.records.used_proofs.insert(proof.id) {
        return Err(invalid("Invalid DPoP proof: used before"));
    }
    Ok(proof.key)
}

/// A code is invalid after the first attempt, successful or not.
fn exchange_code(
    state: &mut EmulatorState,
    client_id: &str,
    key: VerificationKey,
    body: &CreateOAuth2TokenRequest,
) -> HandlerResult {
    let code = required(body.code.as_ref())?;
    let verifier = required(body.code_verifier.as_ref())?;
    let redirect_uri = required(body.redirect_uri.as_ref())?;
    let record = state.records.login_codes.remove(code);
    let record = record.ok_or_else(|| invalid("Invalid authorization code"))?;
    if record.expires_at <= state.now() {
        return Err(denied("AUTHCODE_EXPIRED", "The authorization code has expired"));
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let is_same_request = record.request.client_id == client_id
        && record.request.redirect_uri == redirect_uri
        && record.request.challenge == challenge;
    if !is_same_request {
        return Err(invalid("Invalid authorization code"));
    }
    let session = LoginSessionRecord {
        client_id: client_id.to_owned(),
        identity: record.identity,
        key,
        expires_at: state.now().after_seconds(LOGIN_TTL),
    };
    let id_token = id_token(state, client_id, &session.identity)?;
    let refresh_token = state.secrets.refresh_token().to_string();
    Ok(tokens(state, session, refresh_token, Some(id_token)))
}

fn refresh(
    state: &mut EmulatorState,
    client_id: &str,
    key: &VerificationKey,
    body: &CreateOAuth2TokenRequest,
) -> HandlerResult {
    let token = required(body.refresh_token.as_ref())?;
    let expired = || denied("TOKEN_EXPIRED", "The refresh token has expired");
    let session = state.records.login_sessions.get(token).cloned();
    let session = session.ok_or_else(expired)?;
    if session.client_id != client_id || session.key != *key {
        return Err(invalid("The refresh token is bound to another key"));
    }
    if session.expires_at <= state.now() || identity::arn(state, &session.identity).is_none() {
        return Err(expired());
    }
    let next = match state.settings.refresh {
        RefreshTokenMode::Rotate | RefreshTokenMode::RotateWithGrace => {
            state.records.login_sessions.remove(token);
            state.secrets.refresh_token().to_string()
        }
        // AWS Sign-In always returns one.
        RefreshTokenMode::Keep | RefreshTokenMode::Omit | RefreshTokenMode::Never => token.to_owned(),
    };
    Ok(tokens(state, session, next, None))
}

fn id_token(
    state: &EmulatorState,
    client_id: &str,
    identity: &ConsoleIdentity,
) -> Result<String, ApiResponse> {
    let now = state.now();
    let claims = json!({
        "iss": state.url,
        "sub": identity::arn(state, identity),
        "aud": client_id,
        "iat": now.epoch_seconds(),
        "exp": now.after_seconds(MAX_CREDENTIALS_TTL).epoch_seconds(),
    });
    let signed = state.own_key.as_ref().and_then(|key| Jwt::signed(&claims, key));
    signed.ok_or_else(|| {
        API.error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerException",
            "No key to sign with",
        )
    })
}

fn tokens(
    state: &mut EmulatorState,
    session: LoginSessionRecord,
    refresh_token: String,
    id_token: Option<String>,
) -> ApiResponse {
    let ttl = state.settings.credentials_ttl.unwrap_or(MAX_CREDENTIALS_TTL);
    let now = state.now();
    let expires_at = now
        .after_seconds(ttl.min(MAX_CREDENTIALS_TTL))
        .min(session.expires_at);
    let access_token = identity::issue(state, &session.identity, expires_at);
    let response = response(now, expires_at, access_token, &refresh_token, id_token);
    state.records.login_sessions.insert(refresh_token, session);
    response
}

fn response(
    now: EpochTime,
    expires_at: EpochTime,
    access_token: Value,
    refresh_token: &str,
    id_token: Option<String>,
) -> ApiResponse {
    let mut body = json!({
        "accessToken": access_token,
        "tokenType": "aws_sigv4",
        "expiresIn": now.seconds_until(expires_at),
        "refreshToken": refresh_token,
    });
    if let (Some(id_token), Some(members)) = (id_token, body.as_object_mut()) {
        members.insert("idToken".to_owned(), json!(id_token));
    }
    ApiResponse::ok(body)
}
