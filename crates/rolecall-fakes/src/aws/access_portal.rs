//! The access portal in memory (API 2019-06-10).

use super::issued::RoleKeys;
use super::script::{Call, Operation};
use super::{FakeAws, State};
use async_trait::async_trait;
use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AccessToken, SecretAccessKey, SessionToken};

#[async_trait]
impl AccessPortal for FakeAws {
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError> {
        let operation = Operation::ListAccounts;
        let mut call = Call::new(operation, portal.start_url.as_str());
        call.next_token = next_token.map(str::to_owned);
        self.perform(call, |state, now| {
            let user = state.bearer(portal, token, operation, now)?;
            page(
                &state.organizations.accounts(portal, &user),
                next_token,
                state.lives.page_size,
            )
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
        call.next_token = next_token.map(str::to_owned);
        call.account_id = Some(account_id.to_string());
        self.perform(call, |state, now| {
            let user = state.bearer(portal, token, operation, now)?;
            let size = state.lives.page_size;
            let roles = state.organizations.roles(portal, &user, account_id);
            page(roles.ok_or(AccessPortalError::NotAssigned)?, next_token, size)
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
            let user = state.bearer(portal, token, operation, now)?;
            let roles = state
                .organizations
                .roles(portal, &user, account_id)
                .unwrap_or_default();
            if !roles.contains(role_name) {
                return Err(AccessPortalError::NotAssigned);
            }
            let keys = RoleKeys {
                secret: self.mint.secret("secret-access-key"),
                session_token: self.mint.secret("session-token"),
                user,
                account_id: account_id.clone(),
                role_name: role_name.clone(),
                partition: portal.partition().id(),
                expires_at: now + state.lives.role_credentials,
            };
            let access_key_id = format!("ASIAFAKE{:012}", state.issued.number());
            state
                .issued
                .role_credentials
                .insert(access_key_id.clone(), keys.clone());
            Ok(RoleCredentials {
                access_key_id,
                secret_access_key: SecretAccessKey::from_exposed(keys.secret),
                session_token: SessionToken::from_exposed(keys.session_token),
                expires_at: keys.expires_at,
                obtained_at: None,
                place: None,
            })
        })
        .await
    }

    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError> {
        let operation = Operation::Logout;
        self.perform(Call::new(operation, portal.start_url.as_str()), |state, now| {
            state.bearer(portal, token, operation, now)?;
            // EXPOSE: AWS looks the token up.
            let sign_in = state
                .issued
                .access_tokens
                .get(token.expose())
                .map(|access| access.sign_in);
            let ended = sign_in.and_then(|number| state.issued.sign_ins.get_mut(number));
            ended
                .map(|sign_in| sign_in.ends_at = now)
                .ok_or(AccessPortalError::SignInEnded)
        })
        .await
    }
}

impl State {
    /// Returns whose token it is, if it is good at `portal`.
    fn bearer(
        &mut self,
        portal: &Portal,
        token: &AccessToken,
        operation: Operation,
        now: Timestamp,
    ) -> Result<String, AccessPortalError> {
        // EXPOSE: AWS looks the token up.
        let access = self
            .issued
            .access_tokens
            .get(token.expose())
            .ok_or(AccessPortalError::SignInEnded)?;
        let place = self.issued.sign_ins[access.sign_in].place.clone();
        if !self.directed(&place, portal, operation) {
            return Err(AccessPortalError::SignInEnded);
        }
        // EXPOSE: AWS looks the token up.
        let sign_in = self
            .issued
            .signed_in(token.expose(), now)
            .ok_or(AccessPortalError::SignInEnded)?;
        Ok(sign_in.user.clone())
    }
}

/// Cuts one page out of a list; the token of the next says where it begins.
fn page<T: Clone>(all: &[T], next_token: Option<&str>, size: usize) -> Result<Page<T>, AccessPortalError> {
    let from = match next_token {
        None => 0,
        Some(token) => {
            let from = token
                .strip_prefix("page-from-")
                .and_then(|from| from.parse().ok());
            from.ok_or(AccessPortalError::Unexpected {
                detail: "invalid next token".into(),
            })?
        }
    };
    let end = all.len().min(from + size.max(1));
    let items = all.get(from..end).unwrap_or_default().to_vec();
    Ok(Page {
        items,
        next_token: (end < all.len()).then(|| format!("page-from-{end}")),
    })
}
