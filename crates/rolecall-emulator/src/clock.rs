//! The emulator's own clock, which a test can move. Owns how a time is written on the wire (seconds,
//! milliseconds, ISO 8601, HTTP and SigV4 dates). Must not know what expires.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EpochTime(i64);

impl EpochTime {
    /// Long ago: the expiry of what a test expires.
    pub(crate) const PAST: Self = Self(0);

    pub(crate) fn after_seconds(self, seconds: u64) -> Self {
        let millis = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
        Self(self.0.saturating_add(millis))
    }

    /// The whole second before: AWS issues these even where it writes milliseconds.
    pub(crate) fn whole_seconds(self) -> Self {
        Self(self.epoch_seconds().saturating_mul(1000))
    }

    pub(crate) fn epoch_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    pub(crate) fn epoch_millis(self) -> i64 {
        self.0
    }

    /// Milliseconds from `earlier` to `self`; negative when `self` is the earlier one.
    pub(crate) fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds until `later`, never negative.
    pub(crate) fn seconds_until(self, later: Self) -> u64 {
        u64::try_from(later.millis_since(self).div_euclid(1000)).unwrap_or(0)
    }

    pub(crate) fn iso(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%SZ")
    }

    pub(crate) fn http_date(self) -> String {
        self.format("%a, %d %b %Y %H:%M:%S GMT")
    }

    pub(crate) fn amz_date(self) -> String {
        self.format("%Y%m%dT%H%M%SZ")
    }

    /// Reads the `x-amz-date` form, `20260102T030405Z`.
    pub(crate) fn from_amz_date(text: &str) -> Option<Self> {
        let date = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
        Some(Self(TimeZone::UTC.to_timestamp(date).ok()?.as_millisecond()))
    }

    /// Reads ISO 8601, `2026-01-02T03:04:05Z`.
    pub(crate) fn from_iso(text: &str) -> Option<Self> {
        let time: Timestamp = text.parse().ok()?;
        Some(Self(time.as_millisecond()))
    }

    fn format(self, format: &str) -> String {
        let time = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        time.strftime(format).to_string()
    }
}

/// The system clock, made faster by a test, plus the skew that a test set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EmulatorClock {
    skew_millis: i64,
    pace: Option<ClockPace>,
}

/// From a time of the system clock on, time passes faster: days in minutes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockPace {
    /// The start, in milliseconds since 1970.
    from_millisecond: i64,
    /// How many times as fast; 1 to 10,000.
    times: u16,
}

impl ClockPace {
    pub(crate) fn check(self) -> Result<Self, String> {
        if (1..=10_000).contains(&self.times) {
            Ok(self)
        } else {
            Err("times is 1 to 10000".to_owned())
        }
    }

    fn apply(self, system: i64) -> i64 {
        let elapsed = system.saturating_sub(self.from_millisecond).max(0);
        let gained = elapsed.saturating_mul(i64::from(self.times) - 1);
        system.saturating_add(gained)
    }
}

impl EmulatorClock {
    pub(crate) fn now(self) -> EpochTime {
        let system = Timestamp::now().as_millisecond();
        let paced = self.pace.map_or(system, |pace| pace.apply(system));
        EpochTime(paced.saturating_add(self.skew_millis))
    }

    pub(crate) fn set_pace(&mut self, pace: ClockPace) {
        self.pace = Some(pace);
    }

    pub(crate) fn advance_seconds(&mut self, seconds: i64) {
        self.skew_millis = self.skew_millis.saturating_add(seconds.saturating_mul(1000));
    }

    pub(crate) fn set_skew_seconds(&mut self, seconds: i64) {
        self.skew_millis = seconds.saturating_mul(1000);
    }

    pub(crate) fn skew_seconds(self) -> i64 {
        self.skew_millis.div_euclid(1000)
    }
}

#[cfg(test)]
mod tests;
