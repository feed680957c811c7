//! What is due by the clock alone.

use super::KeeperState;
use crate::keeper::event::StopScope;
use crate::keeper::maintenance::Maintenance;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use std::sync::Arc;

impl KeeperState {
    /// Starts what is due; returns when more is, though nothing happens before.
    pub(in crate::keeper) fn run_due_work(&mut self) -> Option<Timestamp> {
        let now = self.tasks.now();
        let reload = self.reload_if_due(now);
        let sign_in_end = self.expire_sign_ins(now);
        let maintenance = self.do_maintenance(now);
        let stale_users = self.check_stale_default_users(now);
        let role_sessions = self.renew_and_end(now);
        self.show_role_sessions(now);
        let notification = self.notify(now);
        [
            reload,
            sign_in_end,
            maintenance,
            stale_users,
            role_sessions,
            notification,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Ends sign-ins that are not renewed; returns when the next one ends.
    fn expire_sign_ins(&mut self, now: Timestamp) -> Option<Timestamp> {
        let (is_any, next) = self.portals.expire_sign_ins(now);
        if is_any {
            self.draft.mark_changed();
        }
        next
    }

    fn do_maintenance(&mut self, now: Timestamp) -> Option<Timestamp> {
        // Settings that cannot be read may want the history kept for longer, and may hold any portal.
        if !self.stored.are_settings_known() {
            return None;
        }
        if self.maintenance.prunes_history(now) {
            self.tasks.prune_history(Arc::clone(self.stored.settings()));
        }
        let next_refresh = self.refresh_daily(now);
        let (orphans, next_orphan) = self
            .maintenance
            .orphans_due(&self.role_sessions, &self.portals, now);
        for name in orphans {
            self.role_sessions.stop(StopScope::Portal(name.clone()));
            self.tasks.stop_portal(name);
        }
        next_refresh.into_iter().chain(next_orphan).min()
    }

    /// Lists access once a day for whoever wants to know what changed; returns when the next listing is due.
    fn refresh_daily(&mut self, now: Timestamp) -> Option<Timestamp> {
        if !self.stored.settings().notify_access_changes {
            return None;
        }
        let (due, next) = Maintenance::refreshes_due(&self.portals, now);
        due.iter().for_each(|name| self.refresh(name, false));
        next
    }

    /// Checks whether programs that use a former default ended; returns when to check again, never while there are none.
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

    /// Renews role sessions, ends those at their limit and erases expired credentials; returns when more is due.
    fn renew_and_end(&mut self, now: Timestamp) -> Option<Timestamp> {
        let portals = &self.portals;
        let plan = self.role_sessions.plan(&|name| portals.needs_sign_in(name), now);
        if plan.clean_up {
            self.role_sessions.on_clean_up_started(now);
            if !self.role_sessions.keychain_locked() {
                self.tasks.erase_expired();
            }
        }
        for assignment in self.role_sessions.admit_ends(plan.end) {
            if let Some(session) = self.role_sessions.find(&assignment) {
                let task = self.tasks.enforce_limit(session.record().clone());
                self.role_sessions.set_task(&assignment, task);
            }
        }
        for assignment in self.role_sessions.admit_renewals(plan.renew, now) {
            self.renew_automatically(&assignment);
        }
        plan.next
    }

    fn renew_automatically(&mut self, assignment: &Assignment) {
        if let (Some(session), Ok(portal)) = (self.role_sessions.find(assignment), self.portal_of(assignment))
        {
            let task = self.tasks.renew_automatically(portal, session.record().clone());
            self.role_sessions.set_task(assignment, task);
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
