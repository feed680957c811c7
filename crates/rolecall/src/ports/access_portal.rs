//! The port to the access portal API: what a signed-in user may assume, and credentials for it. Account access manager fails in
//! the same ways.

use super::connection::BlockedConnection;
use async_trait::async_trait;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::secret::AccessToken;
use std::time::Duration;
use thiserror::Error;

/// Why a portal did not answer a call ("AWS access portal API Reference", "Account access runtime API Reference").
#[derive(Clone, Debug, Error)]
pub enum AccessPortalError {
    /// 401: the bearer token expired or was revoked. Renew the sign-in, then ask again.
    #[error("the sign-in is not valid any more")]
    SignInEnded,
    /// 403 or 404: the role is not assigned to this user, or not yet provisioned.
    #[error("the role is not assigned")]
    NotAssigned,
    /// 403 of account access manager: the role is not assigned to this user, or does not trust the service.
    #[error("the role is not assigned, or does not trust account access manager")]
    NotAssignedOrNotTrusted,
    /// 403 of account access manager to a list: the sign-in is for something else. Only a new one helps.
    #[error("the sign-in does not carry the account access permission")]
    WrongScope,
    /// 400 of account access manager: it does not know the tenant, or the role may not be assumed for so long.
    #[error("account access manager does not accept the request: {detail}")]
    InvalidRequest {
        /// What AWS said; hostile text without secrets.
        detail: String,
    },
    /// Account access manager offers a kind of access that nobody here knows.
    #[error("an unknown kind of access")]
    UnknownAccess,
    /// 429: ask again, slower.
    #[error("too many requests")]
    Throttled {
        /// `Retry-After`, where AWS sends one.
        retry_in: Option<Duration>,
    },
    /// Something on this machine or in its network has to change first.
    #[error(transparent)]
    Blocked(#[from] BlockedConnection),
    /// 5xx, or no answer.
    #[error("the access portal cannot be reached: {detail}")]
    Unreachable {
        /// What failed; no secret, no query.
        detail: String,
    },
    /// An answer that nobody foresaw.
    #[error("unexpected answer from the access portal: {detail}")]
    Unexpected {
        /// What was unexpected; no secret.
        detail: String,
    },
}

/// The maximum number of items of one page: what is asked for, and all that AWS allows ("ListAccounts", `max_result`).
pub const MAX_PAGE_SIZE: u8 = 100;

/// The longest name or e-mail address of a list, in bytes. AWS's own are 128 characters at most ("Account", "PermissionSet").
pub const MAX_NAME_SIZE: usize = 1024;

/// The longest token of a next page, in bytes: it becomes part of an address.
pub const MAX_NEXT_TOKEN_SIZE: usize = 8 * 1024;

/// One page of a list: at most [`MAX_PAGE_SIZE`] items, their texts at most [`MAX_NAME_SIZE`] bytes, the token at most
/// [`MAX_NEXT_TOKEN_SIZE`].
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// How many more items the page held that cannot be read: without an id or a name, or longer than any.
    pub unreadable: usize,
    /// Asks for the next page; absent at the end.
    pub next_token: Option<String>,
}

/// The access portal API (SSO, API 2019-06-10). One call is one request to AWS: pacing and retrying are the caller's.
#[async_trait]
pub trait AccessPortal: Send + Sync {
    /// `ListAccounts`, up to [`MAX_PAGE_SIZE`] a page. An answer without a list is unexpected, never an empty list.
    async fn list_accounts(
        &self,
        portal: &Portal,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<Account>, AccessPortalError>;

    /// `ListAccountRoles`, as [`Self::list_accounts`].
    async fn list_account_roles(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        next_token: Option<&str>,
    ) -> Result<Page<RoleName>, AccessPortalError>;

    /// `GetRoleCredentials`.
    async fn get_role_credentials(
        &self,
        portal: &Portal,
        token: &AccessToken,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<RoleCredentials, AccessPortalError>;

    /// `Logout`: ends the sign-in at AWS.
    async fn logout(&self, portal: &Portal, token: &AccessToken) -> Result<(), AccessPortalError>;
}
