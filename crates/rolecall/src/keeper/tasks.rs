//! The tasks of the keeper: everything that takes time. They run concurrently with the keeper and report back as [`KeeperEvent`]s.
//!
//! Reads and writes of the settings and the database run one after another, so that each sees the effect of those requested before
//! it. It must not know how the keeper handles an event.

mod certificates;
mod notifications;
mod portals;
mod role_actions;
mod role_sessions;
mod storage;

pub(super) use storage::ReadDatabase;

use super::event::{KeeperEvent, PortalEvent, StorageEvent};
use super::mfa_prompt::WindowPrompt;
use super::request::Reply;
use crate::backoff::random_fraction;
use crate::ports::{MfaPrompt, NoMfaPrompt, Ports};
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::history::Actor;
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_source::ResolvedRole;
use std::sync::Arc;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, block_in_place};

/// A read or write of the settings or the database.
type StorageJob = Box<dyn FnOnce() + Send>;

/// Starts tasks. Everything that a task needs is cloned into it.
#[derive(Clone)]
pub(super) struct Tasks {
    ports: Ports,
    events: UnboundedSender<KeeperEvent>,
    storage: UnboundedSender<StorageJob>,
    mfa_prompt: Arc<dyn MfaPrompt>,
}

impl Tasks {
    /// Creates a starter of tasks that use `ports` and send their events to `events`. Must be called inside a Tokio runtime.
    pub(super) fn new(ports: Ports, events: UnboundedSender<KeeperEvent>) -> Self {
        let (storage, jobs) = mpsc::unbounded_channel();
        drop(tokio::spawn(run_storage_jobs(jobs)));
        let receiver = events.clone();
        // The receiver is dropped only when the program ends.
        let report = move |event| drop(receiver.send(KeeperEvent::Mfa(event)));
        let mfa_prompt = WindowPrompt::new(Arc::new(report), Arc::clone(&ports.clock));
        Self {
            // Nobody looks at what is done automatically.
            ports: ports.with_mfa_prompt(Arc::new(NoMfaPrompt)),
            events,
            storage,
            mfa_prompt: Arc::new(mfa_prompt),
        }
    }

    /// Returns a starter of tasks that act on behalf of `actor`.
    pub(super) fn with_actor(&self, actor: impl Into<Actor>) -> Self {
        Self {
            // Somebody looks.
            ports: self
                .ports
                .with_actor(actor)
                .with_mfa_prompt(self.mfa_prompt.clone()),
            ..self.clone()
        }
    }

    /// Returns on whose behalf they act.
    pub(super) fn actor(&self) -> Actor {
        self.ports.actor.clone()
    }

    /// Returns what the user gave as their reason.
    pub(super) fn reason(&self) -> Option<&Reason> {
        self.ports.actor.reason.as_ref()
    }

    /// Returns the current time.
    pub(super) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// Returns a random value from 0 to 1 that spreads retries.
    pub(super) fn random_jitter(&self) -> f64 {
        random_fraction(self.ports.random.as_ref())
    }

    fn report(&self, event: impl Into<KeeperEvent>) {
        // The receiver is dropped only when the program ends.
        drop(self.events.send(event.into()));
    }

    /// Runs `task` concurrently with the keeper, and sends its event to the keeper.
    fn spawn<E: Into<KeeperEvent>>(&self, task: impl Future<Output = E> + Send + 'static) -> AbortHandle {
        let tasks = self.clone();
        tokio::spawn(async move { tasks.report(task.await) }).abort_handle()
    }

    /// Queues `job` behind earlier storage jobs, and sends its event to the keeper.
    fn queue_storage(&self, job: impl FnOnce(&Ports) -> StorageEvent + Send + 'static) {
        self.queue_storage_job(move |tasks| tasks.report(job(&tasks.ports)));
    }

    /// Queues `job` behind earlier storage jobs. Unlike [`Tasks::queue_storage`] it need not report an event.
    fn queue_storage_job(&self, job: impl FnOnce(&Self) + Send + 'static) {
        let tasks = self.clone();
        // The queue ends when the last sender is dropped.
        drop(self.storage.send(Box::new(move || job(&tasks))));
    }

    /// As [`Self::reply`], about the portal whose sign-in `role` depends on.
    fn reply_about<T>(&self, role: &ResolvedRole, outcome: Result<T, Problem>, reply: Reply<T>) {
        self.reply(role.source.portal().map(|portal| &portal.name), outcome, reply);
    }

    /// Sends the outcome of a request as its reply. If nobody waits for the reply, a problem is shown at `portal`.
    fn reply<T>(&self, portal: Option<&PortalName>, outcome: Result<T, Problem>, reply: Reply<T>) {
        let outcome = outcome.map_err(|problem| problem.with_portal(portal));
        if let Err(problem) = &outcome
            && problem.code == ProblemCode::SignInNeeded
            && let Some(portal) = portal
        {
            self.report(PortalEvent::SignInDoubtful(portal.clone()));
        }
        if let Err(Err(problem)) = reply.send(outcome)
            // Whoever was asked for a code and gave none knows.
            && problem.code != ProblemCode::MfaCodeNeeded
        {
            self.report(PortalEvent::TaskFailed(problem));
        }
    }
}

async fn run_storage_jobs(mut jobs: UnboundedReceiver<StorageJob>) {
    while let Some(job) = jobs.recv().await {
        blocking(job);
    }
}

/// Runs `work`, which may block on a file or the database, without blocking other tasks of the runtime.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
        block_in_place(work)
    } else {
        work()
    }
}
