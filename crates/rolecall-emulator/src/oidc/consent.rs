//! `POST /consent`: the decision on a consent page, matched once with what it decides on. Must not know what is
//! on the page.

use http::StatusCode;

use super::{authorize, device};
use crate::html;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::{EmulatorState, PendingConsent};

pub(super) fn decide(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let transaction = request.form_value("transaction").unwrap_or_default();
    let is_allowed = match request.form_value("answer").as_deref() {
        Some("allow") => true,
        Some("deny") => false,
        Some(_) | None => return Err(rejected("The answer is neither Allow nor Deny.")),
    };
    let user = request.form_value("user").unwrap_or_default();
    if is_allowed && state.directory.user(&user).is_none() {
        return Err(rejected("No user of that name may sign in here."));
    }
    let (consent, expires_at) = state
        .records
        .pending_consents
        .remove(&transaction)
        .ok_or_else(|| rejected("This page was already submitted, or was never shown."))?;
    if expires_at <= state.now() {
        return Err(rejected("This page has expired."));
    }
    Ok(match consent {
        PendingConsent::Authorize(request) if is_allowed => authorize::allow(state, request, user),
        PendingConsent::Authorize(request) => authorize::deny(state, &request),
        PendingConsent::Device { device_code } => {
            device::decide(state, &device_code, is_allowed.then_some(user))
        }
    })
}

fn rejected(reason: &str) -> ApiResponse {
    html::notice(
        StatusCode::BAD_REQUEST,
        "This request cannot be completed",
        &format!("{reason} Start again from the application."),
    )
}
