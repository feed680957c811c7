//! Roles that account access manager lists: its `GetRoleCredentials`, which wants the ARN of the role.
//!
//! The name of a role says which role of the account is meant, but not its path: that is kept with the list, or asked for.

use super::super::record::RoleSessionError;
use super::portal_request;
use crate::ports::{AccessPortalError, Ports};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{AccountAccess, Portal};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_ref::RoleRef;

/// More pages than any list has; one that does not end is given up.
const MAX_PAGES: usize = 1_000;

/// Requests credentials of `role` from `portal`, with its sign-in. A role that AWS refuses may have another path by now: then it is
/// looked for again.
///
/// # Errors
/// [`RoleSessionError::SignIn`] or [`RoleSessionError::AccessPortal`].
pub(super) async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    access: &AccountAccess,
    role: &RoleRef,
) -> Result<RoleCredentials, RoleSessionError> {
    let name = access.session_name.as_ref();
    let access = &AccountAccess {
        session_name: name.and_then(|name| name.with_reason(ports.actor.reason.as_ref())),
        ..access.clone()
    };
    let Some(stored) = stored_arn(ports, portal, role) else {
        let listed = listed_arn(ports, portal, access, role).await?;
        let arn = listed.ok_or(AccessPortalError::NotAssignedOrNotTrusted)?;
        return request(ports, portal, access, &arn).await;
    };
    match request(ports, portal, access, &stored).await {
        Err(RoleSessionError::AccessPortal(error @ AccessPortalError::NotAssignedOrNotTrusted)) => {
            match listed_arn(ports, portal, access, role).await {
                Ok(Some(moved)) if moved != stored => request(ports, portal, access, &moved).await,
                Ok(_) | Err(_) => Err(error.into()),
            }
        }
        outcome => outcome,
    }
}

async fn request(
    ports: &Ports,
    portal: &Portal,
    access: &AccountAccess,
    arn: &RoleArn,
) -> Result<RoleCredentials, RoleSessionError> {
    let account_access = &ports.aws.account_access;
    let request = |token| async move {
        account_access
            .get_access_credentials(portal, access, &token, arn)
            .await
    };
    // The ARN is from a list.
    portal_request::send(ports, portal, || true, request).await
}

/// Returns the ARN that was kept when the portal was listed.
fn stored_arn(ports: &Ports, portal: &Portal, role: &RoleRef) -> Option<RoleArn> {
    let store = &ports.store.catalogue_store;
    match store.role_arn(&portal.name, &role.account_id, &role.role_name) {
        Ok(arn) => arn,
        Err(error) => {
            tracing::warn!(%error, "the ARN of a role cannot be read");
            None
        }
    }
}

/// Returns the ARN of `role` as AWS lists it now.
async fn listed_arn(
    ports: &Ports,
    portal: &Portal,
    access: &AccountAccess,
    role: &RoleRef,
) -> Result<Option<RoleArn>, RoleSessionError> {
    let mut next_token: Option<String> = None;
    for _ in 0..MAX_PAGES {
        let from = next_token.as_deref();
        let account_access = &ports.aws.account_access;
        let request = |token| async move { account_access.list_roles(portal, access, &token, from).await };
        let page = portal_request::send(ports, portal, || false, request).await?;
        let mut arns = page.items.into_iter().map(|listed| listed.role_arn);
        let is_meant =
            |arn: &RoleArn| *arn.account_id() == role.account_id && *arn.role_name() == role.role_name;
        if let Some(arn) = arns.find(is_meant) {
            return Ok(Some(arn));
        }
        next_token = page.next_token;
        if next_token.is_none() {
            return Ok(None);
        }
    }
    Ok(None)
}
