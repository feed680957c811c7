//! The rate of requests that the access portal allows: a token bucket by the fake clock.

use super::Fault;
use std::time::Duration;

#[derive(Debug)]
pub(super) struct RequestRate {
    per_second: f64,
    burst: f64,
    level: f64,
    filled_at: Duration,
    retry_in: Option<Duration>,
    refused: usize,
}

impl RequestRate {
    pub(super) fn new(per_second: u32, burst: u32, retry_in: Option<Duration>, now: Duration) -> Self {
        let burst = f64::from(burst);
        Self {
            per_second: f64::from(per_second),
            burst,
            level: burst,
            filled_at: now,
            retry_in,
            refused: 0,
        }
    }

    /// Takes one request out of the bucket, or returns the fault that refuses it.
    pub(super) fn take(&mut self, now: Duration) -> Option<Fault> {
        let waited = now.saturating_sub(self.filled_at).as_secs_f64();
        self.level = (self.level + waited * self.per_second).min(self.burst);
        self.filled_at = now;
        // A client that waits exactly as long as one request takes is not early by a rounding error.
        if self.level < 1.0 - 1e-9 {
            self.refused += 1;
            return Some(Fault::Throttled {
                retry_in: self.retry_in,
            });
        }
        self.level -= 1.0;
        None
    }

    pub(super) fn refused(&self) -> usize {
        self.refused
    }
}
