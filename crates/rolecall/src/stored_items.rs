//! What the keychain holds for this home, by its own list: neither the settings nor the index decide what is erased.
//!
//! It must not know why it is asked.

use crate::ports::{KeychainError, KeychainItem, Ports, RoleSessionKey};
use rolecall_model::portal::{PortalIdentity, PortalName};
use std::collections::BTreeSet;

/// Returns the role sessions that are stored: all that the keychain lists, and all of the index, where it can be read. Of a keychain
/// that cannot list, the index is all that is known.
///
/// # Errors
/// The keychain's failure.
pub(crate) async fn stored_role_sessions(ports: &Ports) -> Result<BTreeSet<RoleSessionKey>, KeychainError> {
    let listed = match ports.store.keychain.items().await {
        Err(KeychainError::CannotList) => Vec::new(),
        listed => listed?,
    };
    let indexed = ports.store.role_session_index.role_sessions();
    let indexed = indexed.unwrap_or_else(|error| {
        tracing::warn!(%error, "the keychain alone says which role sessions there are");
        Vec::new()
    });
    let indexed = indexed.iter().map(|record| RoleSessionKey::from(&record.role));
    let listed = listed.into_iter().filter_map(|item| match item {
        KeychainItem::RoleSession(key) => Some(key),
        KeychainItem::SignIn(_) | KeychainItem::Registration(_) | KeychainItem::RoleSecret(_) => None,
    });
    Ok(listed.chain(indexed).collect())
}

/// Returns the role sessions whose credentials depend on the sign-in at the portal `name`, which is or was at one of `places`: those
/// of the roles that it lists, and those of defined roles that were obtained through it. What nobody can read may be one of these.
///
/// # Errors
/// The keychain's failure.
pub(crate) async fn role_sessions_through(
    ports: &Ports,
    name: &PortalName,
    places: &[PortalIdentity],
) -> Result<Vec<RoleSessionKey>, KeychainError> {
    let mut through = Vec::new();
    for key in stored_role_sessions(ports).await? {
        if key.is_at_portal(name) || (key.is_defined() && is_through(ports, &key, places).await?) {
            through.push(key);
        }
    }
    Ok(through)
}

async fn is_through(
    ports: &Ports,
    key: &RoleSessionKey,
    places: &[PortalIdentity],
) -> Result<bool, KeychainError> {
    match ports.store.keychain.stored_credentials(key).await {
        Ok(stored) => {
            let source = stored.and_then(|stored| stored.source_identity);
            let root = source.as_ref().and_then(|source| source.portal.as_ref());
            Ok(root.is_some_and(|root| places.contains(root)))
        }
        Err(KeychainError::Corrupt { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}
