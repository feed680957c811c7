//! An error response of AWS, parsed from its status, headers and documented fields.
//!
//! Every field is untrusted text until this module has validated it.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::Headers;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use rolecall_model::partition::{Partition, Region};
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// Maximum wait; a longer `Retry-After` is shortened to this.
const MAX_RETRY_WAIT: Duration = Duration::from_secs(60 * 60);
/// Maximum length of a description, in characters; the rest is removed.
const MAX_DESCRIPTION_LENGTH: usize = 300;
/// Maximum length of a message, in characters: two ARNs and the words around them.
const MAX_MESSAGE_LENGTH: usize = 5000;
/// Maximum length of an error code or a request id, in bytes; a longer one is ignored.
const MAX_IDENTIFIER_LENGTH: usize = 64;

/// The parts of an error response.
#[derive(Debug)]
pub(crate) struct ErrorResponse {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The name of the exception, from the header `x-amzn-ErrorType` or the field `code` or `__type`.
    pub(crate) code: Option<String>,
    /// The field `error` (RFC 6749, 5.2).
    pub(crate) oauth_error: Option<String>,
    /// The message that the SDK found in a body of another form than JSON, to be matched against what AWS documents.
    pub(crate) message: Option<String>,
    /// The field `error_description` or `message`: at most 300 characters, without control characters.
    pub(crate) description: Option<String>,
    /// The region that AWS names as the right one: the field `region`, else that of the host in `endpoint`.
    pub(crate) region: Option<Region>,
    /// How long AWS asks to wait (`Retry-After`, RFC 9110, 10.2.3).
    pub(crate) retry_after: Option<Duration>,
    request_id: Option<String>,
}

/// The documented fields of an error body. A field of the wrong type is ignored.
#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    error: serde_json::Value,
    #[serde(default)]
    error_description: serde_json::Value,
    #[serde(default, alias = "Message")]
    message: serde_json::Value,
    #[serde(default)]
    region: serde_json::Value,
    #[serde(default)]
    endpoint: serde_json::Value,
}

#[derive(Deserialize)]
struct ErrorName {
    #[serde(rename = "__type")]
    name: String,
}

impl ErrorBody {
    fn region(&self) -> Option<Region> {
        let named = self.region.as_str().and_then(|text| Region::parse(text).ok());
        named
            .or_else(|| Partition::region_of_oidc_host(Url::parse(self.endpoint.as_str()?).ok()?.host_str()?))
    }
}

impl ErrorResponse {
    /// Parses `response`; `code` is the name of the exception, if the SDK found one.
    pub(crate) fn parse(response: &HttpResponse, code: Option<&str>) -> Self {
        let body: ErrorBody = response
            .body()
            .bytes()
            .and_then(|bytes| serde_json::from_slice(bytes).ok())
            .unwrap_or_default();
        let headers = response.headers();
        Self {
            status: response.status().as_u16(),
            code: code.and_then(valid_identifier),
            message: None,
            oauth_error: body.error.as_str().and_then(valid_identifier),
            description: body
                .error_description
                .as_str()
                .or(body.message.as_str())
                .and_then(clean_description),
            region: body.region(),
            retry_after: headers
                .get("retry-after")
                .and_then(|text| parse_retry_after(text, headers.get("date"))),
            request_id: headers.get("x-amzn-requestid").and_then(valid_identifier),
        }
    }

    /// Returns the response with the message that the SDK found.
    pub(crate) fn with_message(self, message: Option<&str>) -> Self {
        let message = message.map(|text| text.chars().take(MAX_MESSAGE_LENGTH).collect());
        Self { message, ..self }
    }

    /// Classifies the response with `kind_of`, by the name of the exception or else by the OAuth `error`.
    pub(crate) fn classify<T>(&self, kind_of: impl Fn(&str) -> Option<T>) -> Option<T> {
        [&self.code, &self.oauth_error]
            .into_iter()
            .flatten()
            .find_map(|name| kind_of(name))
    }

    /// Returns whether the status is 5xx.
    pub(crate) fn is_server_error(&self) -> bool {
        self.status >= 500
    }

    /// Describes the response by its error name, its status and its request id, which AWS support asks for.
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

/// Returns the name of the exception: from the header, possibly followed by a colon and an address, or from the body.
pub(crate) fn error_code(headers: &Headers, body: &[u8]) -> Option<String> {
    let of_header = headers.get("x-amzn-errortype").map(str::to_owned);
    let of_body = || {
        serde_json::from_slice::<ErrorName>(body)
            .ok()
            .map(|error| error.name)
    };
    let name = of_header.or_else(of_body)?;
    let name = name.split(':').next().unwrap_or_default();
    Some(name.rsplit('#').next().unwrap_or_default().to_owned())
}

fn valid_identifier(text: &str) -> Option<String> {
    let fits = (1..=MAX_IDENTIFIER_LENGTH).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    fits.then(|| text.to_owned())
}

fn clean_description(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_DESCRIPTION_LENGTH)
        .collect();
    (!clean.is_empty()).then_some(clean)
}

/// Parses the header `Retry-After`: seconds, or a date, which is compared with the header `Date` of the same response because the
/// clock of this machine may be wrong.
fn parse_retry_after(text: &str, date_header: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::from_str(text, Format::HttpDate).ok()?;
            let from = DateTime::from_str(date_header?, Format::HttpDate).ok()?;
            Duration::from_secs(u64::try_from(until.secs().saturating_sub(from.secs())).unwrap_or(0))
        }
    };
    Some(wait.min(MAX_RETRY_WAIT))
}

#[cfg(test)]
mod tests;
