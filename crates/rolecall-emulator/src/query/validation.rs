//! Constraints of the service models, and AWS's sentence for all that a request violates.

use std::ops::RangeInclusive;

use http::StatusCode;

use crate::errors::Api;
use crate::request::ApiRequest;
use crate::response::ApiResponse;

/// What a text may be.
#[derive(Debug)]
pub(crate) struct TextRule {
    pub(crate) length: RangeInclusive<usize>,
    pub(crate) is_allowed: fn(char) -> bool,
    /// How AWS writes the allowed characters.
    pub(crate) pattern: &'static str,
}

/// Everything that is wrong with the parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    constraints: Vec<String>,
}

/// `\w` of AWS's patterns, and these characters.
pub(crate) fn is_word_or(character: char, others: &str) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || others.contains(character)
}

impl Violations {
    /// The value of a parameter that must be there; empty when it is not.
    pub(crate) fn required(&mut self, request: &ApiRequest, name: &str, rule: &TextRule) -> String {
        let value = self.optional(request, name, rule);
        if value.is_none() {
            self.constraints.push(format!(
                "Value null at '{}' failed to satisfy constraint: Member must not be null",
                member_name(name)
            ));
        }
        value.unwrap_or_default()
    }

    /// The value of a parameter, checked when it is there.
    pub(crate) fn optional(&mut self, request: &ApiRequest, name: &str, rule: &TextRule) -> Option<String> {
        let value = request.parameter(name)?;
        self.check_text(&value, &member_name(name), rule);
        Some(value)
    }

    pub(crate) fn check_text(&mut self, value: &str, member: &str, rule: &TextRule) {
        let length = value.chars().count();
        if length < *rule.length.start() {
            let constraint = format!("have length greater than or equal to {}", rule.length.start());
            self.add(value, member, &constraint);
        }
        if length > *rule.length.end() {
            let constraint = format!("have length less than or equal to {}", rule.length.end());
            self.add(value, member, &constraint);
        }
        if !value.chars().all(rule.is_allowed) {
            self.add(
                value,
                member,
                &format!("satisfy regular expression pattern: {}", rule.pattern),
            );
        }
    }

    /// A number within bounds; the default when it is not there.
    pub(crate) fn number(
        &mut self,
        request: &ApiRequest,
        name: &str,
        bounds: RangeInclusive<u64>,
    ) -> Option<u64> {
        let text = request.parameter(name)?;
        let member = member_name(name);
        match text.parse::<i64>().map(u64::try_from) {
            Ok(Ok(number)) if number > *bounds.end() => {
                self.add(
                    &text,
                    &member,
                    &format!("have value less than or equal to {}", bounds.end()),
                );
                None
            }
            Ok(Ok(number)) if bounds.contains(&number) => Some(number),
            Ok(_) => {
                self.add(
                    &text,
                    &member,
                    &format!("have value greater than or equal to {}", bounds.start()),
                );
                None
            }
            Err(_) => {
                self.add(&text, &member, "be a number");
                None
            }
        }
    }

    pub(crate) fn add(&mut self, value: &str, member: &str, must: &str) {
        self.constraints.push(format!(
            "Value '{value}' at '{member}' failed to satisfy constraint: Member must {must}"
        ));
    }

    /// # Errors
    /// `ValidationError`, when there is any violation.
    pub(crate) fn finish(self, api: Api) -> Result<(), ApiResponse> {
        let count = self.constraints.len();
        if count == 0 {
            return Ok(());
        }
        let noun = if count == 1 { "error" } else { "errors" };
        let message = format!(
            "{count} validation {noun} detected: {}",
            self.constraints.join("; ")
        );
        Err(api.error(StatusCode::BAD_REQUEST, "ValidationError", &message))
    }
}

/// Parameters are written with a capital, members of the model without.
fn member_name(parameter: &str) -> String {
    let mut characters = parameter.chars();
    characters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(characters)
        .collect()
}
