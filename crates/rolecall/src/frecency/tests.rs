//! Often and lately, as one number that needs no clock.

use super::{HALF_LIFE, after_use};
use proptest::prelude::*;
use rolecall_model::Timestamp;

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

proptest! {
    /// The order in which uses are heard of does not count, one more use never weighs less, and the sum is the sum.
    #[test]
    fn it_is_the_logarithm_of_the_sum(uses in proptest::collection::vec(0_i64..400, 1..20)) {
        let weigh = |days: &mut dyn Iterator<Item = i64>| {
            days.fold(None, |weight, number| Some(after_use(weight, day(number)))).unwrap()
        };
        let (forth, back) = (weigh(&mut uses.iter().copied()), weigh(&mut uses.iter().rev().copied()));
        prop_assert!((forth - back).abs() < 1e-9);
        prop_assert!(after_use(Some(forth), day(0)) >= forth);
        let base = after_use(None, day(400));
        let sum: f64 = uses.iter().map(|number| (after_use(None, day(*number)) - base).exp2()).sum();
        prop_assert!((sum.log2() + base - forth).abs() < 1e-6);
    }
}
