//! Account access manager, its runtime API: ListRoles and GetRoleCredentials, for IAM roles without a permission
//! set. Owns the check of the bearer token and its scopes. Must not know how the token was obtained.

mod role_credentials;

use http::StatusCode;
use serde_json::{Value, json};

use crate::errors::Api;
use crate::list_page::ListPage;
use crate::operation::{ApiOperation, HandlerResult, Route};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

const API: Api = Api::AccountAccess;
const READ_SCOPE: &str = "account_access:read_only";
const ASSUME_SCOPE: &str = "account_access:assume";
const MAX_RESULTS: usize = 1_000;

#[rustfmt::skip]
pub(crate) const OPERATIONS: &[ApiOperation] = &[
    ApiOperation::new(API, "ListRoles", &[Route::get("/access")], list_roles)
        .rate_limited_by(bearer_token),
    ApiOperation::new(API, "GetAccessCredentials", &[Route::get("/access/credentials")], role_credentials::get)
        .rate_limited_by(bearer_token)
        .with_detail(|request| request.query_value("roleArn")),
];

fn bearer_token(request: &ApiRequest) -> Option<&str> {
    request.header("authorization")?.strip_prefix("Bearer ")
}

/// The user whose token has this scope, at a tenant that exists.
fn authenticate(state: &mut EmulatorState, request: &ApiRequest, scope: &str) -> Result<String, ApiResponse> {
    let token = bearer_token(request).ok_or_else(|| API.unauthorized())?;
    state.end_grace_period(token);
    let has_scope = |scopes: &[String]| scopes.iter().any(|known| known == scope);
    let (_, user) = state
        .bearer_of(token, |token| has_scope(&token.scopes))
        .ok_or_else(|| API.unauthorized())?;
    let tenant = request.query_value("tenantId");
    if tenant.is_none() || tenant != state.directory.organization.account_access_tenant {
        return Err(invalid("The tenant is invalid"));
    }
    Ok(user.to_owned())
}

fn list_roles(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let user = authenticate(state, request, READ_SCOPE)?;
    let size = match request.query_value("maxResults") {
        None => state.settings.page_size.clamp(1, MAX_RESULTS),
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=MAX_RESULTS).contains(size))
            .ok_or_else(|| invalid("maxResults is out of range"))?,
    };
    let token = request.query_value("nextToken");
    let list = format!("account access\n{user}");
    let page = ListPage::new(state.paging_key, list, size, token.as_deref())
        .ok_or_else(|| invalid("nextToken is invalid"))?;
    let partition = state.partition.id;
    let accounts = state.directory.organization.accounts.iter();
    let roles = accounts.flat_map(|account| account.iam_roles.iter().map(move |role| (account, role)));
    let (roles, next) = page.select(roles.filter(|(_, role)| role.is_accessible_to(&user)));
    let roles = roles.into_iter().map(|(account, role)| {
        let mut item = json!({"accountId": account.id, "roleArn": role.arn(partition, &account.id)});
        if !account.name.is_empty() {
            insert(&mut item, "accountName", json!(account.name));
        }
        item
    });
    let mut body = json!({"roles": roles.collect::<Vec<Value>>()});
    if let Some(next) = next {
        insert(&mut body, "nextToken", json!(next));
    }
    Ok(ApiResponse::ok(body))
}

/// Members without a value are absent, not null.
fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn invalid(message: &str) -> ApiResponse {
    API.error(StatusCode::BAD_REQUEST, "ValidationException", message)
}
