//! Mutual exclusion between the "processes" of one test, with patience by the fake clock.

use crate::clock::FakeClock;
use crate::journal::Journal;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Clock, Lock, LockError, LockGuard, LockName};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Locks in memory. Every process of a test's world shares one.
#[derive(Debug)]
pub struct FakeLock {
    held: Arc<watch::Sender<Vec<LockName>>>,
    unusable: Mutex<bool>,
    clock: Arc<FakeClock>,
    journal: Arc<Journal>,
}

impl FakeLock {
    /// Makes a place without locks.
    pub fn new(clock: Arc<FakeClock>, journal: Arc<Journal>) -> Self {
        Self {
            held: Arc::new(watch::Sender::new(Vec::new())),
            unusable: Mutex::default(),
            clock,
            journal,
        }
    }

    /// Makes the lock files unusable, or usable again.
    pub fn set_unusable(&self, unusable: bool) {
        *locked(&self.unusable) = unusable;
    }

    /// Returns what is locked now.
    pub fn held(&self) -> Vec<LockName> {
        self.held.borrow().clone()
    }

    /// Takes a lock as another process would, if it is free.
    pub fn hold(&self, name: &LockName) -> Option<Box<dyn LockGuard>> {
        let taken = self.held.send_if_modified(|held| {
            let free = !held.contains(name);
            if free {
                held.push(name.clone());
            }
            free
        });
        taken.then(|| -> Box<dyn LockGuard> {
            Box::new(Held {
                all: Arc::clone(&self.held),
                name: name.clone(),
            })
        })
    }

    async fn wait_for(&self, name: &LockName) -> Box<dyn LockGuard> {
        let mut held = self.held.subscribe();
        loop {
            if let Some(guard) = self.hold(name) {
                return guard;
            }
            drop(held.wait_for(|held| !held.contains(name)).await);
        }
    }
}

#[async_trait]
impl Lock for FakeLock {
    async fn acquire(&self, name: &LockName, patience: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        if *locked(&self.unusable) {
            return Err(LockError::Unusable {
                detail: "permission denied".into(),
            });
        }
        let kind = match name {
            LockName::SignIn(_) => "sign-in",
            LockName::RoleSession(_) => "role session",
        };
        tokio::select! {
            biased;
            guard = self.wait_for(name) => {
                self.journal.write(format!("lock: took {kind}"));
                Ok(guard)
            }
            () = self.clock.sleep(patience) => Err(LockError::Busy),
        }
    }
}

struct Held {
    all: Arc<watch::Sender<Vec<LockName>>>,
    name: LockName,
}

impl LockGuard for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        self.all
            .send_modify(|held| held.retain(|name| *name != self.name));
    }
}
