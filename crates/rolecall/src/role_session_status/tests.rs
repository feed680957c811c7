//! One status for every combination of renewal, phase and limit.

use super::*;
use crate::problem::ProblemCode;
use crate::test_records::{minute, record, role};

/// Credentials from minute 0 to 60.
fn state(renewal: Renewal, phase: RoleSessionPhase, limit_at: Option<i64>) -> RoleSessionState {
    RoleSessionState {
        record: record(role("acme", "Admin"), renewal),
        phase,
        limit_at: limit_at.map(minute),
    }
}

fn problem() -> Problem {
    Problem::new(ProblemCode::NotAssigned, "")
}

fn retrying() -> RoleSessionPhase {
    RoleSessionPhase::Retrying {
        problem: problem(),
        at: minute(50),
    }
}

/// The outcome, and the minutes when the credentials end, when it stops being active and from when it ends soon.
fn status(renewal: Renewal, phase: RoleSessionPhase, limit_at: Option<i64>) -> String {
    let state = state(renewal, phase, limit_at);
    let minutes = |at: Timestamp| at.duration_since(minute(0)).as_mins();
    let or_never = |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| minutes(at).to_string());
    format!(
        "{:?} {} {} {}",
        state.outcome(),
        minutes(state.credentials_end()),
        or_never(state.active_until()),
        or_never(state.ends_soon_at())
    )
}

#[test]
fn the_limit_decides_only_what_no_phase_decides() {
    use Renewal::{Off, On, OnDemand};
    use RoleSessionPhase::{Active, Refused, Renewing, WaitingForSignIn};
    assert_eq!(status(On, Active, None), "Renews 60 never never");
    assert_eq!(status(On, Active, Some(90)), "Renews 60 90 never");
    assert_eq!(status(On, Active, Some(60)), "Limit 60 60 50");
    assert_eq!(status(On, Active, Some(30)), "Limit 30 30 20");
    assert_eq!(status(Off, Active, None), "Ends 60 60 50");
    assert_eq!(status(OnDemand, Active, None), "Ends 60 60 never");
    assert_eq!(status(On, Renewing, Some(90)), "Renewing 60 90 never");
    assert_eq!(status(On, retrying(), None), "Retrying 60 never 50");
    assert_eq!(
        status(On, WaitingForSignIn, Some(40)),
        "WaitingForSignIn 40 40 30"
    );
    assert_eq!(status(Off, Refused(problem()), None), "Refused 60 60 50");
    assert_eq!(status(On, Refused(problem()), None), "Refused 60 60 50");
}

#[test]
fn one_that_waits_is_active_until_its_limit_and_needs_the_user() {
    let waiting = state(Renewal::On, RoleSessionPhase::WaitingForSignIn, Some(90));
    assert!(waiting.is_active(minute(89)) && waiting.needs_user(minute(89)));
    assert!(!waiting.is_active(minute(90)) && !waiting.needs_user(minute(90)));
    let retrying = state(Renewal::On, retrying(), None);
    assert!(!retrying.needs_user(minute(59)) && retrying.needs_user(minute(60)));
    assert!(!retrying.ends_soon(minute(49)) && retrying.ends_soon(minute(50)));
}
