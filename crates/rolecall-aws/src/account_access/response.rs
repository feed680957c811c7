//! What account access manager answers: a page of roles, credentials, or why not.

use crate::request_error::RequestError;
use rolecall::ports::{AccessPortalError, AssignedRole, MAX_NAME_SIZE};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const INVALID: RequestError =
    RequestError::InvalidResponse("the response is not that of account access manager");

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListRolesResponse {
    pub(super) roles: Option<Vec<Value>>,
    pub(super) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedRole {
    account_id: String,
    account_name: Option<String>,
    role_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CredentialsResponse {
    credentials_details: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProgrammaticAccess {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// Seconds since 1970, possibly with a fraction.
    expires_at: f64,
}

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, RequestError> {
    serde_json::from_slice(body).map_err(|_| INVALID)
}

/// Converts an item of the list; nothing if it cannot be read, or its ARN belongs to another account.
pub(super) fn assigned_role(item: Value) -> Option<AssignedRole> {
    let listed: ListedRole = serde_json::from_value(item).ok()?;
    let account = Account {
        id: AccountId::parse(&listed.account_id).ok()?,
        name: listed.account_name.unwrap_or_default(),
        email: None,
    };
    let role_arn = RoleArn::parse(&listed.role_arn).ok()?;
    let fits = account.name.len() <= MAX_NAME_SIZE && *role_arn.account_id() == account.id;
    fits.then_some(AssignedRole { account, role_arn })
}

/// Reads the credentials for programs. A union has one member: any other is a kind of access that nobody here knows.
pub(super) fn credentials(body: &[u8]) -> Result<RoleCredentials, AccessPortalError> {
    let response: CredentialsResponse = parse(body).map_err(credentials_error)?;
    let mut details = response.credentials_details;
    details.retain(|_, member| !member.is_null());
    let Some(access) = details.remove("programmaticAccess") else {
        return Err(match details.is_empty() {
            true => credentials_error(INVALID),
            false => AccessPortalError::UnknownAccess,
        });
    };
    programmatic_access(access).map_err(credentials_error)
}

fn programmatic_access(access: Value) -> Result<RoleCredentials, RequestError> {
    const INCOMPLETE: RequestError = RequestError::InvalidResponse("the role credentials are incomplete");
    let issued: ProgrammaticAccess = serde_json::from_value(access).map_err(|_| INCOMPLETE)?;
    if issued.access_key_id.is_empty()
        || issued.secret_access_key.is_empty()
        || issued.session_token.is_empty()
    {
        return Err(INCOMPLETE);
    }
    Ok(RoleCredentials {
        access_key_id: issued.access_key_id,
        secret_access_key: SecretAccessKey::from_exposed(issued.secret_access_key),
        session_token: SessionToken::from_exposed(issued.session_token),
        expires_at: timestamp(issued.expires_at).ok_or(RequestError::InvalidResponse(
            "the expiration is missing or invalid",
        ))?,
        obtained_at: None,
        source_identity: None,
        user: None,
    })
}

/// Returns the whole second; nothing for what is no time after 1970.
fn timestamp(seconds: f64) -> Option<Timestamp> {
    /// The end of the year 9999.
    const MAX: f64 = 253_402_300_799.0;
    if !(1.0..=MAX).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let whole = seconds.trunc() as i64;
    Timestamp::from_second(whole).ok()
}

/// What an exception means, or its status where the name is missing.
enum AccountAccessErrorKind {
    Invalid,
    SignInEnded,
    Denied,
    Throttled,
}

fn kind_from_name(name: &str) -> Option<AccountAccessErrorKind> {
    match name {
        "ValidationException" => Some(AccountAccessErrorKind::Invalid),
        "UnauthorizedException" => Some(AccountAccessErrorKind::SignInEnded),
        "AccessDeniedException" => Some(AccountAccessErrorKind::Denied),
        "ThrottlingException" => Some(AccountAccessErrorKind::Throttled),
        _ => None,
    }
}

fn kind_from_status(status: u16) -> Option<AccountAccessErrorKind> {
    match status {
        401 => Some(AccountAccessErrorKind::SignInEnded),
        403 => Some(AccountAccessErrorKind::Denied),
        429 => Some(AccountAccessErrorKind::Throttled),
        _ => None,
    }
}

/// A list is not denied to anybody whose sign-in is for it.
pub(super) fn list_error(error: RequestError) -> AccessPortalError {
    account_access_error(error, AccessPortalError::WrongScope)
}

pub(super) fn credentials_error(error: RequestError) -> AccessPortalError {
    account_access_error(error, AccessPortalError::NotAssignedOrNotTrusted)
}

fn account_access_error(error: RequestError, denied: AccessPortalError) -> AccessPortalError {
    let response = match error {
        RequestError::Blocked(cause) => return AccessPortalError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            return AccessPortalError::Unreachable { detail };
        }
        RequestError::InvalidResponse(detail) => {
            return AccessPortalError::Unexpected {
                detail: detail.to_owned(),
            };
        }
        RequestError::ErrorResponse(response) => response,
    };
    match response
        .classify(kind_from_name)
        .or_else(|| kind_from_status(response.status))
    {
        Some(AccountAccessErrorKind::Invalid) => AccessPortalError::InvalidRequest {
            detail: response.description.clone().unwrap_or_else(|| response.summary()),
        },
        Some(AccountAccessErrorKind::SignInEnded) => AccessPortalError::SignInEnded,
        Some(AccountAccessErrorKind::Denied) => denied,
        Some(AccountAccessErrorKind::Throttled) => AccessPortalError::Throttled {
            retry_in: response.retry_after,
        },
        None if response.is_server_error() => AccessPortalError::Unreachable {
            detail: response.summary(),
        },
        None => AccessPortalError::Unexpected {
            detail: response.summary(),
        },
    }
}
