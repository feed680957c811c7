//! The role that a caller wants to be, by its ARN. A role that does not exist is found as well: it trusts
//! nobody, so that nobody learns which roles exist.

use super::invalid;
use crate::iam_policy::PolicyDocument;
use crate::response::ApiResponse;
use crate::state::EmulatorState;

/// An IAM role, as far as STS needs it.
pub(super) struct TargetRole {
    pub(super) arn: String,
    pub(super) account_id: String,
    pub(super) name: String,
    pub(super) trust: PolicyDocument,
    pub(super) tags: std::collections::BTreeMap<String, String>,
    max_session_seconds: u64,
}

impl TargetRole {
    pub(super) fn find(state: &EmulatorState, arn: &str) -> Result<Self, ApiResponse> {
        let wrong = || invalid("ValidationError", "Request ARN is invalid");
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let ["arn", partition, "iam", "", account_id, resource] = parts.as_slice() else {
            return Err(wrong());
        };
        let path_and_name = resource.strip_prefix("role").filter(|rest| rest.starts_with('/'));
        let name = path_and_name
            .and_then(|rest| rest.rsplit('/').next())
            .ok_or_else(wrong)?;
        let account = state
            .directory
            .account(account_id)
            .filter(|_| *partition == state.partition.id);
        let role = account
            .and_then(|account| account.iam_role(name))
            .filter(|role| *resource == format!("role{}{}", role.path, role.name));
        Ok(Self {
            arn: arn.to_owned(),
            account_id: (*account_id).to_owned(),
            name: name.to_owned(),
            trust: role.map_or_else(|| PolicyDocument::trusting(None, &[]), |role| role.trust()),
            tags: role.map(|role| role.permissions.tags.clone()).unwrap_or_default(),
            max_session_seconds: role.map(|role| role.max_session_seconds).unwrap_or_default(),
        })
    }

    pub(super) fn check_duration(&self, seconds: u64) -> Result<(), ApiResponse> {
        if seconds > self.max_session_seconds {
            let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
            return Err(invalid("ValidationError", message));
        }
        Ok(())
    }
}
