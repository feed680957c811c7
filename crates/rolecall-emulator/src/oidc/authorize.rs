//! `GET /authorize`: checks the request and shows the sign-in page, or answers at once with
//! `--consent auto`. Must not know how the code is exchanged.

use super::{ACCOUNT_ACCESS, OidcError, consent, redirect};
use crate::answer::Answer;
use crate::call::Call;
use crate::issued;
use crate::pages;
use crate::settings::Consent;
use crate::state::{AuthorizationCode, AuthorizeRequest, Consenting, State};

const CODE_LIVES: u64 = 600;

pub(crate) fn authorize(state: &mut State, call: &Call) -> Answer {
    let request = match checked(state, call) {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    match state.settings.consent {
        Consent::Auto => {
            let user = state.auto_user();
            allow(state, request, user)
        }
        Consent::Page => {
            let client = state.remembered.registrations.get(&request.client_id);
            let client_name = client.map(|client| client.name.clone()).unwrap_or_default();
            let transaction = issued::transaction_id();
            let page = pages::consent::authorize(state, &transaction, &client_name);
            consent::remember(state, transaction, Consenting::Authorize(request));
            page
        }
    }
}

/// Problems with the client or its address are answered here; all others go back to the client by redirect.
fn checked(state: &State, call: &Call) -> Result<AuthorizeRequest, Answer> {
    let client_id = call.query_value("client_id").unwrap_or_default();
    let client = state
        .remembered
        .registrations
        .get(&client_id)
        .filter(|client| client.expires > state.now())
        .ok_or_else(|| OidcError::InvalidClient.because("Invalid client provided"))?;
    if !client.grants.authorization_code {
        return Err(OidcError::UnauthorizedClient.because("Client is not authorized to use this grant"));
    }
    let redirect_uri = call.query_value("redirect_uri").unwrap_or_default();
    if !redirect::is_registered(&client.redirect_uris, &redirect_uri) {
        return Err(OidcError::InvalidRedirectUri.because("Invalid redirect URI provided"));
    }
    let state_value = call.query_value("state");
    let back =
        |error: &str, description: &str| back(&redirect_uri, state_value.as_deref(), error, description);
    if call.query_value("response_type").as_deref() != Some("code") {
        return Err(back("unsupported_response_type", "Unsupported response type"));
    }
    if call.query_value("code_challenge_method").as_deref() != Some("S256") {
        return Err(back("invalid_request", "Invalid code challenge method"));
    }
    let challenge = call.query_value("code_challenge").unwrap_or_default();
    if challenge.len() != 43 || !challenge.bytes().all(is_base64url) {
        return Err(back("invalid_request", "Invalid code challenge"));
    }
    // AWS's own clients disagree on the name and on the separator; the service takes them all.
    let scopes = call
        .query_value("scopes")
        .or_else(|| call.query_value("scope"))
        .unwrap_or_default();
    let mut asked = scopes.split([' ', ',', '+']).filter(|scope| !scope.is_empty());
    if !asked.all(|scope| scope == ACCOUNT_ACCESS && client.scopes.iter().any(|known| known == scope)) {
        return Err(back("invalid_scope", "Invalid scope"));
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
pub(crate) fn allow(state: &mut State, request: AuthorizeRequest, user: String) -> Answer {
    let code = state.mint.authorization_code();
    let mut parameters = vec![("code", &*code)];
    if let Some(value) = request.state.as_deref() {
        parameters.push(("state", value));
    }
    let target = redirect::with_parameters(&request.redirect_uri, &parameters);
    let expires = state.now().after_seconds(CODE_LIVES);
    state.remembered.authorization_codes.insert(
        code.to_string(),
        AuthorizationCode {
            request,
            user,
            expires,
        },
    );
    Answer::redirect(&target)
}

/// Sends the browser to the client with a refusal.
pub(crate) fn deny(request: &AuthorizeRequest) -> Answer {
    back(
        &request.redirect_uri,
        request.state.as_deref(),
        "access_denied",
        "User denied the request",
    )
}

fn back(redirect_uri: &str, state: Option<&str>, error: &str, description: &str) -> Answer {
    let mut parameters = vec![("error", error), ("error_description", description)];
    if let Some(value) = state {
        parameters.push(("state", value));
    }
    Answer::redirect(&redirect::with_parameters(redirect_uri, &parameters))
}
