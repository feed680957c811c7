//! A response as handlers make it: status, headers, body, and the error type that AWS writes in a header, in
//! the body or in both. Must not know which operation it belongs to.

mod body;

use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::secrets::request_id;
use crate::settings::ErrorType;

pub(crate) use body::ResponseBody;

/// A response that is not HTTP yet.
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: ResponseContent,
    exception: Option<Box<Exception>>,
}

/// The body of a response.
#[derive(Debug)]
pub(crate) enum ResponseContent {
    Empty,
    Json(Value),
    Text { media_type: &'static str, text: String },
}

/// An error's type and where it comes from.
#[derive(Debug)]
pub(crate) struct Exception {
    pub(crate) name: String,
    /// What follows the name in `x-amzn-ErrorType`.
    pub(crate) origin: &'static str,
    /// What precedes the name in `__type`.
    pub(crate) namespace: &'static str,
    /// Whether AWS writes `__type` for this API.
    pub(crate) in_body: bool,
}

const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                           frame-ancestors 'none'; form-action 'self' http://127.0.0.1:*";

impl ApiResponse {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: ResponseContent::Empty,
            exception: None,
        }
    }

    pub(crate) fn json(status: StatusCode, value: Value) -> Self {
        Self {
            body: ResponseContent::Json(value),
            ..Self::empty(status)
        }
    }

    pub(crate) fn ok(value: Value) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn text(status: StatusCode, media_type: &'static str, text: &str) -> Self {
        Self {
            body: ResponseContent::Text {
                media_type,
                text: text.to_owned(),
            },
            ..Self::empty(status)
        }
    }

    pub(crate) fn xml(status: StatusCode, text: &str) -> Self {
        Self::text(status, "text/xml", text)
    }

    pub(crate) fn html(status: StatusCode, text: &str) -> Self {
        Self::text(status, "text/html; charset=utf-8", text)
            .with_header("content-security-policy", PAGE_POLICY)
            .with_header("referrer-policy", "no-referrer")
            .with_header("x-content-type-options", "nosniff")
            .with_header("cache-control", "no-store")
    }

    /// A redirect. The target comes from requests; one that is not valid in a header becomes a 400.
    pub(crate) fn redirect(target: &str) -> Self {
        if target.bytes().any(|byte| !(0x21..=0x7e).contains(&byte)) {
            return Self::json(
                StatusCode::BAD_REQUEST,
                json!({"message": "not a redirect target"}),
            );
        }
        Self::empty(StatusCode::FOUND)
            .with_header("location", target)
            .with_header("cache-control", "no-store")
            .with_header("referrer-policy", "no-referrer")
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_exception(mut self, exception: Exception) -> Self {
        self.exception = Some(Box::new(exception));
        self
    }

    /// Writes the error's type where `location` says.
    fn write_exception(&mut self, location: ErrorType) {
        let Some(exception) = self.exception.take() else {
            return;
        };
        if location != ErrorType::Body {
            let separator = if exception.origin.is_empty() { "" } else { ":" };
            let value = format!("{}{separator}{}", exception.name, exception.origin);
            self.headers.push(("x-amzn-errortype", value));
        }
        let in_body = match location {
            ErrorType::Aws => exception.in_body,
            ErrorType::Header => false,
            ErrorType::Body => true,
        };
        if let (true, ResponseContent::Json(Value::Object(members))) = (in_body, &mut self.body) {
            members.insert(
                "__type".to_owned(),
                json!(format!("{}{}", exception.namespace, exception.name)),
            );
        }
    }

    /// The response as HTTP. Its own headers win over those that every response has. With `is_cut` the body
    /// breaks off in the middle.
    pub(crate) fn into_http(
        mut self,
        location: ErrorType,
        date: &str,
        is_cut: bool,
    ) -> Response<ResponseBody> {
        self.write_exception(location);
        let (media_type, text) = match self.body {
            ResponseContent::Empty => (None, String::new()),
            ResponseContent::Json(value) => (Some("application/json"), value.to_string()),
            ResponseContent::Text { media_type, text } => (Some(media_type), text),
        };
        let mut response = Response::new(ResponseBody::new(text, is_cut));
        *response.status_mut() = self.status;
        let common = [("date", date.to_owned()), ("x-amzn-requestid", request_id())];
        let media_type = media_type.map(|value| ("content-type", value.to_owned()));
        for (name, value) in common.into_iter().chain(media_type).chain(self.headers) {
            // Only the name of an injected error can be invalid in a header.
            if let Ok(value) = HeaderValue::from_str(&value) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}
