//! A day in the tray: 50 role sessions at 3 portals stay active for 24 simulated hours while programs ask for their
//! credentials at random moments, and nothing else happens.
//!
//! No credentials are ever handed out expired, AWS is asked no more often than it must be, nobody is notified, and the
//! program does not grow. Nothing else runs in this program, since its memory is measured.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "what a test asks for must be there, and the system tells of memory in a file"
)]

#[path = "soak/calls.rs"]
mod calls;
#[path = "soak/day.rs"]
mod day;

use day::{Day, run};
use std::time::Duration;

/// So long before their end credentials of an hour are renewed.
const LEAD: Duration = Duration::from_mins(15);
/// So long before its end an access token is renewed, when it is needed.
const TOKEN_LEAD: Duration = Duration::from_mins(5);
/// The program may grow by so many bytes from its first hour to its last.
const GROWTH: u64 = 5 * 1024 * 1024;
const PAGE: u64 = 4_096;

#[test]
fn a_quiet_day_asks_aws_for_what_is_needed_and_no_more() {
    run(async {
        let mut day = Day::begin(1).await;
        day.pass(Duration::from_hours(1)).await;
        let first_hour = memory();
        day.pass(Duration::from_hours(23)).await;
        let grown = memory().saturating_sub(first_hour);
        day.assert_all_active().await;
        assert!(day.reads > 200_000, "{} reads", day.reads);
        let (given, needed) = (day.credentials_given(), day.credentials_needed(LEAD));
        assert!(
            given <= needed,
            "AWS gave credentials {given} times instead of {needed}"
        );
        let (given, needed) = (day.tokens_given(), day.tokens_needed(TOKEN_LEAD));
        assert!(
            given <= needed,
            "AWS renewed a sign-in {given} times instead of {needed}"
        );
        day.assert_nobody_was_notified();
        assert!(grown <= GROWTH, "the program grew by {grown} bytes");
    });
}

/// Returns the memory of this program, in bytes; 0 where the system does not tell.
fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let resident = pages.split_whitespace().nth(1);
    resident
        .and_then(|pages| pages.parse::<u64>().ok())
        .unwrap_or_default()
        * PAGE
}
