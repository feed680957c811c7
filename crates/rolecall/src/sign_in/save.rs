//! Keeping a new sign-in, and ending what it takes the place of.

use super::SignInError;
use super::renewal::{acquire_lock, sign_in_from};
use super::revocation::{Revocation, revoke};
use crate::portal_api::logout;
use crate::ports::{KeychainError, KeychainItem, Ports};
use crate::stored_items::role_sessions_through;
use rolecall_model::portal::{Portal, PortalIdentity};
use rolecall_model::sign_in::{ClientRegistration, SignIn, Token};

/// Saves what `CreateToken` gave as the sign-in of `portal`. One that cannot be stored is revoked: nobody could end it any more. That is
/// not done when a renewal cannot be stored, for the earlier one still is.
pub(super) async fn save(
    ports: &Ports,
    portal: &Portal,
    registration: ClientRegistration,
    token: Token,
) -> Result<SignIn, SignInError> {
    let sign_in = sign_in_from(ports, portal, registration, token, None);
    let saved = store(ports, portal, &sign_in).await;
    if saved.is_err()
        && let Err(error) = logout(&ports.aws, portal, &sign_in.access_token).await
    {
        tracing::warn!(%error, "a sign-in that could not be stored is not revoked");
    }
    saved.map(|()| sign_in)
}

async fn store(ports: &Ports, portal: &Portal, sign_in: &SignIn) -> Result<(), SignInError> {
    let _lock = acquire_lock(ports, &portal.name).await?;
    end_previous(ports, portal).await?;
    Ok(ports.store.keychain.save_sign_in(&portal.name, sign_in).await?)
}

/// Ends what a new sign-in at `portal` would bring back to life or make forgotten: credentials that an earlier sign-in left behind,
/// and a sign-in at another address under the same name.
async fn end_previous(ports: &Ports, portal: &Portal) -> Result<(), KeychainError> {
    let place = PortalIdentity::from(portal);
    let mut places = vec![place.clone()];
    match ports.store.keychain.sign_in(&portal.name).await {
        Ok(Some(previous)) if previous.portal_identity == place => return Ok(()),
        Ok(Some(previous)) => {
            places.push(previous.portal_identity.clone());
            if revoke(ports, &portal.name, &previous).await == Revocation::Failed {
                tracing::warn!("a sign-in at the former address of a portal is not revoked");
            }
        }
        Ok(None) | Err(KeychainError::Corrupt { .. }) => {}
        Err(error) => return Err(error),
    }
    for key in role_sessions_through(ports, &portal.name, &places).await? {
        ports
            .store
            .keychain
            .erase(&KeychainItem::RoleSession(key))
            .await?;
    }
    Ok(())
}
