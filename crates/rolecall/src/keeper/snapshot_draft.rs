//! The snapshot that is made next, and whether it says anything new.
//!
//! It must not know where what it shows comes from.

use super::snapshot::{PortalState, RoleSessionState, Snapshot};
use crate::problem::{Problem, ProblemCode};
use rolecall_model::assignment::Assignment;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::settings::Settings;
use std::sync::Arc;

/// What the next snapshot shows, but for the portals.
#[derive(Default)]
pub(super) struct SnapshotDraft {
    snapshot: Snapshot,
    is_changed: bool,
    /// Whether the next snapshot goes out at once, however recent the last one is.
    is_urgent: bool,
}

impl SnapshotDraft {
    /// Tells whether the next snapshot says anything new.
    pub(super) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Notes that something that it shows changed.
    pub(super) fn mark_changed(&mut self) {
        self.is_changed = true;
    }

    /// Notes that accounts, roles, favourites, aliases or recents changed.
    pub(super) fn mark_rows_changed(&mut self) {
        self.snapshot.rows_revision += 1;
        self.is_changed = true;
    }

    pub(super) fn is_urgent(&self) -> bool {
        self.is_urgent
    }

    pub(super) fn mark_urgent(&mut self) {
        self.is_urgent = true;
        self.is_changed = true;
    }

    /// Makes the snapshot.
    pub(super) fn publish(&mut self, portals: Vec<PortalState>) -> Arc<Snapshot> {
        self.is_changed = false;
        self.is_urgent = false;
        self.snapshot.revision += 1;
        self.snapshot.portals = portals;
        Arc::new(self.snapshot.clone())
    }

    pub(super) fn set_settings(&mut self, settings: Arc<Settings>) {
        self.snapshot.settings = settings;
        self.mark_rows_changed();
    }

    pub(super) fn set_role_sessions(&mut self, states: Vec<RoleSessionState>) {
        if self.snapshot.role_sessions != states {
            self.snapshot.role_sessions = states;
            self.is_changed = true;
        }
    }

    pub(super) fn set_favourites(&mut self, favourites: Vec<Assignment>) {
        let favourites = favourites.into_iter().collect();
        if *self.snapshot.favourites != favourites {
            self.snapshot.favourites = Arc::new(favourites);
            self.mark_rows_changed();
        }
    }

    pub(super) fn set_recents(&mut self, recents: Vec<Assignment>) {
        if *self.snapshot.recents != recents {
            self.snapshot.recents = Arc::new(recents);
            self.mark_rows_changed();
        }
    }

    pub(super) fn stale_default_users(&self) -> &[StaleDefaultUser] {
        &self.snapshot.stale_default_users
    }

    pub(super) fn set_stale_default_users(&mut self, users: Vec<StaleDefaultUser>) {
        if *self.snapshot.stale_default_users != users {
            self.snapshot.stale_default_users = Arc::new(users);
            self.is_changed = true;
        }
    }

    /// Shows a problem of the whole program until it is dismissed or solved. It is logged once.
    pub(super) fn show_problem(&mut self, problem: Problem) {
        if self.snapshot.problems.contains(&problem) {
            return;
        }
        tracing::warn!(
            reference = problem.reference,
            detail = problem.detail,
            "a problem of the whole program"
        );
        self.clear_problem(problem.code);
        self.snapshot.problems.push(problem);
        self.is_changed = true;
    }

    pub(super) fn has_problem(&self, code: ProblemCode) -> bool {
        self.snapshot.problems.iter().any(|problem| problem.code == code)
    }

    /// Takes a problem away that is solved.
    pub(super) fn clear_problem(&mut self, code: ProblemCode) {
        let before = self.snapshot.problems.len();
        self.snapshot.problems.retain(|problem| problem.code != code);
        self.is_changed |= self.snapshot.problems.len() != before;
    }

    pub(super) fn dismiss_problems(&mut self) {
        self.is_changed |= !self.snapshot.problems.is_empty();
        self.snapshot.problems.clear();
    }
}

#[cfg(test)]
mod tests;
