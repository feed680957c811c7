//! The parameters of AssumeRole, with the constraints of its model.

use crate::query::{TextRule, Violations, is_word_or};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::sts::{API, ARN_RULE, NAME_RULE, invalid};

const EXTERNAL_ID_RULE: TextRule = TextRule {
    length: 2..=1_224,
    is_allowed: |character| is_word_or(character, "+=,.@:/-"),
    pattern: "[\\w+=,.@:\\/-]*",
};

const SOURCE_IDENTITY_RULE: TextRule = TextRule {
    length: 2..=256,
    ..NAME_RULE
};

/// What a caller asks for.
pub(super) struct AssumeRoleInput {
    pub(super) role_arn: String,
    pub(super) session_name: String,
    pub(super) duration_seconds: Option<u64>,
    pub(super) external_id: Option<String>,
    pub(super) serial_number: Option<String>,
    pub(super) token_code: Option<String>,
    pub(super) source_identity: Option<String>,
    pub(super) minimum_token_size: usize,
}

impl AssumeRoleInput {
    pub(super) fn read(request: &ApiRequest) -> Result<Self, ApiResponse> {
        let mut violations = Violations::default();
        let (serial_number, token_code) = crate::sts::mfa_code::read(request, &mut violations);
        let input = Self {
            role_arn: violations.required(request, "RoleArn", &ARN_RULE),
            session_name: violations.required(request, "RoleSessionName", &NAME_RULE),
            duration_seconds: violations.number(request, "DurationSeconds", 900..=43_200),
            external_id: violations.optional(request, "ExternalId", &EXTERNAL_ID_RULE),
            serial_number,
            token_code,
            source_identity: violations.optional(request, "SourceIdentity", &SOURCE_IDENTITY_RULE),
            minimum_token_size: crate::sts::issue::read_minimum_token_size(request, &mut violations),
        };
        violations.finish(API)?;
        if input
            .source_identity
            .as_ref()
            .is_some_and(|text| text.starts_with("aws:"))
        {
            let message = "The SourceIdentity must not start with the reserved prefix aws:";
            return Err(invalid("ValidationError", message));
        }
        Ok(input)
    }
}
