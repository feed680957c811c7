//! Durations and relative times.

use std::time::Duration;

const SECONDS_OF_DAY: u64 = 86_400;

/// Returns a duration as precise as it is short: `59 s`, `42 min`, `1 h 05 min`, `2 days`.
pub fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0 => format!("{seconds} s"),
        1..60 => format!("{minutes} min"),
        60..2880 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1440),
    }
}

/// Returns the age of what happened so many seconds ago: `just now`, `2 min ago`.
pub fn age(seconds: u64) -> String {
    match seconds {
        0..60 => "just now".to_owned(),
        seconds => format!("{} ago", duration(seconds)),
    }
}

pub(crate) fn minutes(minutes: u64) -> String {
    format!("{minutes} min")
}

pub(crate) fn hours_and_minutes(hours: u64, minutes: u64) -> String {
    match minutes {
        0 => format!("{hours} h"),
        minutes => format!("{hours} h {minutes} min"),
    }
}

/// Returns when something happens that is days away, and not in the past.
pub fn in_days(left: Duration) -> String {
    match left.as_secs() / SECONDS_OF_DAY {
        0 => "within a day".to_owned(),
        1 => "in one day".to_owned(),
        days => format!("in {days} days"),
    }
}

/// Returns when something happens in so many minutes.
pub(crate) fn in_minutes(minutes: u64) -> String {
    match minutes {
        0 => "in less than a minute".to_owned(),
        minutes => format!("in {minutes} min"),
    }
}
