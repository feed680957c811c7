//! The errors of sign-in federation, and of what a browser is shown: a page, never JSON. Callers may rely on
//! no more than the status. Must not know when one occurs.

use http::StatusCode;

use super::{ErrorShape, MALFORMED_JSON};
use crate::html;

const TITLE: &str = "Sign-in request refused";

pub(super) const SHAPE: ErrorShape = ErrorShape {
    error: html::notice,
    throttled: (StatusCode::BAD_REQUEST, TITLE, "Too many requests."),
    unauthorized: (StatusCode::BAD_REQUEST, TITLE, "Invalid credentials parameter."),
    forbidden: (StatusCode::BAD_REQUEST, TITLE, "Access denied."),
    server_error: ("Service unavailable", "Please try again."),
    malformed: MALFORMED_JSON,
};
