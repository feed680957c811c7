//! The keeper's state of all role sessions, and which of them may be renewed or ended now.
//!
//! It must not know how anything is renewed, nor who is notified.

mod tracked;

pub(super) use tracked::TrackedRoleSession;

use super::event::StopScope;
use super::read_order::ReadOrder;
use super::renewal::{MAX_CONCURRENT_RENEWALS, MIN_RETRY_INTERVAL, Plan, RenewalInput, plan};
use crate::problem::{Problem, ProblemCode, Recovery};
use crate::role_session::{is_limit_reached, is_over};
use crate::role_session_status::RoleSessionState;
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// Several renewals run at once only at a portal that responded within this time.
const MAX_RESPONSE_AGE: Duration = Duration::from_mins(1);

/// Returns whether a portal requires a sign-in.
pub(super) type NeedsSignIn<'a> = &'a dyn Fn(&PortalName) -> bool;

/// All role sessions of the index by start time, including expired ones that are not erased yet.
#[derive(Debug, Default)]
pub(super) struct TrackedRoleSessions {
    sessions: Vec<TrackedRoleSession>,
    /// For each defined role, the portal whose sign-in it depends on.
    source_portals: HashMap<RoleRef, PortalName>,
    /// The defined roles that depend on no sign-in.
    without_sign_in: HashSet<RoleRef>,
    /// When each portal last responded.
    last_response_at: HashMap<PortalName, Timestamp>,
    /// Role sessions that are being stopped. They are not tracked, although the index may still hold them.
    stopping: Vec<StopScope>,
    /// Whether the keychain was locked at the last access. Each further access may ask the user to unlock it.
    keychain_locked: bool,
    /// Whether the index has been read since the start.
    is_index_loaded: bool,
    reads: ReadOrder,
}

impl TrackedRoleSessions {
    pub(super) fn as_slice(&self) -> &[TrackedRoleSession] {
        &self.sessions
    }

    /// Returns whether the index has been read since the start.
    pub(super) fn is_index_loaded(&self) -> bool {
        self.is_index_loaded
    }

    pub(super) fn keychain_locked(&self) -> bool {
        self.keychain_locked
    }

    pub(super) fn find(&self, role: &RoleRef) -> Option<&TrackedRoleSession> {
        self.sessions.iter().find(|session| session.role() == role)
    }

    fn find_mut(&mut self, role: &RoleRef) -> Option<&mut TrackedRoleSession> {
        self.sessions.iter_mut().find(|session| session.role() == role)
    }

    /// Returns the number of a read of the index that is about to start.
    pub(super) fn start_read(&mut self) -> u64 {
        self.reads.start()
    }

    /// Returns whether the result of the read `number` of the index is still valid; if not, the index must be reread.
    pub(super) fn accept_read(&mut self, number: u64) -> bool {
        self.reads.accept(number)
    }

    /// Takes over `records` as read from the index; returns the role sessions that are no longer in it.
    pub(super) fn sync_from_index(&mut self, records: Vec<RoleSessionRecord>) -> Vec<TrackedRoleSession> {
        self.is_index_loaded = true;
        let mut before = std::mem::take(&mut self.sessions);
        for record in records {
            let portal = self.portal_of(&record.role).cloned();
            let mut stopping = self.stopping.iter();
            if stopping.any(|scope| scope.contains(&record.role, portal.as_ref())) {
                continue;
            }
            let known = before.iter().position(|session| *session.role() == record.role);
            let mut session = match known {
                Some(position) => {
                    let mut session = before.swap_remove(position);
                    session.sync_from_index(record);
                    session
                }
                None => TrackedRoleSession::new(record),
            };
            session.set_portal(portal, self.without_sign_in.contains(session.role()));
            self.sessions.push(session);
        }
        before
    }

    /// Sets the portal whose sign-in each defined role depends on, and the roles that depend on none.
    pub(super) fn set_sources(
        &mut self,
        source_portals: HashMap<RoleRef, PortalName>,
        without_sign_in: HashSet<RoleRef>,
    ) {
        self.source_portals = source_portals;
        self.without_sign_in = without_sign_in;
        let mut sessions = std::mem::take(&mut self.sessions);
        for session in &mut sessions {
            let portal = self.portal_of(session.role()).cloned();
            session.set_portal(portal, self.without_sign_in.contains(session.role()));
        }
        self.sessions = sessions;
    }

    fn portal_of<'a>(&'a self, role: &'a RoleRef) -> Option<&'a PortalName> {
        role.portal().or_else(|| self.source_portals.get(role))
    }

    /// The index could not be read: work on role sessions resumes with what is known of them.
    pub(super) fn on_index_unreadable(&mut self) {
        self.sessions.iter_mut().for_each(TrackedRoleSession::clear_stale);
    }

    /// Sets when each role session reaches its limit.
    pub(super) fn set_limit_times(&mut self, limit_time: impl Fn(&RoleSessionRecord) -> Option<Timestamp>) {
        for session in &mut self.sessions {
            let limit_at = limit_time(session.record());
            session.set_limit_at(limit_at);
        }
    }

    /// Returns the work that is due at `now`.
    pub(super) fn plan(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Plan {
        let inputs: Vec<RenewalInput<'_>> = self
            .sessions
            .iter()
            .map(|session| session.renewal_input(session.needs_sign_in(needs_sign_in)))
            .collect();
        plan(&inputs, now)
    }

    /// Returns those of `due` that may be ended now: all, or while the keychain is locked only one, which finds out whether it still
    /// is.
    pub(super) fn admit_ends(&self, mut due: Vec<RoleRef>) -> Vec<RoleRef> {
        if self.keychain_locked {
            let is_any_busy = self.sessions.iter().any(TrackedRoleSession::is_busy);
            due.truncate(usize::from(!is_any_busy));
        }
        due
    }

    /// Returns those of `due` that may be renewed now: at most [`MAX_CONCURRENT_RENEWALS`] at once, or one while the keychain is
    /// locked, and at a portal that has not responded recently only one, which finds out whether it responds.
    pub(super) fn admit_renewals(&self, due: Vec<RoleRef>, now: Timestamp) -> Vec<RoleRef> {
        let mut busy: HashMap<Option<&PortalName>, usize> = HashMap::new();
        // Ending a session at its limit sends no request to the portal.
        let is_ending = |session: &TrackedRoleSession| session.limit_at().is_some_and(|at| at <= now);
        for session in &self.sessions {
            if session.is_busy() && !is_ending(session) {
                *busy.entry(session.portal()).or_default() += 1;
            }
        }
        let max = if self.keychain_locked {
            1
        } else {
            MAX_CONCURRENT_RENEWALS
        };
        let mut free = max.saturating_sub(busy.values().sum());
        let mut admitted = due;
        admitted.retain(|role| {
            let portal = self.find(role).and_then(TrackedRoleSession::portal);
            let at_portal = busy.entry(portal).or_default();
            let is_admitted = free > 0 && (*at_portal == 0 || self.responded_recently(portal, now));
            if is_admitted {
                free -= 1;
                *at_portal += 1;
            }
            is_admitted
        });
        admitted
    }

    fn responded_recently(&self, portal: Option<&PortalName>, now: Timestamp) -> bool {
        let at = portal.and_then(|portal| self.last_response_at.get(portal));
        at.is_some_and(|at| *at <= now && remaining(now, *at) < MAX_RESPONSE_AGE)
    }

    /// Records that credentials that have expired at `now` are being erased. Busy sessions are skipped: their task holds the lock.
    pub(super) fn on_clean_up_started(&mut self, now: Timestamp) {
        for session in self.sessions.iter_mut().filter(|session| !session.is_busy()) {
            session.on_clean_up_started(now);
        }
    }

    pub(super) fn states(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Vec<RoleSessionState> {
        let state = |session: &TrackedRoleSession| RoleSessionState {
            record: session.record().clone(),
            phase: session.phase(session.needs_sign_in(needs_sign_in), now),
            limit_at: session.limit_at(),
        };
        self.sessions
            .iter()
            .filter(|session| !is_over(session.record(), now))
            .map(state)
            .collect()
    }

    pub(super) fn set_task(&mut self, role: &RoleRef, task: AbortHandle) {
        if let Some(session) = self.find_mut(role) {
            session.set_task(task);
        }
    }

    /// Records that `task` finished. Returns false for an outdated task, whose result must be ignored; otherwise invalidates reads of
    /// the index that started before.
    pub(super) fn finish_task(&mut self, task: Id, role: &RoleRef) -> bool {
        let is_current = self
            .find_mut(role)
            .is_some_and(|session| session.finish_task(task));
        if is_current {
            self.reads.invalidate();
        }
        is_current
    }

    /// Suspends work on a role session until the index is reread, because a task changed it there.
    pub(super) fn mark_stale(&mut self, role: &RoleRef) {
        if let Some(session) = self.find_mut(role) {
            session.mark_stale();
        }
    }

    /// The user signed in: retries soon and restarts the failure periods, because earlier failures had a different cause.
    pub(super) fn on_signed_in(&mut self, portal: &PortalName, now: Timestamp) {
        self.on_keychain_unlocked(now);
        for session in self.role_sessions_mut(|session| session.portal() == Some(portal)) {
            session.retry_soon(now, MIN_RETRY_INTERVAL);
            session.reset_failing_since();
        }
    }

    pub(super) fn on_renewed(&mut self, record: RoleSessionRecord, now: Timestamp) {
        self.on_responded(&record.role, now);
        if let Some(session) = self.find_mut(&record.role) {
            session.on_renewed(record);
        }
    }

    /// A role session could not be renewed or ended. `jitter` is a random value from 0 to 1 that spreads retries.
    pub(super) fn on_failed(&mut self, role: &RoleRef, problem: Problem, now: Timestamp, jitter: f64) {
        if matches!(problem.code, ProblemCode::Unreachable | ProblemCode::Throttled) {
            self.on_unreachable(role, &problem, now, jitter);
        } else if problem.recovery == Recovery::UnlockKeychain {
            self.postpone_for_keychain(role, &problem, now);
        } else if let Some(session) = self.find_mut(role) {
            session.on_failed(problem, now, jitter);
        }
    }

    /// AWS did not respond: every renewal that is due and depends on the same portal counts as failed, without an attempt of its own.
    fn on_unreachable(&mut self, role: &RoleRef, problem: &Problem, now: Timestamp, jitter: f64) {
        self.on_keychain_unlocked(now);
        let portal = self.portal_of(role).cloned();
        if let Some(portal) = &portal {
            self.last_response_at.remove(portal);
        }
        for session in self.depending_on_mut(role, portal.as_ref()) {
            if !session.is_busy() && session.is_due(now) {
                session.on_failed(problem.clone(), now, jitter);
            }
        }
    }

    /// The keychain is locked: postpones every role session that needs it, so that the user is not asked to unlock it for each.
    fn postpone_for_keychain(&mut self, role: &RoleRef, problem: &Problem, now: Timestamp) {
        self.on_keychain_locked();
        for session in &mut self.sessions {
            let is_failed = session.role() == role;
            let needs_keychain = session.record().renewal == Renewal::On
                || is_limit_reached(session.record(), session.limit_at(), now);
            if !is_failed && (session.is_busy() || !needs_keychain) {
                continue;
            }
            let is_affected = is_failed || session.is_due(now);
            session.postpone(is_affected.then(|| problem.clone()), now);
        }
    }

    /// The keychain could not be read because it is locked.
    pub(super) fn on_keychain_locked(&mut self) {
        self.keychain_locked = true;
    }

    /// The keychain is unlocked: retries what was postponed, and erases expired credentials again.
    pub(super) fn on_keychain_unlocked(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.keychain_locked) {
            self.sessions
                .iter_mut()
                .for_each(TrackedRoleSession::reset_clean_up);
            self.retry_soon(now, MIN_RETRY_INTERVAL);
        }
    }

    /// AWS responded: retries what failed and depends on the same portal.
    fn on_responded(&mut self, role: &RoleRef, now: Timestamp) {
        self.on_keychain_unlocked(now);
        let portal = self.portal_of(role).cloned();
        self.last_response_at
            .extend(portal.clone().map(|portal| (portal, now)));
        for session in self.depending_on_mut(role, portal.as_ref()) {
            session.retry_soon(now, Duration::ZERO);
        }
    }

    /// Returns the role sessions that depend on `portal`; without one, that of `role` alone: others have sources of their own.
    fn depending_on_mut<'a>(
        &'a mut self,
        role: &'a RoleRef,
        portal: Option<&'a PortalName>,
    ) -> impl Iterator<Item = &'a mut TrackedRoleSession> {
        self.role_sessions_mut(move |session| match portal {
            Some(_) => session.portal() == portal,
            None => session.role() == role,
        })
    }

    fn role_sessions_mut(
        &mut self,
        is_wanted: impl Fn(&TrackedRoleSession) -> bool,
    ) -> impl Iterator<Item = &mut TrackedRoleSession> {
        let sessions = self.sessions.iter_mut();
        sessions.filter(move |session| is_wanted(session))
    }

    /// AWS permanently refused to issue new credentials; `is_saved` tells whether the index records that renewal is off.
    pub(super) fn on_refused(&mut self, role: &RoleRef, problem: Problem, is_saved: bool, now: Timestamp) {
        self.on_responded(role, now);
        if let Some(session) = self.find_mut(role) {
            session.on_refused(problem, is_saved, now);
        }
    }

    /// The user switched on renewal: clears earlier failures.
    pub(super) fn on_renewal_enabled(&mut self, role: &RoleRef) {
        if let Some(session) = self.find_mut(role) {
            session.clear_failure();
        }
    }

    /// Retries failed work soon, at the earliest `min_interval` after its last attempt.
    pub(super) fn retry_soon(&mut self, now: Timestamp, min_interval: Duration) {
        for session in &mut self.sessions {
            session.retry_soon(now, min_interval);
        }
    }

    /// Aborts the tasks of the role sessions in `scope` and does not track them until they are stopped, so that a late response of AWS
    /// cannot bring them back.
    pub(super) fn stop(&mut self, scope: StopScope) {
        self.sessions.retain_mut(|session| {
            let is_stopped = scope.contains(session.role(), session.portal());
            if is_stopped {
                session.abort_task();
            }
            !is_stopped
        });
        self.stopping.push(scope);
    }

    /// The role sessions in `scope` are stopped, or could not be: they may be tracked again, once the index is reread.
    pub(super) fn on_stop_finished(&mut self, scope: &StopScope) {
        self.reads.invalidate();
        if let Some(position) = self.stopping.iter().position(|other| other == scope) {
            drop(self.stopping.swap_remove(position));
        }
    }
}

#[cfg(test)]
mod tests;
