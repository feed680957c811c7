//! What the keeper knows of all role sessions while it runs, and which of them may be renewed or ended now.
//!
//! It must not know how anything is renewed, nor who is told.

mod cared;

pub(super) use cared::Cared;

use super::renewal::{Living, MOST_AT_ONCE, Plan, SHORTEST_PAUSE, plan};
use super::snapshot::RoleSessionState;
use crate::problem::Problem;
use crate::role_session::{has_reached, is_over};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::{AbortHandle, Id};

/// A portal that answered so lately is asked by several at once.
const ANSWERS_FOR: Duration = Duration::from_mins(1);

/// Tells whether somebody has to sign in at a portal.
pub(super) type NeedsSignIn<'a> = &'a dyn Fn(&PortalName) -> bool;

/// Role sessions that are being stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    One(Assignment),
    Portal(PortalName),
    All,
}

impl Leaving {
    fn holds(&self, assignment: &Assignment) -> bool {
        match self {
            Self::One(one) => one == assignment,
            Self::Portal(name) => *name == assignment.portal,
            Self::All => true,
        }
    }
}

/// All role sessions that the index holds, by start; also those that are over and not erased yet.
#[derive(Debug, Default)]
pub(super) struct Care {
    all: Vec<Cared>,
    /// When each portal last answered.
    answered: HashMap<PortalName, Timestamp>,
    /// What is being stopped is not cared for, though the index holds it still.
    leaving: Vec<Leaving>,
    /// Whether the keychain is shut: every question may ask the user to unlock it.
    is_shut_out: bool,
    was_read: bool,
}

impl Care {
    pub(super) fn all(&self) -> &[Cared] {
        &self.all
    }

    /// Tells whether the index was read at all.
    pub(super) fn was_read(&self) -> bool {
        self.was_read
    }

    pub(super) fn find(&self, assignment: &Assignment) -> Option<&Cared> {
        self.all.iter().find(|one| one.record.assignment == *assignment)
    }

    fn find_mut(&mut self, assignment: &Assignment) -> Option<&mut Cared> {
        self.all
            .iter_mut()
            .find(|one| one.record.assignment == *assignment)
    }

    /// Takes what the index holds now; returns what is gone.
    pub(super) fn settle(&mut self, records: Vec<RoleSessionRecord>) -> Vec<Cared> {
        self.was_read = true;
        let mut before = std::mem::take(&mut self.all);
        let stays = |record: &RoleSessionRecord| {
            !self
                .leaving
                .iter()
                .any(|leaving| leaving.holds(&record.assignment))
        };
        for record in records.into_iter().filter(stays) {
            let known = before
                .iter()
                .position(|one| one.record.assignment == record.assignment);
            let one = match known {
                Some(place) => {
                    let mut one = before.swap_remove(place);
                    one.settle(record);
                    one
                }
                None => Cared::new(record),
            };
            self.all.push(one);
        }
        before
    }

    /// Sets when the limit of each ends it.
    pub(super) fn set_ends(&mut self, end_of: impl Fn(&RoleSessionRecord) -> Option<Timestamp>) {
        for one in &mut self.all {
            one.ends_at = end_of(&one.record);
        }
    }

    /// Returns what is to be done at `now`.
    pub(super) fn plan(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Plan {
        let living: Vec<Living<'_>> = self
            .all
            .iter()
            .map(|one| one.living(needs_sign_in(&one.record.assignment.portal)))
            .collect();
        plan(&living, now)
    }

    /// Returns those of `reached` that may be ended now: all, or one that finds out whether the keychain is shut still.
    pub(super) fn admitted_ends(&self, mut reached: Vec<Assignment>) -> Vec<Assignment> {
        if self.is_shut_out {
            let is_asked = self.all.iter().any(|one| one.busy.is_some());
            reached.truncate(usize::from(!is_asked));
        }
        reached
    }

    /// Tells whether the keychain gave nothing when it was last asked.
    pub(super) fn is_shut_out(&self) -> bool {
        self.is_shut_out
    }

    /// Notes that what expired until `now` is being erased; what is busy is not, since it holds the lock.
    pub(super) fn tidied(&mut self, now: Timestamp) {
        for one in self.all.iter_mut().filter(|one| one.busy.is_none()) {
            if one.record.expires_at <= now {
                one.tidied = Some(one.record.expires_at);
            }
        }
    }

    pub(super) fn states(&self, needs_sign_in: NeedsSignIn<'_>, now: Timestamp) -> Vec<RoleSessionState> {
        let state = |one: &Cared| RoleSessionState {
            record: one.record.clone(),
            life: one.life(needs_sign_in(&one.record.assignment.portal), now),
            ends_at: one.ends_at,
        };
        let shown = self.all.iter().filter(|one| !is_over(&one.record, now));
        shown.map(state).collect()
    }

    /// Returns those of `due` that may be renewed now: a few at once, and at a portal that has not answered lately only one, which
    /// finds out for all whether it does.
    pub(super) fn admitted(&self, due: Vec<Assignment>, now: Timestamp) -> Vec<Assignment> {
        let mut busy: HashMap<PortalName, usize> = HashMap::new();
        // What is being ended at its limit asks nobody.
        let ending = |one: &Cared| one.ends_at.is_some_and(|end| end <= now);
        for one in self.all.iter().filter(|one| one.busy.is_some() && !ending(one)) {
            *busy.entry(one.record.assignment.portal.clone()).or_default() += 1;
        }
        let most = if self.is_shut_out { 1 } else { MOST_AT_ONCE };
        let mut free = most.saturating_sub(busy.values().sum());
        let mut admitted = due;
        admitted.retain(|assignment| {
            let at_portal = busy.entry(assignment.portal.clone()).or_default();
            let may = free > 0 && (*at_portal == 0 || self.answers(&assignment.portal, now));
            if may {
                free -= 1;
                *at_portal += 1;
            }
            may
        });
        admitted
    }

    fn answers(&self, portal: &PortalName, now: Timestamp) -> bool {
        let at = self.answered.get(portal);
        at.is_some_and(|at| *at <= now && remaining(now, *at) < ANSWERS_FOR)
    }

    /// Somebody signed in: what failed before failed for another reason than what may fail now.
    pub(super) fn signed_in(&mut self, portal: &PortalName, now: Timestamp) {
        self.keychain_answers(now);
        self.hurry(now, SHORTEST_PAUSE, |assignment| assignment.portal == *portal);
        for one in self.all.iter_mut() {
            if one.record.assignment.portal == *portal {
                one.forget_failing();
            }
        }
    }

    /// The portal answered: what failed there for want of an answer may go on.
    fn answered(&mut self, portal: &PortalName, now: Timestamp) {
        self.keychain_answers(now);
        self.answered.insert(portal.clone(), now);
        self.hurry(now, Duration::ZERO, |assignment| assignment.portal == *portal);
    }

    pub(super) fn set_busy(&mut self, assignment: &Assignment, work: AbortHandle) {
        if let Some(one) = self.find_mut(assignment) {
            one.busy = Some(work);
        }
    }

    /// Takes note that the work `task` is done; tells whether it still counts.
    pub(super) fn done(&mut self, task: Id, assignment: &Assignment) -> bool {
        let one = self.find_mut(assignment);
        let counts = one.filter(|one| one.busy.as_ref().is_some_and(|work| work.id() == task));
        counts.map(|one| one.busy = None).is_some()
    }

    pub(super) fn renewed(&mut self, record: RoleSessionRecord, now: Timestamp) {
        self.answered(&record.assignment.portal, now);
        if let Some(one) = self.find_mut(&record.assignment) {
            one.heal();
            // Whether it is renewed may have been changed meanwhile.
            let renewal = one.record.renewal;
            one.record = RoleSessionRecord { renewal, ..record };
        }
    }

    pub(super) fn failed(
        &mut self,
        assignment: &Assignment,
        problem: Problem,
        now: Timestamp,
        fraction: f64,
    ) {
        if let Some(one) = self.find_mut(assignment) {
            one.failed(problem, now, fraction);
        }
    }

    /// The portal did not answer: whatever else is due there need not find that out by itself.
    pub(super) fn unanswered(
        &mut self,
        portal: &PortalName,
        problem: &Problem,
        now: Timestamp,
        fraction: f64,
    ) {
        self.keychain_answers(now);
        self.answered.remove(portal);
        let too: Vec<Assignment> = self
            .all
            .iter()
            .filter(|one| one.record.assignment.portal == *portal && one.busy.is_none() && one.is_due(now))
            .map(|one| one.record.assignment.clone())
            .collect();
        for assignment in too {
            self.failed(&assignment, problem.clone(), now, fraction);
        }
    }

    /// The keychain is shut: a user who did not unlock it for one is not asked for each of the others, nor soon again.
    pub(super) fn shut_out(&mut self, assignment: &Assignment, problem: &Problem, now: Timestamp) {
        self.keychain_is_shut();
        for one in &mut self.all {
            let is_it = one.record.assignment == *assignment;
            let is_concerned =
                one.record.renewal == Renewal::On || has_reached(&one.record, one.ends_at, now);
            if !is_it && (one.busy.is_some() || !is_concerned) {
                continue;
            }
            let is_felt = is_it || one.is_due(now);
            one.put_off(is_felt.then(|| problem.clone()), now);
        }
    }

    /// The keychain gave nothing.
    pub(super) fn keychain_is_shut(&mut self) {
        self.is_shut_out = true;
    }

    /// The keychain is open: what waited for it goes on, and what could not be erased may be erased now.
    pub(super) fn keychain_answers(&mut self, now: Timestamp) {
        if std::mem::take(&mut self.is_shut_out) {
            self.all.iter_mut().for_each(|one| one.tidied = None);
            self.hurry(now, SHORTEST_PAUSE, |_| true);
        }
    }

    /// AWS will not give any more: it is not kept alive any longer.
    pub(super) fn refused(
        &mut self,
        assignment: &Assignment,
        problem: Problem,
        is_written: bool,
        now: Timestamp,
    ) {
        self.answered(&assignment.portal, now);
        if let Some(one) = self.find_mut(assignment) {
            one.refused(problem, is_written, now);
        }
    }

    /// A user wants it renewed, whatever was.
    pub(super) fn wanted(&mut self, assignment: &Assignment) {
        if let Some(one) = self.find_mut(assignment) {
            one.heal();
        }
    }

    /// Something happened: whatever failed `apart` ago may work now.
    pub(super) fn hurry(&mut self, now: Timestamp, apart: Duration, of: impl Fn(&Assignment) -> bool) {
        for one in self.all.iter_mut().filter(|one| of(&one.record.assignment)) {
            if let Some(tried) = &mut one.tried {
                tried.hurry(now, apart);
            }
        }
    }

    /// Gives up whatever is under way for some, and cares for them no more until they have left: what AWS answers must not bring them
    /// back.
    pub(super) fn give_up(&mut self, leaving: Leaving) {
        self.all.retain_mut(|one| {
            let stays = !leaving.holds(&one.record.assignment);
            if !stays && let Some(work) = one.busy.take() {
                work.abort();
            }
            stays
        });
        self.leaving.push(leaving);
    }

    /// They are stopped, or could not be.
    pub(super) fn have_left(&mut self, leaving: &Leaving) {
        if let Some(place) = self.leaving.iter().position(|other| other == leaving) {
            drop(self.leaving.swap_remove(place));
        }
    }
}
