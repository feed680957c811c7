//! Giving a sign-in up at AWS, at the place that it was obtained from.

use super::SignInError;
use super::renewal::renew_locked;
use crate::ports::{AccessPortalError, Ports};
use rolecall_model::portal::PortalName;
use rolecall_model::sign_in::SignIn;

/// Revokes a sign-in that is kept under `name`, whose lock the caller holds; returns whether AWS knows it no more. It is sent nowhere
/// but to the portal that issued it, whatever the settings say now. One whose bearer token has run out is renewed first, or its
/// refresh token would live on at AWS.
pub(crate) async fn revoke(ports: &Ports, name: &PortalName, sign_in: &SignIn) -> bool {
    let portal = &sign_in.portal_identity.to_portal(name);
    let access_portal = &ports.aws.access_portal;
    match access_portal.logout(portal, &sign_in.access_token).await {
        Ok(()) => return true,
        Err(AccessPortalError::SignInEnded) => {}
        Err(_) => return false,
    }
    match renew_locked(ports, portal, Some(&sign_in.access_token), ports.clock.now()).await {
        Ok(renewed) => access_portal.logout(portal, &renewed.access_token).await.is_ok(),
        // AWS does not know the sign-in any more: there is nothing left to revoke.
        Err(SignInError::Needed) => true,
        Err(_) => false,
    }
}
