//! When to give up: one moment for everything that somebody waits for.

use super::clock::Clock;
use std::time::Duration;

/// When to give up, by [`Clock::elapsed`]. The default is never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deadline(Option<Duration>);

impl Deadline {
    /// Returns the deadline for what begins now and may take `time`.
    pub fn from_now(clock: &dyn Clock, time: Duration) -> Self {
        Self(Some(clock.elapsed().saturating_add(time)))
    }

    /// Tells whether there is a deadline.
    pub fn is_set(self) -> bool {
        self.0.is_some()
    }

    /// Tells whether something that takes `time` would end before the deadline.
    pub fn allows(self, clock: &dyn Clock, time: Duration) -> bool {
        self.left(clock).is_none_or(|left| time < left)
    }

    /// Waits for `work` until the deadline; returns nothing when it passes first. Work that is ready is always taken.
    pub async fn bound<T>(self, clock: &dyn Clock, work: impl Future<Output = T>) -> Option<T> {
        let passed = async {
            match self.left(clock) {
                Some(left) => clock.sleep(left).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            outcome = work => Some(outcome),
            () = passed => None,
        }
    }

    /// Returns how much time is left; nothing when there is no deadline.
    pub(crate) fn left(self, clock: &dyn Clock) -> Option<Duration> {
        self.0.map(|at| at.saturating_sub(clock.elapsed()))
    }

    /// Returns a deadline that is `time` later.
    #[must_use]
    pub fn extended(self, time: Duration) -> Self {
        Self(self.0.map(|at| at.saturating_add(time)))
    }
}
