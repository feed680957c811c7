//! Signing out: AWS is told, and everything stored for the portal is erased here.

use crate::history::record_portal_event;
use crate::ports::{AccessPortalError, KeychainError, Ports};
use crate::role_session::{RoleSessionError, stop_role_sessions_at, stop_role_sessions_through};
use crate::sign_in::{SignInError, acquire_lock, renew_locked, stored_sign_in};
use rolecall_model::history::HistoryEvent;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::sign_in::SignIn;

/// Whether AWS was told of a sign-out. What is stored here is erased in both cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutOutcome {
    /// The sign-in is revoked at AWS.
    Revoked,
    /// AWS could not be reached; the sign-in ends there when it expires.
    NotRevoked,
    /// Nobody was signed in.
    NotSignedIn,
}

/// Signs out of `portal`: revokes the sign-in at AWS, and erases it and its role sessions from the keychain.
///
/// # Errors
/// The keychain's failure; what could not be erased is still there.
pub async fn sign_out(ports: &Ports, portal: &Portal) -> Result<SignOutOutcome, RoleSessionError> {
    // The sign-in goes first: without it no other process can start the role sessions again that are stopped here.
    let outcome = end_sign_in(ports, portal).await?;
    if outcome != SignOutOutcome::NotSignedIn {
        record_portal_event(ports, HistoryEvent::SignedOut, &portal.name);
    }
    stop_role_sessions_through(ports, portal).await?;
    Ok(outcome)
}

/// Signs out of `portal` and forgets all that is stored and remembered of it. Its settings are the caller's.
///
/// # Errors
/// As [`sign_out`], and the state database's failure.
pub async fn remove_portal_data(ports: &Ports, portal: &Portal) -> Result<(), RoleSessionError> {
    sign_out(ports, portal).await?;
    ports.store.keychain.erase_registration(&portal.name).await?;
    Ok(ports.store.state_store.remove_portal_data(&portal.name)?)
}

/// Deletes what is stored under a name that no portal of the settings has: it belongs to one that somebody took out of
/// the file by hand. Its sign-in belongs to another portal identity, so it is never used and is replaced by the next one.
///
/// # Errors
/// The keychain's or the state database's failure.
pub async fn purge_stale_portal_data(ports: &Ports, name: &PortalName) -> Result<(), RoleSessionError> {
    stop_role_sessions_at(ports, name).await?;
    Ok(ports.store.state_store.remove_portal_data(name)?)
}

/// Ends the sign-in under its lock: a renewal under way would keep it again.
async fn end_sign_in(ports: &Ports, portal: &Portal) -> Result<SignOutOutcome, SignInError> {
    let _lock = acquire_lock(ports, portal).await?;
    if let Err(KeychainError::Corrupt { .. }) = ports.store.keychain.registration(&portal.name).await {
        ports.store.keychain.erase_registration(&portal.name).await?;
    }
    let outcome = match stored_sign_in(ports, portal).await {
        Ok(Some(sign_in)) => revoke(ports, portal, &sign_in).await,
        Ok(None) => SignOutOutcome::NotSignedIn,
        // What nobody can read can only be erased: this is the way out that the user is told.
        Err(KeychainError::Corrupt { .. }) => SignOutOutcome::NotRevoked,
        Err(error) => return Err(error.into()),
    };
    ports.store.keychain.erase_sign_in(&portal.name).await?;
    Ok(outcome)
}

/// Revokes the sign-in; one whose bearer token has run out is renewed first, or its refresh token would live on at AWS.
async fn revoke(ports: &Ports, portal: &Portal, sign_in: &SignIn) -> SignOutOutcome {
    let has_ended = match ports
        .aws
        .access_portal
        .logout(portal, &sign_in.access_token)
        .await
    {
        Ok(()) => return SignOutOutcome::Revoked,
        Err(error) => matches!(error, AccessPortalError::SignInEnded),
    };
    if !has_ended {
        return SignOutOutcome::NotRevoked;
    }
    match renew_locked(ports, portal, Some(&sign_in.access_token), ports.clock.now()).await {
        Ok(renewed) => match ports
            .aws
            .access_portal
            .logout(portal, &renewed.access_token)
            .await
        {
            Ok(()) => SignOutOutcome::Revoked,
            Err(_) => SignOutOutcome::NotRevoked,
        },
        // AWS does not know the sign-in any more: there is nothing left to revoke.
        Err(SignInError::Needed) => SignOutOutcome::Revoked,
        Err(_) => SignOutOutcome::NotRevoked,
    }
}
