//! Role sessions: handling the outcome of renewing, ending and stopping them, and of reading their index.

use super::KeeperState;
use crate::keeper::event::{RenewalOutcome, StopScope};
use crate::keeper::request::Reply;
use crate::keeper::role_sessions::TrackedRoleSession;
use crate::ports::StateStoreError;
use crate::problem::{Problem, ProblemCode};
use rolecall_model::catalogue::account_of;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::Id;

impl KeeperState {
    /// Reads the index of role sessions.
    pub(super) fn read_role_sessions(&mut self) {
        let number = self.role_sessions.start_read();
        self.tasks.read_role_sessions(number);
    }

    pub(super) fn on_role_sessions_read(
        &mut self,
        number: u64,
        read: Result<Vec<RoleSessionRecord>, StateStoreError>,
    ) {
        let Some(records) = self.accept_store_read(read) else {
            return self.role_sessions.on_index_unreadable();
        };
        if !self.role_sessions.accept_read(number) {
            return self.read_role_sessions();
        }
        let removed = self.role_sessions.sync_from_index(records);
        self.notifications
            .on_role_sessions_removed(&removed, self.tasks.now());
        self.notifications.drop_outdated_news(&self.role_sessions);
        self.set_limit_times();
    }

    /// Determines when each role session reaches its limit, from the settings and the account names.
    pub(super) fn set_limit_times(&mut self) {
        let (settings, portals) = (Arc::clone(self.stored.settings()), &self.portals);
        self.role_sessions.set_limit_times(|record| {
            let account = account_of(&record.role, portals.catalogues());
            settings.limit_time(&account, record)
        });
    }

    pub(super) fn on_renewal_finished(&mut self, task: Id, role: &RoleRef, outcome: RenewalOutcome) {
        if !self.role_sessions.finish_task(task, role) {
            return;
        }
        let now = self.tasks.now();
        match outcome {
            RenewalOutcome::Renewed(record) => {
                self.certificates.mark_outdated();
                self.role_sessions.on_renewed(record, now);
            }
            RenewalOutcome::Refused { problem, is_saved } => {
                if problem.code == ProblemCode::MfaCodeNeeded {
                    self.on_code_needed(role, None);
                } else if let Some(session) = self.role_sessions.find(role) {
                    self.notifications
                        .on_refused(session.record(), problem.clone(), now);
                }
                self.role_sessions.on_refused(role, problem, is_saved, now);
            }
            RenewalOutcome::Gone => self.read_changed_index(role),
            RenewalOutcome::Failed(problem) => {
                if problem.code == ProblemCode::SignInNeeded {
                    let portal = self.role_sessions.find(role).and_then(TrackedRoleSession::portal);
                    if let Some(portal) = portal.cloned() {
                        self.on_sign_in_ended_by_aws(&portal);
                    }
                }
                self.on_failed(role, problem);
            }
        }
    }

    pub(super) fn on_limit_enforced(&mut self, task: Id, role: &RoleRef, outcome: Result<(), Problem>) {
        if !self.role_sessions.finish_task(task, role) {
            return;
        }
        match outcome {
            Ok(()) => {
                self.role_sessions.on_keychain_unlocked(self.tasks.now());
                self.read_changed_index(role);
            }
            Err(problem) => {
                self.on_failed(role, problem);
                self.read_role_sessions();
            }
        }
    }

    /// Rereads the index, where a task changed the entry of `role`. Until then the role session is not worked on.
    fn read_changed_index(&mut self, role: &RoleRef) {
        self.role_sessions.mark_stale(role);
        self.read_role_sessions();
    }

    fn on_failed(&mut self, role: &RoleRef, problem: Problem) {
        tracing::info!(
            reference = problem.reference,
            detail = problem.detail,
            "a role session could not be renewed or ended"
        );
        let (now, jitter) = (self.tasks.now(), self.tasks.random_jitter());
        self.role_sessions.on_failed(role, problem, now, jitter);
    }

    /// Role sessions were stopped, or could not be: rereads the index.
    pub(super) fn on_stop_finished(&mut self, scope: &StopScope) {
        self.role_sessions.on_stop_finished(scope);
        self.read_role_sessions();
    }

    pub(super) fn on_auto_renewal_set(
        &mut self,
        role: &RoleRef,
        renew: bool,
        outcome: Result<(), StateStoreError>,
        reply: Reply<()>,
    ) {
        if outcome.is_ok() {
            if renew {
                self.role_sessions.on_renewal_enabled(role);
            }
            self.read_role_sessions();
        }
        drop(reply.send(outcome.map_err(|error| Problem::from(&error))));
    }

    /// Retries failed work after an event, unless the keychain is locked: a retry would ask the user to unlock it.
    pub(super) fn retry_soon(&mut self, min_interval: Duration) {
        if !self.role_sessions.keychain_locked() {
            self.role_sessions.retry_soon(self.tasks.now(), min_interval);
        }
    }
}
