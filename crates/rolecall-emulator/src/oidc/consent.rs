//! What happens when somebody presses Allow or Deny: the page that was shown is matched with its pending
//! request, once. Must not know what is on the page.

use http::StatusCode;

use super::{authorize, device};
use crate::answer::Answer;
use crate::call::Call;
use crate::clock::Moment;
use crate::pages;
use crate::state::{Consenting, State};

const PAGE_LIVES: u64 = 900;

pub(crate) fn remember(state: &mut State, transaction: String, waiting: Consenting) {
    let expires: Moment = state.now().after_seconds(PAGE_LIVES);
    state
        .remembered
        .consenting
        .insert(transaction, (waiting, expires));
}

pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    let transaction = call.form_value("transaction").unwrap_or_default();
    let allowed = match call.form_value("answer").as_deref() {
        Some("allow") => true,
        Some("deny") => false,
        Some(_) | None => return refused("The answer is neither Allow nor Deny."),
    };
    let user = call.form_value("user").unwrap_or_default();
    if allowed && state.directory.user(&user).is_none() {
        return refused("Nobody of that name may sign in here.");
    }
    let Some((waiting, expires)) = state.remembered.consenting.remove(&transaction) else {
        return refused("This page has been answered already, or was never shown.");
    };
    if expires <= state.now() {
        return refused("This page was open for too long.");
    }
    match (waiting, allowed) {
        (Consenting::Authorize(request), true) => authorize::allow(state, request, user),
        (Consenting::Authorize(request), false) => authorize::deny(&request),
        (Consenting::Device { device_code }, true) => device::answer(state, &device_code, Some(user)),
        (Consenting::Device { device_code }, false) => device::answer(state, &device_code, None),
    }
}

fn refused(reason: &str) -> Answer {
    pages::notice(
        StatusCode::BAD_REQUEST,
        "This cannot be answered",
        &format!("{reason} Start again from the application."),
    )
}
