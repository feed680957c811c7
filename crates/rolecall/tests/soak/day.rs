//! One simulated day: what happens in it, and what is counted at its end.

use rolecall::keeper::{Keeper, Request};
use rolecall::ports::{Clock, Ports};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{role_credentials, stored_role_credentials};
use rolecall_fakes::{ANN, FakeClock, Fault, Operation, World, resolved, role_ref};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How many role sessions are renewed.
pub(crate) const ROLE_SESSIONS: u32 = 50;
/// How long AWS lets the credentials of each live, and an access token.
pub(crate) const LIFETIME: Duration = Duration::from_hours(1);
/// What `rolecall credential-process` asks for.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);
/// How many role sessions are asked for at a time, unless a test says otherwise.
const READS_AT_ONCE: u32 = 12;
/// The longest pause between two times that programs ask, in seconds.
const MAX_PAUSE: u64 = 8;

/// A random source that a test can begin again.
pub(crate) struct Random(u64);

impl Random {
    /// Returns a number below `end` (`SplitMix64`).
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(crate) fn between(&mut self, min: Duration, max: Duration) -> Duration {
        min + Duration::from_secs(self.below((max - min).as_secs() + 1))
    }
}

/// Runs a test on time that tokio moves when every task waits.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(test);
}

/// A day, with everything in it.
pub(crate) struct Day {
    pub(crate) world: World,
    pub(crate) keeper: Keeper,
    pub(crate) task: JoinHandle<()>,
    /// The ports of the programs that ask.
    programs: Ports,
    pub(crate) portals: Vec<Portal>,
    roles: Vec<(usize, RoleRef)>,
    pub(crate) random: Random,
    pub(crate) is_cut: Arc<AtomicBool>,
    pub(crate) is_clock_wrong: bool,
    /// How often AWS was asked for credentials, and for access tokens, while the network was cut.
    pub(crate) in_vain: Arc<[AtomicUsize; 2]>,
    /// Until then a program may have to wait for AWS.
    pub(crate) settles_at: Duration,
    /// How often credentials were handed out.
    pub(crate) reads: usize,
    /// How many role sessions are asked for at each moment.
    pub(crate) reads_at_once: u32,
}

impl Day {
    /// Begins a day: three portals are signed in to, and 50 role sessions are started within a few minutes.
    pub(crate) async fn begin(seed: u64) -> Self {
        let world = World::with_clock(FakeClock::when_idle());
        world.aws.configure(|settings| {
            settings.role_credentials_lifetime = LIFETIME;
            settings.access_token_lifetime = LIFETIME;
            settings.sign_in_lifetime = Duration::from_hours(7 * 24);
        });
        let (is_cut, in_vain) = (Arc::<AtomicBool>::default(), Arc::<[AtomicUsize; 2]>::default());
        let (network, failed) = (Arc::clone(&is_cut), Arc::clone(&in_vain));
        world.aws.fail_when(move |call| {
            let is_cut = network.load(Ordering::Relaxed);
            let [credentials, tokens] = [
                Operation::GetRoleCredentials,
                Operation::CreateTokenWithRefreshToken,
            ]
            .map(|operation| usize::from(is_cut && call.operation == operation));
            failed[0].fetch_add(credentials, Ordering::Relaxed);
            failed[1].fetch_add(tokens, Ordering::Relaxed);
            is_cut.then_some(Fault::Unreachable)
        });
        let (keeper, task) = Keeper::new(world.ports());
        let task = tokio::spawn(task);
        let programs = world
            .ports_of_another_process()
            .with_actor(Surface::CredentialProcess);
        let mut day = Self {
            world,
            keeper,
            task,
            programs,
            portals: Vec::new(),
            roles: Vec::new(),
            random: Random(seed),
            is_cut,
            in_vain,
            is_clock_wrong: false,
            settles_at: Duration::ZERO,
            reads: 0,
            reads_at_once: READS_AT_ONCE,
        };
        for name in ["acme", "globex", "initech"] {
            day.add_portal(name).await;
        }
        for number in 0..ROLE_SESSIONS {
            day.start(number).await;
        }
        day
    }

    async fn add_portal(&mut self, name: &str) {
        let portal = self.world.portal(name);
        self.world.aws.assign_many(&portal, ANN, ROLE_SESSIONS, 1);
        self.keeper
            .request(|reply| Request::AddPortal(Box::new(portal.clone()), reply))
            .await
            .unwrap();
        self.world.sign_in(&portal).await;
        self.keeper.send(Request::Reload);
        self.portals.push(portal);
    }

    async fn start(&mut self, number: u32) {
        let pause = self.random.between(Duration::ZERO, Duration::from_secs(9));
        self.world.clock.advance(pause).await;
        let portal = usize::try_from(number).unwrap() % self.portals.len();
        let account_id = format!("{:012}", 100_000_000 + number);
        let wanted = role_ref(&self.portals[portal].name, &account_id, "Role0");
        let record = self
            .keeper
            .request(|reply| Request::Start(wanted.clone(), Confirmation::Missing, reply))
            .await
            .unwrap();
        assert_eq!(record.renewal, Renewal::On, "the setting says so");
        self.roles.push((portal, wanted));
    }

    /// Lets time go by, while programs ask for credentials.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let end = self.world.clock.elapsed() + time;
        while self.world.clock.elapsed() < end {
            let left = end - self.world.clock.elapsed();
            let pause = Duration::from_millis(500 + self.random.below(MAX_PAUSE * 1_000));
            self.world.clock.advance(pause.min(left)).await;
            for _ in 0..self.reads_at_once {
                self.read().await;
            }
            // It would grow with every read.
            self.world.call_log.clear();
        }
    }

    /// Asks for the credentials of one role session, as a program does.
    async fn read(&mut self) {
        let chosen = usize::try_from(self.random.below(ROLE_SESSIONS.into())).unwrap();
        let (portal, role) = &self.roles[chosen];
        let portal = &self.portals[*portal];
        let stored =
            stored_role_credentials(&self.programs, &resolved(portal, role), MIN_REMAINING_LIFETIME).await;
        let given = match stored.unwrap() {
            Some(stored) => Ok(stored),
            None => {
                let now = self.world.clock.elapsed();
                assert!(now < self.settles_at, "a program waited for AWS");
                role_credentials(&self.programs, &resolved(portal, role), MIN_REMAINING_LIFETIME).await
            }
        };
        match given {
            Ok(given) => {
                self.reads += 1;
                self.assert_good(&given);
            }
            Err(error) => {
                let is_rough = self.is_cut.load(Ordering::Relaxed) || self.is_clock_wrong;
                assert!(is_rough, "nothing was handed out: {error:?}");
            }
        }
    }

    fn assert_good(&self, given: &RoleCredentials) {
        let by_this_clock = self.world.clock.now();
        assert!(
            given.expires_at > by_this_clock,
            "handed out {} after their end, by this clock",
            by_this_clock.duration_since(given.expires_at)
        );
        let truly = self.world.clock.true_now();
        assert!(
            given.expires_at > truly || self.is_clock_wrong,
            "handed out {} after their end",
            truly.duration_since(given.expires_at)
        );
    }

    /// Every role session is active, is renewed, and is good for as long as programs ask.
    pub(crate) async fn assert_all_active(&mut self) {
        self.world.clock.until_idle().await;
        assert!(!self.task.is_finished(), "the keeper runs");
        let records = self
            .world
            .ports()
            .store
            .role_session_index
            .role_sessions()
            .unwrap();
        assert_eq!(records.len(), self.roles.len());
        assert!(records.iter().all(|record| record.renewal == Renewal::On));
        let soon = self.world.clock.true_now() + MIN_REMAINING_LIFETIME;
        for record in &records {
            assert!(record.expires_at >= soon, "{record:?}");
        }
        assert_eq!(self.keeper.snapshot().role_sessions.len(), self.roles.len());
    }

    /// No notification was shown.
    pub(crate) fn assert_nobody_was_notified(&self) {
        let shown = self.world.notifier.shown();
        assert!(
            shown.is_empty(),
            "{} notifications: {:?}",
            shown.len(),
            shown.first()
        );
    }
}
