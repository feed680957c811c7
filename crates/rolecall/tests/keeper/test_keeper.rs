//! A keeper whose snapshots a test waits for.

use rolecall::keeper::{Keeper, PortalState, Reply, Request, SignInState, Snapshot};
use rolecall::ports::{Ports, SettingsFile};
use rolecall::problem::ProblemCode;
use rolecall::production_guard::Confirmation;
use rolecall_fakes::{ANN, World, role_ref};
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::sign_in::SignInMethod;
use std::sync::Arc;
use std::time::Duration;

/// A keeper on the fakes. Time jumps whenever everything waits.
pub(crate) struct TestKeeper {
    pub(crate) world: World,
    pub(crate) keeper: Keeper,
}

impl TestKeeper {
    pub(crate) fn start(world: World) -> Self {
        Self::start_on(world.ports(), world)
    }

    pub(crate) fn start_on(ports: Ports, world: World) -> Self {
        let (keeper, task) = Keeper::new(ports);
        drop(tokio::spawn(task));
        Self { world, keeper }
    }

    /// A keeper with the portal `acme`.
    pub(crate) async fn with_portal() -> (Self, Portal) {
        let test = Self::start(World::new());
        let portal = test.add_portal().await;
        (test, portal)
    }

    /// A keeper with the portal `acme`, where `ann` is signed in and whose roles are listed.
    pub(crate) async fn with_list() -> (Self, Portal) {
        let (test, portal) = Self::with_portal().await;
        test.sign_in(&portal);
        test.until(listed).await;
        (test, portal)
    }

    pub(crate) async fn add_portal(&self) -> Portal {
        let portal = self.world.portal("acme");
        let roles = ["Admin", "ReadOnly"];
        self.world
            .aws
            .assign(&portal, ANN, "111122223333", "payments-prod", &roles);
        self.request(|reply| Request::AddPortal(Box::new(portal.clone()), reply))
            .await;
        portal
    }

    /// Makes a request that works.
    pub(crate) async fn request<T: Send>(&self, request: impl FnOnce(Reply<T>) -> Request + Send) -> T {
        self.keeper.request(request).await.unwrap()
    }

    pub(crate) async fn start_role(&self, role: &RoleRef) -> RoleSessionRecord {
        self.request(|reply| Request::Start(role.clone(), Confirmation::Missing, reply))
            .await
    }

    pub(crate) async fn mark(&self, role: &RoleRef) {
        self.request(|reply| Request::SetFavourite(role.clone(), true, reply))
            .await;
    }

    pub(crate) fn sign_in(&self, portal: &Portal) {
        self.keeper
            .send(Request::SignIn(portal.name.clone(), SignInMethod::Browser));
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        self.world.aws.configure(|settings| settings.latency = latency);
    }

    pub(crate) fn settings_file(&self) -> Arc<dyn SettingsFile> {
        self.world.ports().store.settings_file
    }

    pub(crate) fn first_portal(&self) -> PortalState {
        self.keeper.snapshot().portals[0].clone()
    }

    pub(crate) fn listed_roles(&self) -> usize {
        let state = self.first_portal();
        state.catalogue.role_refs(&state.portal.name).count()
    }

    pub(crate) fn problem(&self) -> ProblemCode {
        self.first_portal().problem.unwrap().code
    }

    /// Waits until a snapshot is as wanted. Every snapshot on the way is watched for secrets.
    pub(crate) async fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let mut snapshots = self.keeper.snapshots();
        for _ in 0..2_000 {
            let snapshot = Arc::clone(&snapshots.borrow_and_update());
            self.world.watch("a snapshot", format!("{snapshot:?}"));
            if wanted(&snapshot) {
                return snapshot;
            }
            let change = tokio::time::timeout(Duration::from_hours(1), snapshots.changed()).await;
            if change.is_err() {
                break;
            }
        }
        panic!("it never came: {:#?}", self.keeper.snapshot());
    }

    /// Waits as [`Self::until`] does and fails when that took longer than what happens at once.
    pub(crate) async fn soon(&self, wanted: impl Fn(&Snapshot) -> bool) {
        let before = self.world.clock.elapsed();
        self.until(wanted).await;
        let took = self.world.clock.elapsed() - before;
        assert!(took <= Duration::from_millis(1_300), "{took:?}");
    }
}

pub(crate) fn admin(portal: &Portal) -> RoleRef {
    role_ref(&portal.name, "111122223333", "Admin")
}

pub(crate) fn signed_in(snapshot: &Snapshot) -> bool {
    let is_signed_in = |state: &PortalState| matches!(state.sign_in, SignInState::SignedIn(_));
    snapshot.portals.iter().any(is_signed_in)
}

pub(crate) fn listed(snapshot: &Snapshot) -> bool {
    let is_listed = |state: &PortalState| state.refresh.is_none() && state.catalogue.refreshed_at.is_some();
    snapshot.portals.iter().any(is_listed)
}

pub(crate) fn has_problem(snapshot: &Snapshot) -> bool {
    snapshot.portals.iter().any(|state| state.problem.is_some())
}
