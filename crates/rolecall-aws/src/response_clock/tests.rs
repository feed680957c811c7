//! Which `Date` is believed, and what it says.

use super::*;
use aws_smithy_types::body::SdkBody;
use rolecall_fakes::FakeClock;

#[test]
fn a_time_between_request_and_response_is_no_difference() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let (sent, received) = (at("2026-03-01T12:00:00Z"), at("2026-03-01T12:00:04Z"));
    for (date, expected) in [
        ("2026-03-01T12:00:00Z", Some("0s")),
        ("2026-03-01T12:00:04Z", Some("0s")),
        ("2026-03-01T11:59:59Z", Some("0s")),
        ("2026-03-01T12:00:14Z", Some("10s")),
        ("2026-03-01T14:00:04Z", Some("2h")),
        ("2026-03-01T10:00:00Z", Some("-1h 59m 59s")),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-30T00:00:00Z", None),
    ] {
        let expected = expected.map(|text| text.parse::<ClockOffset>().unwrap());
        assert_eq!(offset(at(date), sent, received), expected, "{date}");
    }
    // The machine slept while the response waited.
    let woken = at("2026-03-01T20:00:00Z");
    assert_eq!(offset(sent, sent, woken), Some(ClockOffset::ZERO));
}

#[test]
fn only_a_response_of_aws_with_a_credible_time_counts() {
    let clock = Arc::new(FakeClock::manual());
    let response_clock = ResponseClock::new(clock.clone());
    let sent_at = clock.now();
    let seen = |headers: &[(&'static str, &'static str)]| {
        let mut response = HttpResponse::new(200.try_into().unwrap(), SdkBody::empty());
        for (name, value) in headers {
            response.headers_mut().insert(*name, *value);
        }
        response_clock.note(&response, sent_at);
        *response_clock.offset.lock().unwrap()
    };
    let id = ("x-amzn-requestid", "7a62");
    for headers in [
        &[("date", "Sun, 01 Mar 2026 14:00:00 GMT")][..],
        &[id][..],
        &[id, ("date", "yesterday")][..],
        &[id, ("date", "Thu, 01 Jan 1970 00:00:00 GMT")][..],
    ] {
        assert_eq!(seen(headers), None, "{headers:?}");
    }
    let two_hours = Some(ClockOffset::from_hours(2));
    assert_eq!(seen(&[id, ("date", "Sun, 01 Mar 2026 14:00:00 GMT")]), two_hours);
    assert_eq!(seen(&[id, ("date", "Fri, 31 Dec 9999 23:59:59 GMT")]), two_hours);
}
