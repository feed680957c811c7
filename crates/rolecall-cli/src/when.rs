//! Moments as a user types them: a time, a date, a day, how long ago.
//!
//! Pure: `now` and the time zone are arguments. It must not know what is asked for.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use rolecall_model::Timestamp;

/// Which end of a day a date stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Its first moment.
    First,
    /// The first moment of the next day.
    Last,
}

/// Returns the moment that `text` means; nothing when it means none.
pub(crate) fn moment(text: &str, end: End, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(ago) = how_long(text) {
        return now.checked_sub(ago).ok();
    }
    let today = now.to_zoned_datetime(zone.clone()).date();
    let day = match text {
        "now" => return Some(now),
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        date if is_date(date) => date.parse::<Date>().ok(),
        _ => None,
    };
    match day {
        Some(day) => of_day(day, end, zone),
        None => exact(text, zone),
    }
}

/// `90s`, `30m`, `2h`, `7d`, `2w`.
fn how_long(text: &str) -> Option<SignedDuration> {
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

fn is_date(text: &str) -> bool {
    text.len() == "2026-11-24".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn of_day(day: Date, end: End, zone: &TimeZone) -> Option<Timestamp> {
    let day = match end {
        End::First => day,
        End::Last => day.checked_add(1.day()).ok()?,
    };
    day.to_zoned_datetime(zone.clone())
        .ok()
        .map(|start| start.timestamp())
}

/// A time with its offset, else a time of this computer.
fn exact(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(exact) = text.parse::<Timestamp>() {
        return Some(exact);
    }
    let local: DateTime = text.contains(':').then(|| text.parse().ok())??;
    local
        .to_zoned_datetime(zone.clone())
        .ok()
        .map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests;
