//! The access portal: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout. Owns the check of the bearer
//! token. Must not know how the token was obtained.

mod paging;

use http::StatusCode;
use serde_json::{Value, json};

use crate::errors::Api;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets;
use crate::state::{AssumedRole, CredentialsRecord, EmulatorState, RoleSession};

const API: Api = Api::AccessPortal;
const DEFAULT_CREDENTIALS_TTL: u64 = 3_600;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "ListAccounts", &[Route::get("/assignment/accounts")], list_accounts)
        .rate_limited_by(bearer_token),
    ApiOperation::new(API, "ListAccountRoles", &[Route::get("/assignment/roles")], list_account_roles)
        .rate_limited_by(bearer_token),
    ApiOperation::new(API, "GetRoleCredentials", &[Route::get("/federation/credentials")], get_role_credentials)
        .rate_limited_by(bearer_token),
    ApiOperation::new(API, "Logout", &[Route::post("/logout")], logout),
];

fn bearer_token(request: &ApiRequest) -> Option<&str> {
    request.header("x-amz-sso_bearer_token")
}

/// Id and user of the sign-in whose access token the request carries. The token counts as used.
fn authenticate(state: &mut EmulatorState, request: &ApiRequest) -> Result<(u64, String), ApiResponse> {
    let token = bearer_token(request).ok_or_else(|| API.unauthorized())?;
    state.end_grace_period(token);
    state
        .bearer(token)
        .map(|(sign_in, user)| (sign_in, user.to_owned()))
        .ok_or_else(|| API.unauthorized())
}

fn list_accounts(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, user) = authenticate(state, request)?;
    let page = paging::page(state, request, format!("accounts\n{user}"))?;
    let assigned = state
        .directory
        .organization
        .accounts
        .iter()
        .filter(|account| account.is_assigned_to(&user));
    let (accounts, next) = page.select(assigned);
    let list: Vec<Value> = accounts
        .into_iter()
        .map(|account| {
            let mut item = json!({"accountId": account.id, "accountName": account.name});
            if let (Some(email), Some(members)) = (&account.email, item.as_object_mut()) {
                members.insert("emailAddress".to_owned(), json!(email));
            }
            item
        })
        .collect();
    Ok(ApiResponse::ok(json!({"nextToken": next, "accountList": list})))
}

fn list_account_roles(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, user) = authenticate(state, request)?;
    let id = account_id(request)?;
    let account = state.directory.account(&id).ok_or_else(account_not_found)?;
    if !account.is_assigned_to(&user) {
        return Err(API.forbidden());
    }
    let page = paging::page(state, request, format!("roles\n{user}\n{id}"))?;
    let (roles, next) = page.select(account.roles.iter().filter(|role| role.is_assigned_to(&user)));
    let list: Vec<Value> = roles
        .into_iter()
        .map(|role| json!({"roleName": role.name, "accountId": id}))
        .collect();
    Ok(ApiResponse::ok(json!({"nextToken": next, "roleList": list})))
}

fn get_role_credentials(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, user) = authenticate(state, request)?;
    let account_id = account_id(request)?;
    let role_name = request
        .query_value("role_name")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| invalid_request("Missing role name"))?;
    let account = state
        .directory
        .account(&account_id)
        .ok_or_else(account_not_found)?;
    let role = account
        .roles
        .iter()
        .find(|role| role.name == role_name && role.is_assigned_to(&user))
        .ok_or_else(|| API.forbidden())?;
    let ttl = state
        .settings
        .credentials_ttl
        .or(role.duration_seconds)
        .unwrap_or(DEFAULT_CREDENTIALS_TTL);
    let expires_at = state.now().after_seconds(ttl).whole_seconds();
    let access_key_id = secrets::access_key_id();
    let credentials = CredentialsRecord {
        secret: state.secrets.secret_access_key(),
        session_token: state.secrets.session_token(state.settings.session_token_bytes),
        assumed: AssumedRole {
            account_id,
            role_name,
            is_permission_set: true,
            user,
        },
        session: RoleSession::beginning_at(state.now()),
        expires_at,
    };
    let response = ApiResponse::ok(json!({"roleCredentials": {
        "accessKeyId": access_key_id,
        "secretAccessKey": &*credentials.secret,
        "sessionToken": &*credentials.session_token,
        "expiration": expires_at.epoch_millis(),
    }}));
    state.records.credentials.insert(access_key_id, credentials);
    Ok(response)
}

fn logout(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (sign_in, _) = authenticate(state, request)?;
    state.end_sign_in(sign_in);
    Ok(ApiResponse::empty(StatusCode::OK))
}

fn account_id(request: &ApiRequest) -> Result<String, ApiResponse> {
    request
        .query_value("account_id")
        .filter(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or_else(|| invalid_request("Invalid account id"))
}

fn invalid_request(message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, "InvalidRequestException", message)
}

fn account_not_found() -> ApiResponse {
    API.error(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        "Account not found",
    )
}
