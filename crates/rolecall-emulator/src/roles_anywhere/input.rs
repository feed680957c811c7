//! What CreateSession asks for: the ARNs are in the query or in the body, the rest is in the body.

use serde_json::Value;

use super::invalid;
use crate::query::is_word_or;
use crate::request::ApiRequest;
use crate::response::ApiResponse;

/// The parameters, checked one by one.
pub(super) struct CreateSessionInput {
    pub(super) trust_anchor_arn: String,
    pub(super) profile_arn: String,
    pub(super) role_arn: String,
    pub(super) duration_seconds: Option<u64>,
    pub(super) session_name: Option<String>,
}

/// A parameter of the query or of the body.
pub(super) fn parameter(request: &ApiRequest, name: &str) -> Option<String> {
    let of_body = || Some(body(request)?.get(name)?.as_str()?.to_owned());
    request.query_value(name).or_else(of_body)
}

fn body(request: &ApiRequest) -> Option<Value> {
    request.json::<Value>().ok().filter(Value::is_object)
}

impl CreateSessionInput {
    pub(super) fn read(request: &ApiRequest) -> Result<Self, ApiResponse> {
        let body = body(request).ok_or_else(|| invalid("The request body is not a JSON object."))?;
        let arn = |name: &str| {
            parameter(request, name)
                .filter(|arn| arn.starts_with("arn:"))
                .ok_or_else(|| {
                    invalid(&format!(
                        "Value at '{name}' failed to satisfy constraint: Member must be an ARN"
                    ))
                })
        };
        Ok(Self {
            trust_anchor_arn: arn("trustAnchorArn")?,
            profile_arn: arn("profileArn")?,
            role_arn: arn("roleArn")?,
            duration_seconds: duration(body.get("durationSeconds"))?,
            session_name: session_name(body.get("roleSessionName"))?,
        })
    }
}

fn duration(value: Option<&Value>) -> Result<Option<u64>, ApiResponse> {
    let Some(value) = value else {
        return Ok(None);
    };
    let seconds = value.as_u64().filter(|seconds| (900..=43_200).contains(seconds));
    seconds.map(Some).ok_or_else(|| {
        invalid(
            "Value at 'durationSeconds' failed to satisfy constraint: Member must be between 900 and 43200",
        )
    })
}

fn session_name(value: Option<&Value>) -> Result<Option<String>, ApiResponse> {
    let Some(value) = value else {
        return Ok(None);
    };
    let is_valid =
        |name: &&str| (2..=64).contains(&name.len()) && name.chars().all(|c| is_word_or(c, "+=,.@-"));
    let name = value.as_str().filter(is_valid).map(str::to_owned);
    name.map(Some).ok_or_else(|| {
        invalid(
            "Value at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression \
             pattern: [\\w+=,.@-]*",
        )
    })
}
