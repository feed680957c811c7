//! Every form of a time argument, and what is not one.

use super::{PeriodBound, parse_time_arg};
use jiff::tz::{Offset, TimeZone};
use rolecall_model::Timestamp;

/// 24 November 2026, 00:30 in the user's time zone.
fn now() -> Timestamp {
    "2026-11-23T23:30:00Z".parse().unwrap()
}

fn parsed(text: &str, bound: PeriodBound) -> Option<String> {
    let zone = TimeZone::fixed(Offset::constant(1));
    parse_time_arg(text, bound, now(), &zone).map(|instant| instant.to_string())
}

#[test]
fn a_day_is_whole_and_in_the_users_time_zone() {
    for (text, start, end) in [
        ("today", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"),
        ("yesterday", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z"),
        ("2026-02-28", "2026-02-27T23:00:00Z", "2026-02-28T23:00:00Z"),
    ] {
        assert_eq!(parsed(text, PeriodBound::Start).as_deref(), Some(start), "{text}");
        assert_eq!(parsed(text, PeriodBound::End).as_deref(), Some(end), "{text}");
    }
}

#[test]
fn a_time_is_the_same_as_either_bound() {
    for (text, expected) in [
        ("now", "2026-11-23T23:30:00Z"),
        ("30m", "2026-11-23T23:00:00Z"),
        ("2h", "2026-11-23T21:30:00Z"),
        ("7d", "2026-11-16T23:30:00Z"),
        ("1w", "2026-11-16T23:30:00Z"),
        ("2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z"),
        ("2026-11-24T09:30:00+01:00", "2026-11-24T08:30:00Z"),
        ("2026-11-24 09:30", "2026-11-24T08:30:00Z"),
    ] {
        for bound in [PeriodBound::Start, PeriodBound::End] {
            assert_eq!(parsed(text, bound).as_deref(), Some(expected), "{text}");
        }
    }
}

#[test]
fn anything_else_is_not_a_time() {
    for text in [
        "",
        "soon",
        "h",
        "-2h",
        "2",
        "99999999999999999999d",
        "9999999999999d",
        "2026-13-01",
        "2026-11-24T",
        "٢h",
        "\u{1b}[2J",
    ] {
        assert_eq!(parsed(text, PeriodBound::Start), None, "{text:?}");
    }
}
