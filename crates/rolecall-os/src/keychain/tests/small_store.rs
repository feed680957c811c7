//! A store in memory whose items have a limit and whose writes can stop at any moment, as if the process had died.

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, Entry, Error, Result};
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

#[derive(Debug, Default)]
pub(in crate::keychain) struct Inside {
    pub(in crate::keychain) items: BTreeMap<String, Vec<u8>>,
    limit: usize,
    /// How many changes still succeed; all after that fail and change nothing.
    pub(in crate::keychain) changes_left: Option<usize>,
    /// What the next call fails with.
    pub(in crate::keychain) next_failure: Option<Error>,
}

#[derive(Clone, Debug)]
pub(in crate::keychain) struct SmallStore(pub(in crate::keychain) Arc<Mutex<Inside>>);

#[derive(Debug)]
struct SmallItem {
    store: SmallStore,
    service: String,
    user: String,
}

fn dead() -> Error {
    Error::PlatformFailure(Box::new(std::io::Error::other("the process died here")))
}

impl SmallStore {
    pub(in crate::keychain) fn new(limit: usize) -> Self {
        Self(Arc::new(Mutex::new(Inside {
            limit,
            ..Inside::default()
        })))
    }

    pub(in crate::keychain) fn shared(&self) -> Arc<keyring_core::CredentialStore> {
        Arc::new(self.clone())
    }
}

impl SmallItem {
    fn key(&self) -> String {
        format!("{}\n{}", self.service, self.user)
    }

    fn change(&self, change: impl FnOnce(&mut Inside) -> Result<()>) -> Result<()> {
        let mut inside = self.store.0.lock().unwrap();
        if let Some(error) = inside.next_failure.take() {
            return Err(error);
        }
        match &mut inside.changes_left {
            Some(0) => return Err(dead()),
            Some(left) => *left -= 1,
            None => {}
        }
        change(&mut inside)
    }
}

impl CredentialApi for SmallItem {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.change(|inside| {
            if secret.len() > inside.limit {
                return Err(Error::TooLong("secret".to_owned(), 0));
            }
            inside.items.insert(self.key(), secret.to_vec());
            Ok(())
        })
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        let mut inside = self.store.0.lock().unwrap();
        match inside.next_failure.take() {
            Some(error) => Err(error),
            None => inside.items.get(&self.key()).cloned().ok_or(Error::NoEntry),
        }
    }

    fn delete_credential(&self) -> Result<()> {
        if !self.store.0.lock().unwrap().items.contains_key(&self.key()) {
            return Err(Error::NoEntry);
        }
        self.change(|inside| inside.items.remove(&self.key()).map(drop).ok_or(Error::NoEntry))
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        let is_stored = self.store.0.lock().unwrap().items.contains_key(&self.key());
        if is_stored { Ok(None) } else { Err(Error::NoEntry) }
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        Some((self.service.clone(), self.user.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl CredentialStoreApi for SmallStore {
    fn vendor(&self) -> String {
        "a test".to_owned()
    }

    fn id(&self) -> String {
        "small".to_owned()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let (service, user) = (service.to_owned(), user.to_owned());
        Ok(Entry::new_with_credential(Arc::new(SmallItem {
            store: self.clone(),
            service,
            user,
        })))
    }

    fn search(&self, spec: &HashMap<&str, &str>) -> Result<Vec<Entry>> {
        let names: Vec<String> = self.0.lock().unwrap().items.keys().cloned().collect();
        let names = names.iter().filter_map(|name| name.split_once('\n'));
        names
            .filter(|(service, _)| spec.get("service") == Some(service))
            .map(|(service, user)| self.build(service, user, None))
            .collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
