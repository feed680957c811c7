//! The OS keychain, through the `keyring` crate: which items there are, how they are encoded, and what its failures mean.
//!
//! It must not know when a secret is wanted or whether it is still good. A failure is never taken for "empty", and
//! nothing is ever kept anywhere else instead.

mod failure;
mod item;
mod native;
mod record;
mod split;
mod worker;

use crate::environment::Environment;
use crate::places::Places;
use async_trait::async_trait;
use item::Item;
use native::Opened;
use rolecall::ports::{Keychain, KeychainError, KeychainHealth};
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::PortalName;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::path::PathBuf;
use std::time::Duration;
use worker::Worker;
use zeroize::Zeroizing;

/// How long a call may take where nobody can be asked to unlock.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long a call may take where a prompt may be shown.
const DEADLINE_WITH_PROMPT: Duration = Duration::from_secs(60);

/// The keychain that this system has. Nothing is opened until it is first asked.
#[derive(Debug)]
pub struct OsKeychain {
    home_id: String,
    keyrings: Option<PathBuf>,
    worker: Worker,
    health: tokio::sync::Mutex<()>,
    deadline: Duration,
}

impl OsKeychain {
    /// Opens nothing yet.
    pub fn new(places: &Places, environment: &Environment) -> Self {
        let deadline = if environment.has_display {
            DEADLINE_WITH_PROMPT
        } else {
            DEADLINE
        };
        Self::with(places, Opened::native(), deadline)
    }

    fn with(places: &Places, opened: Opened, deadline: Duration) -> Self {
        Self {
            home_id: places.home_id().to_owned(),
            keyrings: places.keyrings_folder(),
            worker: Worker::new(opened),
            health: tokio::sync::Mutex::default(),
            deadline,
        }
    }

    /// Keeps items in a store of a test's own, which holds `limit` bytes an item.
    #[cfg(test)]
    fn in_store(
        places: &Places,
        store: std::sync::Arc<keyring_core::CredentialStore>,
        limit: Option<usize>,
    ) -> Self {
        Self::with(places, Opened::in_store(store, limit), DEADLINE)
    }

    async fn read<T: Send + 'static>(
        &self,
        item: Item,
        decode: fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, KeychainError> {
        self.worker
            .run(self.deadline, move |opened| match opened.read(&item)? {
                Some(bytes) => decode(&bytes)
                    .map(Some)
                    .ok_or_else(|| KeychainError::Corrupt { item: item.label() }),
                None => Ok(None),
            })
            .await
    }

    async fn keep(&self, item: Item, bytes: Zeroizing<Vec<u8>>) -> Result<(), KeychainError> {
        self.worker
            .run(self.deadline, move |opened| opened.write(&item, &bytes))
            .await
    }

    async fn erase(&self, item: Item) -> Result<(), KeychainError> {
        self.worker
            .run(self.deadline, move |opened| opened.erase(&item))
            .await
    }
}

#[async_trait]
impl Keychain for OsKeychain {
    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        self.read(Item::sign_in(&self.home_id, portal), record::read_sign_in)
            .await
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        self.keep(
            Item::sign_in(&self.home_id, portal),
            record::write_sign_in(sign_in)?,
        )
        .await
    }

    async fn erase_sign_in(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(Item::sign_in(&self.home_id, portal)).await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        self.read(
            Item::registration(&self.home_id, portal),
            record::read_registration,
        )
        .await
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        place: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        self.keep(
            Item::registration(&self.home_id, portal),
            record::write_registration(place, registration)?,
        )
        .await
    }

    async fn erase_registration(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(Item::registration(&self.home_id, portal)).await
    }

    async fn role_credentials(
        &self,
        assignment: &Assignment,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        self.read(
            Item::role_session(&self.home_id, assignment),
            record::read_role_credentials,
        )
        .await
    }

    async fn save_role_credentials(
        &self,
        assignment: &Assignment,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        self.keep(
            Item::role_session(&self.home_id, assignment),
            record::write_role_credentials(credentials)?,
        )
        .await
    }

    async fn erase_role_credentials(&self, assignment: &Assignment) -> Result<(), KeychainError> {
        self.erase(Item::role_session(&self.home_id, assignment)).await
    }

    /// Asks on a thread of its own, so that the answer comes even while a prompt is open.
    async fn health(&self) -> Result<KeychainHealth, KeychainError> {
        let keyrings = self.keyrings.clone();
        let ask = async {
            let _one_at_a_time = self.health.lock().await;
            worker::apart("keychain-health", move || native::health(keyrings.as_deref())).await
        };
        tokio::time::timeout(DEADLINE, ask)
            .await
            .unwrap_or(Err(KeychainError::TimedOut))
    }
}

#[cfg(test)]
mod tests;
