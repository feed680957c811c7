//! The system's clock and timer. It must not know what time is used for.

#[cfg(target_os = "linux")]
mod wall_timer;

#[cfg(target_os = "linux")]
pub(crate) use wall_timer::{WakeReason, WallTimer};

use async_trait::async_trait;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// When this program first asked.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// How long one step of a sleep lasts where the system has no timer that follows the wall clock.
const MAX_SLEEP: Duration = Duration::from_secs(30);

/// The wall clock, and tokio's timer, which does not jump with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        START.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// On Linux it uses a timer that follows the wall clock, also while the machine sleeps. Elsewhere, and without that timer,
    /// it checks the wall clock every 30 seconds.
    async fn sleep_until(&self, at: Timestamp) {
        #[cfg(target_os = "linux")]
        if wall_timer::sleep_until(at).await.is_ok() {
            return;
        }
        sleep_in_steps(at).await;
    }
}

async fn sleep_in_steps(at: Timestamp) {
    loop {
        let left = Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default();
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left.min(MAX_SLEEP)).await;
    }
}

#[cfg(test)]
mod tests;
