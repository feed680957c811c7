//! Signing out: AWS is told, and everything kept for the portal is erased here.

use super::renewal::{kept_sign_in, renewed_sign_in};
use super::{SignIn, SignInError};
use crate::portal::Portal;
use crate::ports::{AccessPortalError, KeychainError, Ports};
use crate::role_session::{RoleSessionError, stop_role_sessions_of};

/// Whether AWS was told of a sign-out. What is kept here is erased in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOut {
    /// The sign-in is revoked at AWS.
    Revoked,
    /// AWS could not be told; the sign-in ends there by itself.
    NotRevoked,
    /// Nobody was signed in.
    WasNot,
}

/// Signs out of `portal`: erases its role sessions and its sign-in from the keychain, and revokes the sign-in at AWS.
///
/// # Errors
/// The keychain's failure; what could not be erased is still there.
pub async fn sign_out(ports: &Ports, portal: &Portal) -> Result<SignedOut, RoleSessionError> {
    stop_role_sessions_of(ports, &portal.name).await?;
    if let Err(KeychainError::Corrupt { .. }) = ports.keychain.registration(&portal.name).await {
        ports.keychain.erase_registration(&portal.name).await?;
    }
    let outcome = match kept_sign_in(ports, portal).await {
        Ok(Some(sign_in)) => revoke(ports, portal, &sign_in).await,
        Ok(None) => SignedOut::WasNot,
        // What nobody can read can only be erased: this is the way out that the person is told.
        Err(SignInError::Keychain(KeychainError::Corrupt { .. })) => SignedOut::NotRevoked,
        Err(error) => return Err(error.into()),
    };
    ports.keychain.erase_sign_in(&portal.name).await?;
    Ok(outcome)
}

/// Revokes the sign-in; one whose bearer token has run out is renewed first, or its refresh token would live on at AWS.
async fn revoke(ports: &Ports, portal: &Portal, sign_in: &SignIn) -> SignedOut {
    let ended = match ports.access_portal.logout(portal, &sign_in.access_token).await {
        Ok(()) => return SignedOut::Revoked,
        Err(error) => matches!(error, AccessPortalError::SignInEnded),
    };
    if !ended {
        return SignedOut::NotRevoked;
    }
    match renewed_sign_in(ports, portal, &sign_in.access_token).await {
        Ok(renewed) => match ports.access_portal.logout(portal, &renewed.access_token).await {
            Ok(()) => SignedOut::Revoked,
            Err(_) => SignedOut::NotRevoked,
        },
        // AWS does not know the sign-in any more: there is nothing left to revoke.
        Err(SignInError::Needed) => SignedOut::Revoked,
        Err(_) => SignedOut::NotRevoked,
    }
}
