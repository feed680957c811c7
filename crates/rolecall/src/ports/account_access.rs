//! The port to the runtime API of account access manager: the IAM roles that a signed-in user may assume, and credentials for them.

use super::access_portal::{AccessPortalError, Page};
use async_trait::async_trait;
use rolecall_model::account::Account;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{AccountAccess, Portal};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::secret::AccessToken;

/// An IAM role that account access manager lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssignedRole {
    /// Its account, without an e-mail address; without a name where AWS does not know it.
    pub account: Account,
    /// The role.
    pub role_arn: RoleArn,
}

/// The runtime API of account access manager (API 2018-05-10). One call is one request to AWS: pacing and retrying are the caller's.
///
/// `access` is what `portal` has of its own: the tenant, and how role sessions are to be.
#[async_trait]
pub trait AccountAccessRuntime: Send + Sync {
    /// `ListRoles`, up to [`MAX_PAGE_SIZE`](super::MAX_PAGE_SIZE) a page. An answer without a list is unexpected, never an empty list.
    async fn list_roles(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        next_token: Option<&str>,
    ) -> Result<Page<AssignedRole>, AccessPortalError>;

    /// `GetRoleCredentials`, for programs.
    async fn get_access_credentials(
        &self,
        portal: &Portal,
        access: &AccountAccess,
        token: &AccessToken,
        role_arn: &RoleArn,
    ) -> Result<RoleCredentials, AccessPortalError>;
}
