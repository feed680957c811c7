//! The work that becomes due as time passes.

use super::KeeperState;
use crate::keeper::event::StopScope;
use crate::keeper::maintenance::Maintenance;
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use std::sync::Arc;

impl KeeperState {
    /// Starts all work that is due; returns when the next work is due if no event happens before.
    pub(in crate::keeper) fn run_due_work(&mut self) -> Option<Timestamp> {
        let now = self.tasks.now();
        let reload = self.reload_if_due(now);
        let sign_in_end = self.expire_sign_ins(now);
        let maintenance = self.run_maintenance(now);
        let stale_users = self.check_stale_default_users(now);
        let certificates = self.read_certificates_if_due(now);
        let role_sessions = self.renew_and_end(now);
        self.show_role_sessions(now);
        let notification = self.update_notifications(now);
        [
            reload,
            sign_in_end,
            maintenance,
            stale_users,
            certificates,
            role_sessions,
            notification,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Marks sign-ins that have expired; returns when the next one expires.
    fn expire_sign_ins(&mut self, now: Timestamp) -> Option<Timestamp> {
        let (has_expired, next) = self.portals.expire_sign_ins(now);
        if has_expired {
            self.draft.mark_changed();
        }
        next
    }

    fn run_maintenance(&mut self, now: Timestamp) -> Option<Timestamp> {
        // What cannot be read of the settings may be a longer time for the history, or any portal.
        if !self.stored.are_settings_complete() {
            return None;
        }
        if self.maintenance.start_pruning_if_due(now) {
            self.tasks.prune_history(Arc::clone(self.stored.settings()));
        }
        let next_refresh = self.refresh_daily(now);
        let settings = self.stored.settings();
        let is_known = |role: &RoleRef| settings.resolve(role).is_ok();
        let (orphans, next_orphan) = self.maintenance.due_orphans(&self.role_sessions, &is_known, now);
        if !orphans.is_empty() {
            self.role_sessions.stop(StopScope::RoleSessions(orphans.clone()));
            self.tasks.stop_orphans(orphans);
        }
        next_refresh.into_iter().chain(next_orphan).min()
    }

    /// Refreshes the catalogues once a day if the user wants to be notified of changed access; returns when the next refresh is due.
    fn refresh_daily(&mut self, now: Timestamp) -> Option<Timestamp> {
        if !self.stored.settings().notify_access_changes {
            return None;
        }
        let (due, next) = Maintenance::due_refreshes(&self.portals, now);
        due.iter().for_each(|name| self.refresh(name, false));
        next
    }

    /// Reads when certificates end, from time to time; returns when the next read is due.
    fn read_certificates_if_due(&mut self, now: Timestamp) -> Option<Timestamp> {
        if !self.stored.is_loaded() {
            return None;
        }
        let (number, next) = self.certificates.due_read(self.stored.settings(), now);
        if let Some(number) = number {
            self.tasks
                .read_certificates(number, Arc::clone(self.stored.settings()));
        }
        next
    }

    /// Checks whether programs that use a former default have ended; returns when to check again, `None` if there are none.
    fn check_stale_default_users(&mut self, now: Timestamp) -> Option<Timestamp> {
        let check_at = |state: &Self| {
            let users = state.draft.stale_default_users();
            state.maintenance.stale_users_check_at(users, now)
        };
        if check_at(self).is_some_and(|at| at <= now) {
            self.read_history(false);
        }
        check_at(self).filter(|at| *at > now)
    }

    /// Renews role sessions, ends those that reached their limit and erases expired credentials; returns when to check again.
    fn renew_and_end(&mut self, now: Timestamp) -> Option<Timestamp> {
        let portals = &self.portals;
        let plan = self.role_sessions.plan(&|name| portals.needs_sign_in(name), now);
        if plan.needs_clean_up {
            self.role_sessions.on_clean_up_started(now);
            if !self.role_sessions.keychain_locked() {
                self.tasks.erase_expired();
            }
        }
        for role in self.role_sessions.admit_ends(plan.to_end) {
            if let Some(session) = self.role_sessions.find(&role) {
                let task = self.tasks.enforce_limit(session.record().clone());
                self.role_sessions.set_task(&role, task);
            }
        }
        for role in self.role_sessions.admit_renewals(plan.to_renew, now) {
            self.renew_automatically(&role);
        }
        plan.next_check
    }

    fn renew_automatically(&mut self, role: &RoleRef) {
        if let (Some(session), Ok(resolved)) = (self.role_sessions.find(role), self.resolve(role)) {
            let task = self
                .tasks
                .renew_automatically(resolved, session.record().issued_at);
            self.role_sessions.set_task(role, task);
        }
    }

    fn show_role_sessions(&mut self, now: Timestamp) {
        let portals = &self.portals;
        let states = self
            .role_sessions
            .states(&|name| portals.needs_sign_in(name), now);
        self.draft.set_role_sessions(states);
    }
}
