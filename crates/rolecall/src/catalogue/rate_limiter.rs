//! The pace of calls to one portal: a rate that normally meets no 429, slows down when it does and speeds up again.
//!
//! Pure: time is an argument. AWS documents 20 requests a second for all of IAM Identity Center ("Throttling limits").

use rolecall_model::Timestamp;
use rolecall_model::time::remaining;
use std::time::Duration;

/// Requests a second; just under what AWS allows, so that a whole listing meets no 429.
const MAX_RATE: f64 = 19.5;
/// Requests a second; however often AWS throttles, a listing continues.
const MIN_RATE: f64 = 1.0;
/// How much of the rate is left after a 429.
const THROTTLED_FACTOR: f64 = 0.6;
/// Requests a second regained by each response that is no 429: from least to most in about ten seconds.
const RECOVERY_STEP: f64 = 0.15;
/// More than any wait that is ever asked for.
const MAX_WAIT: Duration = Duration::from_mins(1);
/// 429s of calls that were already under way count once.
const THROTTLE_GROUPING: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct RateLimiter {
    rate: f64,
    next_at: Timestamp,
    throttled_at: Option<Timestamp>,
}

impl RateLimiter {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            rate: MAX_RATE,
            next_at: now,
            throttled_at: None,
        }
    }

    /// Returns how long to wait before the next call may start.
    pub(super) fn wait(&mut self, now: Timestamp) -> Duration {
        let wait = remaining(self.next_at, now);
        if wait <= MAX_WAIT {
            return wait;
        }
        // The machine's clock was set back: what was noted by the old one says nothing.
        self.next_at = now;
        self.throttled_at = self.throttled_at.map(|_| now);
        Duration::ZERO
    }

    /// Takes the place of one call. A pause is not made up for: AWS counts each second again.
    pub(super) fn take(&mut self, now: Timestamp) {
        // A timer that wakes a little late must not lower the rate, so up to one gap is carried over.
        let gap = Duration::from_secs_f64(1.0 / self.rate);
        let earliest = now.checked_sub(gap).unwrap_or(now);
        self.next_at = self.next_at.max(earliest) + gap;
    }

    /// Slows down after a 429; nothing is sent before `wait` has passed.
    pub(super) fn on_throttled(&mut self, now: Timestamp, wait: Duration) {
        let is_new = self
            .throttled_at
            .is_none_or(|at| remaining(at + THROTTLE_GROUPING, now).is_zero());
        if is_new {
            self.rate = (self.rate * THROTTLED_FACTOR).max(MIN_RATE);
            self.throttled_at = Some(now);
        }
        self.pause(now, wait);
    }

    /// Sends nothing before `wait` has passed.
    pub(super) fn pause(&mut self, now: Timestamp, wait: Duration) {
        self.next_at = self.next_at.max(now + wait);
    }

    /// Speeds up after a response that is no 429.
    pub(super) fn on_response(&mut self) {
        self.rate = (self.rate + RECOVERY_STEP).min(MAX_RATE);
    }

    /// Tells whether AWS asked to slow down and the normal rate is not yet reached again.
    pub(super) fn is_throttled(&self) -> bool {
        self.throttled_at.is_some() && self.rate < MAX_RATE
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_RATE, MIN_RATE, RateLimiter};
    use rolecall_model::Timestamp;
    use std::time::Duration;

    /// Sends as fast as the pace allows for `seconds`; each call passes if `allowed` says so.
    fn run(seconds: u64, mut allowed: impl FnMut(Timestamp) -> bool) -> (u32, u32) {
        let start = Timestamp::UNIX_EPOCH;
        let mut now = start;
        let mut limiter = RateLimiter::new(now);
        let (mut passed, mut refused) = (0, 0);
        while now < start + Duration::from_secs(seconds) {
            now += limiter.wait(now).max(Duration::from_millis(1));
            limiter.take(now);
            if allowed(now) {
                passed += 1;
                limiter.on_response();
            } else {
                refused += 1;
                limiter.on_throttled(now, Duration::from_millis(200));
            }
        }
        (passed, refused)
    }

    /// AWS's side: a bucket of 20 that fills with `rate` a second.
    fn bucket(rate: f64) -> impl FnMut(Timestamp) -> bool {
        let mut tokens = 20.0_f64;
        let mut last = Timestamp::UNIX_EPOCH;
        move |now| {
            tokens = (tokens + rate * now.duration_since(last).as_secs_f64()).min(20.0);
            last = now;
            let pass = tokens >= 1.0;
            tokens -= if pass { 1.0 } else { 0.0 };
            pass
        }
    }

    #[test]
    fn meets_no_429_at_the_documented_rate_and_uses_nearly_all_of_it() {
        let (passed, refused) = run(60, bucket(20.0));
        assert_eq!(refused, 0);
        assert!(passed >= 60 * 18, "{passed}");
    }

    #[test]
    fn adapts_to_a_lower_rate_without_storming() {
        let (passed, refused) = run(60, bucket(5.0));
        assert!(passed >= 60 * 4, "{passed}");
        assert!(refused <= passed / 5, "{refused} of {passed}");
    }

    #[test]
    fn a_burst_of_refusals_counts_once_and_the_rate_recovers() {
        let now = Timestamp::UNIX_EPOCH;
        let mut limiter = RateLimiter::new(now);
        for _ in 0..8 {
            limiter.on_throttled(now, Duration::from_secs(2));
        }
        assert!((limiter.rate - MAX_RATE * 0.6).abs() < f64::EPSILON);
        assert_eq!(limiter.wait(now), Duration::from_secs(2));
        assert!(limiter.is_throttled());
        for second in 1..60 {
            limiter.on_throttled(now + Duration::from_secs(second), Duration::ZERO);
        }
        assert!(limiter.rate >= MIN_RATE);
        for _ in 0..200 {
            limiter.on_response();
        }
        assert!(!limiter.is_throttled());
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nothing() {
        let now = Timestamp::UNIX_EPOCH;
        let later = now + Duration::from_hours(1);
        let mut limiter = RateLimiter::new(later);
        limiter.take(later);
        limiter.on_throttled(later, Duration::ZERO);
        let rate = limiter.rate;
        assert_eq!(limiter.wait(now), Duration::ZERO);
        limiter.on_throttled(now + Duration::from_secs(1), Duration::ZERO);
        assert!(limiter.rate < rate, "the next refusal is a new one");
    }
}
