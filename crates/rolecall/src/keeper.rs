//! The keeper: the one task that owns the desktop's state. A request comes in, a snapshot goes out.
//!
//! It never waits for the network, the keychain or a user: whatever takes time runs beside it and comes back as a
//! [`Happening`]. It sleeps until something is due, is asked for or happens. It must not know what shows a snapshot.

mod care;
mod desk;
mod notices;
mod portals;
mod renewal;
mod snapshot;
mod work;

pub use snapshot::{PortalState, RefreshState, RoleSessionPhase, RoleSessionState, SignInState, Snapshot};

use crate::ports::Ports;
use crate::problem::Problem;
use crate::sign_out::SignOutOutcome;
use desk::Desk;
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{ProcessInfo, Surface};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::settings::Settings;
use rolecall_model::sign_in::SignInMethod;
use rolecall_model::time::remaining;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use work::Happening;

/// Snapshots go out no faster, so that a listing of thousands of roles does not flood the window.
const BETWEEN_SNAPSHOTS: Duration = Duration::from_millis(150);

/// Where the answer to a request goes.
pub type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// An edit of the settings file's text.
pub type SettingsEdit = Box<dyn Fn(&str) -> Result<String, Problem> + Send>;

/// What the desktop's surfaces may ask for.
#[expect(
    missing_debug_implementations,
    reason = "edits and replies have nothing to show"
)]
pub enum Request {
    /// Adds a portal to the settings.
    AddPortal(Box<Portal>, Reply<()>),
    /// Signs out of a portal and forgets all about it.
    RemovePortal(PortalName, Reply<()>),
    /// Starts a sign-in; its steps are in the snapshots.
    SignIn(PortalName, SignInMethod),
    /// Gives up a sign-in that is under way.
    CancelSignIn(PortalName),
    /// Signs out.
    SignOut(PortalName, Reply<SignOutOutcome>),
    /// Lists a portal, or all that are signed in, again.
    Refresh(Option<PortalName>),
    /// Gives up a listing that is under way.
    CancelRefresh(PortalName),
    /// Tells which accounts are visible or searched: their roles are listed first.
    PrioritizeAccounts(Vec<(PortalName, AccountId)>),
    /// Starts a role session for the user; whether it is renewed is for the settings to say.
    Start(Assignment, Reply<RoleSessionRecord>),
    /// Obtains new credentials of a role session, although the present ones are good.
    Renew(Assignment, Reply<RoleSessionRecord>),
    /// Sets whether a role session is kept alive.
    SetRenewing(Assignment, bool, Reply<()>),
    /// Stops a role session.
    Stop(Assignment, Reply<()>),
    /// Stops every role session.
    StopAll(Reply<()>),
    /// Sets what `@default` means, and starts its role session so that the next call finds it warm.
    MakeDefault(Option<Assignment>, Reply<()>),
    /// Tells that a program was refused credentials because nobody is signed in.
    SignInNeeded(PortalName, Option<ProcessInfo>),
    /// Tells that somebody else may have started or stopped a role session.
    Reload,
    /// Marks or unmarks a favourite.
    SetFavourite(Assignment, bool, Reply<()>),
    /// Changes the settings.
    ChangeSettings(SettingsEdit, Reply<()>),
    /// Takes a problem off the screen.
    Dismiss(Option<PortalName>),
}

/// A handle to the keeper, for every surface of the desktop.
#[derive(Clone, Debug)]
pub struct Keeper {
    requests: mpsc::UnboundedSender<(Surface, Request)>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    calls_for_window: watch::Receiver<u32>,
    surface: Surface,
}

impl Keeper {
    /// Makes a keeper and the future that it lives in; spawn it once.
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

    /// Sends a request that is answered.
    ///
    /// # Errors
    /// The problem that the request met.
    pub async fn ask<T>(&self, request: impl FnOnce(Reply<T>) -> Request + Send) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        self.send(request(reply));
        answer
            .await
            .unwrap_or_else(|_| Err(Problem::new(crate::problem::ProblemCode::Bug, "the keeper ended")))
    }

    /// Returns the newest snapshot.
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
    let (happenings, mut happened) = mpsc::unbounded_channel::<Happening>();
    let mut desk = Desk::open(ports.clone(), happenings, calls);
    let mut published = outgoing
        .send(desk.snapshot())
        .map(|()| ports.clock.now())
        .unwrap_or_default();
    let events = Arc::clone(&ports.desktop.machine_events);
    let mut event = events.next();
    loop {
        desk.tend();
        // A clock that is set back must not silence the keeper.
        let since = remaining(published + BETWEEN_SNAPSHOTS, ports.clock.now()).min(BETWEEN_SNAPSHOTS);
        tokio::select! {
            request = incoming.recv() => match request {
                Some((surface, request)) => desk.take(surface, request),
                None => return,
            },
            Some(happening) = happened.recv() => desk.hear(happening),
            happened = &mut event => {
                desk.notice(happened);
                event = events.next();
            }
            () = until(&ports, desk.next_look()) => {}
            () = ports.clock.sleep(since), if desk.has_news() => {
                published = ports.clock.now();
                // Nobody listens any more only when the program ends.
                drop(outgoing.send(desk.snapshot()));
            }
        }
    }
}

/// Waits until `at`, or for ever when nothing is due.
async fn until(ports: &Ports, at: Option<Timestamp>) {
    match at {
        Some(at) => ports.clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// Returns the settings of `text`, or the default ones and what is wrong with the text.
fn settings_of(text: &str) -> (Settings, Option<Problem>) {
    match crate::settings::read_settings(text) {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(Problem::from(&error))),
    }
}
