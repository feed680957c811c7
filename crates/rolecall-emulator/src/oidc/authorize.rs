//! `GET /authorize`: checks the request and shows the sign-in page, or allows at once with `--consent auto`.
//! Must not know how the code is exchanged.

use super::clients;
use super::{consent_page, redirect};
use crate::errors::oidc::OidcError;
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::settings::{Consent, ErrorState};
use crate::state::{AuthorizationCodeRecord, AuthorizeRequest, EmulatorState, PendingConsent};

const CODE_TTL_SECONDS: u64 = 600;

pub(super) fn authorize(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let request = check(state, request)?;
    Ok(match state.settings.consent {
        Consent::Auto => {
            let user = state.auto_user();
            allow(state, request, user)
        }
        Consent::Page => {
            let client_name = clients::name(state, &request.client_id);
            let transaction = state.begin_consent(PendingConsent::Authorize(request));
            consent_page::authorize(state, &transaction, &client_name)
        }
    })
}

/// Errors of the client or its address are shown to the browser; all others go to the client by redirect.
fn check(state: &EmulatorState, request: &ApiRequest) -> Result<AuthorizeRequest, ApiResponse> {
    let client_id = request.query_value("client_id").unwrap_or_default();
    let client = state
        .records
        .clients
        .get(&client_id)
        .filter(|client| client.expires_at > state.now())
        .ok_or_else(|| OidcError::INVALID_CLIENT.response("Invalid client provided"))?;
    if !client.grants.authorization_code {
        return Err(OidcError::UNAUTHORIZED_CLIENT.response("Client is not authorized to use this grant"));
    }
    let redirect_uri = request.query_value("redirect_uri").unwrap_or_default();
    if !redirect::is_registered(&client.redirect_uris, &redirect_uri) {
        return Err(OidcError::INVALID_REDIRECT_URI.response("Invalid redirect URI provided"));
    }
    let state_value = request.query_value("state");
    let redirect_error = |error: &str, description: &str| {
        redirect_error(state, &redirect_uri, state_value.as_deref(), error, description)
    };
    if request.query_value("response_type").as_deref() != Some("code") {
        return Err(redirect_error(
            "unsupported_response_type",
            "Unsupported response type",
        ));
    }
    if request.query_value("code_challenge_method").as_deref() != Some("S256") {
        return Err(redirect_error("invalid_request", "Invalid code challenge method"));
    }
    let challenge = request.query_value("code_challenge").unwrap_or_default();
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err(redirect_error("invalid_request", "Invalid code challenge"));
    }
    // AWS's own clients differ in the name and in the separator; the service takes them all.
    let scopes = request
        .query_value("scopes")
        .or_else(|| request.query_value("scope"))
        .unwrap_or_default();
    let mut scopes = scopes.split([' ', ',', '+']).filter(|scope| !scope.is_empty());
    if !scopes.all(|scope| client.scopes.iter().any(|allowed| allowed == scope)) {
        return Err(redirect_error("invalid_scope", "Invalid scope"));
    }
    Ok(AuthorizeRequest {
        client_id,
        redirect_uri,
        state: state_value,
        challenge,
    })
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Sends the browser to the client with a code.
pub(super) fn allow(state: &mut EmulatorState, request: AuthorizeRequest, user: String) -> ApiResponse {
    let code = state.secrets.authorization_code();
    let mut parameters = vec![("code", &*code)];
    if let Some(value) = request.state.as_deref() {
        parameters.push(("state", value));
    }
    let target = redirect::with_parameters(&request.redirect_uri, &parameters);
    let expires_at = state.now().after_seconds(CODE_TTL_SECONDS);
    state.records.authorization_codes.insert(
        code.to_string(),
        AuthorizationCodeRecord {
            request,
            user,
            expires_at,
        },
    );
    ApiResponse::redirect(&target)
}

/// Sends the browser to the client with the error of a denial.
pub(super) fn deny(state: &EmulatorState, request: &AuthorizeRequest) -> ApiResponse {
    redirect_error(
        state,
        &request.redirect_uri,
        request.state.as_deref(),
        "access_denied",
        "User denied the request",
    )
}

fn redirect_error(
    state: &EmulatorState,
    redirect_uri: &str,
    state_value: Option<&str>,
    error: &str,
    description: &str,
) -> ApiResponse {
    let mut parameters = vec![("error", error), ("error_description", description)];
    match (state.settings.error_state, state_value) {
        (ErrorState::Keep, Some(value)) => parameters.push(("state", value)),
        (ErrorState::Keep, None) | (ErrorState::Omit, _) => {}
    }
    ApiResponse::redirect(&redirect::with_parameters(redirect_uri, &parameters))
}
