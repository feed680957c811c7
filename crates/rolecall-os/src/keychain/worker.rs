//! The one thread that talks to the keychain, and the deadline of whoever waits for it.
//!
//! A keychain may show a prompt and answer minutes later. One thread means that however often it is asked
//! meanwhile, at most one call is under way; whoever gave up waiting is not served any more.

use super::native::Opened;
use rolecall::ports::KeychainError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&mut Opened) + Send>;

/// Starts its thread when it is first asked.
pub(super) struct Worker {
    state: Mutex<State>,
}

enum State {
    Idle(Option<Opened>),
    Running(Sender<Job>),
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}

impl Worker {
    pub(super) fn new(opened: Opened) -> Self {
        Self {
            state: Mutex::new(State::Idle(Some(opened))),
        }
    }

    /// Has `work` done and waits for it until `deadline` from now. Dropping the future before the work began undoes it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        deadline: Duration,
        work: impl FnOnce(&mut Opened) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (reply, answer) = oneshot::channel();
        let asked_at = Instant::now();
        let job: Job = Box::new(move |opened| {
            if reply.is_closed() {
                return;
            }
            let outcome = if opened.was_refused_since(asked_at) {
                Err(KeychainError::Locked)
            } else {
                work(opened)
            };
            if matches!(outcome, Err(KeychainError::Locked)) {
                opened.note_refusal();
            }
            drop(reply.send(outcome));
        });
        self.submit(job)?;
        match tokio::time::timeout(deadline, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(ended()),
            Err(_) => Err(KeychainError::TimedOut),
        }
    }

    fn submit(&self, job: Job) -> Result<(), KeychainError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Idle(opened) = &mut *state {
            let opened = opened.take().ok_or_else(ended)?;
            let (jobs, queue) = channel();
            start("keychain", move || serve(opened, &queue))?;
            *state = State::Running(jobs);
        }
        match &*state {
            State::Running(jobs) => jobs.send(job).map_err(|_| ended()),
            State::Idle(_) => Err(ended()),
        }
    }
}

fn serve(mut opened: Opened, queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job(&mut opened);
    }
}

/// Has `work` done on a thread of its own.
pub(super) async fn apart<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    let (reply, answer) = oneshot::channel();
    start(name, move || drop(reply.send(work())))?;
    answer.await.unwrap_or_else(|_| Err(ended()))
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), KeychainError> {
    let started = thread::Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|error| KeychainError::Unexpected {
        detail: error.to_string(),
    })
}

fn ended() -> KeychainError {
    KeychainError::Unexpected {
        detail: "the thread that talks to the keychain ended".to_owned(),
    }
}
