//! A gate: work that reaches it waits until the test opens it.

use std::sync::Arc;
use tokio::sync::watch;

/// Holds whoever reaches it until it is opened. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    open: Arc<watch::Sender<bool>>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            open: Arc::new(watch::Sender::new(false)),
            waiting: Arc::new(watch::Sender::new(0)),
        }
    }
}

impl Gate {
    /// Makes a closed gate.
    pub fn closed() -> Self {
        Self::default()
    }

    /// Lets everybody through, now and later.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Returns how many wait at the gate now.
    pub fn waiting(&self) -> usize {
        *self.waiting.borrow()
    }

    /// Returns when at least `count` wait at the gate.
    pub async fn reached_by(&self, count: usize) {
        let mut waiting = self.waiting.subscribe();
        drop(waiting.wait_for(|waiting| *waiting >= count).await);
    }

    /// Waits until the gate is open.
    pub async fn pass(&self) {
        let _waiting = Waiting::new(self);
        let mut open = self.open.subscribe();
        drop(open.wait_for(|open| *open).await);
    }
}

struct Waiting<'a>(&'a Gate);

impl<'a> Waiting<'a> {
    fn new(gate: &'a Gate) -> Self {
        gate.waiting.send_modify(|waiting| *waiting += 1);
        Self(gate)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.send_modify(|waiting| *waiting -= 1);
    }
}
