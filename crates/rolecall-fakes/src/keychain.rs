//! A keychain in memory that can be locked, absent, denied, full, slow or hold an unreadable item.

use crate::call_log::CallLog;
use crate::clock::FakeClock;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    Clock, Keychain, KeychainError, KeychainHealth, KeychainItem, RoleSecretKey, RoleSessionKey,
};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{PortalIdentity, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::RoleSecret;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A keychain in memory.
#[derive(Debug)]
pub struct FakeKeychain {
    state: Mutex<KeychainState>,
    clock: Arc<FakeClock>,
    call_log: Arc<CallLog>,
}

#[derive(Debug, Default)]
struct KeychainState {
    sign_ins: BTreeMap<PortalName, SignIn>,
    registrations: BTreeMap<PortalName, (PortalIdentity, ClientRegistration)>,
    role_credentials: BTreeMap<RoleSessionKey, RoleCredentials>,
    role_secrets: BTreeMap<RoleSecretKey, RoleSecret>,
    corrupt: BTreeSet<KeychainItem>,
    condition: Option<KeychainError>,
    full: bool,
    cannot_list: bool,
    stored_in_plain: bool,
    delay: Duration,
    reads: usize,
    writes: usize,
    never_prompts: bool,
}

impl FakeKeychain {
    /// Makes an empty, unlocked keychain.
    pub fn new(clock: Arc<FakeClock>, call_log: Arc<CallLog>) -> Self {
        Self {
            state: Mutex::default(),
            clock,
            call_log,
        }
    }

    /// Makes every call fail with `condition`, or work again. The items stay.
    pub fn set_condition(&self, condition: Option<KeychainError>) {
        locked(&self.state).condition = condition;
    }

    /// Locks it.
    pub fn lock(&self) {
        self.set_condition(Some(KeychainError::Locked));
    }

    /// Unlocks it, or ends any other condition of the whole keychain.
    pub fn unlock(&self) {
        self.set_condition(None);
    }

    /// Makes it refuse every new value, or accept them again; reading and erasing work.
    pub fn set_full(&self, full: bool) {
        locked(&self.state).full = full;
    }

    /// Makes it refuse to list its items, as a store that has no such call.
    pub fn set_cannot_list(&self, cannot_list: bool) {
        locked(&self.state).cannot_list = cannot_list;
    }

    /// Makes `item` unreadable until it is written again or erased; it need not exist.
    pub fn corrupt(&self, item: KeychainItem) {
        locked(&self.state).corrupt.insert(item);
    }

    /// Makes [`Keychain::health`] say that the store is plain text on the disk.
    pub fn set_stored_in_plain(&self, plain: bool) {
        locked(&self.state).stored_in_plain = plain;
    }

    /// Makes every call take `delay`.
    pub fn set_delay(&self, delay: Duration) {
        locked(&self.state).delay = delay;
    }

    /// Returns all items, unreadable ones included, whatever the keychain's condition.
    pub fn stored_items(&self) -> Vec<KeychainItem> {
        all_items(&locked(&self.state))
    }

    /// Returns the stored sign-in, whatever the keychain's condition; counts as no read.
    pub fn stored_sign_in(&self, portal: &PortalName) -> Option<SignIn> {
        locked(&self.state).sign_ins.get(portal).cloned()
    }

    /// Returns the stored client registration, likewise.
    pub fn stored_registration(&self, portal: &PortalName) -> Option<(PortalIdentity, ClientRegistration)> {
        locked(&self.state).registrations.get(portal).cloned()
    }

    /// Returns the stored role credentials, likewise.
    pub fn stored_role_credentials(&self, role: &RoleRef) -> Option<RoleCredentials> {
        locked(&self.state)
            .role_credentials
            .get(&RoleSessionKey::from(role))
            .cloned()
    }

    /// Returns how many items were read, failures included.
    pub fn reads(&self) -> usize {
        locked(&self.state).reads
    }

    /// Returns how many items were written, failures included.
    pub fn writes(&self) -> usize {
        locked(&self.state).writes
    }

    /// Tells whether it was told never to prompt.
    pub fn never_prompts(&self) -> bool {
        locked(&self.state).never_prompts
    }

    async fn take_time(&self) {
        let delay = locked(&self.state).delay;
        if !delay.is_zero() {
            self.clock.sleep(delay).await;
        }
    }

    async fn read<T>(
        &self,
        item: KeychainItem,
        get: impl FnOnce(&KeychainState) -> Option<T>,
    ) -> Result<Option<T>, KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.reads += 1;
        self.call_log.record(format!("keychain: read {}", label(&item)));
        state.condition.clone().map_or(Ok(()), Err)?;
        if state.corrupt.contains(&item) {
            return Err(KeychainError::Corrupt { item: label(&item) });
        }
        Ok(get(&state))
    }

    async fn save(
        &self,
        item: KeychainItem,
        set: impl FnOnce(&mut KeychainState),
    ) -> Result<(), KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.writes += 1;
        state.condition.clone().map_or(Ok(()), Err)?;
        if state.full {
            return Err(KeychainError::Full);
        }
        self.call_log.record(format!("keychain: saved {}", label(&item)));
        state.corrupt.remove(&item);
        set(&mut state);
        Ok(())
    }
}

fn label(item: &KeychainItem) -> String {
    match item {
        KeychainItem::SignIn(portal) => format!("sign-in of {portal}"),
        KeychainItem::Registration(portal) => format!("client registration of {portal}"),
        KeychainItem::RoleSession(key) => format!("role credentials of {:?}", key.target()),
        KeychainItem::RoleSecret(key) => format!("{:?} of {}", key.kind, key.role),
    }
}

fn all_items(state: &KeychainState) -> Vec<KeychainItem> {
    let mut items = state.corrupt.clone();
    items.extend(state.sign_ins.keys().cloned().map(KeychainItem::SignIn));
    items.extend(
        state
            .registrations
            .keys()
            .cloned()
            .map(KeychainItem::Registration),
    );
    items.extend(
        state
            .role_credentials
            .keys()
            .cloned()
            .map(KeychainItem::RoleSession),
    );
    items.extend(state.role_secrets.keys().cloned().map(KeychainItem::RoleSecret));
    items.into_iter().collect()
}

#[async_trait]
impl Keychain for FakeKeychain {
    async fn items(&self) -> Result<Vec<KeychainItem>, KeychainError> {
        self.take_time().await;
        let state = locked(&self.state);
        state.condition.clone().map_or(Ok(()), Err)?;
        if state.cannot_list {
            return Err(KeychainError::CannotList);
        }
        Ok(all_items(&state))
    }

    async fn holds(&self, item: &KeychainItem) -> Result<bool, KeychainError> {
        self.take_time().await;
        let state = locked(&self.state);
        state.condition.clone().map_or(Ok(()), Err)?;
        Ok(all_items(&state).contains(item))
    }

    async fn erase(&self, item: &KeychainItem) -> Result<(), KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.condition.clone().map_or(Ok(()), Err)?;
        self.call_log.record(format!("keychain: erased {}", label(item)));
        state.corrupt.remove(item);
        match item {
            KeychainItem::SignIn(portal) => drop(state.sign_ins.remove(portal)),
            KeychainItem::Registration(portal) => drop(state.registrations.remove(portal)),
            KeychainItem::RoleSession(key) => drop(state.role_credentials.remove(key)),
            KeychainItem::RoleSecret(key) => drop(state.role_secrets.remove(key)),
        }
        Ok(())
    }

    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        let item = KeychainItem::SignIn(portal.clone());
        self.read(item, |state| state.sign_ins.get(portal).cloned()).await
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        let item = KeychainItem::SignIn(portal.clone());
        self.save(item, |state| {
            drop(state.sign_ins.insert(portal.clone(), sign_in.clone()))
        })
        .await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        let item = KeychainItem::Registration(portal.clone());
        self.read(item, |state| state.registrations.get(portal).cloned())
            .await
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        place: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        let value = (place.clone(), registration.clone());
        let item = KeychainItem::Registration(portal.clone());
        self.save(item, |state| {
            drop(state.registrations.insert(portal.clone(), value))
        })
        .await
    }

    async fn stored_credentials(
        &self,
        key: &RoleSessionKey,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        let item = KeychainItem::RoleSession(key.clone());
        self.read(item, |state| state.role_credentials.get(key).cloned())
            .await
    }

    async fn save_role_credentials(
        &self,
        role: &RoleRef,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        let (key, value) = (RoleSessionKey::from(role), credentials.clone());
        let item = KeychainItem::RoleSession(key.clone());
        self.save(item, |state| drop(state.role_credentials.insert(key, value)))
            .await
    }

    async fn role_secret(&self, key: &RoleSecretKey) -> Result<Option<RoleSecret>, KeychainError> {
        let item = KeychainItem::RoleSecret(key.clone());
        self.read(item, |state| state.role_secrets.get(key).cloned())
            .await
    }

    async fn save_role_secret(&self, key: &RoleSecretKey, secret: &RoleSecret) -> Result<(), KeychainError> {
        let item = KeychainItem::RoleSecret(key.clone());
        self.save(item, |state| {
            drop(state.role_secrets.insert(key.clone(), secret.clone()))
        })
        .await
    }

    async fn health(&self) -> Result<KeychainHealth, KeychainError> {
        let state = locked(&self.state);
        state.condition.clone().map_or(Ok(()), Err)?;
        Ok(KeychainHealth {
            store: "Fake keychain".into(),
            stored_in_plain: state.stored_in_plain,
        })
    }

    fn never_prompt(&self) {
        locked(&self.state).never_prompts = true;
    }
}
