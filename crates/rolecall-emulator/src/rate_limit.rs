//! Rate limits: the token bucket. Must not know what is limited.

use std::time::Instant;

/// The requests that a client may still make.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    level: f64,
    updated_at: Instant,
}

impl TokenBucket {
    /// A full bucket.
    pub(crate) fn new(capacity: u32, now: Instant) -> Self {
        Self {
            level: f64::from(capacity),
            updated_at: now,
        }
    }

    /// Takes one request out; false when there is none. `rate` is in requests per second.
    pub(crate) fn take(&mut self, rate: u32, capacity: u32, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.updated_at).as_secs_f64() * f64::from(rate);
        self.level = (self.level + gained).min(f64::from(capacity));
        self.updated_at = now;
        let is_allowed = self.level >= 1.0;
        if is_allowed {
            self.level -= 1.0;
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests;
