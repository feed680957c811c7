//! The database beside the keeper: only what changed is read again, and one that hangs holds nothing up.

use super::rig::{AT_ONCE, KeeperRig, start_keeper_on};
use rolecall::keeper::{Request, SignInState};
use rolecall::ports::{CatalogueStore, Ports, PreferenceStore, StateStoreError};
use rolecall_fakes::ANN;
use rolecall_fakes::{FakeStateStore, World};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Rename};
use rolecall_model::portal::PortalName;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::sign_in::SignInMethod;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A database that counts what is read of it, and that hangs while its gate is held.
struct WatchedStore {
    store: Arc<FakeStateStore>,
    favourites: AtomicUsize,
    recents: AtomicUsize,
    catalogues: AtomicUsize,
    gate: Mutex<()>,
}

impl WatchedStore {
    fn new(world: &World) -> Arc<Self> {
        Arc::new(Self {
            store: Arc::clone(&world.state_store),
            favourites: AtomicUsize::new(0),
            recents: AtomicUsize::new(0),
            catalogues: AtomicUsize::new(0),
            gate: Mutex::new(()),
        })
    }

    fn ports(self: &Arc<Self>, world: &World) -> Ports {
        let mut ports = world.ports();
        ports.store.preference_store = Arc::<Self>::clone(self);
        ports.store.catalogue_store = Arc::<Self>::clone(self);
        ports
    }

    fn hang(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how often favourites, recents and catalogues were read since the last call.
    fn reads(&self) -> [usize; 3] {
        [&self.favourites, &self.recents, &self.catalogues].map(|count| count.swap(0, Ordering::Relaxed))
    }
}

impl PreferenceStore for WatchedStore {
    fn favourites(&self) -> Result<Vec<RoleRef>, StateStoreError> {
        drop(self.hang());
        self.favourites.fetch_add(1, Ordering::Relaxed);
        self.store.favourites()
    }

    fn set_favourite(&self, role: &RoleRef, favourite: bool) -> Result<(), StateStoreError> {
        drop(self.hang());
        self.store.set_favourite(role, favourite)
    }

    fn rename_role(&self, rename: &Rename) -> Result<(), StateStoreError> {
        self.store.rename_role(rename)
    }

    fn renames(&self) -> Result<Vec<Rename>, StateStoreError> {
        self.store.renames()
    }

    fn decline_rename(&self, rename: &Rename) -> Result<(), StateStoreError> {
        self.store.decline_rename(rename)
    }

    fn record_use(&self, role: &RoleRef, at: Timestamp) -> Result<(), StateStoreError> {
        self.store.record_use(role, at)
    }

    fn recents(&self, limit: u32) -> Result<Vec<RoleRef>, StateStoreError> {
        self.recents.fetch_add(1, Ordering::Relaxed);
        self.store.recents(limit)
    }

    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError> {
        self.store.mark_notified(cause, at)
    }

    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError> {
        self.store.clear_notified(cause)
    }

    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError> {
        self.store.value(key)
    }

    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError> {
        self.store.set_value(key, value)
    }
}

impl CatalogueStore for WatchedStore {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        self.catalogues.fetch_add(1, Ordering::Relaxed);
        self.store.catalogue(portal)
    }

    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        self.store.save_accounts(portal, accounts)
    }

    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.store.save_roles(portal, roles)
    }

    fn save_role_arns(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleArn>)],
    ) -> Result<(), StateStoreError> {
        self.store.save_role_arns(portal, roles)
    }

    fn role_arn(
        &self,
        portal: &PortalName,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<Option<RoleArn>, StateStoreError> {
        self.store.role_arn(portal, account_id, role_name)
    }

    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.store.save_refreshed_at(portal, at)
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_changed_is_read_again() {
    let (mut rig, admin) = KeeperRig::with_admin().await;
    rig.kill().await;
    let store = WatchedStore::new(&rig.world);
    rig.keeper = start_keeper_on(store.ports(&rig.world));
    rig.pass(AT_ONCE).await;
    assert_eq!(store.reads(), [1, 1, 1], "everything once at the start");

    rig.start(&admin).await;
    assert_eq!(store.reads(), [0, 1, 0], "a use counts for the recents");
    assert!(rig.find(&admin).is_some());

    rig.mark_favourite(&admin).await;
    rig.pass(AT_ONCE).await;
    assert_eq!(store.reads(), [1, 0, 0]);
    assert!(rig.snapshot().favourites.contains(&admin));

    rig.stop(&admin).await.unwrap();
    rig.pass(AT_ONCE).await;
    assert_eq!(store.reads(), [0, 0, 0], "the index alone says what is left");
    assert!(rig.find(&admin).is_none());

    let other = rig.command();
    other.store.preference_store.set_favourite(&admin, false).unwrap();
    rig.pass(AT_ONCE).await;
    assert_eq!(
        store.reads(),
        [1, 1, 1],
        "another process may have changed anything"
    );
    assert!(rig.snapshot().favourites.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_database_that_hangs_holds_up_no_snapshot_and_no_sign_in() {
    let (world, portal) = World::with_portal();
    let roles = ["Admin"];
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &roles);
    let store = WatchedStore::new(&world);
    let keeper = start_keeper_on(store.ports(&world));
    keeper
        .request(|reply| Request::AddPortal(Box::new(portal.clone()), reply))
        .await
        .unwrap();
    let admin = rolecall_fakes::role_ref(&portal.name, "111122223333", "Admin");

    let (favourite, setter) = (admin.clone(), keeper.clone());
    let signed_in = {
        let hung = Arc::clone(&store);
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let (held, is_held) = std::sync::mpsc::channel::<()>();
        let blocker = std::thread::spawn(move || {
            let _gate = hung.hang();
            held.send(()).unwrap();
            wait.recv().unwrap();
        });
        is_held.recv().unwrap();
        let setting = tokio::spawn(async move {
            setter
                .request(|reply| Request::SetFavourite(favourite, true, reply))
                .await
        });
        keeper.send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
        let mut snapshots = keeper.snapshots();
        let is_signed_in = snapshots.wait_for(|snapshot| {
            let state = snapshot.portal(&portal.name).map(|state| &state.sign_in);
            matches!(state, Some(SignInState::SignedIn(_)))
        });
        let signed_in = tokio::time::timeout(Duration::from_secs(30), is_signed_in)
            .await
            .is_ok();
        assert!(!setting.is_finished(), "the database hangs");
        release.send(()).unwrap();
        blocker.join().unwrap();
        setting.await.unwrap().unwrap();
        signed_in
    };
    assert!(signed_in);
    let mut snapshots = keeper.snapshots();
    let is_marked = snapshots.wait_for(|snapshot| snapshot.favourites.contains(&admin));
    let marked = tokio::time::timeout(Duration::from_secs(30), is_marked).await;
    assert!(marked.is_ok());
}
