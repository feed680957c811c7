//! The device grant: StartDeviceAuthorization, the page on which its user code is confirmed, and the decision.
//! Must not know how the device code is exchanged.

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::{clients, consent_page};
use crate::clock::EpochTime;
use crate::errors::oidc::OidcError;
use crate::html;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets;
use crate::settings::{Consent, DevicePage};
use crate::state::{DeviceGrant, DeviceGrantStatus, EmulatorState, PendingConsent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StartDeviceAuthorizationRequest {
    client_id: Option<String>,
    client_secret: Option<String>,
    start_url: Option<String>,
}

pub(super) fn start(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let client_id = check(state, request)?;
    let device_code = state.secrets.device_code();
    let user_code = secrets::user_code();
    let page_handle = secrets::transaction_id();
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
    let status = match state.settings.consent {
        Consent::Auto => DeviceGrantStatus::Allowed {
            user: state.auto_user(),
        },
        Consent::Page => DeviceGrantStatus::Pending,
    };
    let grant = DeviceGrant {
        client_id,
        user_code: user_code.clone(),
        page_handle,
        status,
        interval: state.settings.device_interval,
        polls: 0,
        last_poll: EpochTime::PAST,
        expires_at: state.now().after_seconds(state.settings.device_ttl),
    };
    state.records.device_grants.insert(device_code.to_string(), grant);
    Ok(ApiResponse::ok(json!({
        "deviceCode": &*device_code,
        "userCode": user_code,
        "verificationUri": page,
        "verificationUriComplete": complete,
        "expiresIn": state.settings.device_ttl,
        "interval": state.settings.device_interval,
    })))
}

/// The id of the client, when it may start a device authorization.
fn check(state: &EmulatorState, request: &ApiRequest) -> Result<String, ApiResponse> {
    let body: StartDeviceAuthorizationRequest = request
        .json()
        .map_err(|_| OidcError::INVALID_REQUEST.response("Invalid request body"))?;
    let (Some(id), Some(secret), Some(start_url)) = (body.client_id, body.client_secret, body.start_url)
    else {
        return Err(OidcError::INVALID_REQUEST.response("Missing a required member"));
    };
    if !clients::authenticate(state, &id, &secret)?.grants.device_code {
        return Err(OidcError::UNAUTHORIZED_CLIENT.response("Client is not authorized to use this grant"));
    }
    if !clients::is_own_portal(state, &start_url) {
        return Err(OidcError::INVALID_REQUEST.response("Invalid start url provided"));
    }
    Ok(id)
}

/// The page of a device authorization; without a code in the address, a form to type it into.
pub(super) fn page(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (handle, user_code) = (
        request.query_value("request_uri"),
        request.query_value("user_code"),
    );
    if handle.is_none() && user_code.is_none() {
        return Ok(consent_page::code_entry(StatusCode::OK, None));
    }
    let is_requested = |grant: &DeviceGrant| match (&handle, &user_code) {
        (Some(handle), _) => grant.page_handle == *handle,
        (None, Some(user_code)) => is_same_code(user_code, &grant.user_code),
        (None, None) => false,
    };
    let now = state.now();
    let found = state.records.device_grants.iter().find(|(_, grant)| {
        is_requested(grant) && grant.expires_at > now && grant.status == DeviceGrantStatus::Pending
    });
    let Some((device_code, grant)) = found else {
        let problem = "This code is unknown, has expired or was already used.";
        return Err(consent_page::code_entry(StatusCode::BAD_REQUEST, Some(problem)));
    };
    let (device_code, user_code) = (device_code.clone(), grant.user_code.clone());
    let client_name = clients::name(state, &grant.client_id);
    let transaction = state.begin_consent(PendingConsent::Device { device_code });
    Ok(consent_page::device(
        state,
        &transaction,
        &client_name,
        &user_code,
    ))
}

/// Whether this is the code as users type it: in lower case, or without the hyphen.
fn is_same_code(typed: &str, code: &str) -> bool {
    fn normalize(text: &str) -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|character| character.to_ascii_uppercase())
            .collect()
    }
    normalize(typed) == normalize(code)
}

/// The device code of the pending authorization with this user code.
pub(crate) fn pending_device_code(state: &EmulatorState, user_code: &str) -> Option<String> {
    let mut grants = state.records.device_grants.iter();
    grants
        .find(|(_, grant)| {
            is_same_code(user_code, &grant.user_code) && grant.status == DeviceGrantStatus::Pending
        })
        .map(|(code, _)| code.clone())
}

/// Allows a device authorization for a user; without one, denies it.
pub(crate) fn decide(state: &mut EmulatorState, device_code: &str, user: Option<String>) -> ApiResponse {
    let now = state.now();
    let pending = state
        .records
        .device_grants
        .get_mut(device_code)
        .filter(|grant| grant.expires_at > now && grant.status == DeviceGrantStatus::Pending);
    let Some(grant) = pending else {
        return html::notice(
            StatusCode::BAD_REQUEST,
            "This request has expired",
            "Start again from the application.",
        );
    };
    if let Some(user) = user {
        grant.status = DeviceGrantStatus::Allowed { user };
        return html::notice(
            StatusCode::OK,
            "Request approved",
            "You can close this page and go back to the application.",
        );
    }
    grant.status = DeviceGrantStatus::Denied;
    html::notice(
        StatusCode::OK,
        "Request denied",
        "No access was granted. You can close this page.",
    )
}
