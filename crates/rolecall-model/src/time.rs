//! Time as the domain counts it: instants in UTC, and durations between them.

use std::time::Duration;

/// An instant in UTC; RFC 3339 in text.
pub type Timestamp = jiff::Timestamp;

/// Returns the time from `now` until `expires_at`; zero when that has passed.
pub fn remaining(expires_at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(expires_at.duration_since(now)).unwrap_or(Duration::ZERO)
}

/// How much one clock is ahead of another; negative if it is behind.
pub type ClockOffset = jiff::SignedDuration;

/// How far the clock of this machine is from AWS's, where that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockDifference {
    /// It is behind AWS's: what AWS says to be valid until a time ends earlier by this clock.
    Behind(Duration),
    /// It is ahead of AWS's.
    Ahead(Duration),
}

/// AWS writes its time in whole seconds, and every program has to bear as much.
const MIN_DIFFERENCE: Duration = Duration::from_mins(1);
/// A greater difference says more about the response than about the clock of this machine.
const MAX_DIFFERENCE: Duration = Duration::from_hours(366 * 24);

impl ClockDifference {
    /// Returns what it means that AWS's clock is ahead by `offset`; `None` where the clocks agree to a minute, or it is not credible.
    pub fn from_offset(offset: ClockOffset) -> Option<Self> {
        let difference = offset.unsigned_abs();
        let is_credible = (MIN_DIFFERENCE..=MAX_DIFFERENCE).contains(&difference);
        is_credible.then_some(if offset.is_positive() {
            Self::Behind(difference)
        } else {
            Self::Ahead(difference)
        })
    }

    /// Returns how far AWS's clock is ahead.
    pub fn offset(self) -> ClockOffset {
        let signed = |difference| ClockOffset::try_from(difference).unwrap_or(ClockOffset::MAX);
        match self {
            Self::Behind(difference) => signed(difference),
            Self::Ahead(difference) => -signed(difference),
        }
    }

    /// Returns when, by the clock of this machine, something ends that ends at `at` by AWS's. Never later than `at`: a clock that is
    /// ahead now may be set back before.
    pub fn local_end(self, at: Timestamp) -> Timestamp {
        match self {
            Self::Behind(difference) => at.checked_sub(difference).unwrap_or(Timestamp::MIN),
            Self::Ahead(_) => at,
        }
    }
}

#[cfg(test)]
mod tests;
