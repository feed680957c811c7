//! When to renew: a pure function of the state of each role session and the current time.
//!
//! It decides which role sessions are renewed now, which are ended because they reached their limit, and when to check again. It
//! must not know how either is done. Times are those of the wall clock, which may jump: every result holds for `now` alone.

use crate::role_session::is_limit_reached;
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;

/// Maximum number of role sessions renewed at the same time: AWS allows about 20 requests a second to a portal.
pub(super) const MAX_CONCURRENT_RENEWALS: usize = 4;

/// Credentials are renewed this long before they expire, or a quarter of their lifetime if that is less. For credentials of an
/// hour that is the 15 minutes of remaining lifetime that programs ask for.
const MAX_LEAD: Duration = Duration::from_mins(20);

/// Backoff after the first failure; each further failure doubles it.
const INITIAL_BACKOFF: Duration = Duration::from_secs(5);
/// Maximum backoff.
const MAX_BACKOFF: Duration = Duration::from_mins(5);
/// Minimum time between two attempts, even after a machine event.
pub(super) const MIN_RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// Minimum time between two attempts if the only event is that another process changed the database.
pub(super) const MIN_RETRY_INTERVAL_AFTER_CHANGES: Duration = Duration::from_secs(15);

/// The state of one role session that its renewal depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct RenewalInput<'a> {
    pub(super) record: &'a RoleSessionRecord,
    /// When the session reaches its limit.
    pub(super) limit_at: Option<Timestamp>,
    /// Whether new credentials require a sign-in first.
    pub(super) needs_sign_in: bool,
    /// The failures since the last success, if any.
    pub(super) retry: Option<RetryState>,
    /// Whether the session is being renewed or ended, or its index entry is stale.
    pub(super) is_busy: bool,
    /// Whether erasing its expired credentials has started or is done.
    pub(super) is_cleaned_up: bool,
}

/// Failed attempts to renew or end a role session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RetryState {
    /// Number of consecutive failures.
    pub(super) failures: u32,
    /// When the last attempt failed.
    pub(super) last_failed_at: Timestamp,
    /// When to retry; `None` if AWS permanently refused to issue new credentials.
    pub(super) retry_at: Option<Timestamp>,
}

impl RetryState {
    /// Returns the state after one more failure at `now`. `jitter` is a random value from 0 to 1 that spreads retries.
    pub(super) fn after_failure(before: Option<Self>, now: Timestamp, jitter: f64) -> Self {
        let failures = before.map_or(0, |before| before.failures).saturating_add(1);
        Self {
            failures,
            last_failed_at: now,
            retry_at: now.checked_add(backoff(failures, jitter)).ok(),
        }
    }

    /// Returns the state that delays the next attempt by the maximum backoff, without counting a failure.
    pub(super) fn postponed(before: Option<Self>, now: Timestamp) -> Self {
        Self {
            failures: before.map_or(0, |before| before.failures),
            last_failed_at: now,
            retry_at: now.checked_add(MAX_BACKOFF).ok(),
        }
    }

    /// Returns the state after AWS permanently refused to issue new credentials.
    pub(super) fn refused(now: Timestamp) -> Self {
        Self {
            failures: 1,
            last_failed_at: now,
            retry_at: None,
        }
    }

    /// Brings the next attempt forward because it may succeed now. Two attempts stay at least `min_interval` apart.
    pub(super) fn retry_soon(&mut self, now: Timestamp, min_interval: Duration) {
        if let Some(retry_at) = self.retry_at {
            // After the clock was set back, the last attempt may lie in the future.
            let soonest = (self.last_failed_at.min(now) + min_interval).max(now);
            self.retry_at = Some(retry_at.min(soonest));
        }
    }
}

fn backoff(failures: u32, jitter: f64) -> Duration {
    let ceiling = INITIAL_BACKOFF
        .saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)))
        .min(MAX_BACKOFF);
    ceiling.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// The work that is due now, and when to check again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Role sessions to renew, in the order in which their credentials expire.
    pub(super) to_renew: Vec<RoleRef>,
    /// Role sessions to end because they reached their limit.
    pub(super) to_end: Vec<RoleRef>,
    /// Whether there are expired credentials to erase.
    pub(super) needs_clean_up: bool,
    /// When to check again if nothing happens before; always later than now.
    pub(super) next_check: Option<Timestamp>,
}

/// The work that is due for one role session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Renew,
    End,
    CleanUp,
    CheckAt(Timestamp),
    /// Nothing to do until some event.
    Wait,
}

/// Returns the work that is due at `now`.
pub(super) fn plan(sessions: &[RenewalInput<'_>], now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    let mut due: Vec<&RoleSessionRecord> = Vec::new();
    for input in sessions {
        match step(input, now) {
            Step::Renew => due.push(input.record),
            Step::End => plan.to_end.push(input.record.role.clone()),
            Step::CleanUp => plan.needs_clean_up = true,
            Step::CheckAt(at) => plan.next_check = Some(plan.next_check.map_or(at, |next| next.min(at))),
            Step::Wait => {}
        }
    }
    due.sort_by_key(|record| record.expires_at);
    plan.to_renew = due.into_iter().map(|record| record.role.clone()).collect();
    plan
}

/// Returns whether renewal is due at `now`, even if it is not possible yet.
pub(super) fn is_due(input: &RenewalInput<'_>, now: Timestamp) -> bool {
    wants_renewal(input) && due_at(input.record, now) <= now
}

fn step(input: &RenewalInput<'_>, now: Timestamp) -> Step {
    let paused_until = paused_until(input.retry, now);
    if input.is_busy {
        return Step::Wait;
    }
    if is_limit_reached(input.record, input.limit_at, now) {
        return paused_until.map_or(Step::End, Step::CheckAt);
    }
    let expires_at = input.record.expires_at;
    let is_expired = expires_at <= now;
    if wants_renewal(input) {
        let due_at = due_at(input.record, now);
        if due_at > now {
            return Step::CheckAt(due_at);
        }
        if !input.needs_sign_in && paused_until.is_none() {
            return Step::Renew;
        }
        if is_expired && !input.is_cleaned_up {
            return Step::CleanUp;
        }
        let ends = [Some(expires_at), input.limit_at].into_iter().flatten();
        let retry = paused_until.filter(|_| !input.needs_sign_in);
        let next = ends.chain(retry).filter(|at| *at > now).min();
        return next.map_or(Step::Wait, Step::CheckAt);
    }
    if is_expired {
        return if input.is_cleaned_up {
            Step::Wait
        } else {
            Step::CleanUp
        };
    }
    let next = input
        .limit_at
        .map_or(expires_at, |limit_at| limit_at.min(expires_at));
    Step::CheckAt(next)
}

/// Returns whether the role session is renewed at all: not after a refusal, nor if its credentials last until its limit.
pub(super) fn wants_renewal(input: &RenewalInput<'_>) -> bool {
    let is_refused = input.retry.is_some_and(|retry| retry.retry_at.is_none());
    let are_credentials_final = input.record.has_final_credentials(input.limit_at);
    match input.record.renewal {
        Renewal::On => !is_refused && !are_credentials_final,
        Renewal::Off | Renewal::OnDemand => false,
    }
}

/// Returns until when no attempt is made. A time further ahead than the maximum backoff was set before the clock was set back, and
/// is ignored.
fn paused_until(retry: Option<RetryState>, now: Timestamp) -> Option<Timestamp> {
    let retry_at = retry?.retry_at?;
    let left = remaining(retry_at, now);
    (!left.is_zero() && left <= MAX_BACKOFF).then_some(retry_at)
}

/// Returns when the credentials of `record` are to be renewed.
pub(super) fn due_at(record: &RoleSessionRecord, now: Timestamp) -> Timestamp {
    // After the clock was set back, `issued_at` may lie in the future: the lifetime counts from now at the latest.
    let lifetime = remaining(record.expires_at, record.issued_at.min(now));
    record
        .expires_at
        .checked_sub(MAX_LEAD.min(lifetime / 4))
        .unwrap_or(record.expires_at)
}

#[cfg(test)]
mod tests;
