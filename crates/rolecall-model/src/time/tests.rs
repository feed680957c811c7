//! Which differences of clocks count, and what they shorten.

use super::{ClockDifference, ClockOffset, Timestamp};
use std::time::Duration;

#[test]
fn a_credible_difference_shortens_what_a_slow_clock_would_lengthen() {
    let minutes = |count: u64| Duration::from_secs(count * 60);
    let ends_at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    for (offset, difference, local_end) in [
        ("0s", None, "2026-03-01T12:00:00Z"),
        ("59s", None, "2026-03-01T12:00:00Z"),
        ("-59s", None, "2026-03-01T12:00:00Z"),
        (
            "30m",
            Some(ClockDifference::Behind(minutes(30))),
            "2026-03-01T11:30:00Z",
        ),
        (
            "-30m",
            Some(ClockDifference::Ahead(minutes(30))),
            "2026-03-01T12:00:00Z",
        ),
        (
            "8000h",
            Some(ClockDifference::Behind(minutes(8000 * 60))),
            "2025-04-02T04:00:00Z",
        ),
        ("9000h", None, "2026-03-01T12:00:00Z"),
        ("-500000h", None, "2026-03-01T12:00:00Z"),
    ] {
        let offset: ClockOffset = offset.parse().unwrap();
        let found = ClockDifference::from_offset(offset);
        assert_eq!(found, difference, "{offset}");
        let end = found.map_or(ends_at, |difference| difference.local_end(ends_at));
        assert_eq!(end.to_string(), local_end, "{offset}");
        assert!(
            found.is_none_or(|difference| difference.offset() == offset),
            "{offset}"
        );
    }
}
