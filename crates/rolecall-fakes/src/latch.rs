//! A latch: calls that reach it wait until the test opens it.

use std::sync::Arc;
use tokio::sync::watch;

/// Holds each call that reaches it until it is opened. Clones are the same latch.
#[derive(Clone, Debug, Default)]
pub struct Latch {
    open: Arc<watch::Sender<bool>>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Latch {
    /// Lets every call through, now and later.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Returns how many calls wait now.
    pub fn waiting(&self) -> usize {
        *self.waiting.borrow()
    }

    /// Returns when at least `count` calls wait.
    pub async fn reached_by(&self, count: usize) {
        let mut waiting = self.waiting.subscribe();
        drop(waiting.wait_for(|waiting| *waiting >= count).await);
    }

    /// Waits until the latch is open.
    pub async fn wait(&self) {
        let _waiter = Waiter::new(self);
        let mut open = self.open.subscribe();
        drop(open.wait_for(|open| *open).await);
    }
}

struct Waiter<'a>(&'a Latch);

impl<'a> Waiter<'a> {
    fn new(latch: &'a Latch) -> Self {
        latch.waiting.send_modify(|waiting| *waiting += 1);
        Self(latch)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.waiting.send_modify(|waiting| *waiting -= 1);
    }
}
