//! Console federation: getSigninToken and login. Must not know what the console shows.

use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::answer::Answer;
use crate::call::Call;
use crate::console;
use crate::pages;
use crate::state::{ConsoleSignIn, Credentials, SigninToken, State};

const TOKEN_LIVES: Duration = Duration::from_mins(15);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    session_id: String,
    session_key: String,
    session_token: String,
}

/// Any failure here is HTTP 400 with a page, never JSON: that is all that callers may rely on.
pub(crate) fn failure(reason: &str) -> Answer {
    pages::notice(StatusCode::BAD_REQUEST, "Sign-in request refused", reason)
}

pub(crate) fn get_signin_token(state: &mut State, call: &Call) -> Answer {
    if call.parameter("Action").as_deref() != Some("getSigninToken") {
        return failure("The request is syntactically incorrect.");
    }
    let Some(known) = presented(state, call) else {
        return failure("Invalid credentials parameter.");
    };
    let now = state.now();
    let console_ends = match call.parameter("SessionDuration") {
        None => known.expires,
        Some(text) => match text
            .parse()
            .ok()
            .filter(|seconds| (900..=43_200).contains(seconds))
        {
            Some(seconds) => now.after_seconds(seconds),
            None => return failure("SessionDuration is out of range."),
        },
    };
    let token = state.mint.signin_token();
    let expires = now.after_seconds(TOKEN_LIVES.as_secs());
    let kept = SigninToken {
        caller: known.caller,
        expires,
        console_ends,
    };
    state.remembered.signin_tokens.insert(token.to_string(), kept);
    Answer::ok(json!({"SigninToken": &*token})).with("cache-control", "no-store")
}

/// The credentials in the `Session` parameter, if they are ones that were issued and are good now.
fn presented(state: &State, call: &Call) -> Option<Credentials> {
    let keys: Keys = serde_json::from_str(&call.parameter("Session")?).ok()?;
    let known = state.remembered.credentials.get(&keys.session_id)?;
    let right = *known.secret == *keys.session_key
        && *known.session_token == *keys.session_token
        && known.expires > state.now();
    right.then(|| known.clone())
}

pub(crate) fn login(state: &mut State, call: &Call) -> Answer {
    let Some(landing) = call
        .parameter("Destination")
        .and_then(|text| landing(state, &text))
    else {
        return failure("Destination is not an address of this console.");
    };
    let token = call.parameter("SigninToken").unwrap_or_default();
    let Some(known) = state.remembered.signin_tokens.remove(&token) else {
        return failure("The sign-in token is not known, or was used already.");
    };
    let now = state.now();
    if known.expires <= now || known.console_ends <= now {
        return failure("The sign-in token has expired.");
    }
    let cookie = state.mint.console_cookie();
    let header = format!(
        "{}={cookie}; Path=/console/; HttpOnly; SameSite=Lax",
        console::COOKIE
    );
    let signed_in = ConsoleSignIn {
        caller: known.caller,
        ends: known.console_ends,
    };
    state
        .remembered
        .console_sign_ins
        .insert(cookie.to_string(), signed_in);
    Answer::redirect(&landing).with("set-cookie", header)
}

/// Where in the emulator's console a console address lands; none for an address that is not one.
fn landing(state: &State, destination: &str) -> Option<String> {
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
    // The region in the host's name would be lost here, and the page has to show it.
    let query = match region_host {
        Some(region) if query.is_empty() && real_console => format!("?region={region}"),
        Some(_) | None => query,
    };
    Some(format!("{}/console{path}{query}{fragment}", state.url))
}
