//! The system's clock and timer. It must not know what time is used for.

#[cfg(target_os = "linux")]
mod wall_timer;

#[cfg(target_os = "linux")]
pub(crate) use wall_timer::{WallTimer, Woken};

use async_trait::async_trait;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::time::Duration;

/// How long this waits without comparing with the wall clock, where the system has no timer that follows it.
const LONGEST_TRUST: Duration = Duration::from_secs(30);

/// The wall clock, and tokio's timer, which does not jump with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// On Linux a timer of the system's waits, which goes with the wall clock and through sleep. Elsewhere, and where that
    /// timer cannot be had, the wall clock is compared every 30 seconds at least.
    async fn sleep_until(&self, at: Timestamp) {
        #[cfg(target_os = "linux")]
        if wall_timer::reach(at).await.is_ok() {
            return;
        }
        sleep_in_parts(at).await;
    }
}

async fn sleep_in_parts(at: Timestamp) {
    loop {
        let left = Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default();
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(LONGEST_TRUST)).await;
    }
}

#[cfg(test)]
mod tests;
