//! What the keeper knows of one role session while it runs.
//!
//! It must not know of the others.

use crate::keeper::renewal::{RenewalFacts, RetryState, is_due};
use crate::keeper::snapshot::RoleSessionPhase;
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// Failures belong together when no more lies between them than twice the longest pause.
const MAX_FAILURE_GAP: Duration = Duration::from_mins(10);

/// One role session of the index.
#[derive(Debug)]
pub(in crate::keeper) struct TrackedRoleSession {
    record: RoleSessionRecord,
    /// When its limit ends it.
    ends_at: Option<Timestamp>,
    failure: RenewalFailure,
    /// The task that renews or ends it.
    task: Option<AbortHandle>,
    /// Whether a task changed the index, which was not read since.
    awaits_index: bool,
    /// The expiry of the credentials that are erased, or being erased, because they expired.
    cleaned_up: Option<Timestamp>,
}

/// Why and since when a role session could not be renewed.
#[derive(Debug, Default)]
struct RenewalFailure {
    since: Option<Timestamp>,
    problem: Option<Problem>,
    retry: Option<RetryState>,
    /// AWS refused, and the index still says that it is to be renewed.
    is_refusal_unsaved: bool,
}

impl TrackedRoleSession {
    pub(super) fn new(record: RoleSessionRecord) -> Self {
        Self {
            record,
            ends_at: None,
            failure: RenewalFailure::default(),
            task: None,
            awaits_index: false,
            cleaned_up: None,
        }
    }

    pub(in crate::keeper) fn record(&self) -> &RoleSessionRecord {
        &self.record
    }

    pub(in crate::keeper) fn assignment(&self) -> &Assignment {
        &self.record.assignment
    }

    pub(in crate::keeper) fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at
    }

    pub(super) fn set_end(&mut self, ends_at: Option<Timestamp>) {
        self.ends_at = ends_at;
    }

    /// Returns why it could not be renewed, if it could not be.
    pub(in crate::keeper) fn problem(&self) -> Option<&Problem> {
        self.failure.problem.as_ref()
    }

    /// Tells whether it has to be renewed by `now`, whether or not it can be.
    pub(in crate::keeper) fn is_due(&self, now: Timestamp) -> bool {
        is_due(&self.facts(false), now)
    }

    /// Tells whether the credentials it has are its last, since they reach its limit.
    pub(in crate::keeper) fn is_last(&self) -> bool {
        self.ends_at.is_some_and(|end| end <= self.record.expires_at)
    }

    /// Returns since when it cannot be renewed, as far as that is recent: what failed before a machine slept says nothing.
    pub(in crate::keeper) fn failing_since(&self, now: Timestamp) -> Option<Timestamp> {
        let is_recent = |retry: RetryState| retry.at <= now && remaining(now, retry.at) <= MAX_FAILURE_GAP;
        self.failure
            .since
            .filter(|_| self.failure.retry.is_some_and(is_recent))
    }

    /// Takes what the index says now; new credentials clear the failures before them.
    pub(super) fn sync_from_index(&mut self, mut record: RoleSessionRecord) {
        let is_new = record.issued_at != self.record.issued_at || record.started_at != self.record.started_at;
        if self.failure.is_refusal_unsaved && !is_new && record.renewal == Renewal::On {
            record.renewal = Renewal::Off;
        }
        let is_enabled = record.renewal == Renewal::On && self.record.renewal != Renewal::On;
        if is_new || is_enabled {
            self.clear_failure();
        }
        self.record = record;
        self.awaits_index = false;
    }

    pub(super) fn clear_failure(&mut self) {
        self.failure = RenewalFailure::default();
    }

    pub(super) fn facts(&self, needs_sign_in: bool) -> RenewalFacts<'_> {
        RenewalFacts {
            record: &self.record,
            ends_at: self.ends_at,
            needs_sign_in,
            retry: self.failure.retry,
            is_busy: self.is_busy(),
            is_cleaned_up: self.cleaned_up == Some(self.record.expires_at),
        }
    }

    pub(super) fn phase(&self, needs_sign_in: bool, now: Timestamp) -> RoleSessionPhase {
        let retry = self.failure.retry;
        let is_over = self.ends_at.is_some_and(|end| end <= now);
        let is_refused = retry.is_some_and(|retry| retry.retry_at.is_none());
        match (self.problem(), retry.and_then(|retry| retry.retry_at)) {
            (Some(problem), None) if is_refused => RoleSessionPhase::Refused(problem.clone()),
            _ if is_over => RoleSessionPhase::Active,
            _ if self.is_busy() => RoleSessionPhase::Renewing,
            _ if needs_sign_in && self.is_due(now) => RoleSessionPhase::WaitingForSignIn,
            (Some(problem), Some(at)) if self.is_due(now) => RoleSessionPhase::Retrying {
                problem: problem.clone(),
                at: at.max(now),
            },
            _ => RoleSessionPhase::Active,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.task.is_some() || self.awaits_index
    }

    pub(super) fn set_task(&mut self, task: AbortHandle) {
        self.task = Some(task);
    }

    /// Notes that `task` finished; tells whether it is the one that was waited for.
    pub(super) fn finish_task(&mut self, task: Id) -> bool {
        self.task.take_if(|known| known.id() == task).is_some()
    }

    pub(super) fn abort_task(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    /// Leaves it alone until the index is read: a task changed it there.
    pub(super) fn await_index(&mut self) {
        self.awaits_index = true;
    }

    /// The index could not be read: what it says is not waited for any longer.
    pub(super) fn stop_awaiting_index(&mut self) {
        self.awaits_index = false;
    }

    pub(super) fn on_renewed(&mut self, record: RoleSessionRecord) {
        self.clear_failure();
        // Whether it is renewed may have been changed meanwhile.
        let renewal = self.record.renewal;
        self.record = RoleSessionRecord { renewal, ..record };
    }

    pub(super) fn on_failed(&mut self, problem: Problem, now: Timestamp, fraction: f64) {
        self.record_failure(problem, now);
        self.failure.retry = Some(RetryState::after_failure(self.failure.retry, now, fraction));
    }

    /// Waits as long as a failure can make it wait; where it was not due there is no `problem` to show.
    pub(super) fn postpone(&mut self, problem: Option<Problem>, now: Timestamp) {
        if let Some(problem) = problem {
            self.record_failure(problem, now);
        }
        self.failure.retry = Some(RetryState::postponed(self.failure.retry, now));
    }

    fn record_failure(&mut self, problem: Problem, now: Timestamp) {
        self.failure.since = self.failing_since(now).or(Some(now));
        self.failure.problem = Some(problem);
    }

    /// AWS will not give any more; `is_saved` tells whether the index knows that it is not renewed any longer.
    pub(super) fn on_refused(&mut self, problem: Problem, is_saved: bool, now: Timestamp) {
        self.failure = RenewalFailure {
            since: None,
            problem: Some(problem),
            retry: Some(RetryState::refused(now)),
            is_refusal_unsaved: !is_saved,
        };
        self.record.renewal = Renewal::Off;
    }

    /// What failed before failed for another reason than what may fail now.
    pub(super) fn reset_failing_since(&mut self) {
        self.failure.since = None;
    }

    pub(super) fn retry_soon(&mut self, now: Timestamp, min_pause: Duration) {
        if let Some(retry) = &mut self.failure.retry {
            retry.retry_soon(now, min_pause);
        }
    }

    /// Notes that credentials that expired until `now` are being erased.
    pub(super) fn on_clean_up_started(&mut self, now: Timestamp) {
        if self.record.expires_at <= now {
            self.cleaned_up = Some(self.record.expires_at);
        }
    }

    /// What could not be erased may be erased now.
    pub(super) fn clean_up_again(&mut self) {
        self.cleaned_up = None;
    }
}
