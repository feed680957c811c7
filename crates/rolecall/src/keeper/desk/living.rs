//! What the desk does about role sessions: it renews them, ends them at their limits and erases what expired.

use super::super::care::Leaving;
use super::super::snapshot::SignInState;
use super::super::work::Work;
use super::super::{Reply, SettingsEdit};
use super::Desk;
use crate::backoff::fraction;
use crate::ports::AccessPortalError;
use crate::problem::{Problem, ProblemCode, Recovery};
use crate::role_session::{RoleSessionError, end_of, limit_in};
use crate::settings::set_default;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::Id;

impl Desk {
    /// Does what is due, and knows when to look again.
    pub(in crate::keeper) fn tend(&mut self) {
        let now = self.work.ports.clock.now();
        let put_off = self.look_put_off(now);
        let sign_in_ends = self.end_sign_ins(now);
        let house = self.keep_house(now);
        let holders_end = self.mind_holders(now);
        let plan = {
            let portals = &self.portals;
            let needs_sign_in = |name: &PortalName| needs_sign_in(portals, name);
            self.care.plan(&needs_sign_in, now)
        };
        if plan.tidy {
            self.care.tidied(now);
            if !self.care.is_shut_out() {
                self.work.tidy();
            }
        }
        for assignment in self.care.admitted_ends(plan.end) {
            if let Some(one) = self.care.find(&assignment) {
                let work = self.work.end(one.record.clone());
                self.care.set_busy(&assignment, work);
            }
        }
        for assignment in self.care.admitted(plan.renew, now) {
            self.renew(&assignment);
        }
        self.show_role_sessions(now);
        let told = self.give_notice(now);
        self.next_look = [plan.next, put_off, sign_in_ends, house, holders_end, told]
            .into_iter()
            .flatten()
            .min();
    }

    fn renew(&mut self, assignment: &Assignment) {
        if let (Some(one), Ok(portal)) = (self.care.find(assignment), self.portal_of(assignment)) {
            let work = self.work.keep_alive(portal, one.record.clone());
            self.care.set_busy(assignment, work);
        }
    }

    fn show_role_sessions(&mut self, now: Timestamp) {
        let portals = &self.portals;
        let states = self.care.states(&|name| needs_sign_in(portals, name), now);
        if states != self.shown.role_sessions {
            self.shown.role_sessions = states;
            self.has_news = true;
        }
    }

    /// Takes what the index holds now.
    pub(super) fn read_role_sessions(&mut self) {
        let records = match self.work.ports.store.role_session_index.role_sessions() {
            Ok(records) => records,
            Err(error) => return self.tell(Problem::from(&error)),
        };
        let now = self.work.ports.clock.now();
        let gone = self.care.settle(records);
        self.telling.note_gone(&gone, now);
        self.telling.note_living(&self.care);
        self.set_ends();
    }

    /// Something was done with role sessions here: that may have been a use, too.
    pub(super) fn role_sessions_changed(&mut self) {
        self.read_role_sessions();
        self.read_remembered();
    }

    /// Works out when limits end role sessions, from the settings and what accounts are called.
    pub(super) fn set_ends(&mut self) {
        let (settings, portals) = (Arc::clone(&self.shown.settings), &self.portals);
        self.care.set_ends(|record| {
            let of_it = |one: &&super::OnePortal| one.state.portal.name == record.assignment.portal;
            let catalogue = &portals.iter().find(of_it)?.state.catalogue;
            let limit = limit_in(&settings, catalogue, &record.assignment)?;
            end_of(record.started_at, limit)
        });
    }

    pub(super) fn renewed(
        &mut self,
        task: Id,
        assignment: &Assignment,
        outcome: Result<RoleSessionRecord, RoleSessionError>,
    ) {
        if !self.care.done(task, assignment) {
            return;
        }
        let now = self.work.ports.clock.now();
        let error = match outcome {
            Ok(record) => return self.care.renewed(record, now),
            Err(error) => error,
        };
        let problem = Problem::from(&error).at(&assignment.portal);
        match error {
            RoleSessionError::Stopped | RoleSessionError::LimitReached => self.read_role_sessions(),
            RoleSessionError::AccessPortal(AccessPortalError::NotAssigned) => {
                self.refused(assignment, problem)
            }
            RoleSessionError::AccessPortal(_)
            | RoleSessionError::SignIn(_)
            | RoleSessionError::Keychain(_)
            | RoleSessionError::Lock(_)
            | RoleSessionError::ClockAhead
            | RoleSessionError::StateStore(_) => {
                if problem.code == ProblemCode::SignInNeeded {
                    self.sign_in_is_over(&assignment.portal);
                }
                self.failed(assignment, problem, now);
            }
        }
    }

    fn failed(&mut self, assignment: &Assignment, problem: Problem, now: Timestamp) {
        tracing::info!(
            reference = problem.reference,
            detail = problem.detail,
            "a role session could not be renewed or ended"
        );
        let fraction = fraction(self.work.ports.random.as_ref());
        if matches!(problem.code, ProblemCode::Unreachable | ProblemCode::Throttled) {
            self.care.unanswered(&assignment.portal, &problem, now, fraction);
        } else if problem.recovery == Recovery::UnlockKeychain {
            self.care.shut_out(assignment, &problem, now);
        } else {
            self.care.failed(assignment, problem, now, fraction);
        }
    }

    fn refused(&mut self, assignment: &Assignment, problem: Problem) {
        let now = self.work.ports.clock.now();
        let kept = self
            .work
            .ports
            .store
            .role_session_index
            .set_renewal(assignment, Renewal::Off);
        let is_written = kept
            .inspect_err(|error| tracing::warn!(%error, "a refused role session is to be renewed after the next start"))
            .is_ok();
        if let Some(one) = self.care.find(assignment) {
            self.telling.note_refused(&one.record, problem.clone(), now);
        }
        self.care.refused(assignment, problem, is_written, now);
    }

    pub(super) fn ended(&mut self, task: Id, assignment: &Assignment, outcome: Result<(), RoleSessionError>) {
        if !self.care.done(task, assignment) {
            return;
        }
        let now = self.work.ports.clock.now();
        match outcome {
            Ok(()) => self.care.keychain_answers(now),
            Err(error) => {
                self.failed(assignment, Problem::from(&error).at(&assignment.portal), now);
            }
        }
        self.read_role_sessions();
    }

    /// What was to be stopped is stopped, or could not be: the index tells.
    pub(super) fn have_left(&mut self, leaving: &Leaving) {
        self.care.have_left(leaving);
        self.read_role_sessions();
    }

    /// What failed is tried again, since something happened on the machine; nothing of that opens a keychain.
    pub(super) fn hurry(&mut self, apart: Duration) {
        if !self.care.is_shut_out() {
            self.try_again(apart);
        }
    }

    /// What failed is tried again.
    pub(super) fn try_again(&mut self, apart: Duration) {
        let now = self.work.ports.clock.now();
        self.care.hurry(now, apart, |_| true);
    }

    pub(super) fn portal_of(&self, assignment: &Assignment) -> Result<Portal, Problem> {
        let portal = self.shown.settings.portal(&assignment.portal).cloned();
        portal.ok_or_else(|| super::unknown(&assignment.portal))
    }

    pub(super) fn start(&self, work: &Work, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        match self.portal_of(&assignment) {
            Ok(portal) => work.start(portal, assignment, self.shown.settings.renew, reply),
            Err(problem) => drop(reply.send(Err(problem))),
        }
    }

    pub(super) fn renew_now(&self, work: &Work, assignment: Assignment, reply: Reply<RoleSessionRecord>) {
        let known = self.care.find(&assignment).map(|one| one.record.issued_at);
        let issued_at = known.unwrap_or_else(|| self.work.ports.clock.now());
        match self.portal_of(&assignment) {
            Ok(portal) => work.renew(portal, assignment, issued_at, reply),
            Err(problem) => drop(reply.send(Err(problem))),
        }
    }

    pub(super) fn set_renewing(&mut self, assignment: &Assignment, renewing: bool) -> Result<(), Problem> {
        let renewal = if renewing { Renewal::On } else { Renewal::Off };
        let kept = self
            .work
            .ports
            .store
            .role_session_index
            .set_renewal(assignment, renewal);
        kept.map_err(|error| Problem::from(&error))?;
        if renewing {
            self.care.wanted(assignment);
        }
        self.read_role_sessions();
        Ok(())
    }

    /// Sets what `@default` means; that its role session starts is not waited for.
    pub(super) fn make_default(
        &mut self,
        work: &Work,
        assignment: Option<Assignment>,
    ) -> Result<(), Problem> {
        let portal = assignment
            .as_ref()
            .map(|assignment| self.portal_of(assignment))
            .transpose()?;
        let before = self.shown.settings.default_assignment.clone();
        let set = assignment.clone();
        let edit: SettingsEdit = Box::new(move |text| Ok(set_default(text, set.as_ref())?));
        self.change_settings(&edit)?;
        match (portal.zip(assignment), before) {
            (Some((portal, assignment)), _) => {
                work.make_default(portal, assignment, self.shown.settings.renew);
            }
            (None, Some(before)) => work.default_cleared(&before),
            (None, None) => {}
        }
        Ok(())
    }

    /// A sign-in that AWS ended, whatever the keychain says of it.
    pub(super) fn sign_in_is_over(&mut self, name: &PortalName) {
        if let Some(one) = self.portal(name)
            && matches!(one.state.sign_in, SignInState::SignedIn(_) | SignInState::Unknown)
        {
            one.state.sign_in = SignInState::Expired;
            self.has_news = true;
        }
    }

    /// Ends sign-ins that do not renew themselves; returns when the next one ends.
    fn end_sign_ins(&mut self, now: Timestamp) -> Option<Timestamp> {
        let mut next: Option<Timestamp> = None;
        for one in &mut self.portals {
            if let SignInState::SignedIn(Some(end)) = one.state.sign_in {
                if end <= now {
                    one.state.sign_in = SignInState::Expired;
                    self.has_news = true;
                } else {
                    next = Some(next.map_or(end, |next| next.min(end)));
                }
            }
        }
        next
    }
}

/// Tells whether somebody has to sign in before AWS gives anything. Who signs in again while the old sign-in is good does not lose it.
pub(super) fn needs_sign_in(portals: &[super::OnePortal], name: &PortalName) -> bool {
    let portal = portals.iter().find(|one| one.state.portal.name == *name);
    portal.is_none_or(|one| {
        let state = match &one.state.sign_in {
            SignInState::WaitingForBrowser { .. } | SignInState::WaitingForCode { .. } => &one.before_sign_in,
            state @ (SignInState::Unknown
            | SignInState::SignedOut
            | SignInState::Expired
            | SignInState::SignedIn(_)) => state,
        };
        !matches!(state, SignInState::SignedIn(_) | SignInState::Unknown)
    })
}
