//! What the keeper knows of one role session while it runs.
//!
//! It must not know of the others.

use crate::keeper::renewal::{Living, Tried, is_due};
use crate::keeper::snapshot::RoleSessionPhase;
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::time::Duration;
use tokio::task::AbortHandle;

/// Tries that fail belong together when no more lies between them than twice the longest pause.
const EPISODE: Duration = Duration::from_mins(10);

/// One role session that is cared for.
#[derive(Debug)]
pub(in crate::keeper) struct Cared {
    pub(in crate::keeper) record: RoleSessionRecord,
    /// When its limit ends it.
    pub(in crate::keeper) ends_at: Option<Timestamp>,
    /// Since when it could not be renewed.
    failing_since: Option<Timestamp>,
    /// Why.
    pub(in crate::keeper) problem: Option<Problem>,
    pub(super) tried: Option<Tried>,
    pub(super) busy: Option<AbortHandle>,
    /// AWS refused, and the index still says that it is to be renewed.
    is_refusal_unwritten: bool,
    /// The end of the credentials that were erased, or are being erased, because they expired.
    pub(super) tidied: Option<Timestamp>,
}

impl Cared {
    pub(super) fn new(record: RoleSessionRecord) -> Self {
        Self {
            record,
            ends_at: None,
            failing_since: None,
            problem: None,
            tried: None,
            busy: None,
            is_refusal_unwritten: false,
            tidied: None,
        }
    }

    /// Tells whether it has to be renewed by `now`, whether or not it can be.
    pub(in crate::keeper) fn is_due(&self, now: Timestamp) -> bool {
        is_due(&self.living(false), now)
    }

    /// Tells whether the credentials it has are its last, since they reach its limit.
    pub(in crate::keeper) fn is_last(&self) -> bool {
        self.ends_at.is_some_and(|end| end <= self.record.expires_at)
    }

    /// Returns since when it cannot be renewed, as far as that is known lately: what failed before a machine slept says nothing.
    pub(in crate::keeper) fn failing_since(&self, now: Timestamp) -> Option<Timestamp> {
        let is_recent = |tried: &Tried| tried.at <= now && remaining(now, tried.at) <= EPISODE;
        self.failing_since
            .filter(|_| self.tried.as_ref().is_some_and(is_recent))
    }

    /// Takes what the index says now; new credentials end whatever was tried for them.
    pub(super) fn settle(&mut self, mut record: RoleSessionRecord) {
        let is_new = record.issued_at != self.record.issued_at || record.started_at != self.record.started_at;
        if self.is_refusal_unwritten && !is_new && record.renewal == Renewal::On {
            record.renewal = Renewal::Off;
        }
        let is_wanted_again = record.renewal == Renewal::On && self.record.renewal != Renewal::On;
        if is_new || is_wanted_again {
            self.heal();
        }
        self.record = record;
    }

    pub(super) fn heal(&mut self) {
        self.tried = None;
        self.failing_since = None;
        self.problem = None;
        self.is_refusal_unwritten = false;
    }

    pub(super) fn living(&self, needs_sign_in: bool) -> Living<'_> {
        Living {
            record: &self.record,
            ends_at: self.ends_at,
            needs_sign_in,
            tried: self.tried,
            is_busy: self.busy.is_some(),
            is_tidy: self.tidied == Some(self.record.expires_at),
        }
    }

    pub(super) fn life(&self, needs_sign_in: bool, now: Timestamp) -> RoleSessionPhase {
        let is_over = self.ends_at.is_some_and(|end| end <= now);
        let refused = self.tried.is_some_and(|tried| tried.again_at.is_none());
        match (&self.problem, self.tried.and_then(|tried| tried.again_at)) {
            (Some(problem), None) if refused => RoleSessionPhase::Refused(problem.clone()),
            _ if is_over => RoleSessionPhase::Active,
            _ if self.busy.is_some() => RoleSessionPhase::Renewing,
            _ if needs_sign_in && self.is_due(now) => RoleSessionPhase::WaitingForSignIn,
            (Some(problem), Some(at)) if self.is_due(now) => RoleSessionPhase::Retrying {
                problem: problem.clone(),
                at: at.max(now),
            },
            _ => RoleSessionPhase::Active,
        }
    }
    pub(super) fn failed(&mut self, problem: Problem, now: Timestamp, fraction: f64) {
        self.blame(problem, now);
        self.tried = Some(Tried::failed(self.tried, now, fraction));
    }

    /// It waits as long as can be for what all wait for; it is to blame for nothing if it was not due.
    pub(super) fn put_off(&mut self, problem: Option<Problem>, now: Timestamp) {
        if let Some(problem) = problem {
            self.blame(problem, now);
        }
        self.tried = Some(Tried::put_off(self.tried, now));
    }

    fn blame(&mut self, problem: Problem, now: Timestamp) {
        self.failing_since = self.failing_since(now).or(Some(now));
        self.problem = Some(problem);
    }

    /// AWS will not give any more; `is_written` tells whether the index knows that it is not renewed any longer.
    pub(super) fn refused(&mut self, problem: Problem, is_written: bool, now: Timestamp) {
        self.tried = Some(Tried::refused(now));
        self.failing_since = None;
        self.problem = Some(problem);
        self.record.renewal = Renewal::Off;
        self.is_refusal_unwritten = !is_written;
    }

    /// What failed as somebody else failed is not what may fail now.
    pub(super) fn forget_failing(&mut self) {
        self.failing_since = None;
    }
}
