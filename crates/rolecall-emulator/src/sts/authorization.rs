//! Whether a caller may assume a role: the role's trust policy and the caller's own policies, for every action
//! that the request includes. Owns the sentences of the denials.

use super::denied;
use super::session_tags::SessionTags;
use super::target_role::TargetRole;
use crate::caller::RequestSigner;
use crate::iam_policy::{Denial, PolicyRequest, PolicyType, RequestContext, decide_trusted};
use crate::response::ApiResponse;
use crate::settings::TrustDenials;
use crate::state::EmulatorState;

/// What the assumption of a role includes.
pub(super) struct Assumption<'a> {
    pub(super) action: &'static str,
    pub(super) tags: &'a SessionTags,
    pub(super) source_identity: Option<&'a str>,
}

impl Assumption<'_> {
    /// The actions that must be allowed. Tags and a source identity count as well when they are inherited.
    pub(super) fn actions(&self) -> impl Iterator<Item = &'static str> {
        let tagging = (!self.tags.all.is_empty()).then_some("sts:TagSession");
        let naming = self.source_identity.map(|_| "sts:SetSourceIdentity");
        std::iter::once(self.action).chain(tagging).chain(naming)
    }

    /// Adds the condition keys of the assumption.
    pub(super) fn describe(&self, role: &TargetRole, context: &mut RequestContext) {
        if let Some(source_identity) = self.source_identity {
            context.set("sts:SourceIdentity", source_identity);
        }
        let tags = self.tags;
        context.set_tags("aws:RequestTag", &tags.requested);
        context.set_tags("aws:ResourceTag", &role.tags);
        context.set_tags("iam:ResourceTag", &role.tags);
        if !tags.requested.is_empty() {
            context.set_all("aws:TagKeys", tags.requested.keys().cloned().collect());
        }
        if !tags.transitive_keys.is_empty() {
            context.set_all(
                "sts:TransitiveTagKeys",
                tags.transitive_keys.iter().cloned().collect(),
            );
        }
    }
}

/// # Errors
/// `AccessDenied`, with the first action that is not allowed.
pub(super) fn authorize(
    state: &EmulatorState,
    caller: &RequestSigner,
    role: &TargetRole,
    assumption: &Assumption<'_>,
    mut context: RequestContext,
) -> Result<(), ApiResponse> {
    assumption.describe(role, &mut context);
    for action in assumption.actions() {
        let request = PolicyRequest {
            action,
            resource: &role.arn,
            context: &context,
        };
        let decision = decide_trusted(
            &role.trust,
            &role.account_id,
            &caller.principal(),
            &caller.policies,
            &request,
        );
        decision.map_err(|denial| {
            let reason = reason(state, &denial, action);
            let (caller, role) = (&caller.arn, &role.arn);
            denied(&format!(
                "User: {caller} is not authorized to perform: {action} on resource: {role}{reason}"
            ))
        })?;
    }
    Ok(())
}

/// STS does not say that a trust policy allows too little: the sentence ends before the reason.
fn reason(state: &EmulatorState, denial: &Denial, action: &str) -> String {
    let is_trust = *denial
        == Denial::Implicit {
            policy: PolicyType::RoleTrust,
        };
    if is_trust && state.settings.trust_denials == TrustDenials::Bare {
        return String::new();
    }
    denial.reason(action)
}
