//! What the user entered for roles that they defined: secrets that AWS or a key needs, which only the keychain holds.
//!
//! It must not know what they are used for.

use crate::ports::{KeychainError, KeychainItem, Ports, RoleSecretKey};
use rolecall_model::role_ref::DefinedRoleName;

/// Returns what is stored for the role `name`, by the keychain's own list; nothing of a keychain that cannot list.
///
/// # Errors
/// The keychain's failure.
pub async fn stored_role_secrets(
    ports: &Ports,
    name: &DefinedRoleName,
) -> Result<Vec<RoleSecretKey>, KeychainError> {
    let items = match ports.store.keychain.items().await {
        Err(KeychainError::CannotList) => Vec::new(),
        items => items?,
    };
    let of_role = items.into_iter().filter_map(|item| match item {
        KeychainItem::RoleSecret(key) if key.role == *name => Some(key),
        KeychainItem::RoleSecret(_)
        | KeychainItem::SignIn(_)
        | KeychainItem::Registration(_)
        | KeychainItem::RoleSession(_) => None,
    });
    Ok(of_role.collect())
}

/// Erases everything that the user entered for the role `name`, which is not defined any more.
///
/// # Errors
/// The keychain's failure; what was erased before it stays erased.
pub async fn erase_role_secrets(ports: &Ports, name: &DefinedRoleName) -> Result<(), KeychainError> {
    for key in stored_role_secrets(ports, name).await? {
        ports.store.keychain.erase_role_secret(&key).await?;
    }
    Ok(())
}
