//! IAM: users, their access keys and MFA devices. Must not know how a signature is checked, nor how policies are
//! evaluated.

mod access_keys;
mod users;

use http::StatusCode;

use crate::caller::{CallerKind, RequestSigner};
use crate::errors::Api;
use crate::iam_policy::PolicyRequest;
use crate::operation::{ApiOperation, Handler, Route};
use crate::organization::{OrgAccount, OrgIamUser};
use crate::query::{TextRule, Violations, is_word_or};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::signer;
use crate::state::EmulatorState;

const API: Api = Api::Iam;
const VERSION: &str = "2010-05-08";
const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

const USER_NAME_RULE: TextRule = TextRule {
    length: 1..=128,
    is_allowed: |character| is_word_or(character, "+=,.@-"),
    pattern: "[\\w+=,.@-]+",
};

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    operation("GetUser", &[Route::action("/", "GetUser")], users::get_user),
    operation("ListMFADevices", &[Route::action("/", "ListMFADevices")], users::list_mfa_devices),
    operation("ListAccessKeys", &[Route::action("/", "ListAccessKeys")], access_keys::list_access_keys),
    operation("CreateAccessKey", &[Route::action("/", "CreateAccessKey")], access_keys::create_access_key),
    operation("UpdateAccessKey", &[Route::action("/", "UpdateAccessKey")], access_keys::update_access_key),
    operation("DeleteAccessKey", &[Route::action("/", "DeleteAccessKey")], access_keys::delete_access_key),
    operation("GetAccessKeyLastUsed", &[Route::action("/", "GetAccessKeyLastUsed")], access_keys::get_access_key_last_used),
];

const fn operation(name: &'static str, routes: &'static [Route], handler: Handler) -> ApiOperation {
    ApiOperation::new(API, name, routes, handler).with_detail(|request| {
        request
            .parameter("AccessKeyId")
            .or_else(|| request.parameter("UserName"))
    })
}

/// The signer of a request, who may use IAM at all.
fn authenticate(state: &mut EmulatorState, request: &ApiRequest) -> Result<RequestSigner, ApiResponse> {
    let version = request.parameter("Version").unwrap_or_default();
    if version != VERSION {
        let action = request.parameter("Action").unwrap_or_default();
        let message = format!("Could not find operation {action} for version {version}");
        return Err(invalid("InvalidAction", &message));
    }
    let caller = signer::authenticate(state, request, API, "iam")?;
    match caller.kind {
        // The credentials of GetSessionToken are for IAM only when a code of an MFA device was given.
        CallerKind::UserSession { mfa_at: None, .. } => Err(API.unauthorized()),
        CallerKind::User { .. } | CallerKind::UserSession { .. } | CallerKind::RoleSession(_) => Ok(caller),
    }
}

/// The name of the user whom a request is about: the caller, when it does not say.
fn user_name(request: &ApiRequest, caller: &RequestSigner) -> Result<String, ApiResponse> {
    let mut violations = Violations::default();
    let named = violations.optional(request, "UserName", &USER_NAME_RULE);
    violations.finish(API)?;
    named
        .or_else(|| caller.user_name().map(str::to_owned))
        .ok_or_else(|| {
            let message = "Must specify userName when calling with non-User credentials";
            invalid("ValidationError", message)
        })
}

/// The user whom a request is about, when the caller may do `action` to it.
fn permitted_user<'a>(
    state: &'a EmulatorState,
    request: &ApiRequest,
    caller: &RequestSigner,
    action: &str,
) -> Result<&'a OrgIamUser, ApiResponse> {
    let name = user_name(request, caller)?;
    permit(state, caller, &name, action)?;
    find_user(state, caller, &name).ok_or_else(|| no_such_user(&name))
}

fn find_user<'a>(state: &'a EmulatorState, caller: &RequestSigner, name: &str) -> Option<&'a OrgIamUser> {
    let account: Option<&OrgAccount> = state.directory.account(&caller.account_id);
    account?.iam_user(name)
}

/// # Errors
/// `AccessDenied`, in AWS's words.
fn permit(
    state: &EmulatorState,
    caller: &RequestSigner,
    user_name: &str,
    action: &str,
) -> Result<(), ApiResponse> {
    let (partition, account_id) = (state.partition.id, &caller.account_id);
    let resource = find_user(state, caller, user_name).map_or_else(
        || format!("arn:{partition}:iam::{account_id}:user/{user_name}"),
        |user| user.arn(partition, account_id),
    );
    let request = PolicyRequest {
        action,
        resource: &resource,
        context: &caller.context(state.now()),
    };
    caller.policies.decide(&request).map_err(|denial| {
        let message = format!(
            "User: {} is not authorized to perform: {action} on resource: user {user_name}{}",
            caller.arn,
            denial.reason(action)
        );
        API.error(StatusCode::FORBIDDEN, "AccessDenied", &message)
    })
}

fn invalid(code: &str, message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, code, message)
}

fn no_such_entity(message: &str) -> ApiResponse {
    API.error(StatusCode::NOT_FOUND, "NoSuchEntity", message)
}

fn no_such_user(name: &str) -> ApiResponse {
    no_such_entity(&format!("The user with name {name} cannot be found."))
}
