//! The errors of SSO OIDC: the OAuth form, with AWS's exception in the header. Must not know when one occurs.

use http::StatusCode;
use serde_json::json;

use super::{Api, ErrorShape, MALFORMED_JSON};
use crate::response::{ApiResponse, Exception};

pub(super) const SHAPE: ErrorShape = ErrorShape {
    error,
    throttled: (StatusCode::BAD_REQUEST, "SlowDownException", "Rate exceeded"),
    unauthorized: (
        StatusCode::UNAUTHORIZED,
        "InvalidClientException",
        "Invalid client provided",
    ),
    forbidden: (StatusCode::BAD_REQUEST, "AccessDeniedException", "Access denied"),
    server_error: (INTERNAL, "Internal server error"),
    malformed: MALFORMED_JSON,
};

const INTERNAL: &str = "InternalServerException";

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
    fn status_and_exception(self) -> (StatusCode, &'static str) {
        let exception = match self {
            Self::InvalidClient => return (StatusCode::UNAUTHORIZED, "InvalidClientException"),
            Self::InternalServer => return (StatusCode::INTERNAL_SERVER_ERROR, INTERNAL),
            Self::InvalidRequest => "InvalidRequestException",
            Self::InvalidGrant => "InvalidGrantException",
            Self::UnauthorizedClient => "UnauthorizedClientException",
            Self::UnsupportedGrantType => "UnsupportedGrantTypeException",
            Self::InvalidScope => "InvalidScopeException",
            Self::AuthorizationPending => "AuthorizationPendingException",
            Self::SlowDown => "SlowDownException",
            Self::AccessDenied => "AccessDeniedException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::InvalidClientMetadata => "InvalidClientMetadataException",
            Self::InvalidRedirectUri => "InvalidRedirectUriException",
        };
        (StatusCode::BAD_REQUEST, exception)
    }

    pub(crate) fn response(self, description: &str) -> ApiResponse {
        let (status, exception) = self.status_and_exception();
        Api::Oidc.error(status, exception, description)
    }
}

/// The body has no `message`, and `__type` only where a setting asks for it: that is AWS's own way.
fn error(status: StatusCode, exception: &str, description: &str) -> ApiResponse {
    let body = json!({"error": oauth_code(exception), "error_description": description});
    ApiResponse::json(status, body).with_exception(Exception {
        name: exception.to_owned(),
        origin: "http://internal.amazon.com/coral/com.amazonaws.sso.oidc/",
        namespace: "com.amazonaws.sso.oidc#",
        in_body: false,
    })
}

/// OAuth's code for an exception: `SlowDownException` is `slow_down`.
fn oauth_code(exception: &str) -> String {
    if exception == INTERNAL {
        return "server_error".to_owned();
    }
    let mut code = String::new();
    for character in exception.trim_end_matches("Exception").chars() {
        if character.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(character.to_ascii_lowercase());
    }
    code
}
