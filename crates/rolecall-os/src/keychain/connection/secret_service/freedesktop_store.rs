//! A credential store of `keyring-core` on the Secret Service. Its items have the attributes that the stores of `keyring` use.
//!
//! It must not know what is stored.

use super::bus;
use crate::keychain::prompts::Prompts;
use crate::keychain::response_counter::ResponseCounter;
use crate::keychain::store_error::{self, FreedesktopError};
use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::attributes::parse_attributes;
use keyring_core::{Credential, Entry, Error, Result};
use secret_service::blocking::{Item, SecretService};
use secret_service::{EncryptionType, Error as ServiceError, SearchItemsResult};
use std::any::Any;
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use zbus::blocking::Connection;

type Outcome<T> = std::result::Result<T, ServiceError>;

/// The attributes that items are found by.
const SERVICE: &str = "service";
const USER: &str = "username";
const CONTENT_TYPE: &str = "application/octet-stream";
/// What libsecret calls the keyring that it creates. Keychain programs show it.
const NEW_KEYRING: &str = "Default keyring";

/// The Secret Service as a store: items are found in all collections, and added to the default one.
pub(super) struct FreedesktopStore {
    session: Arc<EncryptedConnection>,
}

/// An encrypted session of a connection.
struct EncryptedConnection {
    connection: Connection,
    service: SecretService<'static>,
    prompts: Prompts,
    responses: ResponseCounter,
}

impl EncryptedConnection {
    /// Unlocks the items; the user may be prompted. An item that stays locked in an open collection is one that the user did not
    /// allow this program to see, as KeePassXC asks.
    fn unlock(&self, items: &[Item<'_>]) -> std::result::Result<(), FreedesktopError> {
        let Some(first) = items.first() else {
            return Ok(());
        };
        let items: Vec<&Item<'_>> = items.iter().collect();
        let unlocked = if self.prompts.may_unlock() {
            self.service.unlock_all(&items)
        } else {
            Err(ServiceError::Prompt)
        };
        let is_dismissed = matches!(unlocked, Err(ServiceError::Prompt));
        if is_dismissed && !bus::is_collection_of_item_locked(&self.connection, &first.item_path)? {
            return Err(FreedesktopError::Refused);
        }
        Ok(unlocked?)
    }
}

impl FreedesktopStore {
    /// Connects and opens a session, in which secrets are encrypted.
    ///
    /// # Errors
    /// That of the Secret Service.
    pub(super) fn connect(responses: &ResponseCounter, prompts: &Prompts) -> Result<Self> {
        let connection = bus::connect(responses).map_err(platform_failure)?;
        let service = SecretService::connect_with_existing(EncryptionType::Dh, connection.clone());
        responses.increment();
        let session = EncryptedConnection {
            connection,
            service: service.map_err(|error| platform_failure(FreedesktopError::Session(error)))?,
            prompts: prompts.clone(),
            responses: responses.clone(),
        };
        Ok(Self {
            session: Arc::new(session),
        })
    }

    /// Unlocks the default collection if it is locked; the user may be prompted. Returns whether it was locked. A collection that
    /// can still be created is not: it is empty.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] when it stays locked, [`ServiceError::NoResult`] where there is none and none can be created, or
    /// that of the Secret Service.
    pub(super) fn unlock_if_locked(&self) -> Outcome<bool> {
        let EncryptedConnection {
            connection,
            service,
            prompts,
            responses,
        } = &*self.session;
        match bus::is_default_collection_locked(connection, responses) {
            Err(ServiceError::NoResult) if prompts.may_create_keyring() => return Ok(false),
            Ok(false) => return Ok(false),
            Ok(true) if prompts.may_unlock() => {}
            Ok(true) => return Err(ServiceError::Locked),
            Err(error) => return Err(error),
        }
        let collection = service.get_default_collection();
        responses.increment();
        let unlocked = collection?.unlock();
        responses.increment();
        unlocked?;
        if bus::is_default_collection_locked(connection, responses)? {
            return Err(ServiceError::Locked);
        }
        Ok(true)
    }
}

impl Debug for FreedesktopStore {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("FreedesktopStore")
    }
}

impl CredentialStoreApi for FreedesktopStore {
    fn vendor(&self) -> String {
        "freedesktop.org Secret Service".to_owned()
    }

    fn id(&self) -> String {
        "session bus".to_owned()
    }

    /// The only modifier is `label`.
    fn build(&self, service: &str, user: &str, modifiers: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let mut modifiers = parse_attributes(&["+label"], modifiers)?;
        Ok(Entry::new_with_credential(Arc::new(StoredItem {
            session: Arc::clone(&self.session),
            service: service.to_owned(),
            user: user.to_owned(),
            label: modifiers
                .remove("label")
                .unwrap_or_else(|| format!("{user}@{service}")),
        })))
    }

    /// Finds items by `service` alone; the user may be prompted to unlock those that are locked, whose attributes cannot be read.
    fn search(&self, spec: &HashMap<&str, &str>) -> Result<Vec<Entry>> {
        let mut spec = parse_attributes(&["service"], Some(spec))?;
        let service = spec.remove("service").unwrap_or_default();
        let found = self
            .session
            .service
            .search_items(HashMap::from([(SERVICE, service.as_str())]))
            .map_err(platform_failure)?;
        self.session.unlock(&found.locked).map_err(platform_failure)?;
        let mut entries = Vec::new();
        for item in found.unlocked.iter().chain(&found.locked) {
            match item.get_attributes() {
                Ok(attributes) => {
                    if let Some(user) = attributes.get(USER) {
                        entries.push(self.build(&service, user, None)?);
                    }
                }
                // Somebody erased it since it was found.
                Err(error) if store_error::is_unknown_object(&error) => {}
                Err(error) => return Err(platform_failure(error)),
            }
        }
        Ok(entries)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(self, f)
    }
}

/// An item by its attributes, whether it exists or not.
struct StoredItem {
    session: Arc<EncryptedConnection>,
    service: String,
    user: String,
    label: String,
}

impl StoredItem {
    fn attributes(&self) -> HashMap<&str, &str> {
        HashMap::from([(SERVICE, self.service.as_str()), (USER, self.user.as_str())])
    }

    fn search(&self) -> Outcome<SearchItemsResult<Item<'_>>> {
        self.session.service.search_items(self.attributes())
    }

    /// Returns the items with these attributes, unlocked, the newest last; the user may be prompted. There is more than one where
    /// another program made a second: a keyring that was restored, a collection that was copied.
    fn find(&self) -> Result<Vec<Item<'_>>> {
        let found = self.search().map_err(platform_failure)?;
        self.session.unlock(&found.locked).map_err(platform_failure)?;
        let mut items: Vec<Item<'_>> = found.unlocked.into_iter().chain(found.locked).collect();
        if items.len() > 1 {
            items.sort_by_cached_key(age);
        }
        Ok(items)
    }

    /// Returns the position of the item to be kept: one of the default collection, since others may not outlast the desktop session,
    /// and the newest of those.
    fn position_to_keep(&self, items: &[Item<'_>]) -> Option<usize> {
        let newest = items.len().checked_sub(1)?;
        if newest == 0 {
            return Some(newest);
        }
        let collection = self.session.service.get_default_collection().ok();
        let is_default = |item: &Item<'_>| {
            let folder = collection
                .as_ref()
                .map(|collection| collection.collection_path.as_str());
            let path = folder.and_then(|folder| item.item_path.strip_prefix(folder));
            path.is_some_and(|path| path.starts_with('/'))
        };
        items.iter().rposition(is_default).or(Some(newest))
    }

    fn create(&self, secret: &[u8]) -> Outcome<()> {
        let service = &self.session.service;
        let collection = match service.get_default_collection() {
            Err(ServiceError::NoResult) if self.session.prompts.may_create_keyring() => {
                match service.create_collection(NEW_KEYRING, "default") {
                    Err(ServiceError::Prompt) => Err(ServiceError::NoResult),
                    created => created,
                }
            }
            found => found,
        }?;
        if collection.is_locked()? {
            collection.unlock()?;
        }
        let replace = true;
        collection
            .create_item(&self.label, self.attributes(), secret, replace, CONTENT_TYPE)
            .map(drop)
    }
}

impl Debug for StoredItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredItem")
            .field("service", &self.service)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl CredentialApi for StoredItem {
    /// Replaces every item with these attributes by one, where the trait wants an error for several.
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        let mut items = self.find()?;
        let Some(position) = self.position_to_keep(&items) else {
            return self.create(secret).map_err(platform_failure);
        };
        let item = items.remove(position);
        item.set_secret(secret, CONTENT_TYPE).map_err(platform_failure)?;
        delete_all(&items).map_err(platform_failure)
    }

    /// Returns the newest, where the trait wants an error for several.
    fn get_secret(&self) -> Result<Vec<u8>> {
        let newest = self.find()?.pop().ok_or(Error::NoEntry)?;
        newest.get_secret().map_err(platform_failure)
    }

    /// Deletes every item with these attributes, where the trait wants an error for several: another program may have made a second
    /// one. Those that need no unlocking are deleted first, and one that cannot be deleted does not keep the others.
    fn delete_credential(&self) -> Result<()> {
        let found = self.search().map_err(platform_failure)?;
        if found.unlocked.is_empty() && found.locked.is_empty() {
            return Err(Error::NoEntry);
        }
        let deleted = delete_all(&found.unlocked);
        self.session
            .unlock(&found.locked)
            .and_then(|()| Ok(delete_all(&found.locked)?))
            .and(deleted.map_err(FreedesktopError::from))
            .map_err(platform_failure)
    }

    /// Tells whether it exists; it has no other form.
    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        let found = self.search().map_err(platform_failure)?;
        if found.unlocked.is_empty() && found.locked.is_empty() {
            return Err(Error::NoEntry);
        }
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.service.clone(), self.user.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(self, f)
    }
}

/// Orders items by when they were last written. Times are in seconds; of two in one second, the one that was made later has the
/// higher number in gnome-keyring's paths.
fn age(item: &Item<'_>) -> (u64, u64, usize, String) {
    let path = item.item_path.as_str();
    (
        item.get_modified().unwrap_or_default(),
        item.get_created().unwrap_or_default(),
        path.len(),
        path.to_owned(),
    )
}

/// Deletes as many as it can.
fn delete_all(items: &[Item<'_>]) -> Outcome<()> {
    let outcomes = items.iter().map(Item::delete);
    outcomes.fold(Ok(()), Outcome::and)
}

fn platform_failure(error: impl Into<FreedesktopError>) -> Error {
    Error::PlatformFailure(Box::new(error.into()))
}
