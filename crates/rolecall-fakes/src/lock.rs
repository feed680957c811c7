//! Mutual exclusion between the "processes" of one test, with timeouts by the fake clock.

use crate::call_log::CallLog;
use crate::clock::FakeClock;
use async_trait::async_trait;
use rolecall::ports::{Clock, Lock, LockError, LockGuard, LockName};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Locks in memory. Every process of a test's world shares them.
#[derive(Debug)]
pub struct FakeLock {
    held: Arc<watch::Sender<Vec<LockName>>>,
    clock: Arc<FakeClock>,
    call_log: Arc<CallLog>,
}

impl FakeLock {
    /// Makes locks of which none is held.
    pub fn new(clock: Arc<FakeClock>, call_log: Arc<CallLog>) -> Self {
        Self {
            held: Arc::default(),
            clock,
            call_log,
        }
    }

    /// Returns the locks that are held now.
    pub fn held(&self) -> Vec<LockName> {
        self.held.borrow().clone()
    }

    fn try_acquire(&self, name: &LockName) -> Option<FakeLockGuard> {
        let acquired = self.held.send_if_modified(|held| {
            let free = !held.contains(name);
            if free {
                held.push(name.clone());
            }
            free
        });
        acquired.then(|| FakeLockGuard {
            held: Arc::clone(&self.held),
            name: name.clone(),
        })
    }

    async fn wait_for(&self, name: &LockName) -> FakeLockGuard {
        let mut held = self.held.subscribe();
        loop {
            if let Some(guard) = self.try_acquire(name) {
                return guard;
            }
            drop(held.wait_for(|held| !held.contains(name)).await);
        }
    }
}

#[async_trait]
impl Lock for FakeLock {
    async fn acquire(&self, name: &LockName, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError> {
        let kind = match name {
            LockName::SignIn(_) => "sign-in",
            LockName::RoleSession(_) => "role session",
            LockName::LoginSession(_) => "console sign-in",
            LockName::KeyRotation(_) => "access key",
            LockName::Listing(_) => "listing",
        };
        tokio::select! {
            biased;
            guard = self.wait_for(name) => {
                self.call_log.record(format!("lock: acquired {kind}"));
                Ok(Box::new(guard))
            }
            () = self.clock.sleep(timeout) => Err(LockError::Busy { owner: None }),
        }
    }
}

struct FakeLockGuard {
    held: Arc<watch::Sender<Vec<LockName>>>,
    name: LockName,
}

impl LockGuard for FakeLockGuard {}

impl Drop for FakeLockGuard {
    fn drop(&mut self) {
        self.held
            .send_modify(|held| held.retain(|name| *name != self.name));
    }
}
