//! The errors of the access portal: REST-JSON with the type in header and body. Must not know when one occurs.

use http::StatusCode;
use serde_json::json;

use super::{ErrorShape, MALFORMED_JSON};
use crate::response::{ApiResponse, Exception};

pub(super) const SHAPE: ErrorShape = ErrorShape {
    error,
    throttled: (
        StatusCode::TOO_MANY_REQUESTS,
        "TooManyRequestsException",
        "HTTP 429 Unknown Code",
    ),
    unauthorized: (
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "Session token not found or invalid",
    ),
    forbidden: (StatusCode::FORBIDDEN, "ForbiddenException", "No access"),
    server_error: ("InternalServerException", "Internal server error"),
    malformed: MALFORMED_JSON,
};

fn error(status: StatusCode, exception: &str, message: &str) -> ApiResponse {
    ApiResponse::json(status, json!({"message": message})).with_exception(Exception {
        name: exception.to_owned(),
        origin: "http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/",
        namespace: "com.amazonaws.switchboard.portal#",
        in_body: true,
    })
}
