//! An answer of AWS that is not success: what it says in its status, headers and documented fields.
//!
//! Every field is hostile text until cleaned here.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde::Deserialize;
use std::time::Duration;

/// Longer waits are not believed.
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
const LONGEST_DESCRIPTION: usize = 300;
const LONGEST_CODE: usize = 64;

/// What an error answer says.
#[derive(Debug)]
pub(crate) struct ErrorAnswer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The name of the exception, from `x-amzn-ErrorType`, `code` or `__type`.
    pub(crate) code: Option<String>,
    /// The `error` of RFC 6749, 5.2.
    pub(crate) oauth_error: Option<String>,
    /// The `error_description` or `message`: text of AWS, cut and without control characters.
    pub(crate) description: Option<String>,
    /// How long AWS asks to wait (`Retry-After`, RFC 9110, 10.2.3).
    pub(crate) retry_in: Option<Duration>,
    request_id: Option<String>,
}

/// The documented members of an error body. A member of another type is as good as absent.
#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: serde_json::Value,
    #[serde(default)]
    error_description: serde_json::Value,
    #[serde(default)]
    message: serde_json::Value,
}

impl ErrorAnswer {
    /// Reads `answer`, whose `code` the SDK has found.
    pub(crate) fn read(answer: &HttpResponse, code: Option<&str>) -> Self {
        let body: Body = answer
            .body()
            .bytes()
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
            .unwrap_or_default();
        let headers = answer.headers();
        Self {
            status: answer.status().as_u16(),
            code: code.and_then(clean_code),
            oauth_error: body.error.as_str().and_then(clean_code),
            description: body
                .error_description
                .as_str()
                .or(body.message.as_str())
                .and_then(clean_description),
            retry_in: headers
                .get("retry-after")
                .and_then(|text| retry_in(text, headers.get("date"))),
            request_id: headers.get("x-amzn-requestid").and_then(clean_code),
        }
    }

    /// Returns what `meaning` finds for the exception's name, else for the `error` of OAuth.
    pub(crate) fn meaning<T>(&self, meaning: impl Fn(&str) -> Option<T>) -> Option<T> {
        [&self.code, &self.oauth_error]
            .into_iter()
            .flatten()
            .find_map(|name| meaning(name))
    }

    /// Tells whether AWS says that it failed itself.
    pub(crate) fn is_server_failure(&self) -> bool {
        self.status >= 500
    }

    /// Describes the answer by its name, status and request id, which AWS support asks for.
    pub(crate) fn summary(&self) -> String {
        let name = self
            .code
            .as_deref()
            .or(self.oauth_error.as_deref())
            .unwrap_or("no error code");
        let request = self
            .request_id
            .as_ref()
            .map(|id| format!(", request {id}"))
            .unwrap_or_default();
        format!("{name} (HTTP {}{request})", self.status)
    }
}

fn clean_code(text: &str) -> Option<String> {
    let fits = (1..=LONGEST_CODE).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    fits.then(|| text.to_owned())
}

fn clean_description(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_DESCRIPTION)
        .collect();
    (!clean.is_empty()).then_some(clean)
}

/// Reads `Retry-After`: seconds, or a date that is held against the answer's own `Date`, never against this machine's clock.
fn retry_in(text: &str, answered_at: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::from_str(text, Format::HttpDate).ok()?;
            let from = DateTime::from_str(answered_at?, Format::HttpDate).ok()?;
            Duration::from_secs(u64::try_from(until.secs().saturating_sub(from.secs())).unwrap_or(0))
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests;
