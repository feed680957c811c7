//! Handling of the events of tasks.

use super::KeeperState;
use crate::keeper::event::{KeeperEvent, PortalEvent, StorageEvent};
use crate::ports::StateStoreError;
use crate::problem::{Problem, ProblemCode};

impl KeeperState {
    /// Handles an event of a task.
    pub(in crate::keeper) fn handle_event(&mut self, event: KeeperEvent) {
        match event {
            KeeperEvent::Storage(event) => self.handle_storage_event(event),
            KeeperEvent::Portal(event) => self.handle_portal_event(event),
            KeeperEvent::Mfa(event) => self.on_mfa_event(event),
            KeeperEvent::AccessChangeClaimed(cause) => {
                self.notifications.add_news(cause, self.tasks.now());
            }
            KeeperEvent::NotificationsRecorded(updates) => self.on_notifications_recorded(updates),
            KeeperEvent::NotificationEnded(kind, causes, end) => {
                self.on_notification_ended(kind, causes, end);
            }
            KeeperEvent::RenewalFinished(task, role, outcome) => {
                self.on_renewal_finished(task, &role, outcome);
            }
            KeeperEvent::LimitEnforced(task, role, outcome) => {
                self.on_limit_enforced(task, &role, outcome);
            }
            KeeperEvent::StopFinished(scope) => self.on_stop_finished(&scope),
            KeeperEvent::CertificatesRead(number, found) => {
                self.certificates.accept(number, found);
                let states = self.certificates.states(self.tasks.now());
                self.draft.set_certificates(states);
            }
            KeeperEvent::RoleSessionUsed => {
                self.certificates.mark_outdated();
                self.read_role_sessions();
                self.tasks.read_recents();
            }
            KeeperEvent::ExpiredErased => self.read_role_sessions(),
            KeeperEvent::KeychainChecked(problem) => self.on_keychain_checked(problem),
        }
    }

    fn handle_storage_event(&mut self, event: StorageEvent) {
        match event {
            StorageEvent::Reloaded(reload) => self.on_reloaded(*reload),
            StorageEvent::InitialLoadFinished => self.draft.mark_urgent(),
            StorageEvent::SettingsEdited(edited) => self.on_settings_edited(*edited),
            StorageEvent::FavouritesRead(read) => {
                if let Some(favourites) = self.accept_store_read(read) {
                    self.draft.set_favourites(favourites);
                }
            }
            StorageEvent::RecentsRead(read) => {
                if let Some(recents) = self.accept_store_read(read) {
                    self.draft.set_recents(recents);
                }
            }
            StorageEvent::RenamesRead(read) => {
                if let Some(renames) = self.accept_store_read(read) {
                    self.draft.set_renames(renames);
                }
            }
            StorageEvent::RoleSessionsRead(number, read) => self.on_role_sessions_read(number, read),
            StorageEvent::CatalogueRead(name, number, read) => {
                self.on_catalogue_read(&name, number, read);
            }
            StorageEvent::HistoryRead(digest) => self.on_history_read(digest),
            StorageEvent::FavouriteSet(outcome, reply) => {
                self.tasks.read_favourites();
                drop(reply.send(outcome.map_err(|error| Problem::from(&error))));
            }
            StorageEvent::RenameDeclined(outcome, reply) => {
                self.tasks.read_renames();
                drop(reply.send(outcome.map_err(|error| Problem::from(&error))));
            }
            StorageEvent::AutoRenewalSet {
                role,
                renew,
                outcome,
                reply,
            } => self.on_auto_renewal_set(&role, renew, outcome, reply),
        }
    }

    fn handle_portal_event(&mut self, event: PortalEvent) {
        match event {
            PortalEvent::SignInRead(name, number, read) => self.on_sign_in_read(&name, number, read),
            PortalEvent::SignInProgressed(task, name, step) => {
                if let Some(portal) = self.change_portal(&name) {
                    portal.on_sign_in_progress(task, step);
                }
            }
            PortalEvent::SignInFinished(task, name, outcome) => {
                self.on_sign_in_finished(task, &name, outcome);
            }
            PortalEvent::SignInDoubtful(name) => self.read_sign_ins(|portal| *portal.name() == name),
            PortalEvent::SignedOut(name, outcome, reply) => {
                self.on_signed_out(&name, outcome.is_ok());
                drop(reply.send(outcome));
            }
            PortalEvent::DataRemoved(name, outcome, reply) => {
                self.on_portal_data_removed(name, outcome, reply);
            }
            PortalEvent::NameReleased(portal, outcome, reply) => {
                self.on_portal_name_released(*portal, outcome, reply);
            }
            PortalEvent::StaleDataPurged(name) => self.on_stale_portal_data_purged(&name),
            PortalEvent::RefreshProgressed(task, name, event) => {
                let portal = self.portals.find_mut(&name);
                if portal.is_some_and(|portal| portal.on_refresh_progress(task, event)) {
                    self.draft.mark_rows_changed();
                }
            }
            PortalEvent::RefreshFinished(task, name, outcome) => {
                self.on_refresh_finished(task, &name, outcome);
            }
            PortalEvent::TaskFailed(problem) => self.show_portal_problem(problem),
        }
    }

    /// Returns the result of a read of the database. A failure is shown until a read succeeds.
    pub(super) fn accept_store_read<T>(&mut self, read: Result<T, StateStoreError>) -> Option<T> {
        match read {
            Ok(read) => {
                self.draft.clear_problem(ProblemCode::StateStoreFailed);
                Some(read)
            }
            Err(error) => {
                self.draft.show_problem(Problem::from(&error));
                None
            }
        }
    }
}
