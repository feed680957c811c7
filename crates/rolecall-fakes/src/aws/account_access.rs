//! Account access manager in memory: what an organization assigns are IAM roles with a path.

use super::access_portal::page;
use super::tokens::IssuedRole;
use super::{AwsState, Call, FakeAws, Operation};
use async_trait::async_trait;
use rolecall::ports::{AccessPortalError, AccountAccessRuntime, AssignedRole, Page};
use rolecall_model::account::Account;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{AccountAccess, Portal};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::AccessToken;
use std::time::Duration;

#[async_trait]
impl AccountAccessRuntime for FakeAws {
    async fn list_roles(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<AssignedRole>, AccessPortalError> {
        let operation = Operation::ListRoles;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            if state.settings.accepts_any_token {
                return Ok(page(&[], next_token, 1));
            }
            let user = state.user_of(portal, token, operation, now);
            let user = user.ok_or(AccessPortalError::SignInEnded)?;
            check_tenant(portal, access)?;
            let roles = state.assigned_roles(portal, &user);
            Ok(page(&roles, next_token, state.settings.page_size))
        })
        .await
    }

    async fn get_access_credentials(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        role_arn: &RoleArn,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let operation = Operation::GetAccessCredentials;
        let mut call = Call::new(operation, portal.start_url.as_str());
        call.account_id = Some(role_arn.account_id().to_string());
        call.role_name = Some(role_arn.role_name().as_str().to_owned());
        self.perform(call, |state, now| {
            let user = state.user_of(portal, token, operation, now);
            let user = user.ok_or(AccessPortalError::SignInEnded)?;
            check_tenant(portal, access)?;
            let assigned = state.assigned_roles(portal, &user);
            if !assigned.iter().any(|assigned| assigned.role_arn == *role_arn) {
                return Err(AccessPortalError::NotAssignedOrNotTrusted);
            }
            let longest = state.settings.role_credentials_lifetime;
            let asked = access.session_duration;
            let lifetime = asked.map_or(longest, |asked| Duration::from_secs(asked.seconds().into()));
            if lifetime > longest {
                return Err(AccessPortalError::InvalidRequest {
                    detail: "sessionDuration is out of range".to_owned(),
                });
            }
            let role = IssuedRole {
                account_id: role_arn.account_id().clone(),
                role_name: role_arn.role_name().clone(),
                iam_role_name: role_arn.role_name().as_str().to_owned(),
                user: access
                    .session_name
                    .as_ref()
                    .map_or(user, |name| name.as_str().to_owned()),
                expires_at: now + lifetime,
            };
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }
}

/// Every tenant is known by the address of its portal.
fn check_tenant(portal: &Portal, access: &AccountAccess) -> Result<(), AccessPortalError> {
    let known = portal.start_url.account_access_tenant();
    (known.as_ref() == Some(&access.application.tenant_id))
        .then_some(())
        .ok_or_else(|| AccessPortalError::InvalidRequest {
            detail: "The tenant is invalid".to_owned(),
        })
}

impl AwsState {
    fn assigned_roles(&self, portal: &Portal, user: &str) -> Vec<AssignedRole> {
        let accounts = self.organizations.accounts(portal, user);
        let roles_of = |account: &Account| {
            let roles = self.organizations.roles(portal, user, &account.id);
            roles.unwrap_or_default().to_vec()
        };
        let path = self.settings.role_path;
        let assigned = accounts.iter().flat_map(|account| {
            let account = Account {
                email: None,
                ..account.clone()
            };
            roles_of(&account).into_iter().map(move |role| {
                let arn = format!("arn:aws:iam::{}:role{path}{}", account.id, role.as_str());
                AssignedRole {
                    account: account.clone(),
                    role_arn: RoleArn::parse(&arn).expect("a name that IAM accepts"),
                }
            })
        });
        assigned.collect()
    }
}
