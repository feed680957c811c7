//! The keeper: the one task that owns the desktop's state. A request comes in, a snapshot goes out.
//!
//! It never waits for the network, the keychain or a person: whatever takes time runs beside it and comes back as a
//! [`Happening`]. It must not know what shows a snapshot.

mod desk;
mod portals;
mod snapshot;
mod work;

pub use snapshot::{
    Holder, PortalState, RefreshState, RoleSessionLife, RoleSessionState, SignInState, Snapshot,
};

use crate::account::AccountId;
use crate::assignment::Assignment;
use crate::credentials::remaining;
use crate::portal::{Portal, PortalName};
use crate::ports::{Ports, RoleSessionRecord};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::sign_in::{SignInMethod, SignedOut};
use desk::Desk;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use work::Happening;

/// How often the state database is asked whether another process changed it.
const LOOK_AROUND: Duration = Duration::from_secs(1);

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
    SignOut(PortalName, Reply<SignedOut>),
    /// Lists a portal, or all that are signed in, anew.
    Refresh(Option<PortalName>),
    /// Gives up a listing that is under way.
    CancelRefresh(PortalName),
    /// Tells which accounts are visible or searched: their roles are listed first.
    ShowAccounts(Vec<(PortalName, AccountId)>),
    /// Starts a role session.
    Start(Assignment, Reply<RoleSessionRecord>),
    /// Stops a role session.
    Stop(Assignment, Reply<()>),
    /// Stops every role session.
    StopAll(Reply<()>),
    /// Tells that somebody else may have started or stopped a role session.
    LookAround,
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
    requests: mpsc::UnboundedSender<Request>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl Keeper {
    /// Makes a keeper and the future that it lives in; spawn it once.
    pub fn new(ports: Ports) -> (Self, impl Future<Output = ()> + Send) {
        let (requests, incoming) = mpsc::unbounded_channel();
        let (outgoing, snapshots) = watch::channel(Arc::new(Snapshot::default()));
        (Self { requests, snapshots }, run(ports, incoming, outgoing))
    }

    /// Sends a request. After the keeper ended nothing happens.
    pub fn send(&self, request: Request) {
        // The keeper ends with the program: there is nobody left to tell.
        drop(self.requests.send(request));
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
}

async fn run(
    ports: Ports,
    mut incoming: mpsc::UnboundedReceiver<Request>,
    outgoing: watch::Sender<Arc<Snapshot>>,
) {
    let (happenings, mut happened) = mpsc::unbounded_channel::<Happening>();
    let mut desk = Desk::open(ports.clone(), happenings);
    let mut published = outgoing
        .send(desk.snapshot())
        .map(|()| ports.clock.now())
        .unwrap_or_default();
    let mut look_around = ports.clock.sleep(LOOK_AROUND);
    loop {
        // A clock that is set back must not silence the keeper.
        let since = remaining(published + BETWEEN_SNAPSHOTS, ports.clock.now()).min(BETWEEN_SNAPSHOTS);
        tokio::select! {
            request = incoming.recv() => match request {
                Some(request) => desk.take(request),
                None => return,
            },
            Some(happening) = happened.recv() => desk.hear(happening),
            () = &mut look_around => {
                desk.look_around();
                look_around = ports.clock.sleep(LOOK_AROUND);
            }
            () = ports.clock.sleep(since), if desk.has_news() => {
                published = ports.clock.now();
                // Nobody listens any more only when the program ends.
                drop(outgoing.send(desk.snapshot()));
            }
        }
    }
}

/// Returns the settings of `text`, or the default ones and what is wrong with the text.
fn settings_of(text: &str) -> (Settings, Option<Problem>) {
    match crate::settings::read_settings(text) {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(Problem::from(&error))),
    }
}
