//! The keeper: the one task that owns the desktop's state. It receives requests and publishes snapshots.
//!
//! It never waits for the network, the keychain, a file, the database or a user: whatever takes time runs as a separate task that
//! reports back with an event. The keeper sleeps until work is due or a request or an event arrives. It must not know what shows a
//! snapshot.

mod certificates;
mod event;
mod maintenance;
mod mfa_prompt;
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
pub use snapshot::{
    CertificateState, MfaQuestion, MfaQuestionPhase, PortalState, RefreshState, SignInState, Snapshot,
};

use crate::ports::Ports;
use crate::problem::{Problem, ProblemCode};
use event::KeeperEvent;
use rolecall_model::Timestamp;
use rolecall_model::history::{Actor, Surface};
use rolecall_model::reason::Reason;
use rolecall_model::time::remaining;
use state::KeeperState;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// Minimum time between two snapshots, so that a refresh of thousands of roles does not flood the window.
const MIN_SNAPSHOT_INTERVAL: Duration = Duration::from_millis(150);

/// A handle to the keeper, for every surface of the desktop.
#[derive(Clone, Debug)]
pub struct Keeper {
    requests: mpsc::UnboundedSender<(Actor, Request)>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    window_requests: watch::Receiver<u32>,
    actor: Actor,
}

impl Keeper {
    /// Creates a keeper and the future that it runs in, which must be spawned once.
    pub fn new(ports: Ports) -> (Self, impl Future<Output = ()> + Send) {
        let (requests, incoming) = mpsc::unbounded_channel();
        let (outgoing, snapshots) = watch::channel(Arc::new(Snapshot::default()));
        let (window_request_sender, window_requests) = watch::channel(0);
        let keeper = Self {
            requests,
            snapshots,
            window_requests,
            actor: Surface::Window.into(),
        };
        (keeper, run(ports, incoming, outgoing, window_request_sender))
    }

    /// Returns a handle that sends its requests on behalf of `surface`, which the history records. The first handle is the window's.
    #[must_use]
    pub fn with_surface(&self, surface: Surface) -> Self {
        Self {
            actor: surface.into(),
            ..self.clone()
        }
    }

    /// Returns a handle that sends its requests for `reason`, which the user gave.
    #[must_use]
    pub fn with_reason(&self, reason: Option<Reason>) -> Self {
        let mut keeper = self.clone();
        keeper.actor.reason = reason;
        keeper
    }

    /// Sends a request. It is ignored after the keeper has ended.
    pub fn send(&self, request: Request) {
        // The keeper ends only with the program.
        drop(self.requests.send((self.actor.clone(), request)));
    }

    /// Sends a request and waits for its reply.
    ///
    /// # Errors
    /// The problem that the request failed with; [`ProblemCode::Bug`] if the keeper has ended.
    pub async fn request<T>(&self, request: impl FnOnce(Reply<T>) -> Request + Send) -> Result<T, Problem> {
        let (reply, outcome) = oneshot::channel();
        self.send(request(reply));
        outcome
            .await
            .unwrap_or_else(|_| Err(Problem::new(ProblemCode::Bug, "the keeper ended")))
    }

    /// Returns the newest snapshot, which is empty until the settings have been read.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow())
    }

    /// Returns a receiver of the snapshots from now on.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Returns a receiver of a counter that increases whenever the window should be shown, because the user clicked a notification.
    pub fn window_requests(&self) -> watch::Receiver<u32> {
        self.window_requests.clone()
    }
}

async fn run(
    ports: Ports,
    mut incoming: mpsc::UnboundedReceiver<(Actor, Request)>,
    outgoing: watch::Sender<Arc<Snapshot>>,
    window_requests: watch::Sender<u32>,
) {
    let (reports, mut events) = mpsc::unbounded_channel::<KeeperEvent>();
    let mut state = KeeperState::new(&ports, reports, window_requests);
    let mut published_at = ports.clock.now();
    let machine_events = Arc::clone(&ports.desktop.machine_events);
    let mut machine_event = machine_events.next();
    loop {
        let next_work = state.run_due_work();
        let delay = snapshot_delay(&state, published_at, ports.clock.now());
        tokio::select! {
            request = incoming.recv(), if state.is_loaded() => match request {
                Some((actor, request)) => state.handle_request(actor, request),
                None => return,
            },
            Some(event) = events.recv() => state.handle_event(event),
            event = &mut machine_event => {
                state.handle_machine_event(event);
                machine_event = machine_events.next();
            }
            () = sleep_until(&ports, next_work) => {}
            () = ports.clock.sleep(delay), if state.is_loaded() && state.is_changed() => {
                published_at = ports.clock.now();
                // The last receiver is dropped only when the program ends.
                drop(outgoing.send(state.publish()));
            }
        }
    }
}

/// Returns how long to wait before the next snapshot may be published after the last one at `published_at`.
fn snapshot_delay(state: &KeeperState, published_at: Timestamp, now: Timestamp) -> Duration {
    if state.is_urgent() {
        return Duration::ZERO;
    }
    // A clock that is set back must not silence the keeper.
    remaining(published_at + MIN_SNAPSHOT_INTERVAL, now).min(MIN_SNAPSHOT_INTERVAL)
}

/// Waits until `at`, or for ever when nothing is due.
async fn sleep_until(ports: &Ports, at: Option<Timestamp>) {
    match at {
        Some(at) => ports.clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
