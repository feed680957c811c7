//! Time left in the words of the window, to the minute: what the tray and the window say of the same role session is the same.
//! `time_left/cases.json` has the cases that the window runs too.
//!
//! It must not know what ends.

use crate::messages::tray as messages;
use rolecall_model::Timestamp;
use rolecall_model::time::remaining;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);

/// Returns how long `left` is, in whole minutes.
pub(super) fn duration_text(left: Duration) -> String {
    messages::time_left(whole_minutes(left))
}

/// Returns the next moment after `now` at which the words for the time until `end` are others; nothing after the end.
pub(super) fn next_step(end: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let left = remaining(end, now);
    if left.is_zero() {
        return None;
    }
    // A whole minute is still the minute that begins: the words change right after it.
    let next = match whole_minutes(left) {
        0 => Duration::ZERO,
        minutes => Duration::from_mins(minutes).saturating_sub(Duration::from_nanos(1)),
    };
    end.checked_sub(next).ok().filter(|at| *at > now)
}

fn whole_minutes(left: Duration) -> u64 {
    left.as_secs() / MINUTE.as_secs()
}

#[cfg(test)]
mod tests;
