//! Times as command-line arguments: a time, a date, a day, or an age.
//!
//! Pure: `now` and the time zone are arguments. It must not know which verb uses the time.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use rolecall_model::Timestamp;

/// The end of a period that a time stands for. It matters only for dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeriodBound {
    /// The start: a date means the first instant of that day.
    Start,
    /// The end, exclusive: a date means the first instant of the next day.
    End,
}

/// Parses a time such as `2026-11-24T09:30:00Z`, `2026-11-24`, `today`, `yesterday`, `now` or `2h` (two hours ago). A time
/// without an offset is in `zone`.
pub(crate) fn parse_time_arg(
    text: &str,
    bound: PeriodBound,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(age) = parse_age(text) {
        return now.checked_sub(age).ok();
    }
    let today = now.to_zoned_datetime(zone.clone()).date();
    let day = match text {
        "now" => return Some(now),
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        date if looks_like_date(date) => date.parse::<Date>().ok(),
        _ => None,
    };
    match day {
        Some(day) => bound_of_day(day, bound, zone),
        None => parse_date_time(text, zone),
    }
}

/// Parses when something ends: a time, or how long it lasts from now on, such as `45m` or `8h`.
pub(crate) fn parse_end(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    match parse_age(text) {
        Some(duration) => now.checked_add(duration).ok(),
        None => parse_date_time(text, zone),
    }
}

/// Parses `90s`, `30m`, `2h`, `7d` or `2w`.
fn parse_age(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().next_back()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let digits = text.strip_suffix(unit)?;
    let count: i64 = digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    Some(SignedDuration::from_secs(count.checked_mul(seconds)?))
}

fn looks_like_date(text: &str) -> bool {
    text.len() == "2026-11-24".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn bound_of_day(day: Date, bound: PeriodBound, zone: &TimeZone) -> Option<Timestamp> {
    let day = match bound {
        PeriodBound::Start => day,
        PeriodBound::End => day.checked_add(1.day()).ok()?,
    };
    day.to_zoned_datetime(zone.clone())
        .ok()
        .map(|start| start.timestamp())
}

/// Parses a date and time with an offset, or without one in `zone`.
fn parse_date_time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let local: DateTime = text.contains(':').then(|| text.parse().ok())??;
    local
        .to_zoned_datetime(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests;
