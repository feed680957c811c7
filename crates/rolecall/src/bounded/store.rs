//! The keychain and the locks, which may wait for a user or for another process.

use crate::ports::{
    Clock, Deadline, Keychain, KeychainError, KeychainHealth, KeychainItem, Lock, LockError, LockGuard,
    LockName, RoleSecretKey, RoleSessionKey,
};
use async_trait::async_trait;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{PortalIdentity, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::RoleSecret;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::sync::Arc;
use std::time::Duration;

/// How much longer what is given to the keychain may take: it exists already, and would be lost.
const GRACE: Duration = Duration::from_secs(3);

/// Locks that are waited for until the deadline.
pub(super) struct BoundLock {
    lock: Arc<dyn Lock>,
    clock: Arc<dyn Clock>,
    deadline: Deadline,
}

impl BoundLock {
    pub(super) fn new(lock: &Arc<dyn Lock>, clock: &Arc<dyn Clock>, deadline: Deadline) -> Self {
        Self {
            lock: Arc::clone(lock),
            clock: Arc::clone(clock),
            deadline,
        }
    }
}

#[async_trait]
impl Lock for BoundLock {
    async fn acquire(&self, name: &LockName, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let left = self.deadline.left(self.clock.as_ref());
        let timeout = left.map_or(timeout, |left| left.min(timeout));
        self.lock.acquire(name, timeout).await
    }
}

/// A keychain that is silent for too long when the deadline passes.
pub(super) struct BoundKeychain {
    keychain: Arc<dyn Keychain>,
    clock: Arc<dyn Clock>,
    deadline: Deadline,
}

impl BoundKeychain {
    pub(super) fn new(keychain: &Arc<dyn Keychain>, clock: &Arc<dyn Clock>, deadline: Deadline) -> Self {
        Self {
            keychain: Arc::clone(keychain),
            clock: Arc::clone(clock),
            deadline,
        }
    }

    async fn read<T>(
        &self,
        work: impl Future<Output = Result<T, KeychainError>> + Send,
    ) -> Result<T, KeychainError> {
        let outcome = self.deadline.bound(self.clock.as_ref(), work).await;
        outcome.unwrap_or(Err(KeychainError::TimedOut))
    }

    async fn write(
        &self,
        work: impl Future<Output = Result<(), KeychainError>> + Send,
    ) -> Result<(), KeychainError> {
        let deadline = self.deadline.extended(GRACE);
        let outcome = deadline.bound(self.clock.as_ref(), work).await;
        outcome.unwrap_or(Err(KeychainError::TimedOut))
    }
}

#[async_trait]
impl Keychain for BoundKeychain {
    async fn items(&self) -> Result<Vec<KeychainItem>, KeychainError> {
        self.read(self.keychain.items()).await
    }

    async fn holds(&self, item: &KeychainItem) -> Result<bool, KeychainError> {
        self.read(self.keychain.holds(item)).await
    }

    async fn erase(&self, item: &KeychainItem) -> Result<(), KeychainError> {
        self.write(self.keychain.erase(item)).await
    }

    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        self.read(self.keychain.sign_in(portal)).await
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        self.write(self.keychain.save_sign_in(portal, sign_in)).await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        self.read(self.keychain.registration(portal)).await
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        identity: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        self.write(self.keychain.save_registration(portal, identity, registration))
            .await
    }

    async fn stored_credentials(
        &self,
        key: &RoleSessionKey,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        self.read(self.keychain.stored_credentials(key)).await
    }

    async fn save_role_credentials(
        &self,
        role: &RoleRef,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        self.write(self.keychain.save_role_credentials(role, credentials))
            .await
    }

    async fn role_secret(&self, key: &RoleSecretKey) -> Result<Option<RoleSecret>, KeychainError> {
        self.read(self.keychain.role_secret(key)).await
    }

    async fn save_role_secret(&self, key: &RoleSecretKey, secret: &RoleSecret) -> Result<(), KeychainError> {
        self.write(self.keychain.save_role_secret(key, secret)).await
    }

    async fn health(&self) -> Result<KeychainHealth, KeychainError> {
        self.read(self.keychain.health()).await
    }

    fn never_prompt(&self) {
        self.keychain.never_prompt();
    }
}
