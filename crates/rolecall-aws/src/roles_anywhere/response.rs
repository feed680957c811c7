//! What IAM Roles Anywhere answers: a set of credentials, or why not.

use crate::error_response::ErrorResponse;
use crate::request_error::RequestError;
use rolecall::ports::RolesAnywhereError;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use rolecall_model::time::{ClockDifference, ClockOffset};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateSessionResponse {
    credential_set: Vec<CredentialSet>,
}

#[derive(Deserialize)]
struct CredentialSet {
    credentials: IssuedCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IssuedCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expiration: String,
}

/// Reads the first set of credentials; AWS sends one.
pub(super) fn credentials(body: &[u8]) -> Result<RoleCredentials, RequestError> {
    const INVALID: RequestError =
        RequestError::InvalidResponse("the response is not that of IAM Roles Anywhere");
    let response: CreateSessionResponse = serde_json::from_slice(body).map_err(|_| INVALID)?;
    let issued = response
        .credential_set
        .into_iter()
        .next()
        .ok_or(INVALID)?
        .credentials;
    let expires_at: Timestamp = issued.expiration.parse().map_err(|_| INVALID)?;
    if issued.access_key_id.is_empty()
        || issued.secret_access_key.is_empty()
        || issued.session_token.is_empty()
    {
        return Err(RequestError::InvalidResponse("the credentials are incomplete"));
    }
    Ok(RoleCredentials {
        access_key_id: issued.access_key_id,
        secret_access_key: SecretAccessKey::from_exposed(issued.secret_access_key),
        session_token: SessionToken::from_exposed(issued.session_token),
        expires_at,
        obtained_at: None,
        source_identity: None,
        user: None,
    })
}

/// A 4xx with the name of an exception is a refusal. A 4xx without one comes from a proxy in between.
pub(super) fn error(error: RequestError, offset: Option<ClockOffset>) -> RolesAnywhereError {
    match error {
        RequestError::Blocked(cause) => RolesAnywhereError::Blocked(cause),
        RequestError::NotConnected(detail) | RequestError::NoResponse(detail) => {
            RolesAnywhereError::Unreachable { detail }
        }
        RequestError::InvalidResponse(detail) => RolesAnywhereError::Unreachable {
            detail: detail.to_owned(),
        },
        RequestError::ErrorResponse(response) => match (response.status, response.code.as_deref()) {
            (429, _) | (_, Some("ThrottlingException") | None) => unreachable(&response),
            (400..=499, Some("AccessDeniedException")) => denied(&response, offset),
            (400..=499, Some("ResourceNotFoundException")) => RolesAnywhereError::NotFound,
            (400..=499, Some("TooManyTagsException")) => RolesAnywhereError::UnsuitableTags,
            (400..=499, Some("ValidationException")) => RolesAnywhereError::InvalidRequest,
            (400..=499, Some(_)) => RolesAnywhereError::Denied,
            (_, Some(_)) => unreachable(&response),
        },
    }
}

fn unreachable(response: &ErrorResponse) -> RolesAnywhereError {
    RolesAnywhereError::Unreachable {
        detail: response.summary(),
    }
}

/// One exception has many meanings. Its sentence is the only thing that tells them apart.
fn denied(response: &ErrorResponse, offset: Option<ClockOffset>) -> RolesAnywhereError {
    const SENTENCES: [(&str, RolesAnywhereError); 4] = [
        ("untrusted", RolesAnywhereError::UntrustedCertificate),
        ("unable to assume role", RolesAnywhereError::NotTrustedByRole),
        ("rolesessionname", RolesAnywhereError::SessionNameNotAccepted),
        ("session tags", RolesAnywhereError::UnsuitableTags),
    ];
    let sentence = response.description.as_deref().unwrap_or_default().to_lowercase();
    let meaning = SENTENCES.into_iter().find(|(part, _)| sentence.contains(part));
    let wrong_time = || {
        offset
            .and_then(ClockDifference::from_offset)
            .map(RolesAnywhereError::WrongTime)
    };
    meaning
        .map(|(_, meaning)| meaning)
        .or_else(wrong_time)
        .unwrap_or(RolesAnywhereError::Denied)
}
