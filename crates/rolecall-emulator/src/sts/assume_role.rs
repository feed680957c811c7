//! AssumeRole with the credentials of another role (STS API Reference; IAM User Guide, "Role chaining").
//!
//! A role trusts accounts. Whether the caller's own policies allow the call is not asked.

use http::StatusCode;

use super::{VERSION, authenticate, denied, invalid};
use crate::html::escape;
use crate::operation::HandlerResult;
use crate::organization::OrgIamRole;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets::{access_key_id, request_id};
use crate::state::{AssumedRole, CredentialsRecord, EmulatorState};

/// A role that is assumed with the credentials of another lives no longer.
const MAX_CHAINED_SECONDS: u64 = 3600;
const MIN_SECONDS: u64 = 900;

pub(super) fn assume_role(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, caller) = authenticate(state, request)?;
    let session_name = session_name(request)?;
    let seconds = duration(request)?;
    let role_arn = request.parameter("RoleArn").unwrap_or_default();
    let (account_id, role) = trusting_role(state, &role_arn, &caller).ok_or_else(|| {
        let user = caller.arn(state.partition);
        let message =
            format!("User: {user} is not authorized to perform: sts:AssumeRole on resource: {role_arn}");
        denied("AccessDenied", &message)
    })?;
    let ttl = state
        .settings
        .credentials_ttl
        .map_or(seconds, |ttl| ttl.min(seconds));
    let credentials = CredentialsRecord {
        assumed: AssumedRole {
            account_id,
            role_name: role.name,
            is_permission_set: false,
            user: session_name,
        },
        secret: state.secrets.secret_access_key(),
        session_token: state.secrets.session_token(state.settings.session_token_bytes),
        expires_at: state.now().after_seconds(ttl).whole_seconds(),
    };
    let key = access_key_id();
    let response = response(state, &key, &credentials);
    state.records.credentials.insert(key, credentials);
    Ok(response)
}

/// The role with this ARN, if it exists and trusts the account of the caller.
fn trusting_role(
    state: &EmulatorState,
    role_arn: &str,
    caller: &AssumedRole,
) -> Option<(String, OrgIamRole)> {
    let rest = role_arn.strip_prefix(&format!("arn:{}:iam::", state.partition.id))?;
    let (account_id, resource) = rest.split_once(':')?;
    let account = state.directory.account(account_id)?;
    let is_named = |role: &&OrgIamRole| resource == format!("role{}{}", role.path, role.name);
    let role = account.iam_roles.iter().find(is_named)?;
    let is_trusted = role.trusted_accounts.contains(&caller.account_id);
    is_trusted.then(|| (account_id.to_owned(), role.clone()))
}

fn session_name(request: &ApiRequest) -> Result<String, ApiResponse> {
    let name = request.parameter("RoleSessionName").unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_=,.@-+".contains(&byte);
    let is_valid = (2..=64).contains(&name.len()) && name.bytes().all(is_plain);
    is_valid.then_some(name).ok_or_else(|| {
        let message = "1 validation error detected: Value at 'roleSessionName' failed to satisfy constraint: \
                       Member must satisfy regular expression pattern: [\\w+=,.@-]*";
        invalid("ValidationError", message)
    })
}

fn duration(request: &ApiRequest) -> Result<u64, ApiResponse> {
    let Some(text) = request.parameter("DurationSeconds") else {
        return Ok(MAX_CHAINED_SECONDS);
    };
    let seconds = text.parse().ok().filter(|seconds| *seconds >= MIN_SECONDS);
    let seconds = seconds.ok_or_else(|| {
        let message = "1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint: \
                       Member must have value greater than or equal to 900";
        invalid("ValidationError", message)
    })?;
    if seconds > MAX_CHAINED_SECONDS {
        let message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
                       chaining";
        return Err(invalid("ValidationError", message));
    }
    Ok(seconds)
}

fn response(state: &EmulatorState, key: &str, credentials: &CredentialsRecord) -> ApiResponse {
    let request_id = request_id();
    let text = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/{VERSION}/\">\n  <AssumeRoleResult>\n    \
         <AssumedRoleUser>\n      <AssumedRoleId>{}</AssumedRoleId>\n      <Arn>{}</Arn>\n    \
         </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>{key}</AccessKeyId>\n      \
         <SecretAccessKey>{}</SecretAccessKey>\n      <SessionToken>{}</SessionToken>\n      \
         <Expiration>{}</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    \
         <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n",
        escape(&credentials.assumed.user_id()),
        escape(&credentials.assumed.arn(state.partition)),
        escape(&credentials.secret),
        escape(&credentials.session_token),
        credentials.expires_at.iso(),
    );
    ApiResponse::xml(StatusCode::OK, &text).with_header("x-amzn-requestid", request_id)
}
