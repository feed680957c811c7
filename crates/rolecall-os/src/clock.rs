//! The system's clock and timer. It must not know what time is used for.

use async_trait::async_trait;
use rolecall::Timestamp;
use rolecall::ports::Clock;
use std::time::Duration;

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
}

#[cfg(test)]
mod tests;
