//! When to renew: a pure function of what is known of each role session and of the time.
//!
//! It owns which role sessions are renewed now, which their limit ends, and when to look again. It must not know how either is
//! done. Times are those of the wall clock, which may jump: every answer holds for `now` alone.

use crate::role_session::has_reached;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;

/// So many role sessions are renewed at once: AWS allows about 20 requests a second to a portal.
pub(super) const MOST_AT_ONCE: usize = 4;

/// Credentials are renewed when no more than this is left, or a quarter of their life where that is less. Of an hour that leaves the
/// 15 minutes that programs ask for.
const SOON: Duration = Duration::from_mins(20);

/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Whatever happens on the machine, two tries are no closer.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Nor, where all that happened is that another process wrote something.
pub(super) const PAUSE_OF_OTHERS: Duration = Duration::from_secs(15);

/// What is known of one role session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Living<'a> {
    pub(super) record: &'a RoleSessionRecord,
    /// When its limit ends it.
    pub(super) ends_at: Option<Timestamp>,
    /// Whether somebody has to sign in before AWS gives new credentials.
    pub(super) needs_sign_in: bool,
    /// What came of the last tries, if they failed.
    pub(super) tried: Option<Tried>,
    /// Whether it is being renewed or ended now.
    pub(super) is_busy: bool,
    /// Whether what expired of it was erased.
    pub(super) is_tidy: bool,
}

/// What came of tries that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tried {
    /// How many, in a row.
    pub(super) failures: u32,
    /// When the last was.
    pub(super) at: Timestamp,
    /// When to try again; absent when AWS will not give any more.
    pub(super) again_at: Option<Timestamp>,
}

impl Tried {
    /// Returns what is known after one more failure at `now`; `fraction` of 0 to 1 spreads those who failed together.
    pub(super) fn failed(before: Option<Self>, now: Timestamp, fraction: f64) -> Self {
        let failures = before.map_or(0, |before| before.failures).saturating_add(1);
        Self {
            failures,
            at: now,
            again_at: now.checked_add(pause(failures, fraction)).ok(),
        }
    }

    /// Returns what is known when all have to wait for the same, whichever found that out at `now`.
    pub(super) fn put_off(before: Option<Self>, now: Timestamp) -> Self {
        Self {
            failures: before.map_or(0, |before| before.failures),
            at: now,
            again_at: now.checked_add(LONGEST_PAUSE).ok(),
        }
    }

    /// Returns what is known after AWS refused for good.
    pub(super) fn refused(now: Timestamp) -> Self {
        Self {
            failures: 1,
            at: now,
            again_at: None,
        }
    }

    /// Something happened on the machine: it may work now. Two tries stay `apart` all the same.
    pub(super) fn hurry(&mut self, now: Timestamp, apart: Duration) {
        if let Some(again_at) = self.again_at {
            // The last try may lie in the future of a clock that was set back.
            let soonest = (self.at.min(now) + apart).max(now);
            self.again_at = Some(again_at.min(soonest));
        }
    }
}

fn pause(failures: u32, fraction: f64) -> Duration {
    let ceiling = FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)))
        .min(LONGEST_PAUSE);
    ceiling.mul_f64(0.5 + fraction.clamp(0.0, 1.0) / 2.0)
}

/// What is to be done now, and when to look again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// These get new credentials, those that end first first.
    pub(super) renew: Vec<Assignment>,
    /// These have reached their limit.
    pub(super) end: Vec<Assignment>,
    /// Whether something expired that is still there.
    pub(super) tidy: bool,
    /// When to look again if nothing happens before; always later than now.
    pub(super) next: Option<Timestamp>,
}

/// What is to be done about one role session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Renew,
    End,
    Tidy,
    LookAt(Timestamp),
    /// Something else has to happen first.
    Wait,
}

/// Returns what is to be done at `now`.
pub(super) fn plan(living: &[Living<'_>], now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    let mut due: Vec<&RoleSessionRecord> = Vec::new();
    for one in living {
        match step(one, now) {
            Step::Renew => due.push(one.record),
            Step::End => plan.end.push(one.record.assignment.clone()),
            Step::Tidy => plan.tidy = true,
            Step::LookAt(at) => plan.next = Some(plan.next.map_or(at, |next| next.min(at))),
            Step::Wait => {}
        }
    }
    due.sort_by_key(|record| record.expires_at);
    plan.renew = due.into_iter().map(|record| record.assignment.clone()).collect();
    plan
}

/// Tells whether the role session has to be renewed by `now`, if it is to live on.
pub(super) fn is_due(one: &Living<'_>, now: Timestamp) -> bool {
    wants_renewal(one) && due_at(one.record, now) <= now
}

fn step(one: &Living<'_>, now: Timestamp) -> Step {
    let held_back = held_back(one.tried, now);
    if one.is_busy {
        return Step::Wait;
    }
    if has_reached(one.record, one.ends_at, now) {
        return held_back.map_or(Step::End, Step::LookAt);
    }
    let expires_at = one.record.expires_at;
    let is_expired = expires_at <= now;
    if wants_renewal(one) {
        let due_at = due_at(one.record, now);
        if due_at > now {
            return Step::LookAt(due_at);
        }
        if !one.needs_sign_in && held_back.is_none() {
            return Step::Renew;
        }
        if is_expired && !one.is_tidy {
            return Step::Tidy;
        }
        let end = [Some(expires_at), one.ends_at].into_iter().flatten();
        let retry = held_back.filter(|_| !one.needs_sign_in);
        let next = end.chain(retry).filter(|at| *at > now).min();
        return next.map_or(Step::Wait, Step::LookAt);
    }
    if is_expired {
        return if one.is_tidy { Step::Wait } else { Step::Tidy };
    }
    let next = one.ends_at.map_or(expires_at, |end| end.min(expires_at));
    Step::LookAt(next)
}

/// Tells whether the role session is to get new credentials when the present ones end: those that reach its limit are its last.
fn wants_renewal(one: &Living<'_>) -> bool {
    let is_refused = one.tried.is_some_and(|tried| tried.again_at.is_none());
    let is_last = one.ends_at.is_some_and(|end| end <= one.record.expires_at);
    match one.record.renewal {
        Renewal::On => !is_refused && !is_last,
        Renewal::Off | Renewal::OnDemand => false,
    }
}

/// Returns until when nothing is tried. What lies further ahead than any pause is of a clock that was set back since.
fn held_back(tried: Option<Tried>, now: Timestamp) -> Option<Timestamp> {
    let again_at = tried?.again_at?;
    let left = remaining(again_at, now);
    (!left.is_zero() && left <= LONGEST_PAUSE).then_some(again_at)
}

/// Returns when the credentials of `record` are to be renewed.
pub(super) fn due_at(record: &RoleSessionRecord, now: Timestamp) -> Timestamp {
    // A clock that was set back makes credentials that are issued in the future; they live from now on at least.
    let life = remaining(record.expires_at, record.issued_at.min(now));
    record
        .expires_at
        .checked_sub(SOON.min(life / 4))
        .unwrap_or(record.expires_at)
}

#[cfg(test)]
mod tests;
