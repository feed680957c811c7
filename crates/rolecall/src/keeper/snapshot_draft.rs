//! The next snapshot, and whether it differs from the last one.
//!
//! It must not know where its content comes from.

use super::snapshot::{CertificateState, MfaQuestion, PortalState, Snapshot};
use crate::problem::{Problem, ProblemCode};
use crate::role_session_status::RoleSessionState;
use rolecall_model::catalogue::Rename;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::sync::Arc;

/// The content of the next snapshot, except for the portals.
#[derive(Default)]
pub(super) struct SnapshotDraft {
    snapshot: Snapshot,
    is_changed: bool,
    /// Whether the next snapshot is published at once, without the usual minimum interval.
    is_urgent: bool,
}

impl SnapshotDraft {
    /// Returns whether the next snapshot differs from the last one.
    pub(super) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Records that its content changed.
    pub(super) fn mark_changed(&mut self) {
        self.is_changed = true;
    }

    /// Records that accounts, roles, favourites, aliases or recents changed.
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

    /// Returns the snapshot, to be published.
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

    pub(super) fn set_favourites(&mut self, favourites: Vec<RoleRef>) {
        let favourites = favourites.into_iter().collect();
        if *self.snapshot.favourites != favourites {
            self.snapshot.favourites = Arc::new(favourites);
            self.mark_rows_changed();
        }
    }

    pub(super) fn set_recents(&mut self, recents: Vec<RoleRef>) {
        if *self.snapshot.recents != recents {
            self.snapshot.recents = Arc::new(recents);
            self.mark_rows_changed();
        }
    }

    pub(super) fn set_renames(&mut self, renames: Vec<Rename>) {
        if *self.snapshot.renames != renames {
            self.snapshot.renames = Arc::new(renames);
            self.is_changed = true;
        }
    }

    pub(super) fn set_certificates(&mut self, certificates: HashMap<RoleRef, CertificateState>) {
        if *self.snapshot.certificates != certificates {
            self.snapshot.certificates = Arc::new(certificates);
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

    /// Publishes the codes that are waited for at once: a user waits, too.
    pub(super) fn set_mfa_questions(&mut self, questions: Vec<MfaQuestion>) {
        if *self.snapshot.mfa_questions != questions {
            self.snapshot.mfa_questions = Arc::new(questions);
            self.mark_urgent();
        }
    }

    /// Shows a problem that concerns no single portal until it is dismissed or solved, and logs it once.
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

    /// Removes the problems with this code, which are solved.
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
