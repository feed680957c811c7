//! The keeper's state of one role session.
//!
//! It must not know of the others.

use super::NeedsSignIn;
use crate::keeper::renewal::{RenewalInput, RetryState, is_due, wants_renewal};
use crate::problem::Problem;
use crate::role_session_status::RoleSessionPhase;
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// Failures at most this far apart (twice the maximum backoff) count as one outage.
const MAX_FAILURE_GAP: Duration = Duration::from_mins(10);

/// One role session of the index.
#[derive(Debug)]
pub(in crate::keeper) struct TrackedRoleSession {
    record: RoleSessionRecord,
    /// The portal whose sign-in it depends on; `None` if it depends on none, or the settings have no source of the role.
    portal: Option<PortalName>,
    /// Whether the settings have a source of the role that needs no sign-in.
    is_without_sign_in: bool,
    /// When the session reaches its limit.
    limit_at: Option<Timestamp>,
    failure: RenewalFailure,
    /// The running task that renews or ends the session.
    task: Option<AbortHandle>,
    /// A task changed the index; it has not been reread yet.
    needs_reload: bool,
    /// The expiry time of the credentials that were last erased, or whose erasure has started.
    erased_credentials_expiry: Option<Timestamp>,
}

/// Why and since when renewal has been failing.
#[derive(Debug, Default)]
struct RenewalFailure {
    /// The first failure of the current outage.
    since: Option<Timestamp>,
    problem: Option<Problem>,
    retry: Option<RetryState>,
    /// AWS refused permanently, but the index still has renewal switched on.
    is_refusal_unsaved: bool,
}

impl TrackedRoleSession {
    pub(super) fn new(record: RoleSessionRecord) -> Self {
        Self {
            record,
            portal: None,
            is_without_sign_in: false,
            limit_at: None,
            failure: RenewalFailure::default(),
            task: None,
            needs_reload: false,
            erased_credentials_expiry: None,
        }
    }

    pub(in crate::keeper) fn record(&self) -> &RoleSessionRecord {
        &self.record
    }

    pub(in crate::keeper) fn role(&self) -> &RoleRef {
        &self.record.role
    }

    /// Returns the portal whose sign-in it depends on.
    pub(in crate::keeper) fn portal(&self) -> Option<&PortalName> {
        self.portal.as_ref()
    }

    pub(super) fn set_portal(&mut self, portal: Option<PortalName>, is_without_sign_in: bool) {
        self.portal = portal;
        self.is_without_sign_in = is_without_sign_in;
    }

    /// Returns whether it cannot be renewed without a sign-in. One whose source is gone is not renewed at all.
    pub(in crate::keeper) fn needs_sign_in(&self, needs_sign_in: NeedsSignIn<'_>) -> bool {
        !self.is_without_sign_in && self.portal.as_ref().is_none_or(needs_sign_in)
    }

    pub(in crate::keeper) fn limit_at(&self) -> Option<Timestamp> {
        self.limit_at
    }

    pub(super) fn set_limit_at(&mut self, limit_at: Option<Timestamp>) {
        self.limit_at = limit_at;
    }

    /// Returns why the last renewal failed.
    pub(in crate::keeper) fn problem(&self) -> Option<&Problem> {
        self.failure.problem.as_ref()
    }

    /// Returns whether renewal is due at `now`, even if it is not possible yet.
    pub(in crate::keeper) fn is_due(&self, now: Timestamp) -> bool {
        is_due(&self.renewal_input(false), now)
    }

    /// Returns whether the current credentials last until the limit, so no renewal follows.
    pub(in crate::keeper) fn has_final_credentials(&self) -> bool {
        self.record.has_final_credentials(self.limit_at)
    }

    /// Returns when the current outage began. Failures from before the machine went to sleep are ignored.
    pub(in crate::keeper) fn failing_since(&self, now: Timestamp) -> Option<Timestamp> {
        let is_recent = |retry: RetryState| {
            retry.last_failed_at <= now && remaining(now, retry.last_failed_at) <= MAX_FAILURE_GAP
        };
        self.failure
            .since
            .filter(|_| self.failure.retry.is_some_and(is_recent))
    }

    /// Takes over `record` as read from the index; new credentials clear earlier failures.
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
        self.needs_reload = false;
    }

    pub(super) fn clear_failure(&mut self) {
        self.failure = RenewalFailure::default();
    }

    pub(super) fn renewal_input(&self, needs_sign_in: bool) -> RenewalInput<'_> {
        RenewalInput {
            record: &self.record,
            limit_at: self.limit_at,
            needs_sign_in,
            retry: self.failure.retry,
            is_busy: self.is_busy(),
            is_cleaned_up: self.erased_credentials_expiry == Some(self.record.expires_at),
        }
    }

    pub(super) fn phase(&self, needs_sign_in: bool, now: Timestamp) -> RoleSessionPhase {
        let retry = self.failure.retry;
        let is_limit_reached = self.limit_at.is_some_and(|limit_at| limit_at <= now);
        let is_refused = retry.is_some_and(|retry| retry.retry_at.is_none());
        match (self.problem(), retry.and_then(|retry| retry.retry_at)) {
            (Some(problem), None) if is_refused => RoleSessionPhase::Refused(problem.clone()),
            // No phase of its own: at its limit a session is being ended, not renewed, and then leaves the index.
            _ if is_limit_reached => RoleSessionPhase::Active,
            _ if self.is_busy() => RoleSessionPhase::Renewing,
            // From the moment the sign-in ended, not only once new credentials are due: nobody renews it as it is.
            _ if needs_sign_in && wants_renewal(&self.renewal_input(needs_sign_in)) => {
                RoleSessionPhase::WaitingForSignIn
            }
            (Some(problem), Some(at)) if self.is_due(now) => RoleSessionPhase::Retrying {
                problem: problem.clone(),
                at: at.max(now),
            },
            _ => RoleSessionPhase::Active,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.task.is_some() || self.needs_reload
    }

    pub(super) fn set_task(&mut self, task: AbortHandle) {
        self.task = Some(task);
    }

    /// Records that `task` finished. Returns false for an outdated task, whose result must be ignored.
    pub(super) fn finish_task(&mut self, task: Id) -> bool {
        self.task.take_if(|known| known.id() == task).is_some()
    }

    pub(super) fn abort_task(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }

    /// Suspends work on the session until the index is reread, because a task changed it there.
    pub(super) fn mark_stale(&mut self) {
        self.needs_reload = true;
    }

    /// Resumes work on the session although the index could not be reread.
    pub(super) fn clear_stale(&mut self) {
        self.needs_reload = false;
    }

    pub(super) fn on_renewed(&mut self, record: RoleSessionRecord) {
        self.clear_failure();
        // The user may have switched renewal on or off while the task ran.
        let renewal = self.record.renewal;
        self.record = RoleSessionRecord { renewal, ..record };
    }

    pub(super) fn on_failed(&mut self, problem: Problem, now: Timestamp, jitter: f64) {
        self.record_failure(problem, now);
        self.failure.retry = Some(RetryState::after_failure(self.failure.retry, now, jitter));
    }

    /// Delays the next attempt by the maximum backoff. `problem` is `None` if renewal was not due.
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

    /// AWS permanently refused to issue new credentials; `is_saved` tells whether the index records that renewal is off.
    pub(super) fn on_refused(&mut self, problem: Problem, is_saved: bool, now: Timestamp) {
        self.failure = RenewalFailure {
            since: None,
            problem: Some(problem),
            retry: Some(RetryState::refused(now)),
            is_refusal_unsaved: !is_saved,
        };
        self.record.renewal = Renewal::Off;
    }

    /// Restarts the failure period: earlier failures had a different cause.
    pub(super) fn reset_failing_since(&mut self) {
        self.failure.since = None;
    }

    pub(super) fn retry_soon(&mut self, now: Timestamp, min_interval: Duration) {
        if let Some(retry) = &mut self.failure.retry {
            retry.retry_soon(now, min_interval);
        }
    }

    /// Records that the credentials are being erased, if they have expired at `now`.
    pub(super) fn on_clean_up_started(&mut self, now: Timestamp) {
        if self.record.expires_at <= now {
            self.erased_credentials_expiry = Some(self.record.expires_at);
        }
    }

    /// Allows another attempt to erase the expired credentials.
    pub(super) fn reset_clean_up(&mut self) {
        self.erased_credentials_expiry = None;
    }
}
