//! Every decision by hand, and days of them at random.

mod days;

use super::{
    MAX_BACKOFF, MIN_RETRY_INTERVAL, MIN_RETRY_INTERVAL_AFTER_CHANGES, Plan, RenewalInput, RetryState,
    is_due, plan,
};
use crate::test_records::{self, role, second as time};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

fn role_ref(number: usize) -> RoleRef {
    role("acme", &format!("Role{number:03}"))
}

/// A role session that was started and issued at 0.
fn record(expires: i64, renewal: Renewal) -> RoleSessionRecord {
    RoleSessionRecord {
        expires_at: time(expires),
        ..test_records::record(role_ref(0), renewal)
    }
}

fn input(record: &RoleSessionRecord) -> RenewalInput<'_> {
    RenewalInput {
        record,
        limit_at: None,
        needs_sign_in: false,
        retry: None,
        is_busy: false,
        is_cleaned_up: false,
    }
}

fn renews() -> Plan {
    Plan {
        to_renew: vec![role_ref(0)],
        ..Plan::default()
    }
}

fn checks_at(second: i64) -> Plan {
    Plan {
        next_check: Some(time(second)),
        ..Plan::default()
    }
}

fn cleans_up() -> Plan {
    Plan {
        needs_clean_up: true,
        ..Plan::default()
    }
}

fn ends() -> Plan {
    Plan {
        to_end: vec![role_ref(0)],
        ..Plan::default()
    }
}

#[test]
fn nothing_needs_no_check() {
    assert_eq!(plan(&[], time(0)), Plan::default());
}

#[test]
fn a_quarter_of_the_life_or_twenty_minutes_is_left_when_it_is_renewed() {
    for (lifetime, due) in [
        (15 * MINUTE, 15 * MINUTE - 225),
        (HOUR, 45 * MINUTE),
        (12 * HOUR, 12 * HOUR - 20 * MINUTE),
    ] {
        let record = record(lifetime, Renewal::On);
        assert_eq!(plan(&[input(&record)], time(due - 1)), checks_at(due));
        assert_eq!(plan(&[input(&record)], time(due)), renews());
        assert_eq!(plan(&[input(&record)], time(lifetime + HOUR)), renews());
    }
}

#[test]
fn what_programs_made_and_what_is_not_to_live_on_is_erased_at_its_end_and_not_renewed() {
    for renewal in [Renewal::OnDemand, Renewal::Off] {
        let record = record(HOUR, renewal);
        assert_eq!(plan(&[input(&record)], time(59 * MINUTE)), checks_at(HOUR));
        assert_eq!(plan(&[input(&record)], time(HOUR)), cleans_up());
        let erased = RenewalInput {
            is_cleaned_up: true,
            ..input(&record)
        };
        assert_eq!(plan(&[erased], time(HOUR)), Plan::default());
    }
}

#[test]
fn the_limit_ends_it_and_credentials_that_reach_the_limit_are_the_last() {
    for renewal in Renewal::ALL {
        let record = record(HOUR, renewal);
        let limited = |end| RenewalInput {
            limit_at: Some(time(end)),
            ..input(&record)
        };
        assert_eq!(plan(&[limited(HOUR)], time(50 * MINUTE)), checks_at(HOUR));
        assert_eq!(plan(&[limited(30 * MINUTE)], time(0)), checks_at(30 * MINUTE));
        assert_eq!(plan(&[limited(30 * MINUTE)], time(30 * MINUTE)), ends());
        assert_eq!(plan(&[limited(HOUR)], time(HOUR)), ends(), "exactly at its end");
        assert_eq!(plan(&[limited(HOUR)], time(13 * HOUR)), ends());
    }
    let record = record(HOUR, Renewal::On);
    let longer = RenewalInput {
        limit_at: Some(time(HOUR + 1)),
        ..input(&record)
    };
    assert_eq!(plan(&[longer], time(45 * MINUTE)), renews());
}

#[test]
fn an_expired_sign_in_waits_and_what_expires_meanwhile_is_erased_once() {
    let record = record(HOUR, Renewal::On);
    let waits = RenewalInput {
        needs_sign_in: true,
        ..input(&record)
    };
    assert_eq!(plan(&[waits], time(50 * MINUTE)), checks_at(HOUR));
    assert_eq!(plan(&[waits], time(HOUR)), cleans_up());
    let erased = RenewalInput {
        is_cleaned_up: true,
        ..waits
    };
    assert_eq!(plan(&[erased], time(HOUR)), Plan::default());
    let limited = RenewalInput {
        limit_at: Some(time(2 * HOUR)),
        ..erased
    };
    assert_eq!(plan(&[limited], time(HOUR)), checks_at(2 * HOUR));
    assert_eq!(plan(&[limited], time(2 * HOUR)), ends());
    let signed_in = RenewalInput {
        needs_sign_in: false,
        ..erased
    };
    assert_eq!(plan(&[signed_in], time(12 * HOUR)), renews());
}

#[test]
fn a_failure_pauses_and_pauses_grow_to_a_ceiling() {
    let record = record(HOUR, Renewal::On);
    let mut retry = None;
    let mut now = time(45 * MINUTE);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        let failed = RetryState::after_failure(retry, now, 1.0);
        let retry_at = failed.retry_at.unwrap();
        let held = RenewalInput {
            retry: Some(failed),
            is_cleaned_up: true,
            ..input(&record)
        };
        let expected = if now < record.expires_at {
            retry_at.min(record.expires_at)
        } else {
            retry_at
        };
        assert_eq!(plan(&[held], now).next_check, Some(expected));
        assert_eq!(plan(&[held], retry_at).to_renew, [role_ref(0)]);
        pauses.push(retry_at.duration_since(now));
        now = retry_at;
        retry = Some(failed);
    }
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert_eq!(pauses[0].as_secs(), 5);
    assert_eq!(pauses[11].unsigned_abs(), MAX_BACKOFF);
    let spread = RetryState::after_failure(None, now, 0.0).retry_at.unwrap();
    assert!(spread.duration_since(now).as_millis() == 2_500, "half is jitter");
}

#[test]
fn machine_events_end_the_pause_but_no_two_attempts_are_closer_than_a_second() {
    let now = time(HOUR);
    let mut retry = RetryState::after_failure(None, now, 1.0);
    retry.retry_soon(now, MIN_RETRY_INTERVAL);
    assert_eq!(retry.retry_at, Some(now + Duration::from_secs(1)));
    retry = RetryState::after_failure(Some(retry), now, 1.0);
    retry.retry_soon(now + Duration::from_secs(3), MIN_RETRY_INTERVAL);
    assert_eq!(retry.retry_at, Some(now + Duration::from_secs(3)));
    let mut early = RetryState::after_failure(None, now, 1.0);
    early.retry_soon(now, MIN_RETRY_INTERVAL_AFTER_CHANGES);
    assert_eq!(
        early.retry_at,
        Some(now + Duration::from_secs(5)),
        "never later than without"
    );
    // The clock was set back.
    retry.retry_soon(time(0), MIN_RETRY_INTERVAL);
    assert_eq!(retry.retry_at, Some(time(0) + Duration::from_secs(1)));
    let mut refused = RetryState::refused(now);
    refused.retry_soon(now, MIN_RETRY_INTERVAL);
    assert_eq!(refused.retry_at, None);
}

#[test]
fn a_refusal_is_final_and_the_credentials_last_to_their_end() {
    let record = record(HOUR, Renewal::On);
    let refused = RenewalInput {
        retry: Some(RetryState::refused(time(45 * MINUTE))),
        ..input(&record)
    };
    assert_eq!(plan(&[refused], time(46 * MINUTE)), checks_at(HOUR));
    assert_eq!(plan(&[refused], time(HOUR)), cleans_up());
    assert!(!is_due(&refused, time(HOUR)));
}

#[test]
fn what_is_busy_is_left_alone() {
    let record = record(HOUR, Renewal::On);
    let busy = RenewalInput {
        is_busy: true,
        limit_at: Some(time(HOUR)),
        ..input(&record)
    };
    for seconds in [0, 45 * MINUTE, HOUR, 12 * HOUR] {
        assert_eq!(plan(&[busy], time(seconds)), Plan::default());
    }
}

#[test]
fn a_limit_that_cannot_be_enforced_is_tried_again() {
    let record = record(2 * HOUR, Renewal::Off);
    let now = time(HOUR);
    let failed = RenewalInput {
        limit_at: Some(now),
        retry: Some(RetryState::after_failure(None, now, 1.0)),
        ..input(&record)
    };
    assert_eq!(plan(&[failed], now), checks_at(HOUR + 5));
    assert_eq!(plan(&[failed], time(HOUR + 5)), ends());
}

#[test]
fn many_that_are_due_at_once_come_in_the_order_of_their_expiry() {
    let records: Vec<RoleSessionRecord> = (0..64)
        .map(|number| RoleSessionRecord {
            role: role_ref(number),
            ..record(HOUR - i64::try_from(number).unwrap(), Renewal::On)
        })
        .collect();
    let all: Vec<RenewalInput<'_>> = records.iter().map(input).collect();
    let plan = plan(&all, time(13 * HOUR));
    assert_eq!(plan.to_renew.len(), 64);
    assert_eq!(plan.to_renew[0], role_ref(63));
    assert_eq!(plan.next_check, None);
}

#[test]
fn a_clock_that_jumps_neither_retries_early_nor_forgets() {
    // Issued while the clock was two hours ahead, seen after it was set right.
    let ahead = RoleSessionRecord {
        issued_at: time(2 * HOUR),
        expires_at: time(HOUR),
        ..record(HOUR, Renewal::On)
    };
    assert_eq!(plan(&[input(&ahead)], time(0)), checks_at(45 * MINUTE));
    // A pause of a clock that was a day ahead holds nobody back.
    let record = record(HOUR, Renewal::On);
    let held = RenewalInput {
        retry: Some(RetryState::after_failure(None, time(24 * HOUR), 1.0)),
        ..input(&record)
    };
    assert_eq!(plan(&[held], time(50 * MINUTE)), renews());
    // A clock that goes far ahead makes everything due, which AWS then says is not so.
    assert_eq!(plan(&[input(&record)], time(400 * 24 * HOUR)), renews());
}
