//! What a user types is the moment they mean.

use super::{End, moment};
use jiff::tz::{Offset, TimeZone};
use rolecall_model::Timestamp;

/// 24 November 2026, 00:30 where the user is.
fn now() -> Timestamp {
    "2026-11-23T23:30:00Z".parse().unwrap()
}

fn read(text: &str, end: End) -> Option<String> {
    let zone = TimeZone::fixed(Offset::constant(1));
    moment(text, end, now(), &zone).map(|at| at.to_string())
}

#[test]
fn a_day_is_the_user_s_own_and_whole() {
    for (text, first, last) in [
        ("today", "2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"),
        ("yesterday", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z"),
        ("2026-02-28", "2026-02-27T23:00:00Z", "2026-02-28T23:00:00Z"),
    ] {
        assert_eq!(read(text, End::First).as_deref(), Some(first), "{text}");
        assert_eq!(read(text, End::Last).as_deref(), Some(last), "{text}");
    }
}

#[test]
fn a_moment_is_exact_at_both_ends() {
    for (text, at) in [
        ("now", "2026-11-23T23:30:00Z"),
        ("30m", "2026-11-23T23:00:00Z"),
        ("2h", "2026-11-23T21:30:00Z"),
        ("7d", "2026-11-16T23:30:00Z"),
        ("1w", "2026-11-16T23:30:00Z"),
        ("2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z"),
        ("2026-11-24T09:30:00+01:00", "2026-11-24T08:30:00Z"),
        ("2026-11-24 09:30", "2026-11-24T08:30:00Z"),
    ] {
        for end in [End::First, End::Last] {
            assert_eq!(read(text, end).as_deref(), Some(at), "{text}");
        }
    }
}

#[test]
fn what_means_no_moment_is_none() {
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
        assert_eq!(read(text, End::First), None, "{text:?}");
    }
}
