//! The access portal: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout. Owns the bearer check and the
//! portal's errors. Must not know how a token was come by.

mod paging;

use http::StatusCode;
use serde_json::{Value, json};

use crate::answer::{Answer, Exception};
use crate::call::Call;
use crate::issued;
use crate::state::{Caller, Credentials, State};

const USUAL_LIFE: u64 = 3_600;

/// An error in the portal's shape.
pub(crate) fn failure(status: StatusCode, exception: &str, message: &str) -> Answer {
    Answer::json(status, json!({"message": message})).thrown(Exception {
        name: exception.to_owned(),
        origin: "http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/",
        namespace: "com.amazonaws.switchboard.portal#",
        in_body: true,
    })
}

pub(crate) fn unauthorized() -> Answer {
    failure(
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "Session token not found or invalid",
    )
}

pub(crate) fn forbidden() -> Answer {
    failure(StatusCode::FORBIDDEN, "ForbiddenException", "No access")
}

fn invalid(message: &str) -> Answer {
    failure(StatusCode::BAD_REQUEST, "InvalidRequestException", message)
}

/// The access token a call carries, if it carries one.
pub(crate) fn bearer_token(call: &Call) -> Option<&str> {
    call.header("x-amz-sso_bearer_token")
}

fn caller(state: &State, call: &Call) -> Result<(u64, String), Answer> {
    bearer_token(call)
        .and_then(|token| state.bearer(token))
        .map(|(sign_in, user)| (sign_in, user.to_owned()))
        .ok_or_else(unauthorized)
}

pub(crate) fn list_accounts(state: &State, call: &Call) -> Answer {
    accounts(state, call).unwrap_or_else(|refusal| refusal)
}

fn accounts(state: &State, call: &Call) -> Result<Answer, Answer> {
    let (_, user) = caller(state, call)?;
    let page = paging::Page::asked(state, call, format!("accounts\n{user}"))?;
    let assigned = state
        .directory
        .organization
        .accounts
        .iter()
        .filter(|account| account.is_for(&user));
    let (accounts, next) = page.of(assigned);
    let listed: Vec<Value> = accounts
        .into_iter()
        .map(|account| {
            let mut row = json!({"accountId": account.id, "accountName": account.name});
            if let (Some(email), Some(members)) = (&account.email, row.as_object_mut()) {
                members.insert("emailAddress".to_owned(), json!(email));
            }
            row
        })
        .collect();
    Ok(Answer::ok(json!({"nextToken": next, "accountList": listed})))
}

pub(crate) fn list_account_roles(state: &State, call: &Call) -> Answer {
    roles(state, call).unwrap_or_else(|refusal| refusal)
}

fn roles(state: &State, call: &Call) -> Result<Answer, Answer> {
    let (_, user) = caller(state, call)?;
    let id = account_id(call)?;
    let account = state.directory.account(&id).ok_or_else(no_such_account)?;
    if !account.is_for(&user) {
        return Err(forbidden());
    }
    let page = paging::Page::asked(state, call, format!("roles\n{user}\n{id}"))?;
    let (roles, next) = page.of(account.roles.iter().filter(|role| role.is_for(&user)));
    let listed: Vec<Value> = roles
        .into_iter()
        .map(|role| json!({"roleName": role.name, "accountId": id}))
        .collect();
    Ok(Answer::ok(json!({"nextToken": next, "roleList": listed})))
}

pub(crate) fn get_role_credentials(state: &mut State, call: &Call) -> Answer {
    credentials(state, call).unwrap_or_else(|refusal| refusal)
}

fn credentials(state: &mut State, call: &Call) -> Result<Answer, Answer> {
    let (_, user) = caller(state, call)?;
    let account_id = account_id(call)?;
    let role_name = call
        .query_value("role_name")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| invalid("Missing role name"))?;
    let account = state.directory.account(&account_id).ok_or_else(no_such_account)?;
    let role = account
        .roles
        .iter()
        .find(|role| role.name == role_name && role.is_for(&user))
        .ok_or_else(forbidden)?;
    let lives = state
        .settings
        .credentials_ttl
        .or(role.duration_seconds)
        .unwrap_or(USUAL_LIFE);
    let expires = state.now().after_seconds(lives).whole_seconds();
    let access_key_id = issued::access_key_id();
    let known = Credentials {
        secret: state.mint.secret_access_key(),
        session_token: state.mint.session_token(state.settings.session_token_bytes),
        caller: Caller {
            account_id,
            role_name,
            user,
        },
        expires,
    };
    let answer = Answer::ok(json!({"roleCredentials": {
        "accessKeyId": access_key_id,
        "secretAccessKey": &*known.secret,
        "sessionToken": &*known.session_token,
        "expiration": expires.epoch_millis(),
    }}));
    state.remembered.credentials.insert(access_key_id, known);
    Ok(answer)
}

pub(crate) fn logout(state: &mut State, call: &Call) -> Answer {
    match caller(state, call) {
        Ok((sign_in, _)) => {
            state.end_sign_in(sign_in);
            Answer::empty(StatusCode::OK)
        }
        Err(refusal) => refusal,
    }
}

fn account_id(call: &Call) -> Result<String, Answer> {
    call.query_value("account_id")
        .filter(|id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or_else(|| invalid("Invalid account id"))
}

fn no_such_account() -> Answer {
    failure(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        "Account not found",
    )
}
