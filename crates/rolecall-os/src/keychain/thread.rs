//! The single thread that calls the keychain, and how long a caller waits for it.
//!
//! A keychain may show a prompt and respond minutes later. With a single thread at most one call is running, however many
//! are queued; a queued call whose caller timed out is skipped.
//!
//! A caller times out when the keychain has been silent for too long, however long its work takes as a whole: one piece of
//! work is a dozen calls over D-Bus, which together take long on a busy machine although each is answered.

use super::connection::StoreConnection;
use super::response_counter::ResponseCounter;
use rolecall::ports::KeychainError;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&mut StoreConnection) + Send>;

/// The thread, started by the first call.
pub(super) struct KeychainThread {
    state: Mutex<ThreadState>,
    responses: ResponseCounter,
}

enum ThreadState {
    NotStarted(Option<StoreConnection>),
    Running(Sender<Job>),
}

impl std::fmt::Debug for KeychainThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeychainThread")
    }
}

impl KeychainThread {
    pub(super) fn new(opened: StoreConnection) -> Self {
        Self {
            responses: opened.responses.clone(),
            state: Mutex::new(ThreadState::NotStarted(Some(opened))),
        }
    }

    /// Runs `work` on the thread and waits for it until the keychain was silent for `max_silence`; its responses to earlier
    /// calls in the queue count too. When the wait ends before the work started, it never runs.
    ///
    /// # Errors
    /// That of `work`, [`KeychainError::TimedOut`] after `max_silence`, [`KeychainError::Locked`] without running it when the
    /// user refused to unlock meanwhile.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        max_silence: Duration,
        work: impl FnOnce(&mut StoreConnection) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        let (reply, outcome) = oneshot::channel();
        let called_at = Instant::now();
        let job: Job = Box::new(move |opened| {
            if reply.is_closed() {
                return;
            }
            let outcome = if opened.was_unlock_refused_since(called_at) {
                Err(KeychainError::Locked)
            } else {
                work(opened)
            };
            if matches!(outcome, Err(KeychainError::Locked)) {
                opened.note_unlock_refused();
            }
            drop(reply.send(outcome));
        });
        self.submit(job)?;
        let outcome = async { outcome.await.unwrap_or_else(|_| Err(thread_ended())) };
        self.responses.wait_while_responding(max_silence, outcome).await
    }

    fn submit(&self, job: Job) -> Result<(), KeychainError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let ThreadState::NotStarted(opened) = &mut *state {
            let opened = opened.take().ok_or_else(thread_ended)?;
            let (jobs, queue) = channel();
            start("keychain", move || serve(opened, &queue))?;
            *state = ThreadState::Running(jobs);
        }
        match &*state {
            ThreadState::Running(jobs) => jobs.send(job).map_err(|_| thread_ended()),
            ThreadState::NotStarted(_) => Err(thread_ended()),
        }
    }
}

fn serve(mut opened: StoreConnection, queue: &Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        job(&mut opened);
        opened.responses.increment();
    }
}

/// Runs `work` on a new thread and waits for it without a time limit of its own.
///
/// # Errors
/// That of `work`, or [`KeychainError::Unexpected`] when no thread can be started.
pub(super) async fn run_on_new_thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<T, KeychainError> + Send + 'static,
) -> Result<T, KeychainError> {
    let (reply, outcome) = oneshot::channel();
    start(name, move || drop(reply.send(work())))?;
    outcome.await.unwrap_or_else(|_| Err(thread_ended()))
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), KeychainError> {
    let started = Builder::new().name(name.to_owned()).spawn(work);
    started.map(drop).map_err(|error| KeychainError::Unexpected {
        detail: error.to_string(),
    })
}

fn thread_ended() -> KeychainError {
    KeychainError::Unexpected {
        detail: "the keychain's thread ended".to_owned(),
    }
}
