//! A credential store of `keyring-core` on the Secret Service. Its items have the attributes that the stores of `keyring` use.
//!
//! It must not know what is stored.

use super::bus;
use crate::keychain::response_counter::ResponseCounter;
use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error, Result};
use secret_service::blocking::{Item, SecretService};
use secret_service::{EncryptionType, Error as ServiceError};
use std::any::Any;
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use zbus::blocking::Connection;

const CONTENT_TYPE: &str = "application/octet-stream";

/// The default collection of the Secret Service, as a store.
pub(super) struct DefaultCollection {
    connection: Connection,
    service: Arc<SecretService<'static>>,
}

impl DefaultCollection {
    /// Connects and opens a session, in which secrets are encrypted.
    ///
    /// # Errors
    /// That of the Secret Service.
    pub(super) fn connect(responses: &ResponseCounter) -> Result<Self> {
        let connection = bus::connect(responses).map_err(platform_failure)?;
        let service = SecretService::connect_with_existing(EncryptionType::Dh, connection.clone());
        responses.increment();
        Ok(Self {
            connection,
            service: Arc::new(service.map_err(platform_failure)?),
        })
    }

    /// Unlocks the default collection if it is locked; the user may be prompted. Returns whether it was locked.
    ///
    /// # Errors
    /// [`ServiceError::Locked`] when it stays locked, or that of the Secret Service.
    pub(super) fn unlock_if_locked(
        &self,
        responses: &ResponseCounter,
    ) -> std::result::Result<bool, ServiceError> {
        if !bus::is_default_collection_locked(&self.connection, responses)? {
            return Ok(false);
        }
        let collection = self.service.get_default_collection();
        responses.increment();
        let unlocked = collection?.unlock();
        responses.increment();
        unlocked?;
        if bus::is_default_collection_locked(&self.connection, responses)? {
            return Err(ServiceError::Locked);
        }
        Ok(true)
    }
}

impl Debug for DefaultCollection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("DefaultCollection")
    }
}

impl CredentialStoreApi for DefaultCollection {
    fn vendor(&self) -> String {
        "freedesktop.org Secret Service".to_owned()
    }

    fn id(&self) -> String {
        "default collection".to_owned()
    }

    /// Of the modifiers it knows `label`.
    fn build(&self, service: &str, user: &str, modifiers: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let label = modifiers.and_then(|modifiers| modifiers.get("label"));
        Ok(Entry::new_with_credential(Arc::new(StoredItem {
            secret_service: Arc::clone(&self.service),
            service: service.to_owned(),
            user: user.to_owned(),
            label: label.map_or_else(|| format!("{user}@{service}"), |&label| label.to_owned()),
        })))
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
    secret_service: Arc<SecretService<'static>>,
    service: String,
    user: String,
    label: String,
}

impl StoredItem {
    fn attributes(&self) -> HashMap<&str, &str> {
        HashMap::from([
            ("service", self.service.as_str()),
            ("username", self.user.as_str()),
        ])
    }

    /// Returns the items with these attributes, unlocked; the user may be prompted.
    fn find(&self) -> Result<Vec<Item<'_>>> {
        let found = self
            .secret_service
            .search_items(self.attributes())
            .map_err(platform_failure)?;
        if !found.locked.is_empty() {
            let locked: Vec<&Item<'_>> = found.locked.iter().collect();
            self.secret_service
                .unlock_all(&locked)
                .map_err(platform_failure)?;
        }
        Ok(found.unlocked.into_iter().chain(found.locked).collect())
    }

    /// Returns the only item with these attributes, if there is any.
    fn find_one(&self) -> Result<Option<Item<'_>>> {
        let mut items = self.find()?.into_iter();
        match (items.next(), items.next()) {
            (item, None) => Ok(item),
            (_, Some(_)) => Err(Error::Ambiguous(Vec::new())),
        }
    }

    fn create(&self, secret: &[u8]) -> std::result::Result<(), ServiceError> {
        let collection = self.secret_service.get_default_collection()?;
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
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        match self.find_one()? {
            Some(item) => item.set_secret(secret, CONTENT_TYPE),
            None => self.create(secret),
        }
        .map_err(platform_failure)
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        let item = self.find_one()?.ok_or(Error::NoEntry)?;
        item.get_secret().map_err(platform_failure)
    }

    /// Deletes every item with these attributes: another program may have made a second one.
    fn delete_credential(&self) -> Result<()> {
        let items = self.find()?;
        if items.is_empty() {
            return Err(Error::NoEntry);
        }
        items.iter().try_for_each(Item::delete).map_err(platform_failure)
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        self.find_one()?.map(|_| None).ok_or(Error::NoEntry)
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

fn platform_failure(error: ServiceError) -> Error {
    Error::PlatformFailure(Box::new(error))
}
