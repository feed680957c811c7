//! Times for users: durations, times of day, ages.
//!
//! Pure: `now` and the time zone are arguments.

use jiff::tz::TimeZone;
use rolecall::messages::durations;
use rolecall_model::Timestamp;
use rolecall_model::time::remaining;
use std::time::Duration;

/// Returns the time left until `instant`: `42 min`, `1 h 05 min`, `2 days`.
pub(crate) fn time_left(instant: Timestamp, now: Timestamp) -> String {
    durations::duration(remaining(instant, now).as_secs())
}

/// Returns the age of `instant`: `just now`, `2 min ago`.
pub(crate) fn age(instant: Timestamp, now: Timestamp) -> String {
    durations::age(remaining(now, instant).as_secs())
}

/// Returns `instant` for programs: RFC 3339 in UTC, in whole seconds.
pub(crate) fn rfc3339(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the local date and time of `instant` to the second: `2026-11-24 18:04:31`.
pub(crate) fn date_time(instant: Timestamp, zone: &TimeZone) -> String {
    let local = instant.to_zoned_datetime(zone.clone());
    local.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Returns the local date and time of `instant` to the minute: `Nov 24 18:04`, or `2025-11-24 18:04` in another year.
pub(crate) fn short_date_time(instant: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
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

/// Returns the local time of `instant`: `18:04`, or `2026-11-24 18:04` if it is 20 hours or more away.
pub(crate) fn time_of_day(instant: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = instant.to_zoned_datetime(zone.clone());
    let is_near = instant.duration_since(now).unsigned_abs() < Duration::from_hours(20);
    local
        .strftime(if is_near { "%H:%M" } else { "%Y-%m-%d %H:%M" })
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{age, date_time, short_date_time, time_left, time_of_day};
    use jiff::tz::TimeZone;
    use rolecall_model::Timestamp;

    fn seconds(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn durations_are_short() {
        for (span, text) in [
            (-5, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_900, "1 h 05 min"),
            (200_000, "2 days"),
        ] {
            assert_eq!(time_left(seconds(span), seconds(0)), text);
        }
        assert_eq!(age(seconds(0), seconds(30)), "just now");
        assert_eq!(age(seconds(0), seconds(125)), "2 min ago");
    }

    #[test]
    fn a_time_on_another_day_has_its_date() {
        assert_eq!(
            short_date_time(seconds(0), seconds(7_200), &TimeZone::UTC),
            "Nov 14 22:13"
        );
        assert_eq!(
            short_date_time(seconds(0), seconds(40_000_000), &TimeZone::UTC),
            "2023-11-14 22:13"
        );
        assert_eq!(date_time(seconds(0), &TimeZone::UTC), "2023-11-14 22:13:20");
        assert_eq!(time_of_day(seconds(7_200), seconds(0), &TimeZone::UTC), "00:13");
        assert_eq!(
            time_of_day(seconds(90_000), seconds(0), &TimeZone::UTC),
            "2023-11-15 23:13"
        );
    }
}
