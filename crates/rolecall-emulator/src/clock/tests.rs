//! What a moment looks like on the wire.

use super::*;

#[test]
fn a_moment_is_written_in_every_form_aws_uses() {
    let moment = Moment::from_amz_date("20260102T030405Z").unwrap();
    assert_eq!(moment.epoch_seconds(), 1_767_323_045);
    assert_eq!(moment.epoch_millis(), 1_767_323_045_000);
    assert_eq!(moment.iso(), "2026-01-02T03:04:05Z");
    assert_eq!(moment.http_date(), "Fri, 02 Jan 2026 03:04:05 GMT");
    assert_eq!(moment.amz_date(), "20260102T030405Z");
}

#[test]
fn other_date_forms_are_refused() {
    for text in [
        "",
        "2026-01-02T03:04:05Z",
        "20260102T030405",
        "20261302T030405Z",
        "20260102T030405Zx",
    ] {
        assert!(Moment::from_amz_date(text).is_none(), "{text}");
    }
}

#[test]
fn a_moved_clock_stays_moved() {
    let mut clock = Clock::default();
    let before = clock.now();
    clock.advance_seconds(3600);
    assert!(clock.now().millis_since(before) >= 3_600_000);
    clock.set_skew_seconds(-60);
    assert!(clock.now() < before);
    assert_eq!(clock.skew_seconds(), -60);
}

#[test]
fn a_paced_clock_goes_on_faster_from_its_moment() {
    let pace = Pace {
        from_millisecond: 1_000_000,
        times: 600,
    };
    assert_eq!(pace.at(1_000_000), 1_000_000);
    assert_eq!(pace.at(1_001_000), 1_600_000);
    assert_eq!(pace.at(999_000), 999_000, "nothing is faster before it");
    assert!(Pace { times: 0, ..pace }.check().is_err());
}
