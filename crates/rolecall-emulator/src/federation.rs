//! Console federation: getSigninToken and login. Must not know what the console shows.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::console;
use crate::errors::{Api, SIGN_IN_REFUSED};
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::{ConsoleSignInRecord, CredentialsRecord, EmulatorState, SigninTokenRecord};

const API: Api = Api::Federation;
const SIGNIN_TOKEN_TTL_SECONDS: u64 = 15 * 60;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(Api::Page, "Login", &[Route::action("/federation", "login")], login),
    ApiOperation::new(API, "GetSigninToken", &[Route::any_method("/federation")], get_signin_token),
];

/// The `Session` parameter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FederationCredentials {
    session_id: String,
    session_key: String,
    session_token: String,
}

fn rejected(reason: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, SIGN_IN_REFUSED, reason)
}

fn get_signin_token(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    if request.parameter("Action").as_deref() != Some("getSigninToken") {
        return Err(rejected("The request is syntactically incorrect."));
    }
    let credentials = valid_credentials(state, request).ok_or_else(|| API.unauthorized())?;
    let now = state.now();
    let console_expires_at = match request.parameter("SessionDuration") {
        None => credentials.expires_at,
        // A chained session cannot be made longer than it is.
        Some(_) if credentials.session.is_chained => {
            return Err(rejected("SessionDuration is not for role chaining."));
        }
        Some(text) => text
            .parse()
            .ok()
            .filter(|seconds| (900..=43_200).contains(seconds))
            .map(|seconds| now.after_seconds(seconds))
            .ok_or_else(|| rejected("SessionDuration is out of range."))?,
    };
    let token = state.secrets.signin_token();
    let record = SigninTokenRecord {
        assumed: credentials.assumed,
        expires_at: now.after_seconds(SIGNIN_TOKEN_TTL_SECONDS),
        console_expires_at,
    };
    state.records.signin_tokens.insert(token.to_string(), record);
    Ok(ApiResponse::ok(json!({"SigninToken": &*token})).with_header("cache-control", "no-store"))
}

/// The credentials in the `Session` parameter, if they were issued here and have not expired.
fn valid_credentials(state: &EmulatorState, request: &ApiRequest) -> Option<CredentialsRecord> {
    let credentials: FederationCredentials = serde_json::from_str(&request.parameter("Session")?).ok()?;
    let record = state.records.credentials.get(&credentials.session_id)?;
    let is_valid = *record.secret == *credentials.session_key
        && *record.session_token == *credentials.session_token
        && record.expires_at > state.now();
    is_valid.then(|| record.clone())
}

fn login(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let landing = request
        .parameter("Destination")
        .and_then(|text| landing(state, &text))
        .ok_or_else(|| rejected("Destination is not an address of this console."))?;
    let token = request.parameter("SigninToken").unwrap_or_default();
    let token = state
        .records
        .signin_tokens
        .remove(&token)
        .ok_or_else(|| rejected("The sign-in token is unknown or was already used."))?;
    let now = state.now();
    if token.expires_at <= now || token.console_expires_at <= now {
        return Err(rejected("The sign-in token has expired."));
    }
    let cookie = state.secrets.console_cookie();
    let header = format!(
        "{}={cookie}; Path=/console/; HttpOnly; SameSite=Lax",
        console::COOKIE
    );
    let sign_in = ConsoleSignInRecord {
        assumed: token.assumed,
        expires_at: token.console_expires_at,
    };
    state.records.console_sign_ins.insert(cookie.to_string(), sign_in);
    Ok(ApiResponse::redirect(&landing).with_header("set-cookie", header))
}

/// The address in the emulator's console for a console address; none for an address of anything else.
fn landing(state: &EmulatorState, destination: &str) -> Option<String> {
    let url = Url::parse(destination).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let own_console = destination.starts_with(&format!("{}/console/", state.url));
    let real_console = url.scheme() == "https"
        && url.port().is_none()
        && url
            .host_str()
            .is_some_and(|host| state.partition.is_console_host(host));
    let path = if own_console {
        url.path().strip_prefix("/console")?
    } else if real_console {
        url.path()
    } else {
        return None;
    };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url
        .fragment()
        .map(|fragment| format!("#{fragment}"))
        .unwrap_or_default();
    let region_host = url
        .host_str()
        .and_then(|host| host.split_once(".console"))
        .map(|(region, _)| region);
    // The region is in the host name only, and the page has to show it.
    let query = match region_host {
        Some(region) if query.is_empty() && real_console => format!("?region={region}"),
        Some(_) | None => query,
    };
    Some(format!("{}/console{path}{query}{fragment}", state.url))
}
