//! How far the clock of this machine is from AWS's: by the last response, or by what an earlier process saw.
//!
//! It must not know what expires.

use crate::ports::Ports;
use rolecall_model::time::{ClockDifference, ClockOffset};

/// Where the difference is stored for processes that ask AWS nothing, in whole seconds.
const KEY: &str = "clock_offset";

/// Returns the difference, if there is one that matters.
pub fn clock_difference(ports: &Ports) -> Option<ClockDifference> {
    match ports.aws.clock.offset() {
        Some(offset) => ClockDifference::from_offset(offset),
        None => stored(ports),
    }
}

/// As [`clock_difference`], after a response of AWS: what it showed is stored.
pub(crate) fn observed_clock_difference(ports: &Ports) -> Option<ClockDifference> {
    let difference = clock_difference(ports);
    let offset =
        |difference: Option<ClockDifference>| difference.map_or(ClockOffset::ZERO, ClockDifference::offset);
    let change = offset(difference) - offset(stored(ports));
    if ClockDifference::from_offset(change).is_some() {
        let seconds = offset(difference).as_secs().to_string();
        if let Err(error) = ports.store.preference_store.set_value(KEY, &seconds) {
            tracing::warn!(%error, "the difference of the clocks is not stored");
        }
    }
    difference
}

fn stored(ports: &Ports) -> Option<ClockDifference> {
    match ports.store.preference_store.value(KEY) {
        Ok(text) => ClockDifference::from_offset(ClockOffset::from_secs(text?.parse().ok()?)),
        Err(error) => {
            tracing::warn!(%error, "the difference of the clocks cannot be read");
            None
        }
    }
}
