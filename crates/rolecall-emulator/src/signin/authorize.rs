//! `GET /v1/authorize`: checks the request and shows the page where one approves, or approves at once with `--consent auto`. Must not
//! know how the code is exchanged.

use http::StatusCode;

use super::{CLIENTS, identity};
use crate::html::{name, notice, page};
use crate::oidc::{Loopback, user_form, with_parameters};
use crate::operation::HandlerResult;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::settings::Consent;
use crate::state::{EmulatorState, LoginCodeRecord, LoginRequest};

/// Where a program listens for the answer.
const CALLBACK: &str = "/oauth/callback";
const CODE_TTL_SECONDS: u64 = 600;

pub(super) fn authorize(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let request = check(request)?;
    match state.settings.consent {
        Consent::Auto => {
            let user = state.auto_user();
            allow(state, request, &user)
        }
        Consent::Page => {
            let transaction = state.begin_login(request);
            Ok(consent_page(state, &transaction))
        }
    }
}

/// AWS shows errors of the request to the browser.
fn check(request: &ApiRequest) -> Result<LoginRequest, ApiResponse> {
    let value = |name: &str| request.query_value(name).unwrap_or_default();
    let client_id = value("client_id");
    if !CLIENTS.contains(&client_id.as_str()) {
        return Err(refused("The client is not one of AWS's."));
    }
    let redirect_uri = value("redirect_uri");
    let is_callback = redirect_uri.ends_with(CALLBACK)
        && Loopback::parse(&redirect_uri) == Loopback::parse(&format!("http://127.0.0.1{CALLBACK}"));
    if !is_callback {
        return Err(refused(
            "The redirect address is not a loopback address of this client.",
        ));
    }
    if value("response_type") != "code" || value("scope") != "openid" {
        return Err(refused("The response type or the scope is not supported."));
    }
    let challenge = value("code_challenge");
    let is_challenge = challenge.len() == 43
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    // Not `S256`, as RFC 7636 calls it.
    if value("code_challenge_method") != "SHA-256" || !is_challenge {
        return Err(refused(
            "The code challenge is missing, or of another method than SHA-256.",
        ));
    }
    let state = Some(value("state")).filter(|text| !text.is_empty());
    Ok(LoginRequest {
        client_id,
        redirect_uri,
        state: state.ok_or_else(|| refused("The state is missing."))?,
        challenge,
    })
}

fn refused(reason: &str) -> ApiResponse {
    notice(
        StatusCode::BAD_REQUEST,
        "This request cannot be completed",
        reason,
    )
}

fn consent_page(state: &EmulatorState, transaction: &str) -> ApiResponse {
    let main = format!(
        "<p class=\"organization\">{}</p>\n<h1>Sign in to a program with your console session?</h1>\n\
         <p>It gets credentials of the user or role that you are in the console.</p>\n\
         <p class=\"hint\">Allow only if you started this sign-in yourself, just now, on this computer.</p>\n{}",
        name("organization", &state.directory.organization.name),
        user_form(state, "/v1/consent", transaction)
    );
    page(StatusCode::OK, "Sign in to a program", &main)
}

/// Sends the browser to the program with a code.
pub(super) fn allow(state: &mut EmulatorState, request: LoginRequest, user: &str) -> HandlerResult {
    let identity = identity::of_user(state, user).ok_or_else(|| {
        notice(
            StatusCode::FORBIDDEN,
            "Sign-in failed",
            "This user cannot sign in to the console.",
        )
    })?;
    let code = state.secrets.authorization_code();
    let parameters = [("code", &*code), ("state", request.state.as_str())];
    let target = with_parameters(&request.redirect_uri, &parameters);
    let record = LoginCodeRecord {
        expires_at: state.now().after_seconds(CODE_TTL_SECONDS),
        request,
        identity,
    };
    state.records.login_codes.insert(code.to_string(), record);
    Ok(ApiResponse::redirect(&target))
}

/// Sends the browser to the program with the error of a denial.
pub(super) fn deny(request: &LoginRequest) -> ApiResponse {
    let parameters = [("error", "access_denied"), ("state", request.state.as_str())];
    ApiResponse::redirect(&with_parameters(&request.redirect_uri, &parameters))
}
