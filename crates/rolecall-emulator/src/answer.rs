//! What goes back to the caller, before it becomes HTTP: status, headers, body, and the error type that AWS
//! writes in a header, in the body or in both. Must not know which operation is answered.

use http::StatusCode;
use serde_json::{Value, json};

use crate::settings::ErrorType;

/// An answer being made.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Content,
    pub(crate) exception: Option<Box<Exception>>,
}

/// The body of an answer.
#[derive(Debug)]
pub(crate) enum Content {
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

impl Answer {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Content::Empty,
            exception: None,
        }
    }

    pub(crate) fn json(status: StatusCode, value: Value) -> Self {
        Self {
            body: Content::Json(value),
            ..Self::empty(status)
        }
    }

    pub(crate) fn ok(value: Value) -> Self {
        Self::json(StatusCode::OK, value)
    }

    pub(crate) fn xml(status: StatusCode, text: String) -> Self {
        Self {
            body: Content::Text {
                media_type: "text/xml",
                text,
            },
            ..Self::empty(status)
        }
    }

    pub(crate) fn html(status: StatusCode, text: String) -> Self {
        let body = Content::Text {
            media_type: "text/html; charset=utf-8",
            text,
        };
        Self {
            body,
            ..Self::empty(status)
        }
        .with("content-security-policy", PAGE_POLICY)
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
        .with("cache-control", "no-store")
    }

    /// A redirect. The target comes from requests, so what cannot stand in a header is refused.
    pub(crate) fn redirect(target: &str) -> Self {
        if target.bytes().any(|byte| !(0x21..=0x7e).contains(&byte)) {
            return Self::json(
                StatusCode::BAD_REQUEST,
                json!({"message": "not a redirect target"}),
            );
        }
        Self::empty(StatusCode::FOUND)
            .with("location", target)
            .with("cache-control", "no-store")
            .with("referrer-policy", "no-referrer")
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn thrown(mut self, exception: Exception) -> Self {
        self.exception = Some(Box::new(exception));
        self
    }

    /// Writes the error's type where `mode` wants it.
    pub(crate) fn settled(mut self, mode: ErrorType) -> Self {
        let Some(exception) = self.exception.take() else {
            return self;
        };
        if mode != ErrorType::Body {
            let separator = if exception.origin.is_empty() { "" } else { ":" };
            let value = format!("{}{separator}{}", exception.name, exception.origin);
            self.headers.push(("x-amzn-errortype", value));
        }
        let in_body = match mode {
            ErrorType::Aws => exception.in_body,
            ErrorType::Header => false,
            ErrorType::Body => true,
        };
        if let (true, Content::Json(Value::Object(members))) = (in_body, &mut self.body) {
            members.insert(
                "__type".to_owned(),
                json!(format!("{}{}", exception.namespace, exception.name)),
            );
        }
        self
    }
}
