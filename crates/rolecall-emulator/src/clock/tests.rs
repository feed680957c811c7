//! How a time is written on the wire, and how the clock is moved.

use super::*;

#[test]
fn a_time_is_written_in_every_form_aws_uses() {
    let time = EpochTime::from_amz_date("20260102T030405Z").unwrap();
    assert_eq!(time.epoch_seconds(), 1_767_323_045);
    assert_eq!(time.epoch_millis(), 1_767_323_045_000);
    assert_eq!(time.iso(), "2026-01-02T03:04:05Z");
    assert_eq!(time.http_date(), "Fri, 02 Jan 2026 03:04:05 GMT");
    assert_eq!(time.amz_date(), "20260102T030405Z");
}

#[test]
fn other_date_forms_are_rejected() {
    for text in [
        "",
        "2026-01-02T03:04:05Z",
        "20260102T030405",
        "20261302T030405Z",
        "20260102T030405Zx",
    ] {
        assert!(EpochTime::from_amz_date(text).is_none(), "{text}");
    }
}

#[test]
fn a_moved_clock_stays_moved() {
    let mut clock = EmulatorClock::default();
    let before = clock.now();
    clock.advance_seconds(3600);
    assert!(clock.now().millis_since(before) >= 3_600_000);
    clock.set_skew_seconds(-60);
    assert!(clock.now() < before);
    assert_eq!(clock.skew_seconds(), -60);
}

#[test]
fn a_paced_clock_is_faster_from_its_start() {
    let pace = ClockPace {
        from_millisecond: 1_000_000,
        times: 600,
    };
    assert_eq!(pace.apply(1_000_000), 1_000_000);
    assert_eq!(pace.apply(1_001_000), 1_600_000);
    assert_eq!(pace.apply(999_000), 999_000, "nothing is faster before it");
    assert!(ClockPace { times: 0, ..pace }.check().is_err());
}
