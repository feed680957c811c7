//! `POST /v1/consent`: the decision on the page, matched once with what it decides on. Must not know what is on the page.

use http::StatusCode;

use super::authorize;
use crate::html::notice;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

pub(super) fn decide(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let value = |name: &str| request.form_value(name).unwrap_or_default();
    let is_allowed = match value("answer").as_str() {
        "allow" => true,
        "deny" => false,
        _ => return Err(rejected("The answer is neither Allow nor Deny.")),
    };
    let user = value("user");
    if is_allowed && state.directory.user(&user).is_none() {
        return Err(rejected("No user of that name may sign in here."));
    }
    let now = state.now();
    let pending = state.records.pending_logins.remove(&value("transaction"));
    let (login, expires_at) =
        pending.ok_or_else(|| rejected("This page was already submitted, or was never shown."))?;
    if expires_at <= now {
        return Err(rejected("This page has expired."));
    }
    if is_allowed {
        authorize::allow(state, login, &user)
    } else {
        Ok(authorize::deny(&login))
    }
}

fn rejected(reason: &str) -> ApiResponse {
    let text = format!("{reason} Start again from the application.");
    notice(StatusCode::BAD_REQUEST, "This request cannot be completed", &text)
}
