//! Time as the domain counts it: instants in UTC, and durations between them.

use std::time::Duration;

/// An instant in UTC; RFC 3339 in text.
pub type Timestamp = jiff::Timestamp;

/// Returns the time from `now` until `expires_at`; zero when that has passed.
pub fn remaining(expires_at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(expires_at.duration_since(now)).unwrap_or(Duration::ZERO)
}
