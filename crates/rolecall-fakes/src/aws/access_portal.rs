//! The access portal in memory.

use super::tokens::IssuedRole;
use super::{Call, FakeAws, Operation};
use async_trait::async_trait;
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;

#[async_trait]
impl AccessPortal for FakeAws {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        let operation = Operation::ListAccounts;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            if state.settings.accepts_any_token {
                return Ok(page(&[], next_token, 1));
            }
            let user = state.user_of(portal, token, operation, now);
            let user = user.ok_or(AccessPortalError::SignInEnded)?;
            let accounts = state.organizations.accounts(portal, &user);
            Ok(page(&accounts, next_token, state.settings.page_size))
        })
        .await
    }

    async fn list_account_roles(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError> {
        let operation = Operation::ListAccountRoles;
        let mut call = Call::new(operation, portal.start_url.as_str());
        call.account_id = Some(account_id.to_string());
        self.perform(call, |state, now| {
            let user = state.user_of(portal, token, operation, now);
            let user = user.ok_or(AccessPortalError::SignInEnded)?;
            let roles = state.organizations.roles(portal, &user, account_id);
            let roles = roles.ok_or(AccessPortalError::NotAssigned)?;
            Ok(page(roles, next_token, state.settings.page_size))
        })
        .await
    }

    async fn get_role_credentials(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError> {
        let operation = Operation::GetRoleCredentials;
        let mut call = Call::new(operation, portal.start_url.as_str());
        call.account_id = Some(account_id.to_string());
        call.role_name = Some(role_name.as_str().to_owned());
        self.perform(call, |state, now| {
            let user = state.user_of(portal, token, operation, now);
            let user = user.ok_or(AccessPortalError::SignInEnded)?;
            let roles = state.organizations.roles(portal, &user, account_id);
            if !roles.is_some_and(|roles| roles.contains(role_name)) {
                return Err(AccessPortalError::NotAssigned);
            }
            let role = IssuedRole {
                account_id: account_id.clone(),
                role_name: role_name.clone(),
                iam_role_name: format!("AWSReservedSSO_{}_0123456789abcdef", role_name.as_str()),
                user,
                expires_at: now + state.settings.role_credentials_lifetime,
            };
            Ok(state.issue_role_credentials(&self.secrets, role))
        })
        .await
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        let operation = Operation::Logout;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            let user = state.user_of(portal, token, operation, now);
            user.ok_or(AccessPortalError::SignInEnded)?;
            state.end_sign_in(token, now);
            Ok(())
        })
        .await
    }
}

/// Returns one page of a list; the token of the next page is the index of its first item.
pub(super) fn page<T: Clone>(all: &[T], next_token: Option<&str>, size: usize) -> Page<T> {
    let from: usize = next_token.map_or(0, |token| token.parse().expect("a token of this list"));
    let end = all.len().min(from + size);
    Page {
        items: all.get(from..end).unwrap_or_default().to_vec(),
        unreadable: 0,
        next_token: (end < all.len()).then(|| end.to_string()),
    }
}
