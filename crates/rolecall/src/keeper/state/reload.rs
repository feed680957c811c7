//! Rereading the settings, the database and the history after a change.

use super::KeeperState;
use crate::keeper::event::{DatabaseContent, EditFollowUp, HistoryDigest, Reload, SettingsEditOutcome};
use crate::keeper::portals::TrackedPortal;
use crate::keeper::renewal::{MIN_RETRY_INTERVAL, MIN_RETRY_INTERVAL_AFTER_CHANGES};
use crate::keeper::snapshot::SignInState;
use crate::keeper::stored::SettingsUpdate;
use crate::keeper::tasks::ReadDatabase;
use crate::ports::{MachineEvent, SettingsFileError, StateStoreError};
use crate::problem::ProblemCode;
use rolecall_model::Timestamp;
use rolecall_model::history::Actor;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use std::sync::Arc;

impl KeeperState {
    /// Handles a machine event.
    pub(in crate::keeper) fn handle_machine_event(&mut self, event: MachineEvent) {
        match event {
            MachineEvent::FilesChanged => {
                if self.stored.on_files_changed(self.tasks.now()) {
                    self.reload_if_changed();
                }
            }
            MachineEvent::NetworkChanged => self.retry_soon(MIN_RETRY_INTERVAL),
            MachineEvent::ClockChanged => {
                self.retry_soon(MIN_RETRY_INTERVAL);
                // A clock that ran fast may have expired them too early.
                self.read_sign_ins(|portal| matches!(portal.state().sign_in, SignInState::Expired));
            }
        }
    }

    /// Starts a postponed reload that is due at `now`; returns when the next reload is due if no file changes before.
    pub(super) fn reload_if_due(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.stored.is_reload_due(now) {
            self.reload_if_changed();
        }
        self.stored.next_reload(self.is_database_broken(), now)
    }

    fn is_database_broken(&self) -> bool {
        self.draft.has_problem(ProblemCode::StateStoreFailed)
    }

    /// Rereads the settings file, and the database if another process changed it.
    fn reload_if_changed(&mut self) {
        let read_database = if self.is_database_broken() {
            ReadDatabase::Always
        } else {
            ReadDatabase::IfChangedSince(self.stored.change_count())
        };
        self.reload(read_database);
    }

    /// Rereads everything including missing sign-ins, because another process reported a change.
    pub(super) fn reload_all(&mut self) {
        self.read_sign_ins(TrackedPortal::is_sign_in_missing);
        self.reload(ReadDatabase::Always);
        self.retry_soon(MIN_RETRY_INTERVAL);
    }

    fn reload(&mut self, read_database: ReadDatabase) {
        self.stored.on_reload_started(self.tasks.now());
        let role_sessions_read = self.role_sessions.start_read();
        self.tasks.reload(read_database, role_sessions_read);
    }

    pub(super) fn on_reloaded(&mut self, reload: Reload) {
        let is_first = !self.stored.is_loaded();
        self.on_settings_read(reload.settings);
        if let Some(content) = reload.database {
            self.on_database_read(content, reload.change_count, reload.role_sessions_read);
        }
        if is_first {
            if self.portals.is_empty() {
                // Nothing else uses the keychain before the first sign-in, which would fail at its very end.
                self.tasks.check_keychain();
            }
            self.tasks.finish_initial_load();
        }
    }

    fn on_database_read(
        &mut self,
        read: Result<DatabaseContent, StateStoreError>,
        change_count: Option<i64>,
        role_sessions_read: u64,
    ) {
        let was_broken = self.is_database_broken();
        let Some(content) = self.accept_store_read(read) else {
            return self.role_sessions.on_index_unreadable();
        };
        self.draft.set_favourites(content.favourites);
        self.draft.set_recents(content.recents);
        self.draft.set_renames(content.renames);
        let is_by_others = self.stored.on_database_read(change_count);
        if is_by_others || was_broken {
            for name in self.portals.names_where(|_| true) {
                self.read_catalogue(&name);
            }
        }
        self.read_history(is_by_others);
        if is_by_others {
            self.retry_soon(MIN_RETRY_INTERVAL_AFTER_CHANGES);
        }
        self.on_role_sessions_read(role_sessions_read, Ok(content.role_sessions));
    }

    /// Handles the text of the settings file.
    fn on_settings_read(&mut self, text: Result<String, SettingsFileError>) {
        match self.stored.on_settings_read(text) {
            SettingsUpdate::Unchanged => {}
            // The settings that were read before stay in force until the file is fixed.
            SettingsUpdate::Failed(problem) => self.draft.show_problem(problem),
            SettingsUpdate::Changed {
                is_default_changed,
                left_out,
            } => {
                let settings = Arc::clone(self.stored.settings());
                self.draft.clear_problem(ProblemCode::SettingsUnreadable);
                if let Some(problem) = left_out {
                    self.draft.show_problem(problem);
                }
                self.draft.set_settings(Arc::clone(&settings));
                self.certificates.mark_outdated();
                self.set_portals(&settings.portals);
                self.role_sessions
                    .set_sources(settings.source_portals(), settings.roles_without_sign_in());
                self.set_limit_times();
                if is_default_changed {
                    self.read_history(false);
                }
            }
        }
    }

    pub(super) fn on_settings_edited(&mut self, edit: SettingsEditOutcome) {
        let default_before = self.stored.default_role().cloned();
        self.on_settings_read(edit.text);
        let reply = match edit.follow_up {
            EditFollowUp::Reply(reply) => reply,
            EditFollowUp::DefaultSet(actor, set, reply) => {
                if edit.outcome.is_ok() {
                    self.on_default_set(actor, set, default_before);
                }
                reply
            }
        };
        drop(reply.send(edit.outcome));
    }

    /// `@default` changed: logs it in the history and starts the role session of the new default.
    fn on_default_set(&self, actor: Actor, set: Option<Box<ResolvedRole>>, before: Option<RoleRef>) {
        let tasks = self.tasks.with_actor(actor);
        match (set, before) {
            (Some(set), _) => tasks.start_default(*set, self.stored.settings().renew),
            (None, Some(before)) => tasks.log_default_cleared(before),
            (None, None) => {}
        }
    }

    /// Reads the newest history: which programs use a former default, and at which portals another process signed in or out.
    pub(super) fn read_history(&mut self, is_by_others: bool) {
        let number = self.maintenance.start_history_read(self.tasks.now());
        self.tasks.read_history(
            number,
            self.stored.default_role().cloned(),
            self.stored.newest_history(),
            is_by_others,
        );
    }

    pub(super) fn on_history_read(&mut self, digest: HistoryDigest) {
        if self.maintenance.accept_history_read(digest.number) {
            self.draft.set_stale_default_users(digest.stale_default_users);
        }
        if digest.is_by_others {
            // Looking for a missing sign-in must not make the keychain ask the user to unlock it.
            let may_read = !self.role_sessions.keychain_locked();
            self.read_sign_ins(|portal| {
                (may_read && portal.is_sign_in_missing()) || digest.signed_in_or_out.contains(portal.name())
            });
        }
        self.stored.on_history_read(digest.newest);
    }
}
