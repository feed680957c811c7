//! What the two ways of assuming a role with another identity provider's word have in common. Their requests are
//! not signed.

use super::authorization::Assumption;
use super::issue::{IssuedSession, SessionRequest, issue};
use super::session_policy::SessionPolicies;
use super::session_tags::SessionTags;
use super::target_role::TargetRole;
use super::{denied, invalid};
use crate::iam_policy::{IdentityPolicies, PolicyRequest, RequestContext, RequestPrincipal, decide_trusted};
use crate::response::ApiResponse;
use crate::state::{EmulatorState, RoleSession};

const DEFAULT_SECONDS: u64 = 3_600;

/// A session that a provider vouches for.
pub(super) struct FederatedSession {
    pub(super) action: &'static str,
    pub(super) provider_arn: String,
    pub(super) session_name: String,
    pub(super) tags: SessionTags,
    pub(super) source_identity: Option<String>,
    pub(super) policies: SessionPolicies,
    pub(super) duration_seconds: Option<u64>,
    pub(super) minimum_token_size: usize,
    /// What the provider says, as condition keys.
    pub(super) context: RequestContext,
}

impl FederatedSession {
    /// Asks the role's trust policy and issues credentials.
    pub(super) fn issue(
        self,
        state: &mut EmulatorState,
        role: &TargetRole,
    ) -> Result<IssuedSession, ApiResponse> {
        self.authorize(state, role)?;
        let seconds = self.duration_seconds.unwrap_or(DEFAULT_SECONDS);
        role.check_duration(seconds)?;
        let request = SessionRequest {
            session_name: self.session_name,
            seconds,
            packed_size: self.policies.packed_size + self.tags.packed_size(),
            minimum_token_size: self.minimum_token_size,
            session: RoleSession {
                tags: self.tags.all,
                transitive_tag_keys: self.tags.transitive_keys,
                source_identity: self.source_identity,
                policies: self.policies.policies,
                issued_at: Some(state.now()),
                is_chained: false,
                federated_provider: Some(self.provider_arn),
            },
        };
        issue(state, role, request)
    }

    fn authorize(&self, state: &EmulatorState, role: &TargetRole) -> Result<(), ApiResponse> {
        let assumption = Assumption {
            action: self.action,
            tags: &self.tags,
            source_identity: self.source_identity.as_deref(),
        };
        let mut context = self.context.clone();
        let wanted = self.duration_seconds.unwrap_or(DEFAULT_SECONDS);
        context.set("sts:DurationSeconds", wanted.to_string());
        context.set("sts:RoleSessionName", self.session_name.clone());
        context.set("aws:FederatedProvider", self.provider_arn.clone());
        context.set("aws:CurrentTime", state.now().iso());
        context.set("aws:EpochTime", state.now().epoch_seconds().to_string());
        context.set("aws:SourceIp", "127.0.0.1");
        assumption.describe(role, &mut context);
        let principal = RequestPrincipal::Federated(self.provider_arn.clone());
        for action in assumption.actions() {
            let request = PolicyRequest {
                action,
                resource: &role.arn,
                context: &context,
            };
            let nothing = IdentityPolicies::default();
            decide_trusted(&role.trust, &role.account_id, &principal, &nothing, &request)
                .map_err(|_| denied(&format!("Not authorized to perform {action}")))?;
        }
        Ok(())
    }
}

pub(super) fn invalid_identity_token(message: &str) -> ApiResponse {
    invalid("InvalidIdentityToken", message)
}

pub(super) fn expired_token(message: &str) -> ApiResponse {
    invalid("ExpiredTokenException", message)
}
