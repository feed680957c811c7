//! The clock of this machine, where it differs from AWS's.

use super::durations::duration;
use rolecall_model::time::ClockDifference;

/// What to do about a wrong clock.
pub const SET_THE_CLOCK: &str = "Set the clock, or let the system set it from the network.";

/// Returns how the clock of this machine differs; ends a sentence.
pub fn difference(difference: ClockDifference) -> String {
    match difference {
        ClockDifference::Behind(time) => format!("{} behind AWS's", duration(time.as_secs())),
        ClockDifference::Ahead(time) => format!("{} ahead of AWS's", duration(time.as_secs())),
    }
}

/// Says it above or below times that a list shows.
pub fn in_a_list(clock: ClockDifference) -> String {
    let consequence = match clock {
        ClockDifference::Behind(_) => {
            "The time left is counted by AWS's clock, and every end is shown as this clock will show it."
        }
        ClockDifference::Ahead(_) => "Credentials end by this clock, before they end at AWS.",
    };
    format!(
        "This computer's clock is {}. {consequence} {SET_THE_CLOCK}",
        difference(clock)
    )
}
