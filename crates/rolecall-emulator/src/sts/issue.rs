//! New credentials of a role, and the part of the response that every way of assuming a role has.

use super::invalid;
use super::target_role::TargetRole;
use crate::query::{Violations, XmlWriter};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::secrets::access_key_id;
use crate::state::{AssumedRole, CredentialsRecord, EmulatorState, RoleSession};

const MAX_MINIMUM_TOKEN_SIZE: u64 = 4_096;

/// A session that is allowed.
pub(super) struct SessionRequest {
    pub(super) session_name: String,
    pub(super) seconds: u64,
    /// The bytes that policies and tags take in the session token.
    pub(super) packed_size: usize,
    pub(super) minimum_token_size: usize,
    pub(super) session: RoleSession,
}

/// A session, as the response tells it.
pub(super) struct IssuedSession {
    access_key_id: String,
    credentials: CredentialsRecord,
    arn: String,
    /// In percent of the limit; none when nothing was packed.
    packed_policy_size: Option<usize>,
    token_utilization: usize,
}

pub(super) fn read_minimum_token_size(request: &ApiRequest, violations: &mut Violations) -> usize {
    let size = violations.number(request, "MinimumSessionTokenSize", 0..=MAX_MINIMUM_TOKEN_SIZE);
    size.and_then(|size| usize::try_from(size).ok())
        .unwrap_or_default()
}

/// # Errors
/// `PackedPolicyTooLarge`.
pub(super) fn issue(
    state: &mut EmulatorState,
    role: &TargetRole,
    request: SessionRequest,
) -> Result<IssuedSession, ApiResponse> {
    let limit = state.settings.packed_policy_bytes.max(1);
    let percent = (request.packed_size * 100).div_ceil(limit);
    if percent > 100 {
        let message =
            format!("Packed policy consumes {percent}% of allotted space, please use smaller policy.");
        return Err(invalid("PackedPolicyTooLarge", &message));
    }
    let token_bytes = state.settings.session_token_bytes + request.packed_size;
    let session_token = state
        .secrets
        .session_token(token_bytes.max(request.minimum_token_size));
    let ttl = state.settings.credentials_ttl;
    let seconds = ttl.map_or(request.seconds, |ttl| ttl.min(request.seconds));
    let credentials = CredentialsRecord {
        secret: state.secrets.secret_access_key(),
        assumed: AssumedRole {
            account_id: role.account_id.clone(),
            role_name: role.name.clone(),
            is_permission_set: false,
            user: request.session_name,
        },
        session: request.session,
        expires_at: state.now().after_seconds(seconds).whole_seconds(),
        session_token,
    };
    let access_key_id = access_key_id();
    let records = &mut state.records.credentials;
    records.insert(access_key_id.clone(), credentials.clone());
    Ok(IssuedSession {
        arn: credentials.assumed.arn(state.partition),
        packed_policy_size: (request.packed_size > 0).then_some(percent),
        token_utilization: token_utilization(state, credentials.session_token.len()),
        access_key_id,
        credentials,
    })
}

/// The size of a session token in percent of the largest that there can be.
pub(super) fn token_utilization(state: &EmulatorState, size: usize) -> usize {
    let largest = state.settings.session_token_bytes + state.settings.packed_policy_bytes;
    (size * 100).div_ceil(largest.max(1)).min(100)
}

pub(super) fn write_session(xml: &mut XmlWriter, issued: &IssuedSession) {
    let credentials = &issued.credentials;
    xml.group("AssumedRoleUser", |xml| {
        xml.element("AssumedRoleId", &credentials.assumed.user_id());
        xml.element("Arn", &issued.arn);
    });
    xml.group("Credentials", |xml| {
        xml.element("AccessKeyId", &issued.access_key_id);
        xml.element("SecretAccessKey", &credentials.secret);
        xml.element("SessionToken", &credentials.session_token);
        xml.element("Expiration", &credentials.expires_at.iso());
    });
    xml.optional("SourceIdentity", credentials.session.source_identity.as_deref());
    if let Some(percent) = issued.packed_policy_size {
        xml.element("PackedPolicySize", &percent.to_string());
    }
    xml.element("SessionTokenUtilization", &issued.token_utilization.to_string());
    xml.element("SessionTokenSize", &credentials.session_token.len().to_string());
}
