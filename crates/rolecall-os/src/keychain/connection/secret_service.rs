//! The Secret Service of Linux and other Unix desktops (freedesktop.org "Secret Service API" 0.2): gnome-keyring, KWallet, KeePassXC.

mod bus;
mod freedesktop_store;

use crate::keychain::prompts::Prompts;
use crate::keychain::response_counter::ResponseCounter;
use crate::keychain::store_error;
use freedesktop_store::FreedesktopStore;
use keyring_core::{CredentialStore, Error};
use rolecall::ports::{KeychainError, KeychainHealth};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// There is no limit that an item could reach.
pub(super) const ITEM_LIMIT: Option<usize> = None;

/// Secrets travel encrypted, with a key that both ends derive.
pub(super) const AGREES_ON_KEYS: bool = true;

/// The first bytes of a gnome-keyring file that is stored as plain text.
const PLAIN_KEYRING: &[u8] = b"[keyring]";

/// Opens the store.
///
/// # Errors
/// That of the Secret Service.
pub(super) fn open(responses: &ResponseCounter, prompts: &Prompts) -> Result<Arc<CredentialStore>, Error> {
    Ok(Arc::new(FreedesktopStore::connect(responses, prompts)?))
}

/// Unlocks the default collection if it is locked; the user may be prompted. Returns whether it was locked: then an item that
/// was not found may exist after all.
///
/// # Errors
/// [`KeychainError::Locked`] when it stays locked, that there is none and none can be made, or that of the Secret Service.
pub(super) fn unlock_if_locked(store: &CredentialStore) -> Result<bool, KeychainError> {
    match store.as_any().downcast_ref::<FreedesktopStore>() {
        Some(store) => store
            .unlock_if_locked()
            .map_err(|error| store_error::from_secret_service(&error)),
        None => Ok(false),
    }
}

pub(super) fn health(
    keyrings: Option<&Path>,
    responses: &ResponseCounter,
) -> Result<KeychainHealth, KeychainError> {
    let is_locked = bus::connect(responses)
        .and_then(|connection| Ok(bus::is_default_collection_locked(&connection, responses)?))
        .map_err(|error| error.to_keychain_error())?;
    if is_locked {
        return Err(KeychainError::Locked);
    }
    Ok(KeychainHealth {
        store: "Secret Service".to_owned(),
        stored_in_plain: keyrings.is_some_and(has_plain_keyring),
    })
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
