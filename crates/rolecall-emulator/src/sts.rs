//! STS: who a caller is, roles assumed with keys, and sessions of users. Must not know how a signature is
//! checked, nor how policies are evaluated.

mod assume_role;
mod authorization;
mod federated;
mod issue;
mod mfa_code;
mod saml;
mod session_policy;
mod session_tags;
mod session_token;
mod target_role;
mod web_identity;

use http::StatusCode;

use crate::caller::RequestSigner;
use crate::errors::Api;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::query::{TextRule, is_word_or, respond};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::signer;
use crate::state::EmulatorState;

const API: Api = Api::Sts;
const VERSION: &str = "2011-06-15";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "GetCallerIdentity", &[Route::action("/", "GetCallerIdentity")], get_caller_identity),
    ApiOperation::new(API, "AssumeRole", &[Route::action("/", "AssumeRole")], assume_role::assume_role)
        .with_detail(|request| request.parameter("RoleArn")),
    ApiOperation::new(
        API,
        "AssumeRoleWithWebIdentity",
        &[Route::action("/", "AssumeRoleWithWebIdentity")],
        web_identity::assume_role_with_web_identity,
    )
    .with_detail(|request| request.parameter("RoleArn")),
    ApiOperation::new(
        API,
        "AssumeRoleWithSAML",
        &[Route::action("/", "AssumeRoleWithSAML")],
        saml::assume_role_with_saml,
    )
    .with_detail(|request| request.parameter("RoleArn")),
    ApiOperation::new(API, "GetSessionToken", &[Route::action("/", "GetSessionToken")], session_token::get_session_token),
    ApiOperation::new(API, "OtherQueryAction", &[Route::any_method("/")], other_query_action)
        .with_detail(|request| request.parameter("Action")),
];

/// The name of a session and a source identity.
const NAME_RULE: TextRule = TextRule {
    length: 2..=64,
    is_allowed: |character| is_word_or(character, "+=,.@-"),
    pattern: "[\\w+=,.@-]*",
};

const ARN_RULE: TextRule = TextRule {
    length: 20..=2_048,
    is_allowed: |character| !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{85}'),
    pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
};

/// It is always allowed, whatever the caller's policies say.
fn get_caller_identity(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, caller) = authenticate(state, request)?;
    Ok(respond("GetCallerIdentity", NAMESPACE, |xml| {
        xml.element("Arn", &caller.arn);
        xml.element("UserId", &caller.user_id);
        xml.element("Account", &caller.account_id);
    }))
}

fn other_query_action(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (action, _) = authenticate(state, request)?;
    Err(unknown_action(&action, VERSION))
}

fn invalid(code: &str, message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, code, message)
}

fn denied(message: &str) -> ApiResponse {
    API.error(StatusCode::FORBIDDEN, "AccessDenied", message)
}

fn unknown_action(action: &str, version: &str) -> ApiResponse {
    let message = format!("Could not find operation {action} for version {version}");
    invalid("InvalidAction", &message)
}

/// The action of a request, when it is for this version of the API.
fn action(request: &ApiRequest) -> Result<String, ApiResponse> {
    let action = request
        .parameter("Action")
        .ok_or_else(|| invalid("MissingAction", "The request must name an action."))?;
    let version = request.parameter("Version").unwrap_or_default();
    if version != VERSION {
        return Err(unknown_action(&action, &version));
    }
    Ok(action)
}

/// The action of a request and its signer.
fn authenticate(
    state: &mut EmulatorState,
    request: &ApiRequest,
) -> Result<(String, RequestSigner), ApiResponse> {
    let action = action(request)?;
    Ok((action, signer::authenticate(state, request, API, "sts")?))
}
