//! Roles that an access portal lists: `sso:GetRoleCredentials`.

use super::super::record::RoleSessionError;
use super::portal_request;
use crate::ports::Ports;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;

/// Requests credentials of `role` from `portal`, with its sign-in.
///
/// # Errors
/// [`RoleSessionError::SignIn`] or [`RoleSessionError::AccessPortal`].
pub(super) async fn get_role_credentials(
    ports: &Ports,
    portal: &Portal,
    role: &RoleRef,
) -> Result<RoleCredentials, RoleSessionError> {
    let access_portal = &ports.aws.access_portal;
    let is_listed = || is_listed(ports, role);
    let request = |token| async move {
        access_portal
            .get_role_credentials(portal, &token, &role.account_id, &role.role_name)
            .await
    };
    portal_request::send(ports, portal, is_listed, request).await
}

/// Tells whether the portal listed `role` when it was asked last.
fn is_listed(ports: &Ports, role: &RoleRef) -> bool {
    let Some(portal) = role.portal() else {
        return false;
    };
    let catalogue = ports.store.catalogue_store.catalogue(portal);
    let accounts = catalogue.map(|catalogue| catalogue.accounts).unwrap_or_default();
    accounts
        .iter()
        .filter(|listed| listed.account.id == role.account_id)
        .filter_map(|listed| listed.roles.as_ref())
        .any(|roles| roles.contains(&role.role_name))
}
