//! The Secret Service of Linux and other Unix desktops (freedesktop.org "Secret Service API" 0.2): gnome-keyring, KWallet, KeePassXC.

use crate::keychain::failure;
use keyring_core::{CredentialStore, Error};
use rolecall::ports::{KeychainError, KeychainHealth};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// There is no limit that an item of ours could reach.
pub(super) const ITEM_LIMIT: Option<usize> = None;

/// How a file of gnome-keyring begins that is kept as plain text.
const PLAIN_KEYRING: &[u8] = b"[keyring]";

/// Opens the store that `keyring` picks; afterwards, since it opens its store once in a process's life, a store like it.
pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
    let first_time = keyring_core::get_default_store().is_none();
    if first_time && keyring::v1::Entry::store_status().is_ok() {
        return keyring_core::get_default_store().ok_or(Error::NoDefaultStore);
    }
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

/// Tells whether the default collection was locked until now, so that an item which was not found may yet be there.
/// The user may be asked to unlock it.
pub(super) fn was_closed() -> Result<bool, KeychainError> {
    let service = connect()?;
    let collection = service
        .get_default_collection()
        .map_err(|error| failure::of_secret_service(&error))?;
    if !collection
        .is_locked()
        .map_err(|error| failure::of_secret_service(&error))?
    {
        return Ok(false);
    }
    collection
        .unlock()
        .map_err(|error| failure::of_secret_service(&error))?;
    if collection
        .is_locked()
        .map_err(|error| failure::of_secret_service(&error))?
    {
        return Err(KeychainError::Locked);
    }
    Ok(true)
}

pub(super) fn health(keyrings: Option<&Path>) -> Result<KeychainHealth, KeychainError> {
    let service = connect()?;
    let collection = service
        .get_default_collection()
        .map_err(|error| failure::of_secret_service(&error))?;
    if collection
        .is_locked()
        .map_err(|error| failure::of_secret_service(&error))?
    {
        return Err(KeychainError::Locked);
    }
    Ok(KeychainHealth {
        store: "Secret Service".to_owned(),
        stored_in_plain: keyrings.is_some_and(has_plain_keyring),
    })
}

/// No secret passes through this connection: encrypting it would cost a key exchange.
fn connect<'a>() -> Result<SecretService<'a>, KeychainError> {
    SecretService::connect(EncryptionType::Plain).map_err(|error| failure::of_secret_service(&error))
}

fn has_plain_keyring(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .any(|path| path.extension().is_some_and(|ending| ending == "keyring") && is_plain_keyring(&path))
}

fn is_plain_keyring(path: &Path) -> bool {
    let mut start = [0; PLAIN_KEYRING.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == PLAIN_KEYRING
}
