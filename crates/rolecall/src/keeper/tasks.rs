//! What takes time: started by the keeper, runs beside it and reports back as [`KeeperEvent`]s.
//!
//! It owns what runs where. Reads and writes of settings and database run one after another, so that each sees those requested
//! before it. It must not know what follows from an event.

mod notifications;
mod portals;
mod role_actions;
mod role_sessions;
mod storage;

pub(super) use storage::ReadDatabase;

use super::event::{KeeperEvent, PortalEvent, StorageEvent};
use super::request::Reply;
use crate::backoff::fraction;
use crate::ports::Ports;
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, block_in_place};

/// A read or write of settings or database.
type StorageJob = Box<dyn FnOnce() + Send>;

/// Starts tasks; everything a task needs is cloned into it.
#[derive(Clone)]
pub(super) struct Tasks {
    ports: Ports,
    events: UnboundedSender<KeeperEvent>,
    storage: UnboundedSender<StorageJob>,
}

impl Tasks {
    /// Makes the starter of tasks that use `ports` and report to `events`. To be called inside a runtime.
    pub(super) fn new(ports: Ports, events: UnboundedSender<KeeperEvent>) -> Self {
        let (storage, jobs) = mpsc::unbounded_channel();
        drop(tokio::spawn(run_storage(jobs)));
        Self {
            ports,
            events,
            storage,
        }
    }

    /// Returns the same, with tasks that act in the name of `surface`.
    pub(super) fn with_surface(&self, surface: Surface) -> Self {
        Self {
            ports: self.ports.with_actor(surface),
            ..self.clone()
        }
    }

    /// Returns the time.
    pub(super) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Returns a random number of 0 to 1, to spread attempts.
    pub(super) fn random_fraction(&self) -> f64 {
        fraction(self.ports.random.as_ref())
    }

    fn report(&self, event: impl Into<KeeperEvent>) {
        // The keeper ended, and with it the program.
        drop(self.events.send(event.into()));
    }

    /// Runs `task` beside the keeper; its event comes back.
    fn spawn<E: Into<KeeperEvent>>(&self, task: impl Future<Output = E> + Send + 'static) -> AbortHandle {
        let tasks = self.clone();
        tokio::spawn(async move { tasks.report(task.await) }).abort_handle()
    }

    /// Runs `job` after all that were given here before; its event comes back.
    fn store(&self, job: impl FnOnce(&Ports) -> StorageEvent + Send + 'static) {
        self.store_quietly(move |tasks| tasks.report(job(&tasks.ports)));
    }

    /// As [`Tasks::store`], for what reports nothing, or not always.
    fn store_quietly(&self, job: impl FnOnce(&Self) + Send + 'static) {
        let tasks = self.clone();
        // The jobs end when nothing can be given any more.
        drop(self.storage.send(Box::new(move || job(&tasks))));
    }

    /// Replies to whoever requested it; where nobody waits for it, a problem is shown.
    fn reply<T>(&self, portal: &PortalName, outcome: Result<T, Problem>, reply: Reply<T>) {
        let outcome = outcome.map_err(|problem| problem.with_portal(portal));
        if let Err(problem) = &outcome
            && problem.code == ProblemCode::SignInNeeded
        {
            self.report(PortalEvent::SignInDoubtful(portal.clone()));
        }
        if let Err(Err(problem)) = reply.send(outcome) {
            self.report(PortalEvent::TaskFailed(problem));
        }
    }
}

async fn run_storage(mut jobs: UnboundedReceiver<StorageJob>) {
    while let Some(job) = jobs.recv().await {
        blocking(job);
    }
}

/// Runs `work`, which may wait for a file or the database, without holding up the other tasks of the runtime.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        block_in_place(work)
    } else {
        work()
    }
}
