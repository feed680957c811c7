//! SSO OIDC: what its operations share, which is the errors and the check of a client's own secret. Each
//! operation has its file. Must not know the portal or STS.

pub(crate) mod authorize;
pub(crate) mod consent;
pub(crate) mod device;
pub(crate) mod redirect;
pub(crate) mod register;
pub(crate) mod token;

use http::StatusCode;
use serde_json::json;

use crate::answer::{Answer, Exception};
use crate::state::{Registration, State};

/// The one scope that account access needs.
pub(crate) const ACCOUNT_ACCESS: &str = "sso:account:access";

const ORIGIN: &str = "http://internal.amazon.com/coral/com.amazonaws.sso.oidc/";

/// The errors of SSO OIDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OidcError {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    InvalidScope,
    AuthorizationPending,
    SlowDown,
    AccessDenied,
    ExpiredToken,
    InvalidClientMetadata,
    InvalidRedirectUri,
    InternalServer,
}

impl OidcError {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::InvalidRequest => ("InvalidRequestException", "invalid_request"),
            Self::InvalidClient => ("InvalidClientException", "invalid_client"),
            Self::InvalidGrant => ("InvalidGrantException", "invalid_grant"),
            Self::UnauthorizedClient => ("UnauthorizedClientException", "unauthorized_client"),
            Self::UnsupportedGrantType => ("UnsupportedGrantTypeException", "unsupported_grant_type"),
            Self::InvalidScope => ("InvalidScopeException", "invalid_scope"),
            Self::AuthorizationPending => ("AuthorizationPendingException", "authorization_pending"),
            Self::SlowDown => ("SlowDownException", "slow_down"),
            Self::AccessDenied => ("AccessDeniedException", "access_denied"),
            Self::ExpiredToken => ("ExpiredTokenException", "expired_token"),
            Self::InvalidClientMetadata => ("InvalidClientMetadataException", "invalid_client_metadata"),
            Self::InvalidRedirectUri => ("InvalidRedirectUriException", "invalid_redirect_uri"),
            Self::InternalServer => ("InternalServerException", "server_error"),
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::InternalServer => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidRequest
            | Self::InvalidGrant
            | Self::UnauthorizedClient
            | Self::UnsupportedGrantType
            | Self::InvalidScope
            | Self::AuthorizationPending
            | Self::SlowDown
            | Self::AccessDenied
            | Self::ExpiredToken
            | Self::InvalidClientMetadata
            | Self::InvalidRedirectUri => StatusCode::BAD_REQUEST,
        }
    }

    pub(crate) fn because(self, description: &str) -> Answer {
        let (exception, error) = self.names();
        failure(self.status(), exception, error, description)
    }
}

/// An error in SSO OIDC's shape. The body has no `message`: that is AWS's own way.
pub(crate) fn failure(status: StatusCode, exception: &str, error: &str, description: &str) -> Answer {
    let body = json!({"error": error, "error_description": description});
    Answer::json(status, body).thrown(Exception {
        name: exception.to_owned(),
        origin: ORIGIN,
        namespace: "com.amazonaws.sso.oidc#",
        in_body: false,
    })
}

/// The OAuth word for an exception's name: `SlowDownException` is `slow_down`.
pub(crate) fn oauth_word(exception: &str) -> String {
    let mut word = String::new();
    for letter in exception.trim_end_matches("Exception").chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// The client that presents this id and secret, if it is registered still.
fn client<'a>(state: &'a State, id: &str, secret: &str) -> Result<&'a Registration, Answer> {
    let known = state
        .remembered
        .registrations
        .get(id)
        .filter(|client| &*client.secret == secret);
    let client = known.ok_or_else(|| OidcError::InvalidClient.because("Invalid client provided"))?;
    if client.expires <= state.now() {
        return Err(OidcError::InvalidClient.because("Client registration has expired"));
    }
    Ok(client)
}

/// Start URLs as people paste them: with a slash or a fragment at the end.
fn same_start_url(left: &str, right: &str) -> bool {
    fn trimmed(url: &str) -> &str {
        let before_fragment = url.split_once('#').map_or(url, |(before, _)| before);
        before_fragment.trim_end_matches('/')
    }
    trimmed(left).eq_ignore_ascii_case(trimmed(right))
}

fn is_own_portal(state: &State, url: &str) -> bool {
    same_start_url(url, &state.start_url) || same_start_url(url, &state.partition.issuer_url())
}
