//! Signing out: AWS is told, and everything stored for the portal is erased here.
//!
//! What is erased is what the keychain holds, and AWS is told at the place that the kept sign-in names: the settings may have
//! changed, and the database may be lost.

use crate::history::record_portal_event;
use crate::ports::{KeychainError, KeychainItem, Ports, StateStoreError};
use crate::role_session::{RoleSessionError, stop_role_sessions};
use crate::settings::read_settings;
use crate::sign_in::{Revocation, SignInError, acquire_lock, revoke};
use crate::stored_items::role_sessions_through;
use rolecall_model::history::HistoryEvent;
use rolecall_model::portal::{Portal, PortalIdentity, PortalName};

/// Whether AWS was told of a sign-out. What is stored here is erased in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutOutcome {
    /// The sign-in is revoked at AWS.
    Revoked,
    /// AWS could not be reached; the sign-in ends there when it expires.
    NotRevoked,
    /// AWS has no operation to end a sign-in at this kind of portal; it ends there when it expires.
    NotOffered,
    /// Nobody was signed in.
    NotSignedIn,
}

/// What may be left of a portal that was removed.
#[derive(Debug, Default)]
pub struct PortalLeftovers {
    /// Why the keychain may still hold something, if it may.
    pub keychain: Option<KeychainError>,
    /// Why the database still has something, if it does.
    pub database: Option<StateStoreError>,
}

/// Signs out of the portal `name`: revokes the sign-in at AWS, and erases it, the registration and the role sessions from the
/// keychain. The portal need not be in the settings.
///
/// # Errors
/// The keychain's failure; what could not be erased is still there.
pub async fn sign_out(ports: &Ports, name: &PortalName) -> Result<SignOutOutcome, RoleSessionError> {
    erase_all(ports, name, None).await
}

/// Signs out of the portal `name` and forgets all that is stored and remembered of it. Its settings are the caller's. Without a
/// keychain the rest is forgotten all the same.
///
/// # Errors
/// The keychain's failure; what could not be erased is still there.
pub async fn remove_portal_data(
    ports: &Ports,
    name: &PortalName,
) -> Result<PortalLeftovers, RoleSessionError> {
    let erased = erase_all(ports, name, None).await;
    forget(ports, name, erased, KeychainError::is_no_keychain)
}

/// Erases what is stored under the name of a new portal, or of one that now has another address, `current`: it belongs to a portal
/// that somebody took out of the settings or changed there. Whoever signed in at the new address meanwhile stays signed in.
///
/// # Errors
/// Another process is busy with the same. A keychain that cannot be used is told, not an error: the portal is the user's wish.
pub async fn purge_stale_portal_data(
    ports: &Ports,
    name: &PortalName,
    current: Option<&Portal>,
) -> Result<PortalLeftovers, RoleSessionError> {
    let erased = erase_all(ports, name, current).await;
    forget(ports, name, erased, |_| true)
}

/// Forgets what the database has of a portal, once the keychain is `erased`, or failed in a way that does not matter to the caller.
fn forget(
    ports: &Ports,
    name: &PortalName,
    erased: Result<SignOutOutcome, RoleSessionError>,
    may_stay: fn(&KeychainError) -> bool,
) -> Result<PortalLeftovers, RoleSessionError> {
    let keychain =
        match erased {
            Ok(_) => None,
            Err(
                RoleSessionError::Keychain(error) | RoleSessionError::SignIn(SignInError::Keychain(error)),
            ) if may_stay(&error) => Some(error),
            Err(error) => return Err(error),
        };
    Ok(PortalLeftovers {
        keychain,
        database: ports.store.state_store.remove_portal_data(name).err(),
    })
}

/// Returns whether anything of the portal `name` is stored, be it in the settings or not.
///
/// # Errors
/// The keychain's failure; where there is no keychain, the database says.
pub async fn has_portal_data(ports: &Ports, name: &PortalName) -> Result<bool, KeychainError> {
    let keychain = &ports.store.keychain;
    let is_in_keychain = match keychain.items().await {
        Ok(items) => items.iter().any(|item| item.is_of_portal(name)),
        Err(KeychainError::CannotList) => {
            keychain.holds(&KeychainItem::SignIn(name.clone())).await?
                || keychain.holds(&KeychainItem::Registration(name.clone())).await?
        }
        Err(error) if error.is_no_keychain() => false,
        Err(error) => return Err(error),
    };
    let indexed = || ports.store.role_session_index.role_sessions();
    let is_indexed = || indexed().is_ok_and(|all| all.iter().any(|record| record.role.is_at_portal(name)));
    let catalogue = || ports.store.catalogue_store.catalogue(name);
    let is_listed = || catalogue().is_ok_and(|catalogue| !catalogue.accounts.is_empty());
    Ok(is_in_keychain || is_indexed() || is_listed())
}

/// Ends the sign-in of the portal `name` and erases what depends on it, but not a sign-in at the address of `current`.
async fn erase_all(
    ports: &Ports,
    name: &PortalName,
    current: Option<&Portal>,
) -> Result<SignOutOutcome, RoleSessionError> {
    let configured = configured_place(ports, name).filter(|_| current.is_none());
    let mut places: Vec<PortalIdentity> = configured.into_iter().collect();
    // The sign-in goes first: without it no other process can start the role sessions again that are stopped here.
    let outcome = end_sign_in(ports, name, current, &mut places).await?;
    if outcome != SignOutOutcome::NotSignedIn {
        record_portal_event(ports, HistoryEvent::SignedOut, name);
    }
    let depending = role_sessions_through(ports, name, &places).await?;
    stop_role_sessions(ports, depending).await?;
    Ok(outcome)
}

/// Ends the sign-in under its lock: a renewal under way would keep it again. Adds to `places` where the portal is or was.
async fn end_sign_in(
    ports: &Ports,
    name: &PortalName,
    current: Option<&Portal>,
    places: &mut Vec<PortalIdentity>,
) -> Result<SignOutOutcome, SignInError> {
    let is_current = |place: &PortalIdentity| current.is_some_and(|current| place.is_of(current));
    let _lock = acquire_lock(ports, name).await?;
    match ports.store.keychain.registration(name).await {
        Ok(Some((place, _))) if is_current(&place) => {}
        Ok(stored) => {
            places.extend(stored.map(|(place, _)| place));
            ports.store.keychain.erase_registration(name).await?;
        }
        Err(KeychainError::Corrupt { .. }) => ports.store.keychain.erase_registration(name).await?,
        Err(error) => return Err(error.into()),
    }
    let outcome = match ports.store.keychain.sign_in(name).await {
        Ok(Some(sign_in)) if is_current(&sign_in.portal_identity) => return Ok(SignOutOutcome::NotSignedIn),
        Ok(Some(sign_in)) => {
            places.push(sign_in.portal_identity.clone());
            match revoke(ports, name, &sign_in).await {
                Revocation::Done => SignOutOutcome::Revoked,
                Revocation::Failed => SignOutOutcome::NotRevoked,
                Revocation::NotOffered => SignOutOutcome::NotOffered,
            }
        }
        Ok(None) => return Ok(SignOutOutcome::NotSignedIn),
        // What nobody can read can only be erased: this is the way out that the user is told.
        Err(KeychainError::Corrupt { .. }) => SignOutOutcome::NotRevoked,
        Err(error) => return Err(error.into()),
    };
    ports.store.keychain.erase_sign_in(name).await?;
    Ok(outcome)
}

/// Returns where the settings have the portal, if they can be read.
fn configured_place(ports: &Ports, name: &PortalName) -> Option<PortalIdentity> {
    let text = ports.store.settings_file.read().ok()?;
    let settings = read_settings(&text).ok()?;
    settings.portal(name).map(PortalIdentity::from)
}
