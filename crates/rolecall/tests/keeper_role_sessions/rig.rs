//! A keeper on the fakes, with users and programs around it.

use rolecall::keeper::{Keeper, Reply, Request, SignInState, Snapshot};
use rolecall::ports::{HistoryStore, MachineEvent, Ports, RoleSessionIndex};
use rolecall::problem::Problem;
use rolecall::production_guard::Confirmation;
use rolecall::role_session_status::{RoleSessionPhase, RoleSessionState};
use rolecall::settings::add_portal;
use rolecall_fakes::{ANN, FakeClock, Fault, KeychainItem, Latch, Operation, World, role_ref};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);
/// Long enough for whatever happens at once.
pub(crate) const AT_ONCE: Duration = Duration::from_millis(1_300);

/// No notification.
pub(crate) const NONE: [&str; 0] = [];

pub(crate) struct KeeperRig {
    pub(crate) world: World,
    pub(crate) keeper: Keeper,
    pub(crate) portals: Vec<Portal>,
}

impl KeeperRig {
    /// A desktop where `ann` is signed in at `portals` and may be Admin and ReadOnly in one account of each. Sign-ins last for days.
    pub(crate) async fn with_portals(portals: &[&str]) -> Self {
        let world = World::with_clock(FakeClock::manual());
        world
            .aws
            .configure(|settings| settings.sign_in_lifetime = Duration::from_hours(30 * 24));
        let mut all = Vec::new();
        for name in portals {
            let portal = world.portal(name);
            let roles = ["Admin", "ReadOnly"];
            world
                .aws
                .assign(&portal, ANN, "111122223333", "payments-prod", &roles);
            world.sign_in(&portal).await;
            edit(&world, |text| add_portal(text, &portal).unwrap());
            all.push(portal);
        }
        let keeper = start_keeper(&world);
        let rig = Self {
            world,
            keeper,
            portals: all,
        };
        rig.pass(AT_ONCE).await;
        rig
    }

    pub(crate) async fn with_admin() -> (Self, RoleRef) {
        let rig = Self::with_portals(&["acme"]).await;
        let admin = rig.admin();
        (rig, admin)
    }

    pub(crate) fn admin(&self) -> RoleRef {
        self.role("Admin")
    }

    pub(crate) fn role(&self, role: &str) -> RoleRef {
        role_ref(&self.portals[0].name, "111122223333", role)
    }

    /// Appends to the settings file.
    pub(crate) async fn set(&self, toml: &str) {
        edit(&self.world, |text| format!("{toml}\n{text}"));
        self.pass(AT_ONCE).await;
    }

    /// Lets time go by.
    pub(crate) async fn pass(&self, time: Duration) {
        self.world.clock.advance(time).await;
        self.world
            .watch("a snapshot", format!("{:?}", self.keeper.snapshot()));
    }

    /// The machine sleeps for so long and wakes up.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.world.clock.skip(time);
        self.world.machine_events.emit(MachineEvent::ClockChanged);
        self.pass(AT_ONCE).await;
    }

    /// The desktop is killed and started again.
    pub(crate) async fn restart(&mut self) {
        self.kill().await;
        self.keeper = start_keeper(&self.world);
        self.pass(AT_ONCE).await;
    }

    /// The desktop is killed.
    pub(crate) async fn kill(&mut self) {
        let (unused, _task) = Keeper::new(self.world.ports());
        self.keeper = unused;
        self.world.clock.until_idle().await;
    }

    pub(crate) async fn start(&self, role: &RoleRef) -> RoleSessionRecord {
        let wanted = role.clone();
        let started = self
            .request(|reply| Request::Start(wanted, Confirmation::Missing, reply))
            .await;
        self.pass(AT_ONCE).await;
        started
    }

    /// Makes a request that works.
    pub(crate) async fn request<T: Send>(&self, request: impl FnOnce(Reply<T>) -> Request + Send) -> T {
        self.keeper.request(request).await.unwrap()
    }

    pub(crate) async fn set_renewal(&self, role: &RoleRef, renews: bool) {
        let role = role.clone();
        self.request(|reply| Request::SetAutoRenewal(role, renews, reply))
            .await;
        self.pass(AT_ONCE).await;
    }

    pub(crate) async fn set_default(&self, role: Option<&RoleRef>) {
        let role = role.cloned();
        self.request(|reply| Request::SetDefault(role, Confirmation::Missing, reply))
            .await;
        self.pass(AT_ONCE).await;
    }

    pub(crate) async fn mark_favourite(&self, role: &RoleRef) {
        let role = role.clone();
        self.request(|reply| Request::SetFavourite(role, true, reply))
            .await;
        self.pass(AT_ONCE).await;
    }

    pub(crate) async fn renew(&self, role: &RoleRef) -> Result<RoleSessionRecord, Problem> {
        let role = role.clone();
        self.keeper.request(|reply| Request::Renew(role, reply)).await
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        matches!(self.snapshot().portals[0].sign_in, SignInState::SignedIn(_))
    }

    /// Assigns roles in the account that each portal has.
    pub(crate) fn assign(&self, portal: &Portal, roles: &[&str]) {
        let aws = &self.world.aws;
        aws.assign(portal, ANN, "111122223333", "payments-prod", roles);
    }

    pub(crate) fn unassign_admin(&self) {
        let aws = &self.world.aws;
        aws.unassign(&self.portals[0], ANN, "111122223333", "Admin");
    }

    pub(crate) fn cut_network(&self) {
        self.world.aws.fail_when(|_| Some(Fault::Unreachable));
    }

    pub(crate) fn restore_network(&self) {
        self.world.aws.clear_faults();
        self.world.machine_events.emit(MachineEvent::NetworkChanged);
    }

    /// Lets the next call for role credentials wait.
    pub(crate) fn hold_credentials(&self) -> Latch {
        let latch = Latch::default();
        let held = Fault::Hold(latch.clone());
        self.world.aws.fail_next(Operation::GetRoleCredentials, held);
        latch
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        self.world.aws.configure(|settings| settings.latency = latency);
    }

    /// No role session is in the index.
    pub(crate) fn nothing_is_known(&self) -> bool {
        self.world.state_store.role_sessions().unwrap().is_empty()
    }

    /// The role session is neither shown nor stored.
    pub(crate) fn is_gone(&self, role: &RoleRef) -> bool {
        self.find(role).is_none() && !self.is_stored(role)
    }

    pub(crate) async fn stop(&self, role: &RoleRef) -> Result<(), Problem> {
        let wanted = role.clone();
        self.keeper.request(|reply| Request::Stop(wanted, reply)).await
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.keeper.snapshot()
    }

    pub(crate) fn find(&self, role: &RoleRef) -> Option<RoleSessionState> {
        let snapshot = self.snapshot();
        let found = snapshot
            .role_sessions
            .iter()
            .find(|state| state.record.role == *role);
        found.cloned()
    }

    pub(crate) fn phase(&self, role: &RoleRef) -> RoleSessionPhase {
        self.find(role).unwrap().phase
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.true_now()
    }

    /// How often AWS was asked for role credentials.
    pub(crate) fn credential_requests(&self) -> usize {
        self.world.aws.count(Operation::GetRoleCredentials)
    }

    pub(crate) fn is_stored(&self, role: &RoleRef) -> bool {
        self.world.keychain.stored_role_credentials(role).is_some()
    }

    /// The role sessions whose credentials are in the keychain and not in the index: there must never be one.
    pub(crate) fn unknown_items(&self) -> Vec<RoleRef> {
        let known: Vec<RoleRef> = self
            .world
            .state_store
            .role_sessions()
            .unwrap()
            .into_iter()
            .map(|record| record.role)
            .collect();
        let items = self.world.keychain.stored_items().into_iter();
        items
            .filter_map(|item| match item {
                KeychainItem::RoleSession(key) => key.role(),
                KeychainItem::SignIn(_) | KeychainItem::Registration(_) | KeychainItem::RoleSecret(_) => None,
            })
            .filter(|role| !known.contains(role))
            .collect()
    }

    /// A program started by nobody in particular, that calls `rolecall credential-process`.
    pub(crate) fn program(&self) -> Ports {
        self.world
            .ports_of_another_process()
            .with_actor(Surface::CredentialProcess)
    }

    pub(crate) fn command(&self) -> Ports {
        self.world.ports_of_another_process().with_actor(Surface::Command)
    }

    pub(crate) fn history(&self) -> Vec<HistoryEntry> {
        let query = HistoryQuery {
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::MAX,
            limit: 10_000,
        };
        self.world.state_store.history(&query).unwrap()
    }

    pub(crate) fn events(&self, role: &RoleRef) -> Vec<(HistoryEvent, Surface)> {
        let mut events: Vec<(HistoryEvent, Surface)> = self
            .history()
            .into_iter()
            .filter(|entry| entry.role() == Some(role))
            .map(|entry| (entry.event, entry.surface))
            .collect();
        events.reverse();
        events
    }

    /// The causes of all notifications ever shown.
    pub(crate) fn notified(&self) -> Vec<String> {
        let shown = self.world.notifier.shown();
        shown.into_iter().map(|notification| notification.cause).collect()
    }

    /// The causes of the notifications that can be seen.
    pub(crate) fn visible_notifications(&self) -> Vec<String> {
        let open = self.world.notifier.visible();
        open.into_iter().map(|notification| notification.cause).collect()
    }
}

pub(crate) fn start_keeper(world: &World) -> Keeper {
    start_keeper_on(world.ports())
}

pub(crate) fn start_keeper_on(ports: Ports) -> Keeper {
    let (keeper, task) = Keeper::new(ports);
    drop(tokio::spawn(task));
    keeper
}

pub(crate) fn edit(world: &World, mut change: impl FnMut(&str) -> String) {
    world
        .ports()
        .store
        .settings_file
        .edit(&mut |text| change(text))
        .unwrap();
}
