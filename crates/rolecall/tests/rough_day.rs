//! Rough days in the tray: 50 role sessions at 3 portals stay active for 24 simulated hours, while programs ask for their
//! credentials at random moments, networks are cut, the machine sleeps, its clock is set and the program is killed.
//!
//! No credentials are ever handed out expired, every role session stays active, and nobody is notified.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

#[path = "soak/calls.rs"]
mod calls;
#[path = "soak/day.rs"]
mod day;
#[path = "soak/disturbances.rs"]
mod disturbances;

use day::{Day, run};
use rolecall_fakes::soak;
use std::time::Duration;

/// So long before their end credentials are renewed at the earliest: they seem to live longer by a clock that was set back.
const LEAD: Duration = Duration::from_mins(20);

/// How many more days there are.
const DAYS: (u64, u64) = (60, 1);

fn a_rough_day(seed: u64) {
    run(async {
        let mut day = Day::begin(seed).await;
        let mut wrong_clocks = 0;
        while day.hours() < 24 {
            day.pass(Duration::from_mins(20)).await;
            wrong_clocks += usize::from(day.disturb().await);
        }
        day.pass(Duration::from_mins(10)).await;
        day.assert_all_active().await;
        assert!(day.reads > 30_000, "{} reads", day.reads);
        day.assert_nobody_was_notified();
        day.assert_asked_no_more_than_needed(LEAD, wrong_clocks);
    });
}

#[test]
fn a_rough_day_hands_out_nothing_expired() {
    a_rough_day(12);
}

#[test]
fn another_rough_day_hands_out_nothing_expired() {
    a_rough_day(21);
}

#[test]
fn more_rough_days_hand_out_nothing_expired() {
    (25..25 + soak::size(DAYS.0, DAYS.1)).for_each(a_rough_day);
}
