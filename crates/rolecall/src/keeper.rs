//! The keeper: the one task that owns the desktop's state. A request comes in, a snapshot goes out.
//!
//! It never waits for the network, the keychain, a file, the database or a user: whatever takes time runs in a task beside it and
//! comes back as an event. It sleeps until something is due, is requested or happens. It must not know what shows a snapshot.

mod event;
mod maintenance;
mod notification_rules;
mod notifications;
mod portals;
mod read_order;
mod renewal;
mod request;
mod role_sessions;
mod snapshot;
mod snapshot_draft;
mod state;
mod stored;
mod tasks;

pub use request::{CopyContent, CopyReceipt, Reply, Request, SettingsEdit};
pub use snapshot::{PortalState, RefreshState, RoleSessionPhase, RoleSessionState, SignInState, Snapshot};

use crate::ports::Ports;
use crate::problem::{Problem, ProblemCode};
use event::KeeperEvent;
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::time::remaining;
use state::KeeperState;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// The shortest time between two snapshots, so that a listing of thousands of roles does not flood the window.
const MIN_SNAPSHOT_PAUSE: Duration = Duration::from_millis(150);

/// A handle to the keeper, for every surface of the desktop.
#[derive(Clone, Debug)]
pub struct Keeper {
    requests: mpsc::UnboundedSender<(Surface, Request)>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    calls_for_window: watch::Receiver<u32>,
    surface: Surface,
}

impl Keeper {
    /// Makes a keeper and the future that it runs in; spawn it once.
    pub fn new(ports: Ports) -> (Self, impl Future<Output = ()> + Send) {
        let (requests, incoming) = mpsc::unbounded_channel();
        let (outgoing, snapshots) = watch::channel(Arc::new(Snapshot::default()));
        let (calls, calls_for_window) = watch::channel(0);
        let keeper = Self {
            requests,
            snapshots,
            calls_for_window,
            surface: Surface::Window,
        };
        (keeper, run(ports, incoming, outgoing, calls))
    }

    /// Returns a handle whose requests are those of `surface`, for the history; the first handle is the window's.
    #[must_use]
    pub fn with_surface(&self, surface: Surface) -> Self {
        Self {
            surface,
            ..self.clone()
        }
    }

    /// Sends a request. After the keeper ended nothing happens.
    pub fn send(&self, request: Request) {
        // The keeper ends with the program: there is nobody left to tell.
        drop(self.requests.send((self.surface, request)));
    }

    /// Sends a request and waits for its reply.
    ///
    /// # Errors
    /// The problem that the request met; [`ProblemCode::Bug`] when the keeper ended.
    pub async fn request<T>(&self, request: impl FnOnce(Reply<T>) -> Request + Send) -> Result<T, Problem> {
        let (reply, outcome) = oneshot::channel();
        self.send(request(reply));
        outcome
            .await
            .unwrap_or_else(|_| Err(Problem::new(ProblemCode::Bug, "the keeper ended")))
    }

    /// Returns the newest snapshot; an empty one until the settings are read.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// Returns a receiver of every snapshot from now on.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Returns a receiver of a number that grows whenever the user wants the window: they clicked a notification.
    pub fn calls_for_window(&self) -> watch::Receiver<u32> {
        self.calls_for_window.clone()
    }
}

async fn run(
    ports: Ports,
    mut incoming: mpsc::UnboundedReceiver<(Surface, Request)>,
    outgoing: watch::Sender<Arc<Snapshot>>,
    calls: watch::Sender<u32>,
) {
    let (reports, mut events) = mpsc::unbounded_channel::<KeeperEvent>();
    let mut state = KeeperState::new(&ports, reports, calls);
    let mut published = ports.clock.now();
    let machine_events = Arc::clone(&ports.desktop.machine_events);
    let mut machine_event = machine_events.next();
    loop {
        let next_work = state.run_due_work();
        let pause = pause_before_snapshot(&state, published, ports.clock.now());
        tokio::select! {
            request = incoming.recv(), if state.is_loaded() => match request {
                Some((surface, request)) => state.handle_request(surface, request),
                None => return,
            },
            Some(event) = events.recv() => state.handle_event(event),
            happened = &mut machine_event => {
                state.handle_machine_event(happened);
                machine_event = machine_events.next();
            }
            () = sleep_until(&ports, next_work) => {}
            () = ports.clock.sleep(pause), if state.is_loaded() && state.is_changed() => {
                published = ports.clock.now();
                // Nobody listens any more only when the program ends.
                drop(outgoing.send(state.publish()));
            }
        }
    }
}

/// Returns how long to wait until a snapshot may go out after the last one was `published`.
fn pause_before_snapshot(state: &KeeperState, published: Timestamp, now: Timestamp) -> Duration {
    if state.is_urgent() {
        return Duration::ZERO;
    }
    // A clock that is set back must not silence the keeper.
    remaining(published + MIN_SNAPSHOT_PAUSE, now).min(MIN_SNAPSHOT_PAUSE)
}

/// Waits until `at`, or for ever when nothing is due.
async fn sleep_until(ports: &Ports, at: Option<Timestamp>) {
    match at {
        Some(at) => ports.clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
