//! A keychain in memory that can be locked, absent, denied, full, slow or hold an unreadable item.

use crate::clock::FakeClock;
use crate::journal::Journal;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Clock, Keychain, KeychainError, KeychainHealth};
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::PortalIdentity;
use rolecall_model::portal::PortalName;
use rolecall_model::sign_in::{ClientRegistration, SignIn};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Names one item of the keychain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeychainItem {
    /// The sign-in of a portal.
    SignIn(PortalName),
    /// The client registration of a portal.
    Registration(PortalName),
    /// The credentials of a role session.
    RoleCredentials(Assignment),
}

impl KeychainItem {
    fn label(&self) -> String {
        match self {
            Self::SignIn(portal) => format!("sign-in of {portal}"),
            Self::Registration(portal) => format!("client registration of {portal}"),
            Self::RoleCredentials(assignment) => format!("role credentials of {:?}", assignment.target()),
        }
    }
}

/// A keychain in memory.
#[derive(Debug)]
pub struct FakeKeychain {
    state: Mutex<State>,
    clock: Arc<FakeClock>,
    journal: Arc<Journal>,
}

#[derive(Debug, Default)]
struct State {
    items: BTreeMap<KeychainItem, Kept>,
    corrupt: BTreeSet<KeychainItem>,
    condition: Option<KeychainError>,
    full: bool,
    stored_in_plain: bool,
    delay: Duration,
    reads: usize,
    writes: usize,
    erasures: usize,
}

#[derive(Clone, Debug)]
enum Kept {
    SignIn(SignIn),
    Registration(PortalIdentity, ClientRegistration),
    RoleCredentials(RoleCredentials),
}

impl FakeKeychain {
    /// Makes an empty, unlocked keychain.
    pub fn new(clock: Arc<FakeClock>, journal: Arc<Journal>) -> Self {
        Self {
            state: Mutex::default(),
            clock,
            journal,
        }
    }

    /// Makes every call fail with `condition`, or work again. What is kept stays.
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

    /// Makes it refuse every new value, or take them again; reading and erasing work.
    pub fn set_full(&self, full: bool) {
        locked(&self.state).full = full;
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

    /// Returns the names of what is kept, unreadable items included; counts as no read.
    pub fn items(&self) -> Vec<KeychainItem> {
        let state = locked(&self.state);
        let all: BTreeSet<KeychainItem> = state.items.keys().chain(&state.corrupt).cloned().collect();
        all.into_iter().collect()
    }

    /// Returns the sign-in that is kept, whatever the keychain's condition; counts as no read.
    pub fn stored_sign_in(&self, portal: &PortalName) -> Option<SignIn> {
        match self.kept(&KeychainItem::SignIn(portal.clone()))? {
            Kept::SignIn(sign_in) => Some(sign_in),
            Kept::Registration(..) | Kept::RoleCredentials(_) => None,
        }
    }

    /// Returns the client registration that is kept, likewise.
    pub fn stored_registration(&self, portal: &PortalName) -> Option<(PortalIdentity, ClientRegistration)> {
        match self.kept(&KeychainItem::Registration(portal.clone()))? {
            Kept::Registration(place, registration) => Some((place, registration)),
            Kept::SignIn(_) | Kept::RoleCredentials(_) => None,
        }
    }

    /// Returns the role credentials that are kept, likewise.
    pub fn stored_role_credentials(&self, assignment: &Assignment) -> Option<RoleCredentials> {
        match self.kept(&KeychainItem::RoleCredentials(assignment.clone()))? {
            Kept::RoleCredentials(credentials) => Some(credentials),
            Kept::SignIn(_) | Kept::Registration(..) => None,
        }
    }

    /// Returns how many items were asked for, failures included.
    pub fn reads(&self) -> usize {
        locked(&self.state).reads
    }

    /// Returns how many items were to be written, failures included.
    pub fn writes(&self) -> usize {
        locked(&self.state).writes
    }

    /// Returns how many items were to be erased, failures included.
    pub fn erasures(&self) -> usize {
        locked(&self.state).erasures
    }

    fn kept(&self, item: &KeychainItem) -> Option<Kept> {
        locked(&self.state).items.get(item).cloned()
    }

    async fn take_time(&self) {
        let delay = locked(&self.state).delay;
        if !delay.is_zero() {
            self.clock.sleep(delay).await;
        }
    }

    async fn read(&self, item: KeychainItem) -> Result<Option<Kept>, KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.reads += 1;
        self.journal.write(format!("keychain: read {}", item.label()));
        state.condition.clone().map_or(Ok(()), Err)?;
        if state.corrupt.contains(&item) {
            return Err(KeychainError::Corrupt { item: item.label() });
        }
        Ok(state.items.get(&item).cloned())
    }

    async fn write(&self, item: KeychainItem, kept: Kept) -> Result<(), KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.writes += 1;
        state.condition.clone().map_or(Ok(()), Err)?;
        if state.full {
            return Err(KeychainError::Full);
        }
        self.journal.write(format!("keychain: kept {}", item.label()));
        state.corrupt.remove(&item);
        state.items.insert(item, kept);
        Ok(())
    }

    async fn erase(&self, item: KeychainItem) -> Result<(), KeychainError> {
        self.take_time().await;
        let mut state = locked(&self.state);
        state.erasures += 1;
        state.condition.clone().map_or(Ok(()), Err)?;
        self.journal.write(format!("keychain: erased {}", item.label()));
        state.corrupt.remove(&item);
        state.items.remove(&item);
        Ok(())
    }
}

#[async_trait]
impl Keychain for FakeKeychain {
    async fn sign_in(&self, portal: &PortalName) -> Result<Option<SignIn>, KeychainError> {
        match self.read(KeychainItem::SignIn(portal.clone())).await? {
            Some(Kept::SignIn(sign_in)) => Ok(Some(sign_in)),
            Some(Kept::Registration(..) | Kept::RoleCredentials(_)) | None => Ok(None),
        }
    }

    async fn save_sign_in(&self, portal: &PortalName, sign_in: &SignIn) -> Result<(), KeychainError> {
        self.write(
            KeychainItem::SignIn(portal.clone()),
            Kept::SignIn(sign_in.clone()),
        )
        .await
    }

    async fn erase_sign_in(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(KeychainItem::SignIn(portal.clone())).await
    }

    async fn registration(
        &self,
        portal: &PortalName,
    ) -> Result<Option<(PortalIdentity, ClientRegistration)>, KeychainError> {
        match self.read(KeychainItem::Registration(portal.clone())).await? {
            Some(Kept::Registration(place, registration)) => Ok(Some((place, registration))),
            Some(Kept::SignIn(_) | Kept::RoleCredentials(_)) | None => Ok(None),
        }
    }

    async fn save_registration(
        &self,
        portal: &PortalName,
        place: &PortalIdentity,
        registration: &ClientRegistration,
    ) -> Result<(), KeychainError> {
        let kept = Kept::Registration(place.clone(), registration.clone());
        self.write(KeychainItem::Registration(portal.clone()), kept).await
    }

    async fn erase_registration(&self, portal: &PortalName) -> Result<(), KeychainError> {
        self.erase(KeychainItem::Registration(portal.clone())).await
    }

    async fn role_credentials(
        &self,
        assignment: &Assignment,
    ) -> Result<Option<RoleCredentials>, KeychainError> {
        match self
            .read(KeychainItem::RoleCredentials(assignment.clone()))
            .await?
        {
            Some(Kept::RoleCredentials(credentials)) => Ok(Some(credentials)),
            Some(Kept::SignIn(_) | Kept::Registration(..)) | None => Ok(None),
        }
    }

    async fn save_role_credentials(
        &self,
        assignment: &Assignment,
        credentials: &RoleCredentials,
    ) -> Result<(), KeychainError> {
        let kept = Kept::RoleCredentials(credentials.clone());
        self.write(KeychainItem::RoleCredentials(assignment.clone()), kept)
            .await
    }

    async fn erase_role_credentials(&self, assignment: &Assignment) -> Result<(), KeychainError> {
        self.erase(KeychainItem::RoleCredentials(assignment.clone()))
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
}
