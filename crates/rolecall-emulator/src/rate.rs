//! The portal's rate: a token bucket for each access token. Must not know what is answered when it is empty.

use std::time::Instant;

/// What one access token may still ask for.
#[derive(Debug)]
pub(crate) struct Bucket {
    level: f64,
    filled_at: Instant,
}

impl Bucket {
    pub(crate) fn full(capacity: u32, now: Instant) -> Self {
        Self {
            level: f64::from(capacity),
            filled_at: now,
        }
    }

    /// Takes one request out; false when there is none.
    pub(crate) fn take(&mut self, rate: u32, capacity: u32, now: Instant) -> bool {
        let gained = now.saturating_duration_since(self.filled_at).as_secs_f64() * f64::from(rate);
        self.level = (self.level + gained).min(f64::from(capacity));
        self.filled_at = now;
        let allowed = self.level >= 1.0;
        if allowed {
            self.level -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests;
