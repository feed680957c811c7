//! The rate that the access portal allows: a token bucket by the fake clock.

use super::script::Fault;
use std::time::Duration;

/// A token bucket.
#[derive(Debug)]
pub(super) struct Rate {
    per_second: f64,
    burst: f64,
    level: f64,
    filled_at: Duration,
    retry_in: Option<Duration>,
    refused: usize,
}

impl Rate {
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

    /// Takes one request out of the bucket, or says how it is refused.
    pub(super) fn take(&mut self, now: Duration) -> Option<Fault> {
        let waited = now.saturating_sub(self.filled_at).as_secs_f64();
        self.level = (self.level + waited * self.per_second).min(self.burst);
        self.filled_at = now;
        // A caller who waits exactly as long as one request takes is not early by a rounding error.
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
