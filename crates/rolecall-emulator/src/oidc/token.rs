//! CreateToken: the three grants and what each must prove. Must not know what a token opens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{OidcError, client};
use crate::answer::Answer;
use crate::call::Call;
use crate::clock::Moment;
use crate::settings::Refresh;
use crate::state::{AccessToken, DeviceAnswer, Grants, RefreshToken, State};

const REFRESHABLE_LIVES: u64 = 3_600;
const LEGACY_LIVES: u64 = 28_800;
/// The AWS CLI polls once before and once right after it shows the code.
const FREE_POLLS: u32 = 2;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_id: Option<String>,
    client_secret: Option<String>,
    grant_type: Option<String>,
    device_code: Option<String>,
    code: Option<String>,
    refresh_token: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

/// The grant that a CreateToken body names, for the counters.
pub(crate) fn grant_named(call: &Call) -> Option<&'static str> {
    let request: Request = call.json().ok()?;
    match request.grant_type.as_deref() {
        Some("authorization_code") => Some("authorization_code"),
        Some("refresh_token") => Some("refresh_token"),
        Some("urn:ietf:params:oauth:grant-type:device_code") => Some("device_code"),
        Some(_) | None => None,
    }
}

pub(crate) fn create_token(state: &mut State, call: &Call) -> Answer {
    exchanged(state, call).unwrap_or_else(|refusal| refusal)
}

fn exchanged(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let request: Request = call
        .json()
        .map_err(|_| OidcError::InvalidRequest.because("Invalid request body"))?;
    let client_id = required(request.client_id.clone())?;
    let secret = required(request.client_secret.clone())?;
    let grant = required(request.grant_type.clone())?;
    let client = client(state, &client_id, &secret)?;
    let (allowed, scoped) = (client.grants, !client.scopes.is_empty());
    match grant.as_str() {
        "authorization_code" => {
            permitted(allowed, |grants| grants.authorization_code)?;
            by_code(state, &client_id, scoped, request)
        }
        "refresh_token" => {
            permitted(allowed, |grants| grants.refresh_token)?;
            by_refresh(state, &client_id, request)
        }
        "urn:ietf:params:oauth:grant-type:device_code" => {
            permitted(allowed, |grants| grants.device_code)?;
            by_device(state, &client_id, scoped, request)
        }
        _ => Err(OidcError::UnsupportedGrantType.because("Unsupported grant type")),
    }
}

fn required(member: Option<String>) -> Result<String, Answer> {
    member
        .filter(|text| !text.is_empty())
        .ok_or_else(|| OidcError::InvalidRequest.because("Missing a required member"))
}

fn permitted(grants: Grants, has: impl Fn(Grants) -> bool) -> Result<(), Answer> {
    if has(grants) {
        return Ok(());
    }
    Err(OidcError::UnauthorizedClient.because("Client is not authorized to use this grant"))
}

/// A code is spent by the first attempt of its client, right or wrong.
fn by_code(state: &mut State, client_id: &str, scoped: bool, request: Request) -> Result<Answer, Answer> {
    let code = required(request.code)?;
    let verifier = required(request.code_verifier)?;
    let redirect_uri = required(request.redirect_uri)?;
    let invalid = || OidcError::InvalidGrant.because("Invalid grant provided");
    let codes = &mut state.remembered.authorization_codes;
    if codes
        .get(&code)
        .is_none_or(|known| known.request.client_id != client_id)
    {
        return Err(invalid());
    }
    let known = codes.remove(&code).ok_or_else(invalid)?;
    if known.expires <= state.now() || known.request.redirect_uri != redirect_uri {
        return Err(invalid());
    }
    if !is_verifier(&verifier) || challenge(&verifier) != known.request.challenge {
        return Err(invalid());
    }
    let sign_in = state.begin_sign_in(known.user);
    Ok(first_tokens(state, sign_in, client_id, scoped))
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

fn by_device(state: &mut State, client_id: &str, scoped: bool, request: Request) -> Result<Answer, Answer> {
    let device_code = required(request.device_code)?;
    let (now, lenient) = (state.now(), state.settings.lenient_polling);
    let authorization = state
        .remembered
        .device_authorizations
        .get_mut(&device_code)
        .filter(|authorization| authorization.client_id == client_id)
        .ok_or_else(|| OidcError::InvalidGrant.because("Invalid device code provided"))?;
    if authorization.answer == DeviceAnswer::Exchanged {
        return Err(OidcError::InvalidGrant.because("Invalid device code provided"));
    }
    if authorization.expires <= now {
        return Err(OidcError::ExpiredToken.because("Device code has expired"));
    }
    authorization.polls += 1;
    let waited = now.millis_since(authorization.last_poll);
    authorization.last_poll = now;
    match authorization.answer.clone() {
        DeviceAnswer::Allowed { user } => {
            authorization.answer = DeviceAnswer::Exchanged;
            let sign_in = state.begin_sign_in(user);
            Ok(first_tokens(state, sign_in, client_id, scoped))
        }
        DeviceAnswer::Denied => Err(OidcError::AccessDenied.because("User denied the request")),
        DeviceAnswer::Exchanged => Err(OidcError::InvalidGrant.because("Invalid device code provided")),
        DeviceAnswer::Pending => {
            let interval = i64::try_from(authorization.interval)
                .unwrap_or(i64::MAX)
                .saturating_mul(1000);
            // A tenth of a second is forgiven: timers on the way are not exact.
            if !lenient && authorization.polls > FREE_POLLS && waited.saturating_add(100) < interval {
                authorization.interval += 5;
                return Err(OidcError::SlowDown.because("Slow down"));
            }
            Err(OidcError::AuthorizationPending.because("Authorization is still pending"))
        }
    }
}

fn by_refresh(state: &mut State, client_id: &str, request: Request) -> Result<Answer, Answer> {
    let token = required(request.refresh_token)?;
    let invalid = || OidcError::InvalidGrant.because("Invalid refresh token provided");
    let now = state.now();
    let sign_in = state
        .remembered
        .refresh_tokens
        .get(&token)
        .filter(|known| known.client_id == client_id && known.expires > now)
        .map(|known| known.sign_in)
        .filter(|sign_in| state.sign_in(*sign_in).is_some())
        .ok_or_else(invalid)?;
    state.end_grace(&token);
    let grace = (state.settings.refresh == Refresh::RotateWithGrace).then(|| token.clone());
    let (access, expires_in) = access_token(state, sign_in, REFRESHABLE_LIVES, grace.clone());
    let refresh = match state.settings.refresh {
        Refresh::Rotate => {
            state.remembered.refresh_tokens.remove(&token);
            json!(refresh_token(state, sign_in, client_id, None))
        }
        Refresh::RotateWithGrace => json!(refresh_token(state, sign_in, client_id, grace)),
        Refresh::Keep => json!(token),
        Refresh::Omit | Refresh::Never => Value::Null,
    };
    Ok(tokens(&access, expires_in, refresh))
}

/// Only a registration with a scope gets a refresh token; the others get one long-lived access token.
fn first_tokens(state: &mut State, sign_in: u64, client_id: &str, scoped: bool) -> Answer {
    let lives = if scoped { REFRESHABLE_LIVES } else { LEGACY_LIVES };
    let (access, expires_in) = access_token(state, sign_in, lives, None);
    let refresh = if scoped && state.settings.refresh != Refresh::Never {
        json!(refresh_token(state, sign_in, client_id, None))
    } else {
        Value::Null
    };
    tokens(&access, expires_in, refresh)
}

/// An access token never outlives the portal sign-in.
fn access_token(state: &mut State, sign_in: u64, usual: u64, from: Option<String>) -> (String, u64) {
    let now = state.now();
    let ends = state
        .remembered
        .sign_ins
        .get(&sign_in)
        .map_or(Moment::PAST, |sign_in| sign_in.ends);
    let lives = state.settings.token_ttl.unwrap_or(usual);
    let expires = now.after_seconds(lives).min(ends);
    let token = state.mint.access_token().to_string();
    let known = AccessToken {
        sign_in,
        expires,
        from,
    };
    state.remembered.access_tokens.insert(token.clone(), known);
    (token, now.seconds_until(expires))
}

fn refresh_token(state: &mut State, sign_in: u64, client_id: &str, from: Option<String>) -> String {
    let ends = state
        .remembered
        .sign_ins
        .get(&sign_in)
        .map_or(Moment::PAST, |sign_in| sign_in.ends);
    let token = state.mint.refresh_token().to_string();
    let known = RefreshToken {
        sign_in,
        client_id: client_id.to_owned(),
        expires: ends,
        from,
    };
    state.remembered.refresh_tokens.insert(token.clone(), known);
    token
}

fn tokens(access: &str, expires_in: u64, refresh: Value) -> Answer {
    Answer::ok(json!({
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
    fn the_challenge_is_the_one_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(is_verifier(verifier));
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(!is_verifier("short"));
        assert!(!is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&"ä".repeat(30)));
    }
}
