//! The OS keychain, through `keyring-core`: which items there are, how they are encoded, and how its errors are
//! classified.
//!
//! It must not know when a secret is needed or whether it is still valid. An error is never read as "no item", and a secret
//! is never stored anywhere else instead.

mod connection;
mod item;
mod prompts;
mod record;
mod response_counter;
mod split;
mod store_error;
mod thread;

use crate::environment::EnvironmentVariables;
use crate::paths::Paths;
use async_trait::async_trait;
use connection::StoreConnection;
use item::ItemName;
use prompts::Prompts;
use response_counter::ResponseCounter;
use rolecall::ports::{Keychain, KeychainError, KeychainHealth, KeychainItem, RoleSecretKey, RoleSessionKey};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::RoleSecret;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use thread::KeychainThread;
use zeroize::Zeroizing;

/// How long the keychain may be silent where no unlock prompt can be shown.
const MAX_SILENCE: Duration = Duration::from_secs(10);
/// How long the keychain may be silent where an unlock prompt may be shown.
const MAX_SILENCE_WITH_PROMPT: Duration = Duration::from_secs(60);

/// The keychain of this system. A call fails with [`KeychainError::TimedOut`] when the keychain responds
/// to nothing for 60 seconds with a display, where an unlock prompt may be shown, or for 10 seconds without one.
#[derive(Debug)]
pub struct OsKeychain {
    home_id: String,
    keyrings: Option<PathBuf>,
    thread: KeychainThread,
    health: tokio::sync::Mutex<()>,
    health_responses: ResponseCounter,
    max_silence: Duration,
    prompts: Prompts,
}

impl OsKeychain {
    /// Opens nothing yet.
    pub fn new(paths: &Paths, environment: &EnvironmentVariables) -> Self {
        let max_silence = if environment.has_display {
            MAX_SILENCE_WITH_PROMPT
        } else {
            MAX_SILENCE
        };
        let prompts = Prompts::new(environment.has_display);
        Self::with(paths, StoreConnection::native(prompts), max_silence)
    }

    fn with(paths: &Paths, opened: StoreConnection, max_silence: Duration) -> Self {
        Self {
            home_id: paths.home_id().to_owned(),
            keyrings: paths.keyrings_folder(),
            prompts: opened.prompts.clone(),
            thread: KeychainThread::new(opened),
            health: tokio::sync::Mutex::default(),
            health_responses: ResponseCounter::default(),
            max_silence,
        }
    }

    /// Stores items in the store of a test, with at most `limit` bytes per item.
    #[cfg(test)]
    fn in_store(
        paths: &Paths,
        store: std::sync::Arc<keyring_core::CredentialStore>,
        limit: Option<usize>,
    ) -> Self {
        Self::with(paths, StoreConnection::in_store(store, limit), MAX_SILENCE)
    }

    async fn read<T: Send + 'static>(
        &self,
        item: ItemName,
        decode: fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, KeychainError> {
        self.thread
            .run(self.max_silence, move |opened| opened.read(&item, decode))
            .await
    }

    async fn write(&self, item: ItemName, bytes: Zeroizing<Vec<u8>>) -> Result<(), KeychainError> {
        self.thread
            .run(self.max_silence, move |opened| opened.write(&item, &bytes))
            .await
    }

    fn name(&self, item: &KeychainItem) -> ItemName {
        ItemName::new(&self.home_id, item)
    }
}

#[async_trait]
impl Keychain for OsKeychain {
    async fn items(&self) -> Result<Vec<KeychainItem>, KeychainError> {
        let service = item::service(&self.home_id);
        let users = self
            .thread
            .run(self.max_silence, move |opened| opened.users(&service))
            .await?;
        let items: BTreeSet<KeychainItem> = users.iter().filter_map(|user| item::parse_user(user)).collect();
        Ok(items.into_iter().collect())
    }

    async fn holds(&self, item: &KeychainItem) -> Result<bool, KeychainError> {
        let item = self.name(item);
        self.thread
            .run(self.max_silence, move |opened| opened.holds(&item))
            .await
    }

    async fn erase(&self, item: &KeychainItem) -> Result<(), KeychainError> {
        let item = self.name(item);
        self.thread
            .run(self.max_silence, move |opened| opened.erase(&item))
            .await
    }

    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        let item = KeychainItem::SignIn(portal.clone());
        self.read(self.name(&item), record::read_sign_in).await
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        let item = KeychainItem::SignIn(portal.clone());
        self.write(self.name(&item), record::write_sign_in(sign_in)?)
            .await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        let item = KeychainItem::Registration(portal.clone());
        self.read(self.name(&item), record::read_registration).await
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        identity: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        let item = KeychainItem::Registration(portal.clone());
        self.write(
            self.name(&item),
            record::write_registration(identity, registration)?,
        )
        .await
    }

    async fn stored_credentials(
        &self,
        key: &RoleSessionKey,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        let item = KeychainItem::RoleSession(key.clone());
        self.read(self.name(&item), record::read_role_credentials).await
    }

    async fn save_role_credentials(
        &self,
        role: &RoleRef,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        self.write(
            ItemName::role_session(&self.home_id, role),
            record::write_role_credentials(credentials)?,
        )
        .await
    }

    async fn role_secret(&self, key: &RoleSecretKey) -> Result<Option<RoleSecret>, KeychainError> {
        let item = KeychainItem::RoleSecret(key.clone());
        self.read(self.name(&item), record::read_role_secret).await
    }

    async fn save_role_secret(&self, key: &RoleSecretKey, secret: &RoleSecret) -> Result<(), KeychainError> {
        let item = KeychainItem::RoleSecret(key.clone());
        self.write(self.name(&item), record::write_role_secret(secret)?)
            .await
    }

    /// It runs on its own thread, so that it also responds while an unlock prompt is open; it fails after 10 seconds of
    /// silence.
    async fn health(&self) -> Result<KeychainHealth, KeychainError> {
        let keyrings = self.keyrings.clone();
        let responses = self.health_responses.clone();
        let check = async {
            let _exclusive = self.health.lock().await;
            thread::run_on_new_thread("keychain-health", move || {
                connection::health(keyrings.as_deref(), &responses)
            })
            .await
        };
        self.health_responses
            .wait_while_responding(MAX_SILENCE, check)
            .await
    }

    fn never_prompt(&self) {
        self.prompts.forbid();
    }
}

#[cfg(test)]
mod tests;
