//! Which API of AWS a portal speaks, by its kind: how it is listed, and how a sign-in there is ended.
//!
//! It must not know what becomes of a list, nor where a sign-in is stored.

use crate::ports::{AccessPortalError, AssignedRole, AwsPorts, Page};
use rolecall_model::account::Account;
use rolecall_model::portal::{Portal, PortalKind};
use rolecall_model::secret::AccessToken;

/// A page of the list that a portal begins with.
pub(crate) enum ListedPage {
    /// Accounts, whose roles are listed one by one.
    Accounts(Page<Account>),
    /// The roles of every account.
    Roles(Page<AssignedRole>),
}

/// Asks `portal` for a page of the list that it begins with.
///
/// # Errors
/// [`AccessPortalError`].
pub(crate) async fn list(
    aws: &AwsPorts,
    portal: &Portal,
    token: &AccessToken,
    next_token: Option<&str>,
) -> Result<ListedPage, AccessPortalError> {
    match &portal.kind {
        PortalKind::IdentityCenter => {
            let page = aws.access_portal.list_accounts(portal, token, next_token).await?;
            Ok(ListedPage::Accounts(page))
        }
        PortalKind::AccountAccess(access) => {
            let page = aws.account_access.list_roles(portal, access, token, next_token);
            Ok(ListedPage::Roles(page.await?))
        }
    }
}

/// Asks `portal` whether it accepts a token.
///
/// # Errors
/// [`AccessPortalError`], among them that it does not.
pub async fn check_token(
    aws: &AwsPorts,
    portal: &Portal,
    token: &AccessToken,
) -> Result<(), AccessPortalError> {
    list(aws, portal, token, None).await.map(drop)
}

/// Whether AWS ended a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogoutOutcome {
    /// It did.
    Ended,
    /// The portal has no operation for it: the sign-in ends by itself.
    NotOffered,
}

/// Ends the sign-in of a token at AWS, where `portal` can.
///
/// # Errors
/// [`AccessPortalError`].
pub(crate) async fn logout(
    aws: &AwsPorts,
    portal: &Portal,
    token: &AccessToken,
) -> Result<LogoutOutcome, AccessPortalError> {
    match &portal.kind {
        PortalKind::IdentityCenter => {
            aws.access_portal.logout(portal, token).await?;
            Ok(LogoutOutcome::Ended)
        }
        PortalKind::AccountAccess(_) => Ok(LogoutOutcome::NotOffered),
    }
}
