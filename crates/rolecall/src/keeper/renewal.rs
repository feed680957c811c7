//! When to renew: a pure function of what is known of each role session and of the time.
//!
//! It owns which role sessions are renewed now, which their limit ends, and when to check again. It must not know how either is
//! done. Times are those of the wall clock, which may jump: every result holds for `now` alone.

use crate::role_session::is_limit_reached;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;

/// How many role sessions are renewed at the same time: AWS allows about 20 requests a second to a portal.
pub(super) const MAX_CONCURRENT_RENEWALS: usize = 4;

/// Credentials are renewed when no more than this is left, or a quarter of their lifetime where that is less. Of an hour that
/// leaves the 15 minutes that programs ask for.
const MAX_LEAD: Duration = Duration::from_mins(20);

/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause after failures.
const MAX_PAUSE: Duration = Duration::from_mins(5);
/// The shortest time between two attempts, whatever happens on the machine.
pub(super) const MIN_PAUSE: Duration = Duration::from_secs(1);
/// The shortest time between two attempts where all that happened is that another process wrote something.
pub(super) const MIN_PAUSE_AFTER_OTHERS: Duration = Duration::from_secs(15);

/// What is known of one role session when its renewal is decided.
#[derive(Clone, Copy, Debug)]
pub(super) struct RenewalFacts<'a> {
    pub(super) record: &'a RoleSessionRecord,
    /// When its limit ends it.
    pub(super) ends_at: Option<Timestamp>,
    /// Whether somebody has to sign in before AWS gives new credentials.
    pub(super) needs_sign_in: bool,
    /// The outcome of the last attempts, if they failed.
    pub(super) retry: Option<RetryState>,
    /// Whether it is being renewed or ended now.
    pub(super) is_busy: bool,
    /// Whether its expired credentials were erased.
    pub(super) is_cleaned_up: bool,
}

/// The outcome of attempts that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RetryState {
    /// How many failed in a row.
    pub(super) failures: u32,
    /// When the last one failed.
    pub(super) at: Timestamp,
    /// When to retry; absent when AWS will not give any more.
    pub(super) retry_at: Option<Timestamp>,
}

impl RetryState {
    /// Returns the state after one more failure at `now`; `fraction` of 0 to 1 spreads those that failed together.
    pub(super) fn after_failure(before: Option<Self>, now: Timestamp, fraction: f64) -> Self {
        let failures = before.map_or(0, |before| before.failures).saturating_add(1);
        Self {
            failures,
            at: now,
            retry_at: now.checked_add(pause(failures, fraction)).ok(),
        }
    }

    /// Returns the state when all have to wait for the same, whichever found that out at `now`.
    pub(super) fn postponed(before: Option<Self>, now: Timestamp) -> Self {
        Self {
            failures: before.map_or(0, |before| before.failures),
            at: now,
            retry_at: now.checked_add(MAX_PAUSE).ok(),
        }
    }

    /// Returns the state after AWS refused for good.
    pub(super) fn refused(now: Timestamp) -> Self {
        Self {
            failures: 1,
            at: now,
            retry_at: None,
        }
    }

    /// Brings the next attempt forward: something happened on the machine, and it may work now. Two attempts stay `min_pause` apart.
    pub(super) fn retry_soon(&mut self, now: Timestamp, min_pause: Duration) {
        if let Some(retry_at) = self.retry_at {
            // The last attempt may lie in the future of a clock that was set back.
            let soonest = (self.at.min(now) + min_pause).max(now);
            self.retry_at = Some(retry_at.min(soonest));
        }
    }
}

fn pause(failures: u32, fraction: f64) -> Duration {
    let ceiling = FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)))
        .min(MAX_PAUSE);
    ceiling.mul_f64(0.5 + fraction.clamp(0.0, 1.0) / 2.0)
}

/// What is to be done now, and when to check again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// These get new credentials, in the order in which their present ones expire.
    pub(super) renew: Vec<Assignment>,
    /// These have reached their limit.
    pub(super) end: Vec<Assignment>,
    /// Whether expired credentials are still stored.
    pub(super) clean_up: bool,
    /// When to check again if nothing happens before; always later than now.
    pub(super) next: Option<Timestamp>,
}

/// What is to be done about one role session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Renew,
    End,
    CleanUp,
    CheckAt(Timestamp),
    /// Something else has to happen first.
    Wait,
}

/// Returns what is to be done at `now`.
pub(super) fn plan(sessions: &[RenewalFacts<'_>], now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    let mut due: Vec<&RoleSessionRecord> = Vec::new();
    for facts in sessions {
        match step(facts, now) {
            Step::Renew => due.push(facts.record),
            Step::End => plan.end.push(facts.record.assignment.clone()),
            Step::CleanUp => plan.clean_up = true,
            Step::CheckAt(at) => plan.next = Some(plan.next.map_or(at, |next| next.min(at))),
            Step::Wait => {}
        }
    }
    due.sort_by_key(|record| record.expires_at);
    plan.renew = due.into_iter().map(|record| record.assignment.clone()).collect();
    plan
}

/// Tells whether the role session has to be renewed by `now` to stay active.
pub(super) fn is_due(facts: &RenewalFacts<'_>, now: Timestamp) -> bool {
    wants_renewal(facts) && due_at(facts.record, now) <= now
}

fn step(facts: &RenewalFacts<'_>, now: Timestamp) -> Step {
    let paused_until = paused_until(facts.retry, now);
    if facts.is_busy {
        return Step::Wait;
    }
    if is_limit_reached(facts.record, facts.ends_at, now) {
        return paused_until.map_or(Step::End, Step::CheckAt);
    }
    let expires_at = facts.record.expires_at;
    let is_expired = expires_at <= now;
    if wants_renewal(facts) {
        let due_at = due_at(facts.record, now);
        if due_at > now {
            return Step::CheckAt(due_at);
        }
        if !facts.needs_sign_in && paused_until.is_none() {
            return Step::Renew;
        }
        if is_expired && !facts.is_cleaned_up {
            return Step::CleanUp;
        }
        let end = [Some(expires_at), facts.ends_at].into_iter().flatten();
        let retry = paused_until.filter(|_| !facts.needs_sign_in);
        let next = end.chain(retry).filter(|at| *at > now).min();
        return next.map_or(Step::Wait, Step::CheckAt);
    }
    if is_expired {
        return if facts.is_cleaned_up {
            Step::Wait
        } else {
            Step::CleanUp
        };
    }
    let next = facts.ends_at.map_or(expires_at, |end| end.min(expires_at));
    Step::CheckAt(next)
}

/// Tells whether the role session is to get new credentials when the present ones end: those that reach its limit are its last.
fn wants_renewal(facts: &RenewalFacts<'_>) -> bool {
    let is_refused = facts.retry.is_some_and(|retry| retry.retry_at.is_none());
    let is_last = facts.ends_at.is_some_and(|end| end <= facts.record.expires_at);
    match facts.record.renewal {
        Renewal::On => !is_refused && !is_last,
        Renewal::Off | Renewal::OnDemand => false,
    }
}

/// Returns until when no attempt is made. What lies further ahead than any pause is of a clock that was set back since.
fn paused_until(retry: Option<RetryState>, now: Timestamp) -> Option<Timestamp> {
    let retry_at = retry?.retry_at?;
    let left = remaining(retry_at, now);
    (!left.is_zero() && left <= MAX_PAUSE).then_some(retry_at)
}

/// Returns when the credentials of `record` are to be renewed.
pub(super) fn due_at(record: &RoleSessionRecord, now: Timestamp) -> Timestamp {
    // A clock that was set back makes credentials that are issued in the future; they last from now on at least.
    let lifetime = remaining(record.expires_at, record.issued_at.min(now));
    record
        .expires_at
        .checked_sub(MAX_LEAD.min(lifetime / 4))
        .unwrap_or(record.expires_at)
}

#[cfg(test)]
mod tests;
