//! The device grant: StartDeviceAuthorization, the page on which its user code is confirmed, and the answer.
//! Must not know how the device code is exchanged.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{OidcError, client, consent, is_own_portal};
use crate::answer::Answer;
use crate::call::Call;
use crate::clock::Moment;
use crate::issued;
use crate::pages;
use crate::settings::{Consent, DevicePage};
use crate::state::{Consenting, DeviceAnswer, DeviceAuthorization, State};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_id: Option<String>,
    client_secret: Option<String>,
    start_url: Option<String>,
}

pub(crate) fn start_device_authorization(state: &mut State, call: &Call) -> Answer {
    match checked(state, call) {
        Ok(client_id) => started(state, client_id),
        Err(refusal) => refusal,
    }
}

fn checked(state: &State, call: &Call) -> Result<String, Answer> {
    let request: Request = call
        .json()
        .map_err(|_| OidcError::InvalidRequest.because("Invalid request body"))?;
    let (Some(id), Some(secret), Some(start_url)) =
        (request.client_id, request.client_secret, request.start_url)
    else {
        return Err(OidcError::InvalidRequest.because("Missing a required member"));
    };
    if !client(state, &id, &secret)?.grants.device_code {
        return Err(OidcError::UnauthorizedClient.because("Client is not authorized to use this grant"));
    }
    if !is_own_portal(state, &start_url) {
        return Err(OidcError::InvalidRequest.because("Invalid start url provided"));
    }
    Ok(id)
}

fn started(state: &mut State, client_id: String) -> Answer {
    let device_code = state.mint.device_code();
    let user_code = issued::user_code();
    let page_handle = issued::transaction_id();
    let url = &state.url;
    let (page, complete) = match state.settings.device_page {
        DevicePage::Query => (
            format!("{url}/device"),
            format!("{url}/device?user_code={user_code}"),
        ),
        DevicePage::Fragment => (
            format!("{url}/start/#/device"),
            format!("{url}/start/#/device?user_code={user_code}"),
        ),
        DevicePage::Opaque => {
            let page = format!("{url}/platform/authorize?request_uri={page_handle}");
            (page.clone(), page)
        }
    };
    let answer = match state.settings.consent {
        Consent::Auto => DeviceAnswer::Allowed {
            user: state.auto_user(),
        },
        Consent::Page => DeviceAnswer::Pending,
    };
    let authorization = DeviceAuthorization {
        client_id,
        user_code: user_code.clone(),
        page_handle,
        answer,
        interval: state.settings.device_interval,
        polls: 0,
        last_poll: Moment::PAST,
        expires: state.now().after_seconds(state.settings.device_ttl),
    };
    state
        .remembered
        .device_authorizations
        .insert(device_code.to_string(), authorization);
    Answer::ok(json!({
        "deviceCode": &*device_code,
        "userCode": user_code,
        "verificationUri": page,
        "verificationUriComplete": complete,
        "expiresIn": state.settings.device_ttl,
        "interval": state.settings.device_interval,
    }))
}

/// The page of a device authorization; without a code in the address, a form to type it into.
pub(crate) fn page(state: &mut State, call: &Call) -> Answer {
    let (handle, typed) = (call.query_value("request_uri"), call.query_value("user_code"));
    if handle.is_none() && typed.is_none() {
        return pages::consent::code_entry(StatusCode::OK, None);
    }
    let now = state.now();
    let found = state
        .remembered
        .device_authorizations
        .iter()
        .find(|(_, authorization)| {
            let named = handle.as_deref().map_or_else(
                || {
                    typed
                        .as_deref()
                        .is_some_and(|typed| same_code(typed, &authorization.user_code))
                },
                |handle| authorization.page_handle == handle,
            );
            named && authorization.expires > now && authorization.answer == DeviceAnswer::Pending
        });
    let Some((device_code, authorization)) = found else {
        return pages::consent::code_entry(
            StatusCode::BAD_REQUEST,
            Some("This code is not known, has expired or was used already."),
        );
    };
    let device_code = device_code.clone();
    let client = state.remembered.registrations.get(&authorization.client_id);
    let client_name = client.map(|client| client.name.clone()).unwrap_or_default();
    let transaction = issued::transaction_id();
    let page = pages::consent::device(state, &transaction, &client_name, &authorization.user_code);
    consent::remember(state, transaction, Consenting::Device { device_code });
    page
}

/// People type codes in lower case, and leave out the hyphen.
pub(crate) fn same_code(typed: &str, code: &str) -> bool {
    fn letters(text: &str) -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_uppercase())
            .collect()
    }
    letters(typed) == letters(code)
}

/// Writes the user's answer down; nobody means denied.
pub(crate) fn answer(state: &mut State, device_code: &str, user: Option<String>) -> Answer {
    let now = state.now();
    let pending = state
        .remembered
        .device_authorizations
        .get_mut(device_code)
        .filter(|authorization| authorization.expires > now && authorization.answer == DeviceAnswer::Pending);
    let Some(authorization) = pending else {
        return pages::notice(
            StatusCode::BAD_REQUEST,
            "This request has expired",
            "Start again from the application.",
        );
    };
    if let Some(user) = user {
        authorization.answer = DeviceAnswer::Allowed { user };
        return pages::notice(
            StatusCode::OK,
            "Request approved",
            "You can close this page and go back to the application.",
        );
    }
    authorization.answer = DeviceAnswer::Denied;
    pages::notice(
        StatusCode::OK,
        "Request denied",
        "Nothing was allowed. You can close this page.",
    )
}
