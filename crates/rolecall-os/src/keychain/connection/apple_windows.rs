//! The keychains of macOS (Keychain Services) and Windows (Credential Manager). Not run in development.

use crate::keychain::prompts::Prompts;
use crate::keychain::response_counter::ResponseCounter;
use keyring_core::{CredentialStore, Error};
use rolecall::ports::{KeychainAbsence, KeychainError, KeychainHealth};
use std::path::Path;
use std::sync::Arc;

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE` of wincred.h: 5 × 512 bytes.
#[cfg(windows)]
pub(super) const ITEM_LIMIT: Option<usize> = Some(2560);
/// There is no limit that an item could reach.
#[cfg(target_os = "macos")]
pub(super) const ITEM_LIMIT: Option<usize> = None;

/// Secrets do not leave the process on the way to the system.
pub(super) const AGREES_ON_KEYS: bool = false;

#[cfg(windows)]
const NAME: &str = "Windows Credential Manager";
#[cfg(target_os = "macos")]
const NAME: &str = "macOS Keychain";

/// Opens the store that `keyring` selects.
pub(super) fn open(_responses: &ResponseCounter, _prompts: &Prompts) -> Result<Arc<CredentialStore>, Error> {
    if keyring::v1::Entry::store_status().is_err() {
        return Err(Error::NoDefaultStore);
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

/// Never locked: these systems prompt the user on their own, and return an error for a locked item.
pub(super) fn unlock_if_locked(_store: &CredentialStore) -> Result<bool, KeychainError> {
    Ok(false)
}

pub(super) fn health(
    _keyrings: Option<&Path>,
    _responses: &ResponseCounter,
) -> Result<KeychainHealth, KeychainError> {
    match keyring::v1::Entry::store_status() {
        Ok(()) => Ok(KeychainHealth {
            store: NAME.to_owned(),
            stored_in_plain: false,
        }),
        Err(_) => Err(KeychainError::Absent(KeychainAbsence::NotInstalled)),
    }
}
