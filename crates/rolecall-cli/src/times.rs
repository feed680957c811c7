//! Times and numbers as people read them: how long, until when, how long ago, how many.
//!
//! Pure: `now` and the time zone are arguments.

use jiff::tz::TimeZone;
use rolecall_model::Timestamp;
use rolecall_model::time::remaining;
use std::time::Duration;

/// Returns how long is left until `instant`: `42 min`, `1 h 05 min`, `2 days`.
pub(crate) fn left(instant: Timestamp, now: Timestamp) -> String {
    long(remaining(instant, now).as_secs())
}

/// Returns how long ago `instant` was: `just now`, `2 min ago`.
pub(crate) fn ago(instant: Timestamp, now: Timestamp) -> String {
    match remaining(now, instant).as_secs() {
        0..60 => "just now".to_owned(),
        seconds => format!("{} ago", long(seconds)),
    }
}

/// Returns the instant for a program: RFC 3339 in UTC, whole seconds.
pub(crate) fn exact(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the date and the time of `instant`, to the second: `2026-11-24 18:04:31`.
pub(crate) fn full(instant: Timestamp, zone: &TimeZone) -> String {
    let local = instant.to_zoned_datetime(zone.clone());
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Returns the date and the time of `instant` to the minute, the year only where it is another: `Nov 24 18:04`.
pub(crate) fn short(instant: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = instant.to_zoned_datetime(zone.clone());
    let this_year = local.year() == now.to_zoned_datetime(zone.clone()).year();
    local
        .strftime(if this_year {
            "%b %d %H:%M"
        } else {
            "%Y-%m-%d %H:%M"
        })
        .to_string()
}

/// Returns a number with its noun: `1 role`, `2 roles`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns the time of day of `instant`: `18:04`, with its date when it is most of a day away.
pub(crate) fn at(instant: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = instant.to_zoned_datetime(zone.clone());
    let is_near = instant.duration_since(now).unsigned_abs() < Duration::from_hours(20);
    local
        .strftime(if is_near { "%H:%M" } else { "%Y-%m-%d %H:%M" })
        .to_string()
}

fn long(seconds: u64) -> String {
    let minutes = seconds / 60;
    match minutes {
        0 => format!("{seconds} s"),
        1..60 => format!("{minutes} min"),
        60..2880 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::{ago, at, full, left, short};
    use jiff::tz::TimeZone;
    use rolecall_model::Timestamp;

    fn seconds(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn spans_are_short() {
        for (span, words) in [
            (-5, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_900, "1 h 05 min"),
            (200_000, "2 days"),
        ] {
            assert_eq!(left(seconds(span), seconds(0)), words);
        }
        assert_eq!(ago(seconds(0), seconds(30)), "just now");
        assert_eq!(ago(seconds(0), seconds(125)), "2 min ago");
    }

    #[test]
    fn another_day_says_its_date() {
        assert_eq!(short(seconds(0), seconds(7_200), &TimeZone::UTC), "Nov 14 22:13");
        assert_eq!(
            short(seconds(0), seconds(40_000_000), &TimeZone::UTC),
            "2023-11-14 22:13"
        );
        assert_eq!(full(seconds(0), &TimeZone::UTC), "2023-11-14 22:13:20");
        assert_eq!(at(seconds(7_200), seconds(0), &TimeZone::UTC), "00:13");
        assert_eq!(
            at(seconds(90_000), seconds(0), &TimeZone::UTC),
            "2023-11-15 23:13"
        );
    }
}
