//! AssumeRole, with the keys of a user or of another role (STS API Reference; IAM User Guide, "Methods to assume
//! a role" and "Role chaining").

mod input;

use super::authorization::{Assumption, authorize};
use super::issue::{SessionRequest, issue, write_session};
use super::session_tags::SessionTags;
use super::target_role::TargetRole;
use super::{NAMESPACE, authenticate, invalid, mfa_code, session_policy};
use crate::caller::{RequestSigner, set_mfa};
use crate::operation::HandlerResult;
use crate::query::respond;
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::{EmulatorState, RoleSession};
use input::AssumeRoleInput;

/// A role that is assumed with the credentials of another lives no longer.
const MAX_CHAINED_SECONDS: u64 = 3_600;

pub(super) fn assume_role(state: &mut EmulatorState, request: &ApiRequest) -> HandlerResult {
    let (_, caller) = authenticate(state, request)?;
    let input = AssumeRoleInput::read(request)?;
    let role = TargetRole::find(state, &input.role_arn)?;
    let tags = SessionTags::read(request)?.inheriting(caller.role_session())?;
    let source_identity = source_identity(&caller, &input)?;
    let policies = session_policy::read(state, request, &role.account_id)?;
    let mfa_at = mfa_code::verify(
        state,
        &caller,
        input.serial_number.as_deref(),
        input.token_code.as_deref(),
    )?;

    let mut context = caller.context(state.now());
    let wanted = input.duration_seconds.unwrap_or(MAX_CHAINED_SECONDS);
    context.set("sts:DurationSeconds", wanted.to_string());
    context.set("sts:RoleSessionName", input.session_name.clone());
    if let Some(external_id) = &input.external_id {
        context.set("sts:ExternalId", external_id.clone());
    }
    if mfa_at.is_some() {
        set_mfa(&mut context, mfa_at, state.now());
    }
    let assumption = Assumption {
        action: "sts:AssumeRole",
        tags: &tags,
        source_identity: source_identity.as_deref(),
    };
    authorize(state, &caller, &role, &assumption, context)?;
    let seconds = duration(&caller, &role, input.duration_seconds)?;

    let packed_size = policies.packed_size + tags.packed_size();
    let session = SessionRequest {
        session_name: input.session_name,
        seconds,
        packed_size,
        minimum_token_size: input.minimum_token_size,
        session: RoleSession {
            tags: tags.all,
            transitive_tag_keys: tags.transitive_keys,
            source_identity,
            policies: policies.policies,
            issued_at: Some(state.now()),
            is_chained: caller.role_session().is_some(),
            federated_provider: None,
        },
    };
    let issued = issue(state, &role, session)?;
    Ok(respond("AssumeRole", NAMESPACE, |xml| {
        write_session(xml, &issued)
    }))
}

/// The source identity of the new session: once set, it stays through every session that follows.
fn source_identity(caller: &RequestSigner, input: &AssumeRoleInput) -> Result<Option<String>, ApiResponse> {
    let inherited = caller
        .role_session()
        .and_then(|session| session.source_identity.clone());
    match (inherited, &input.source_identity) {
        (Some(inherited), Some(wanted)) if inherited != *wanted => {
            let message = format!(
                "User: {} is not authorized to perform: sts:SetSourceIdentity on resource: {}",
                caller.arn, input.role_arn
            );
            Err(super::denied(&message))
        }
        (Some(inherited), _) => Ok(Some(inherited)),
        (None, wanted) => Ok(wanted.clone()),
    }
}

fn duration(caller: &RequestSigner, role: &TargetRole, wanted: Option<u64>) -> Result<u64, ApiResponse> {
    let seconds = wanted.unwrap_or(MAX_CHAINED_SECONDS);
    if caller.role_session().is_some() && seconds > MAX_CHAINED_SECONDS {
        let message = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
                       chaining";
        return Err(invalid("ValidationError", message));
    }
    role.check_duration(seconds)?;
    Ok(seconds)
}
