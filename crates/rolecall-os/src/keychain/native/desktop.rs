//! The keychains of macOS (Keychain Services) and Windows (Credential Manager). Not run where Rolecall is made.

use keyring_core::{CredentialStore, Error};
use rolecall::ports::{KeychainError, KeychainHealth};
use std::path::Path;
use std::sync::Arc;

/// `CRED_MAX_CREDENTIAL_BLOB_SIZE` of wincred.h: 5 × 512 bytes.
#[cfg(windows)]
pub(super) const ITEM_LIMIT: Option<usize> = Some(2560);
/// There is no limit that an item of ours could reach.
#[cfg(target_os = "macos")]
pub(super) const ITEM_LIMIT: Option<usize> = None;

#[cfg(windows)]
const NAME: &str = "Windows Credential Manager";
#[cfg(target_os = "macos")]
const NAME: &str = "macOS Keychain";

/// Opens the store that `keyring` picks.
pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
    if keyring::v1::Entry::store_status().is_err() {
        return Err(Error::NoDefaultStore);
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

/// These systems ask the user themselves, and say so when an item is behind a lock.
pub(super) fn was_closed() -> Result<bool, KeychainError> {
    Ok(false)
}

pub(super) fn health(_keyrings: Option<&Path>) -> Result<KeychainHealth, KeychainError> {
    match keyring::v1::Entry::store_status() {
        Ok(()) => Ok(KeychainHealth {
            store: NAME.to_owned(),
            stored_in_plain: false,
        }),
        Err(_) => Err(KeychainError::Absent),
    }
}
