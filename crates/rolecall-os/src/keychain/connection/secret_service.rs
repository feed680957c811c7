//! The Secret Service of Linux and other Unix desktops (freedesktop.org "Secret Service API" 0.2): gnome-keyring, KWallet, KeePassXC.

use crate::keychain::response_counter::ResponseCounter;
use crate::keychain::store_error;
use keyring_core::{CredentialStore, Error};
use rolecall::ports::{KeychainError, KeychainHealth};
use secret_service::EncryptionType;
use secret_service::blocking::{Collection, SecretService};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// There is no limit that an item could reach.
pub(super) const ITEM_LIMIT: Option<usize> = None;

/// The first bytes of a gnome-keyring file that is stored as plain text.
const PLAIN_KEYRING: &[u8] = b"[keyring]";

/// Opens the store that `keyring` selects, and later, since `keyring` opens its store once per process, a store of the same
/// kind.
///
/// # Errors
/// That of the store.
pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
    let first_time = keyring_core::get_default_store().is_none();
    if first_time && keyring::v1::Entry::store_status().is_ok() {
        return keyring_core::get_default_store().ok_or(Error::NoDefaultStore);
    }
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

/// Unlocks the default collection if it is locked; the user may be prompted. Returns whether it was locked: then an item that
/// was not found may exist after all.
///
/// # Errors
/// [`KeychainError::Locked`] when it stays locked, or that of the Secret Service.
pub(super) fn unlock_if_locked(responses: &ResponseCounter) -> Result<bool, KeychainError> {
    let service = connect(responses)?;
    let collection = default_collection(&service, responses)?;
    if !is_locked(&collection, responses)? {
        return Ok(false);
    }
    counted(responses, collection.unlock())?;
    if is_locked(&collection, responses)? {
        return Err(KeychainError::Locked);
    }
    Ok(true)
}

pub(super) fn health(
    keyrings: Option<&Path>,
    responses: &ResponseCounter,
) -> Result<KeychainHealth, KeychainError> {
    let service = connect(responses)?;
    let collection = default_collection(&service, responses)?;
    if is_locked(&collection, responses)? {
        return Err(KeychainError::Locked);
    }
    Ok(KeychainHealth {
        store: "Secret Service".to_owned(),
        stored_in_plain: keyrings.is_some_and(has_plain_keyring),
    })
}

/// No secret passes through this connection: encryption would only cost a key exchange.
fn connect<'a>(responses: &ResponseCounter) -> Result<SecretService<'a>, KeychainError> {
    counted(responses, SecretService::connect(EncryptionType::Plain))
}

fn default_collection<'a>(
    service: &'a SecretService<'a>,
    responses: &ResponseCounter,
) -> Result<Collection<'a>, KeychainError> {
    counted(responses, service.get_default_collection())
}

fn is_locked(collection: &Collection<'_>, responses: &ResponseCounter) -> Result<bool, KeychainError> {
    counted(responses, collection.is_locked())
}

/// Counts a response of the keychain and returns its outcome.
fn counted<T>(
    responses: &ResponseCounter,
    response: Result<T, secret_service::Error>,
) -> Result<T, KeychainError> {
    responses.increment();
    response.map_err(|error| store_error::from_secret_service(&error))
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
