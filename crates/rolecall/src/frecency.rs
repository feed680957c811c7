//! Frecency: how often and how lately something was used, as one number.
//!
//! Every use weighs 1 and loses half of it in [`HALF_LIFE`]. Kept is the logarithm of the sum as it would be at the Unix epoch: such
//! numbers compare among each other at any time, without a clock.

use crate::Timestamp;
use std::time::Duration;

/// After this time a use weighs half.
pub const HALF_LIFE: Duration = Duration::from_hours(7 * 24);

/// Returns the weight after one more use at `at`; `before` is the weight until then, absent for the first use.
pub fn after_use(before: Option<f64>, at: Timestamp) -> f64 {
    let use_now = at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64() / HALF_LIFE.as_secs_f64();
    match before.filter(|weight| weight.is_finite()) {
        None => use_now,
        Some(before) => {
            let (greater, less) = if before > use_now {
                (before, use_now)
            } else {
                (use_now, before)
            };
            greater + (less - greater).exp2().ln_1p() / std::f64::consts::LN_2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HALF_LIFE, after_use};
    use crate::Timestamp;

    fn day(number: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + number * 86_400).unwrap()
    }

    #[test]
    fn a_use_one_half_life_ago_weighs_half() {
        let twice_then = after_use(Some(after_use(None, day(0))), day(0));
        let once_now = after_use(None, day(0) + HALF_LIFE);
        assert!((twice_then - once_now).abs() < 1e-9);
    }

    #[test]
    fn what_is_used_daily_stays_above_what_was_used_once_today() {
        let daily = (0..5).fold(None, |weight, number| Some(after_use(weight, day(number))));
        assert!(daily.unwrap() > after_use(None, day(5)));
    }

    #[test]
    fn a_clock_that_is_set_back_and_a_weight_that_is_none_do_no_harm() {
        let weight = after_use(Some(after_use(None, day(100))), day(1));
        assert!(weight.is_finite() && weight >= after_use(None, day(100)));
        assert!(after_use(Some(f64::NAN), day(1)).is_finite());
    }
}
