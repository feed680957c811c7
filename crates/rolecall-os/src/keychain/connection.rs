//! The connection to the store of this system: opened when first needed, and reopened when the daemon was restarted or when the
//! two ends turn out to have different keys.

#[cfg(any(windows, target_os = "macos"))]
mod apple_windows;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

#[cfg(any(windows, target_os = "macos"))]
use apple_windows as system;
#[cfg(all(unix, not(target_os = "macos")))]
use secret_service as system;

use super::item::ItemName;
use super::prompts::Prompts;
use super::response_counter::ResponseCounter;
use super::split::{self, SplitError};
use super::store_error::{self, StoreErrorKind};
use keyring_core::CredentialStore;
use rolecall::ports::{KeychainAbsence, KeychainError, KeychainHealth};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// How many connections are tried, each with a key pair of its own. KWallet up to 6.x refuses a public key that begins with a zero
/// byte, and derives another key than its clients from a shared secret that does: it happens to one connection in 128.
const MAX_KEY_PAIRS: usize = 6;

/// The store as the keychain's thread owns it.
pub(super) struct StoreConnection {
    store: Option<Arc<CredentialStore>>,
    /// Whether something came through this connection as it was stored: then both ends have the same key.
    is_key_proven: bool,
    limit: Option<usize>,
    native: bool,
    unlock_refused_at: Option<Instant>,
    /// What the store may ask the user.
    pub(super) prompts: Prompts,
    /// Whether the store was ever open: if it is not there now, it ended.
    was_open: bool,
    /// Counts every response of the store.
    pub(super) responses: ResponseCounter,
}

impl StoreConnection {
    pub(super) fn native(prompts: Prompts) -> Self {
        Self {
            store: None,
            is_key_proven: !system::AGREES_ON_KEYS,
            limit: system::ITEM_LIMIT,
            native: true,
            prompts,
            was_open: false,
            unlock_refused_at: None,
            responses: ResponseCounter::default(),
        }
    }

    #[cfg(test)]
    pub(super) fn in_store(store: Arc<CredentialStore>, limit: Option<usize>) -> Self {
        Self {
            store: Some(store),
            is_key_proven: true,
            limit,
            native: false,
            prompts: Prompts::new(false),
            was_open: true,
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

    /// Returns the value of `item`; nothing when the keychain is unlocked and has no such item. A value that `decode` does not
    /// understand is an error.
    pub(super) fn read<T>(
        &mut self,
        item: &ItemName,
        decode: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, KeychainError> {
        let read = |opened: &OpenStore<'_>| match split::read(opened.store, item)? {
            Some(bytes) => decode(&bytes).map(Some).ok_or(SplitError::Corrupt),
            None => Ok(None),
        };
        let mut found = self.attempt(item, read)?;
        if found.is_none() && self.unlock_if_locked()? {
            found = self.attempt(item, read)?;
        }
        self.is_key_proven |= found.is_some();
        Ok(found)
    }

    /// Stores `value`. The first value of a connection is read again, since a store with another key keeps something else, or an
    /// empty item.
    pub(super) fn write(&mut self, item: &ItemName, value: &[u8]) -> Result<(), KeychainError> {
        self.attempt(item, |opened| {
            split::write(opened.store, opened.limit, item, value)?;
            let is_stored = opened.is_key_proven
                || split::read(opened.store, item)?.is_some_and(|stored| *stored == *value);
            is_stored.then_some(()).ok_or(SplitError::Corrupt)
        })?;
        self.is_key_proven = true;
        Ok(())
    }

    pub(super) fn erase(&mut self, item: &ItemName) -> Result<(), KeychainError> {
        self.attempt(item, |opened| split::erase(opened.store, opened.limit, item))?;
        if self.unlock_if_locked()? {
            return self.attempt(item, |opened| split::erase(opened.store, opened.limit, item));
        }
        Ok(())
    }

    /// Tells whether `item` exists, without reading it or a prompt.
    pub(super) fn holds(&mut self, item: &ItemName) -> Result<bool, KeychainError> {
        self.attempt(item, |opened| Ok(split::holds(opened.store, item)?))
    }

    /// Returns the users of all items of `service`; the user may be prompted to unlock a store that was locked.
    pub(super) fn users(&mut self, service: &str) -> Result<Vec<String>, KeychainError> {
        let everything = ItemName::everything_of(service);
        let list = |opened: &OpenStore<'_>| Ok(split::users(opened.store, service)?);
        let users = self.attempt(&everything, list)?;
        match self.unlock_if_locked() {
            Ok(true) => self.attempt(&everything, list),
            // Other collections may hold items without a default one.
            Err(KeychainError::Absent(_)) if !users.is_empty() => Ok(users),
            unlocked => unlocked.map(|_| users),
        }
    }

    /// Unlocks the store if it is open and locked; returns whether it was locked.
    fn unlock_if_locked(&self) -> Result<bool, KeychainError> {
        match &self.store {
            Some(store) => system::unlock_if_locked(&**store),
            None => Ok(false),
        }
    }

    /// Runs `work`; again on a new connection when the daemon was restarted since the old one was opened, or while nothing shows
    /// that both ends have the same key.
    fn attempt<T>(
        &mut self,
        item: &ItemName,
        work: impl Fn(&OpenStore<'_>) -> Result<T, SplitError>,
    ) -> Result<T, KeychainError> {
        let mut may_be_stale = self.store.is_some() && self.native;
        let mut key_pairs = 1;
        loop {
            let error = match self.try_once(&work) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let may_help = match &error {
                SplitError::Corrupt => !self.is_key_proven,
                SplitError::Store(error) => {
                    (may_be_stale && store_error::is_stale(error))
                        || ((may_be_stale || !self.is_key_proven) && store_error::may_be_of_the_key(error))
                }
            };
            if !may_help || key_pairs == MAX_KEY_PAIRS {
                let error = keychain_error(error, item);
                if self.was_open && error == KeychainError::Absent(KeychainAbsence::NotInstalled) {
                    return Err(KeychainError::Absent(KeychainAbsence::Ended));
                }
                return Err(error);
            }
            self.store = None;
            self.is_key_proven = !system::AGREES_ON_KEYS;
            may_be_stale = false;
            key_pairs += 1;
        }
    }

    fn try_once<T>(
        &mut self,
        work: &impl Fn(&OpenStore<'_>) -> Result<T, SplitError>,
    ) -> Result<T, SplitError> {
        let store = match &self.store {
            Some(store) => Arc::clone(store),
            None => Arc::clone(self.store.insert(system::open(&self.responses, &self.prompts)?)),
        };
        self.was_open = true;
        self.responses.increment();
        let outcome = work(&OpenStore {
            store: &*store,
            limit: self.limit,
            is_key_proven: self.is_key_proven,
        });
        self.responses.increment();
        outcome
    }
}

/// The store as work on it sees it.
struct OpenStore<'a> {
    store: &'a CredentialStore,
    limit: Option<usize>,
    is_key_proven: bool,
}

fn keychain_error(error: SplitError, item: &ItemName) -> KeychainError {
    let corrupt = || KeychainError::Corrupt { item: item.label() };
    match error {
        SplitError::Corrupt => corrupt(),
        SplitError::Store(error) => match store_error::classify(error) {
            StoreErrorKind::Keychain(error) => error,
            StoreErrorKind::CorruptItem => corrupt(),
        },
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
