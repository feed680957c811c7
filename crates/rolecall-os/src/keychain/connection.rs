//! The connection to the store of this system: opened when first needed, and reopened when the daemon was restarted.

#[cfg(any(windows, target_os = "macos"))]
mod apple_windows;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

#[cfg(any(windows, target_os = "macos"))]
use apple_windows as system;
#[cfg(all(unix, not(target_os = "macos")))]
use secret_service as system;

use super::item::ItemName;
use super::response_counter::ResponseCounter;
use super::split::{self, SplitError};
use super::store_error::{self, StoreErrorKind};
use keyring_core::CredentialStore;
use rolecall::ports::{KeychainError, KeychainHealth};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use zeroize::Zeroizing;

/// The store as the keychain's thread owns it.
pub(super) struct StoreConnection {
    store: Option<Arc<CredentialStore>>,
    limit: Option<usize>,
    native: bool,
    unlock_refused_at: Option<Instant>,
    /// Counts every response of the store.
    pub(super) responses: ResponseCounter,
}

impl StoreConnection {
    pub(super) fn native() -> Self {
        Self {
            store: None,
            limit: system::ITEM_LIMIT,
            native: true,
            unlock_refused_at: None,
            responses: ResponseCounter::default(),
        }
    }

    #[cfg(test)]
    pub(super) fn in_store(store: Arc<CredentialStore>, limit: Option<usize>) -> Self {
        Self {
            store: Some(store),
            limit,
            native: false,
            unlock_refused_at: None,
            responses: ResponseCounter::default(),
        }
    }

    /// Tells whether the user refused to unlock after `called_at`: earlier calls get the same error, not another prompt.
    pub(super) fn was_unlock_refused_since(&self, called_at: Instant) -> bool {
        self.unlock_refused_at
            .is_some_and(|unlock_refused_at| unlock_refused_at > called_at)
    }

    pub(super) fn note_unlock_refused(&mut self) {
        self.unlock_refused_at = Some(Instant::now());
    }

    /// Returns the value of `item`; nothing when the keychain is unlocked and has no such item.
    pub(super) fn read(&mut self, item: &ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let found = self.attempt(item, |store, _| split::read(store, item))?;
        if found.is_some() || !self.unlock_if_locked()? {
            return Ok(found);
        }
        self.attempt(item, |store, _| split::read(store, item))
    }

    pub(super) fn write(&mut self, item: &ItemName, value: &[u8]) -> Result<(), KeychainError> {
        self.attempt(item, |store, limit| split::write(store, limit, item, value))
    }

    pub(super) fn erase(&mut self, item: &ItemName) -> Result<(), KeychainError> {
        self.attempt(item, |store, limit| split::erase(store, limit, item))?;
        if self.unlock_if_locked()? {
            return self.attempt(item, |store, limit| split::erase(store, limit, item));
        }
        Ok(())
    }

    /// Unlocks the store if it is open and locked; returns whether it was locked.
    fn unlock_if_locked(&self) -> Result<bool, KeychainError> {
        match &self.store {
            Some(store) => system::unlock_if_locked(&**store, &self.responses),
            None => Ok(false),
        }
    }

    /// Runs `work`; once more on a new connection when the daemon was restarted since the old one was opened.
    fn attempt<T>(
        &mut self,
        item: &ItemName,
        work: impl Fn(&CredentialStore, Option<usize>) -> Result<T, SplitError>,
    ) -> Result<T, KeychainError> {
        let was_open = self.store.is_some();
        let first = self.try_once(&work);
        let outcome = match first {
            Err(SplitError::Store(error)) if was_open && self.native && store_error::is_stale(&error) => {
                self.store = None;
                self.try_once(&work)
            }
            first => first,
        };
        outcome.map_err(|error| match error {
            SplitError::Corrupt => KeychainError::Corrupt { item: item.label() },
            SplitError::Store(error) => match store_error::classify(error) {
                StoreErrorKind::Keychain(error) => error,
                StoreErrorKind::CorruptItem => KeychainError::Corrupt { item: item.label() },
            },
        })
    }

    fn try_once<T>(
        &mut self,
        work: &impl Fn(&CredentialStore, Option<usize>) -> Result<T, SplitError>,
    ) -> Result<T, SplitError> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert(system::open(&self.responses)?)),
        };
        self.responses.increment();
        let outcome = work(&*store, self.limit);
        self.responses.increment();
        outcome
    }
}

/// Tells whether the keychain exists and is unlocked, without a prompt.
///
/// # Errors
/// [`KeychainError::Absent`], [`KeychainError::Locked`] or that of the store.
pub(super) fn health(
    keyrings: Option<&Path>,
    responses: &ResponseCounter,
) -> Result<KeychainHealth, KeychainError> {
    system::health(keyrings, responses)
}
