//! The port to time. Nothing else tells the domain what time it is.

use async_trait::async_trait;
use rolecall_model::Timestamp;
use std::time::Duration;

/// The wall clock and a timer.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> Timestamp;
    /// Returns how much time went by since a moment that stays the same, by a clock that does not jump.
    fn elapsed(&self) -> Duration;
    /// Returns after `duration`, by a clock that does not jump.
    async fn sleep(&self, duration: Duration);
    /// Returns once the wall clock reads `at` or later, also when the machine slept or the clock was set meanwhile.
    async fn sleep_until(&self, at: Timestamp);
}
