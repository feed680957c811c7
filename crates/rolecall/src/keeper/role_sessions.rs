//! What the keeper knows of all role sessions while it runs, and which of them may be renewed or ended now.
//!
//! It must not know how anything is renewed, nor who is notified.

mod tracked;

pub(super) use tracked::TrackedRoleSession;

use super::event::StopScope;
use super::read_order::ReadOrder;
use super::renewal::{MAX_CONCURRENT_RENEWALS, MIN_PAUSE, Plan, RenewalFacts, plan};
use super::snapshot::RoleSessionState;
use crate::problem::{Problem, ProblemCode, Recovery};
use crate::role_session::{is_limit_reached, is_over};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// A portal that answered no longer ago is asked by several renewals at once.
const RECENTLY_ANSWERED: Duration = Duration::from_mins(1);

/// Tells whether somebody has to sign in at a portal.
pub(super) type NeedsSignIn<'a> = &'a dyn Fn(&PortalName) -> bool;

/// All role sessions that the index holds, by start; also those that are over and not erased yet.
#[derive(Debug, Default)]
pub(super) struct TrackedRoleSessions {
    sessions: Vec<TrackedRoleSession>,
    /// When each portal last answered.
    answered_at: HashMap<PortalName, Timestamp>,
    /// What is being stopped is not tracked, though the index holds it still.
    stopping: Vec<StopScope>,
    /// Whether the keychain gave nothing when it was last asked: every access may ask the user to unlock it.
    keychain_locked: bool,
    /// Whether the index was read at all.
    was_read: bool,
    reads: ReadOrder,
}

impl TrackedRoleSessions {
    pub(super) fn as_slice(&self) -> &[TrackedRoleSession] {
        &self.sessions
    }

    /// Tells whether the index was read at all.
    pub(super) fn was_read(&self) -> bool {
        self.was_read
    }

    pub(super) fn keychain_locked(&self) -> bool {
        self.keychain_locked
    }

    pub(super) fn find(&self, assignment: &Assignment) -> Option<&TrackedRoleSession> {
        self.sessions
            .iter()
            .find(|session| session.assignment() == assignment)
    }

    fn find_mut(&mut self, assignment: &Assignment) -> Option<&mut TrackedRoleSession> {
        self.sessions
            .iter_mut()
            .find(|session| session.assignment() == assignment)
    }

    /// Returns the number of a read of the index that is about to start.
    pub(super) fn start_read(&mut self) -> u64 {
        self.reads.start()
    }

    /// Tells whether the result of the read `number` of the index counts; if not, it has to be read again.
    pub(super) fn accept_read(&mut self, number: u64) -> bool {
        self.reads.accept(number)
    }

    /// Takes what the index holds now; returns what is gone.
    pub(super) fn sync_from_index(&mut self, records: Vec<RoleSessionRecord>) -> Vec<TrackedRoleSession> {
        self.was_read = true;
        let mut before = std::mem::take(&mut self.sessions);
        let is_stopping = |record: &RoleSessionRecord| {
            let mut scopes = self.stopping.iter();
            scopes.any(|scope| scope.contains(&record.assignment))
        };
        for record in records.into_iter().filter(|record| !is_stopping(record)) {
            let known = before
                .iter()
                .position(|session| *session.assignment() == record.assignment);
            let session = match known {
                Some(position) => {
                    let mut session = before.swap_remove(position);
                    session.sync_from_index(record);
                    session
                }
                None => TrackedRoleSession::new(record),
            };
            self.sessions.push(session);
        }
        before
    }

    /// The index could not be read.
    pub(super) fn on_index_unreadable(&mut self) {
        self.sessions
            .iter_mut()
            .for_each(TrackedRoleSession::stop_awaiting_index);
    }

    /// Sets when the limit of each ends it.
    pub(super) fn set_ends(&mut self, end_of: impl Fn(&RoleSessionRecord) -> Option<Timestamp>) {
        for session in &mut self.sessions {
            let end = end_of(session.record());
            session.set_end(end);
        }
    }

    /// Returns what is to be done at `now`.
    pub(super) fn plan(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Plan {
        let facts: Vec<RenewalFacts<'_>> = self
            .sessions
            .iter()
            .map(|session| session.facts(needs_sign_in(&session.assignment().portal)))
            .collect();
        plan(&facts, now)
    }

    /// Returns those of `reached` that may be ended now: all, or one that finds out whether the keychain is still locked.
    pub(super) fn admit_ends(&self, mut reached: Vec<Assignment>) -> Vec<Assignment> {
        if self.keychain_locked {
            let is_asked = self.sessions.iter().any(TrackedRoleSession::is_busy);
            reached.truncate(usize::from(!is_asked));
        }
        reached
    }

    /// Returns those of `due` that may be renewed now: a few at once, and at a portal that has not answered lately only one, which
    /// finds out for all whether it does.
    pub(super) fn admit_renewals(&self, due: Vec<Assignment>, now: Timestamp) -> Vec<Assignment> {
        let mut busy: HashMap<PortalName, usize> = HashMap::new();
        // What is being ended at its limit sends no request.
        let is_ending = |session: &TrackedRoleSession| session.ends_at().is_some_and(|end| end <= now);
        for session in &self.sessions {
            if session.is_busy() && !is_ending(session) {
                *busy.entry(session.assignment().portal.clone()).or_default() += 1;
            }
        }
        let max = if self.keychain_locked {
            1
        } else {
            MAX_CONCURRENT_RENEWALS
        };
        let mut free = max.saturating_sub(busy.values().sum());
        let mut admitted = due;
        admitted.retain(|assignment| {
            let at_portal = busy.entry(assignment.portal.clone()).or_default();
            let may = free > 0 && (*at_portal == 0 || self.answered_recently(&assignment.portal, now));
            if may {
                free -= 1;
                *at_portal += 1;
            }
            may
        });
        admitted
    }

    fn answered_recently(&self, portal: &PortalName, now: Timestamp) -> bool {
        let at = self.answered_at.get(portal);
        at.is_some_and(|at| *at <= now && remaining(now, *at) < RECENTLY_ANSWERED)
    }

    /// Notes that what expired until `now` is being erased; what is busy is not, since it holds the lock.
    pub(super) fn on_clean_up_started(&mut self, now: Timestamp) {
        for session in self.sessions.iter_mut().filter(|session| !session.is_busy()) {
            session.on_clean_up_started(now);
        }
    }

    pub(super) fn states(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Vec<RoleSessionState> {
        let state = |session: &TrackedRoleSession| RoleSessionState {
            record: session.record().clone(),
            phase: session.phase(needs_sign_in(&session.assignment().portal), now),
            ends_at: session.ends_at(),
        };
        self.sessions
            .iter()
            .filter(|session| !is_over(session.record(), now))
            .map(state)
            .collect()
    }

    pub(super) fn set_task(&mut self, assignment: &Assignment, task: AbortHandle) {
        if let Some(session) = self.find_mut(assignment) {
            session.set_task(task);
        }
    }

    /// Notes that `task` finished; tells whether it still counts. Then what was read of the index meanwhile does not.
    pub(super) fn finish_task(&mut self, task: Id, assignment: &Assignment) -> bool {
        let counts = self
            .find_mut(assignment)
            .is_some_and(|session| session.finish_task(task));
        if counts {
            self.reads.outdate();
        }
        counts
    }

    /// Leaves a role session alone until the index is read: a task changed it there.
    pub(super) fn await_index(&mut self, assignment: &Assignment) {
        if let Some(session) = self.find_mut(assignment) {
            session.await_index();
        }
    }

    /// Somebody signed in: what failed before failed for another reason than what may fail now.
    pub(super) fn on_signed_in(&mut self, portal: &PortalName, now: Timestamp) {
        self.on_keychain_answered(now);
        for session in self.at_portal_mut(portal) {
            session.retry_soon(now, MIN_PAUSE);
            session.reset_failing_since();
        }
    }

    pub(super) fn on_renewed(&mut self, record: RoleSessionRecord, now: Timestamp) {
        self.on_portal_answered(&record.assignment.portal, now);
        if let Some(session) = self.find_mut(&record.assignment) {
            session.on_renewed(record);
        }
    }

    /// A role session could not be renewed or ended; `fraction` of 0 to 1 spreads the next attempts of those that failed together.
    pub(super) fn on_failed(
        &mut self,
        assignment: &Assignment,
        problem: Problem,
        now: Timestamp,
        fraction: f64,
    ) {
        if matches!(problem.code, ProblemCode::Unreachable | ProblemCode::Throttled) {
            self.on_portal_unreachable(&assignment.portal, &problem, now, fraction);
        } else if problem.recovery == Recovery::UnlockKeychain {
            self.postpone_for_keychain(assignment, &problem, now);
        } else if let Some(session) = self.find_mut(assignment) {
            session.on_failed(problem, now, fraction);
        }
    }

    /// The portal did not answer: whatever else is due there need not find that out for itself.
    fn on_portal_unreachable(
        &mut self,
        portal: &PortalName,
        problem: &Problem,
        now: Timestamp,
        fraction: f64,
    ) {
        self.on_keychain_answered(now);
        self.answered_at.remove(portal);
        for session in self.at_portal_mut(portal) {
            if !session.is_busy() && session.is_due(now) {
                session.on_failed(problem.clone(), now, fraction);
            }
        }
    }

    /// The keychain is locked: a user who did not unlock it for one is not asked for each of the others, nor soon again.
    fn postpone_for_keychain(&mut self, assignment: &Assignment, problem: &Problem, now: Timestamp) {
        self.on_keychain_locked();
        for session in &mut self.sessions {
            let is_it = session.assignment() == assignment;
            let needs_keychain = session.record().renewal == Renewal::On
                || is_limit_reached(session.record(), session.ends_at(), now);
            if !is_it && (session.is_busy() || !needs_keychain) {
                continue;
            }
            let is_affected = is_it || session.is_due(now);
            session.postpone(is_affected.then(|| problem.clone()), now);
        }
    }

    /// The keychain gave nothing.
    pub(super) fn on_keychain_locked(&mut self) {
        self.keychain_locked = true;
    }

    /// The keychain is unlocked: what waited for it continues, and what could not be erased may be erased now.
    pub(super) fn on_keychain_answered(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.keychain_locked) {
            self.sessions
                .iter_mut()
                .for_each(TrackedRoleSession::clean_up_again);
            self.retry_soon(now, MIN_PAUSE);
        }
    }

    /// The portal answered: what failed there for want of an answer may continue.
    fn on_portal_answered(&mut self, portal: &PortalName, now: Timestamp) {
        self.on_keychain_answered(now);
        self.answered_at.insert(portal.clone(), now);
        for session in self.at_portal_mut(portal) {
            session.retry_soon(now, Duration::ZERO);
        }
    }

    fn at_portal_mut(&mut self, portal: &PortalName) -> impl Iterator<Item = &mut TrackedRoleSession> {
        self.sessions
            .iter_mut()
            .filter(move |session| session.assignment().portal == *portal)
    }

    /// AWS will not give any more: it is not renewed any longer. `is_saved` tells whether the index knows.
    pub(super) fn on_refused(
        &mut self,
        assignment: &Assignment,
        problem: Problem,
        is_saved: bool,
        now: Timestamp,
    ) {
        self.on_portal_answered(&assignment.portal, now);
        if let Some(session) = self.find_mut(assignment) {
            session.on_refused(problem, is_saved, now);
        }
    }

    /// A user wants it renewed, whatever failed before.
    pub(super) fn on_renewal_enabled(&mut self, assignment: &Assignment) {
        if let Some(session) = self.find_mut(assignment) {
            session.clear_failure();
        }
    }

    /// Something happened on the machine: whatever failed `min_pause` ago may work now.
    pub(super) fn retry_soon(&mut self, now: Timestamp, min_pause: Duration) {
        for session in &mut self.sessions {
            session.retry_soon(now, min_pause);
        }
    }

    /// Aborts whatever is under way for some, and does not track them until they are stopped: what AWS answers must not bring them
    /// back.
    pub(super) fn stop(&mut self, scope: StopScope) {
        self.sessions.retain_mut(|session| {
            let is_stopped = scope.contains(session.assignment());
            if is_stopped {
                session.abort_task();
            }
            !is_stopped
        });
        self.stopping.push(scope);
    }

    /// They are stopped, or could not be: the index has to be read.
    pub(super) fn stop_finished(&mut self, scope: &StopScope) {
        self.reads.outdate();
        if let Some(position) = self.stopping.iter().position(|other| other == scope) {
            drop(self.stopping.swap_remove(position));
        }
    }
}

#[cfg(test)]
mod tests;
