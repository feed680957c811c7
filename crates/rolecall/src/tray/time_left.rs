//! Time left in the words of a menu: minutes, and coarser the further the end is, so that a label seldom changes.
//!
//! It must not know what ends.

use crate::messages::tray as messages;
use rolecall_model::Timestamp;
use rolecall_model::time::remaining;
use std::time::Duration;

const MINUTE: u128 = 60 * 1_000_000_000;

/// Beyond so many minutes the words go in steps of so many.
const STEPS: [(u128, u128); 3] = [(12 * 60, 60), (4 * 60, 30), (90, 15)];

/// Returns how long `left` is: minutes rounded up, beyond 90 of them the nearest quarter of an hour, and coarser beyond.
pub(super) fn duration_text(left: Duration) -> String {
    let minutes = rounded(left.as_nanos());
    let in_hours = minutes > 90 || left.as_nanos() > 90 * MINUTE;
    messages::time_left(minutes, in_hours)
}

/// Returns the next moment after `now` at which the words for the time until `end` may be others; nothing after the end.
pub(super) fn next_step(end: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let left = remaining(end, now).as_nanos();
    if left == 0 {
        return None;
    }
    let next = match tier(left) {
        // Rounded to the nearest: the words last from half a step above to half a step below.
        Some((over, step)) => {
            let half = step * MINUTE / 2;
            (rounded(left) * MINUTE).saturating_sub(half).max(over * MINUTE)
        }
        None => (rounded(left) - 1) * MINUTE,
    };
    let next = Duration::from_nanos(u64::try_from(next).unwrap_or(u64::MAX));
    end.checked_sub(next).ok().filter(|at| *at > now)
}

fn tier(left: u128) -> Option<(u128, u128)> {
    STEPS.into_iter().find(|(over, _)| left > over * MINUTE)
}

/// In minutes; what is just as near to two steps counts as the nearer to the end.
fn rounded(left: u128) -> u128 {
    match tier(left) {
        Some((_, step)) => {
            let step_time = step * MINUTE;
            (left - step_time / 2).div_ceil(step_time) * step
        }
        None => left.div_ceil(MINUTE),
    }
}

#[cfg(test)]
mod tests;
