//! What the user entered for roles that they defined: secrets that AWS or a key needs, which only the keychain holds.
//!
//! It must not know what they are used for.

use crate::certificate_validity::save_certificate_validity;
use crate::ports::{
    ClientCertificateError, KeychainError, KeychainItem, Ports, RoleSecretKey, RoleSecretKind,
};
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::{KeyPassword, RoleSecret};

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

/// Checks that `password` opens the key of the certificate that leads to a role; another role needs none.
///
/// # Errors
/// What is wrong with the certificate, its key or the password.
pub async fn check_password(
    ports: &Ports,
    role: &RoleDefinition,
    password: &KeyPassword,
) -> Result<(), ClientCertificateError> {
    let RoleMethod::RolesAnywhere(method) = &role.method else {
        return Ok(());
    };
    let certificates = &ports.store.client_certificates;
    let opened = certificates.load(&method.certificate, Some(password)).await?;
    save_certificate_validity(ports, &role.name, &method.certificate, opened.validity());
    Ok(())
}

/// Stores the password or PIN that opens the key of a role.
///
/// # Errors
/// The keychain's failure.
pub async fn save_key_password(
    ports: &Ports,
    name: &DefinedRoleName,
    password: &KeyPassword,
) -> Result<(), KeychainError> {
    let key = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::PrivateKeyPassword,
    };
    // EXPOSE: it stays a secret of another type, and is stored.
    let secret = RoleSecret::from_exposed(password.expose());
    ports.store.keychain.save_role_secret(&key, &secret).await
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
