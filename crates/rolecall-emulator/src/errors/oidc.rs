//! The errors of SSO OIDC: the OAuth form, with AWS's exception in the header. Must not know when one occurs.

use http::StatusCode;
use serde_json::json;

use super::{ErrorShape, MALFORMED_JSON};
use crate::response::{ApiResponse, Exception};

pub(super) const SHAPE: ErrorShape = ErrorShape {
    error,
    throttled: (
        StatusCode::BAD_REQUEST,
        OidcError::SLOW_DOWN.exception,
        "Rate exceeded",
    ),
    unauthorized: (
        StatusCode::UNAUTHORIZED,
        OidcError::INVALID_CLIENT.exception,
        "Invalid client provided",
    ),
    forbidden: (
        StatusCode::BAD_REQUEST,
        OidcError::ACCESS_DENIED.exception,
        "Access denied",
    ),
    server_error: (OidcError::INTERNAL_SERVER.exception, "Internal server error"),
    malformed: MALFORMED_JSON,
};

/// An error of SSO OIDC.
pub(crate) struct OidcError {
    status: StatusCode,
    exception: &'static str,
}

#[rustfmt::skip]
impl OidcError {
    pub(crate) const ACCESS_DENIED: Self = Self::bad_request("AccessDeniedException");
    pub(crate) const AUTHORIZATION_PENDING: Self = Self::bad_request("AuthorizationPendingException");
    pub(crate) const EXPIRED_TOKEN: Self = Self::bad_request("ExpiredTokenException");
    pub(crate) const INTERNAL_SERVER: Self =
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, exception: "InternalServerException" };
    pub(crate) const INVALID_CLIENT: Self =
        Self { status: StatusCode::UNAUTHORIZED, exception: "InvalidClientException" };
    pub(crate) const INVALID_CLIENT_METADATA: Self = Self::bad_request("InvalidClientMetadataException");
    pub(crate) const INVALID_GRANT: Self = Self::bad_request("InvalidGrantException");
    pub(crate) const INVALID_REDIRECT_URI: Self = Self::bad_request("InvalidRedirectUriException");
    pub(crate) const INVALID_REQUEST: Self = Self::bad_request("InvalidRequestException");
    pub(crate) const INVALID_SCOPE: Self = Self::bad_request("InvalidScopeException");
    pub(crate) const SLOW_DOWN: Self = Self::bad_request("SlowDownException");
    pub(crate) const UNAUTHORIZED_CLIENT: Self = Self::bad_request("UnauthorizedClientException");
    pub(crate) const UNSUPPORTED_GRANT_TYPE: Self = Self::bad_request("UnsupportedGrantTypeException");

    const fn bad_request(exception: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, exception }
    }

    pub(crate) fn response(self, description: &str) -> ApiResponse {
        error(self.status, self.exception, description)
    }
}

/// As at AWS, the body has neither `message` nor `__type`; a setting can add the latter.
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
    if exception == OidcError::INTERNAL_SERVER.exception {
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
