//! The store of this system: opened when first needed, opened again when its connection has gone stale.

#[cfg(all(unix, not(target_os = "macos")))]
#[path = "native/secret_service.rs"]
mod system;
#[cfg(any(windows, target_os = "macos"))]
#[path = "native/desktop.rs"]
mod system;

use super::failure::{self, Failure};
use super::item::Item;
use super::split::{self, SplitError};
use keyring_core::CredentialStore;
use rolecall::ports::{KeychainError, KeychainHealth};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use zeroize::Zeroizing;

/// What the keychain's thread owns.
pub(super) struct Opened {
    store: Option<Arc<CredentialStore>>,
    limit: Option<usize>,
    native: bool,
    refused_at: Option<Instant>,
}

impl Opened {
    pub(super) fn native() -> Self {
        Self {
            store: None,
            limit: system::ITEM_LIMIT,
            native: true,
            refused_at: None,
        }
    }

    #[cfg(test)]
    pub(super) fn in_store(store: Arc<CredentialStore>, limit: Option<usize>) -> Self {
        Self {
            store: Some(store),
            limit,
            native: false,
            refused_at: None,
        }
    }

    /// Tells whether somebody refused to unlock after `asked_at`: whoever asked before gets the same answer, not another prompt.
    pub(super) fn was_refused_since(&self, asked_at: Instant) -> bool {
        self.refused_at.is_some_and(|refused_at| refused_at > asked_at)
    }

    pub(super) fn note_refusal(&mut self) {
        self.refused_at = Some(Instant::now());
    }

    /// Returns the value of `item`, or nothing when the keychain is open and has no such item.
    pub(super) fn read(&mut self, item: &Item) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        let found = self.attempt(item, |store, _| split::read(store, item))?;
        if found.is_some() || !self.native || !system::was_closed()? {
            return Ok(found);
        }
        self.attempt(item, |store, _| split::read(store, item))
    }

    pub(super) fn write(&mut self, item: &Item, value: &[u8]) -> Result<(), KeychainError> {
        self.attempt(item, |store, limit| split::write(store, limit, item, value))
    }

    pub(super) fn erase(&mut self, item: &Item) -> Result<(), KeychainError> {
        self.attempt(item, |store, limit| split::erase(store, limit, item))?;
        if self.native && system::was_closed()? {
            return self.attempt(item, |store, limit| split::erase(store, limit, item));
        }
        Ok(())
    }

    /// Does `work`; once more on a fresh connection when the old one turns out to be of no use any more.
    fn attempt<T>(
        &mut self,
        item: &Item,
        work: impl Fn(&CredentialStore, Option<usize>) -> Result<T, SplitError>,
    ) -> Result<T, KeychainError> {
        let was_open = self.store.is_some();
        let first = self.try_once(&work);
        let outcome = match first {
            Err(SplitError::Store(error)) if was_open && self.native && failure::is_stale(&error) => {
                self.store = None;
                self.try_once(&work)
            }
            first => first,
        };
        outcome.map_err(|error| match error {
            SplitError::Corrupt => KeychainError::Corrupt { item: item.label() },
            SplitError::Store(error) => match failure::classify(error) {
                Failure::Known(error) => error,
                Failure::Unreadable => KeychainError::Corrupt { item: item.label() },
            },
        })
    }

    fn try_once<T>(
        &mut self,
        work: &impl Fn(&CredentialStore, Option<usize>) -> Result<T, SplitError>,
    ) -> Result<T, SplitError> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert(system::open()?)),
        };
        work(&*store, self.limit)
    }
}

/// Asks whether the keychain is there and open, without a prompt.
pub(super) fn health(keyrings: Option<&Path>) -> Result<KeychainHealth, KeychainError> {
    system::health(keyrings)
}
