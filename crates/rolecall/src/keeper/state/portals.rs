//! Portals: adding and removing, signing in and out, refreshing.

use super::KeeperState;
use crate::catalogue::RefreshOutcome;
use crate::keeper::event::{EditFollowUp, StopScope};
use crate::keeper::portals::{AddedPortal, TrackedPortal};
use crate::keeper::request::{Reply, SettingsEdit};
use crate::keeper::snapshot::SignInState;
use crate::keeper::tasks::{ReadDatabase, Tasks};
use crate::notices::NoticeCause;
use crate::ports::StateStoreError;
use crate::problem::{Problem, ProblemCode, Recovery};
use crate::settings::{add_portal, remove_portal};
use rolecall_model::catalogue::{Catalogue, Difference};
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::sign_in::SignInMethod;
use tokio::task::Id;

impl KeeperState {
    /// Takes over the portals of the settings, and reads the stored data of new ones.
    pub(super) fn set_portals(&mut self, portals: &[Portal]) {
        for added in self.portals.set(portals) {
            match added {
                AddedPortal::ReadStoredData(name) => {
                    self.read_catalogue(&name);
                    self.read_sign_ins(|portal| *portal.name() == name);
                }
                AddedPortal::PurgeStaleData(name) => {
                    if let Some(portal) = self.portals.find(&name) {
                        self.tasks.purge_stale_portal_data(portal.portal().clone());
                    }
                }
            }
        }
    }

    pub(super) fn on_stale_portal_data_purged(&mut self, name: &PortalName) {
        self.read_catalogue(name);
        self.read_sign_ins(|portal| portal.name() == name);
        self.read_role_data();
    }

    /// Rereads role sessions, favourites and recents, because those of one portal were removed.
    fn read_role_data(&mut self) {
        self.read_role_sessions();
        self.tasks.read_favourites();
        self.tasks.read_recents();
    }

    pub(super) fn on_portal_name_released(
        &mut self,
        portal: Portal,
        outcome: Result<(), Problem>,
        reply: Reply<()>,
    ) {
        match outcome {
            Ok(()) => {
                self.read_role_data();
                let edit: SettingsEdit = Box::new(move |text| Ok(add_portal(text, &portal)?));
                self.tasks.edit_settings(edit, EditFollowUp::Reply(reply));
            }
            Err(problem) => drop(reply.send(Err(problem))),
        }
    }

    pub(super) fn on_portal_data_removed(
        &mut self,
        name: PortalName,
        outcome: Result<(), Problem>,
        reply: Reply<()>,
    ) {
        self.on_signed_out(&name, outcome.is_ok());
        match outcome {
            Ok(()) => {
                self.read_role_data();
                let edit: SettingsEdit = Box::new(move |text| Ok(remove_portal(text, &name)?));
                self.tasks.edit_settings(edit, EditFollowUp::Reply(reply));
            }
            Err(problem) => drop(reply.send(Err(problem))),
        }
    }

    pub(super) fn sign_in(&mut self, tasks: &Tasks, name: &PortalName, method: SignInMethod) {
        let now = tasks.now();
        if let Some(portal) = self.change_portal(name) {
            let task = tasks.sign_in(portal.portal().clone(), method);
            portal.on_sign_in_started(task, now);
        }
    }

    /// Reads the sign-ins of the portals for which `matches` returns true from the keychain.
    pub(super) fn read_sign_ins(&mut self, matches: impl Fn(&TrackedPortal) -> bool) {
        for name in self.portals.names_where(matches) {
            if let Some(portal) = self.portals.find_mut(&name) {
                let number = portal.start_sign_in_read();
                self.tasks.read_sign_in(portal.portal().clone(), number);
            }
        }
    }

    pub(super) fn on_sign_in_read(
        &mut self,
        name: &PortalName,
        number: u64,
        read: Result<SignInState, Problem>,
    ) {
        let recovery = read.as_ref().err().map(|problem| problem.recovery);
        let portal = self.portals.find_mut(name);
        if !portal.is_some_and(|portal| portal.on_sign_in_read(number, read)) {
            return;
        }
        self.draft.mark_changed();
        match recovery {
            None => {
                self.clear_keychain_problems();
                self.role_sessions.on_keychain_unlocked(self.tasks.now());
                if self.portals.find(name).is_some_and(TrackedPortal::is_signed_in) {
                    self.on_signed_in(name);
                }
                self.refresh_if_due(name);
            }
            Some(Recovery::UnlockKeychain) => self.role_sessions.on_keychain_locked(),
            Some(Recovery::None | Recovery::SignIn | Recovery::SignInWithCode | Recovery::Retry) => {}
        }
    }

    pub(super) fn on_sign_in_finished(
        &mut self,
        task: Id,
        name: &PortalName,
        outcome: Result<SignInState, Problem>,
    ) {
        let portal = self.change_portal(name);
        if portal.is_some_and(|portal| portal.on_sign_in_finished(task, outcome)) {
            self.clear_keychain_problems();
            self.on_signed_in(name);
            self.refresh(name, true);
        }
    }

    pub(super) fn on_keychain_checked(&mut self, problem: Option<Problem>) {
        self.clear_keychain_problems();
        if let Some(problem) = problem {
            self.draft.show_problem(problem);
        }
    }

    /// The keychain works as a whole.
    fn clear_keychain_problems(&mut self) {
        for code in [
            ProblemCode::KeychainAbsent,
            ProblemCode::KeychainDenied,
            ProblemCode::KeychainSlow,
            ProblemCode::KeychainFailed,
        ] {
            self.draft.clear_problem(code);
        }
    }

    /// Resumes what waited for the sign-in.
    fn on_signed_in(&mut self, name: &PortalName) {
        self.notifications.on_signed_in_or_out(name);
        self.role_sessions.on_signed_in(name, self.tasks.now());
    }

    /// A program could not get credentials without a sign-in. Rereads the keychain, which tells whether the sign-in is still missing.
    pub(super) fn on_program_refused(&mut self, name: PortalName, program: Option<ProcessInfo>) {
        if self.portals.find(&name).is_some() {
            self.read_sign_ins(|portal| *portal.name() == name);
            self.notifications.on_program_refused(name, program);
        }
    }

    /// Shows a problem at its portal, because nobody waits for the reply any more.
    pub(super) fn show_portal_problem(&mut self, problem: Problem) {
        if let Some(portal) = problem.portal.clone().and_then(|name| self.change_portal(&name)) {
            portal.set_problem(Some(problem));
        }
    }

    /// The user signed out of a portal, or could not (`is_done` is false).
    pub(super) fn on_signed_out(&mut self, name: &PortalName, is_done: bool) {
        self.on_stop_finished(&StopScope::Portal(name.clone()));
        if !is_done {
            // Only the keychain tells how far signing out got.
            self.read_sign_ins(|portal| portal.name() == name);
        } else if let Some(portal) = self.change_portal(name) {
            portal.on_signed_out();
        }
    }

    /// AWS rejected a sign-in, although the keychain still holds it.
    pub(super) fn on_sign_in_ended_by_aws(&mut self, name: &PortalName) {
        let portal = self.portals.find_mut(name);
        if portal.is_some_and(TrackedPortal::on_sign_in_ended_by_aws) {
            self.draft.mark_changed();
        }
    }

    /// Cancels everything that is running at a portal before signing out, so that no late result brings anything back.
    pub(super) fn leave_portal(&mut self, name: &PortalName) -> Option<Portal> {
        let portal = self.change_portal(name)?;
        portal.cancel_all();
        let portal = portal.portal().clone();
        self.role_sessions.stop(StopScope::Portal(name.clone()));
        self.notifications.on_signed_in_or_out(name);
        Some(portal)
    }

    /// Refreshes a portal unless a refresh is running. `is_requested` tells whether the user waits for it and is shown a failure.
    pub(super) fn refresh(&mut self, name: &PortalName, is_requested: bool) {
        let tasks = self.tasks.clone();
        let Some(portal) = self.change_portal(name) else {
            return;
        };
        if !portal.is_refreshing() {
            let task = tasks.refresh(portal.portal().clone(), portal.priority_accounts().clone());
            portal.on_refresh_started(task, is_requested, tasks.now());
        } else if is_requested {
            portal.mark_refresh_requested();
        }
    }

    pub(super) fn refresh_all(&mut self) {
        if self.portals.is_empty() {
            return self.tasks.check_keychain();
        }
        let signed_in = self.portals.names_where(TrackedPortal::is_signed_in);
        signed_in.iter().for_each(|name| self.refresh(name, true));
    }

    fn refresh_if_due(&mut self, name: &PortalName) {
        let now = self.tasks.now();
        if self
            .portals
            .find(name)
            .is_some_and(|portal| portal.is_refresh_due(now))
        {
            self.refresh(name, true);
        }
    }

    pub(super) fn on_refresh_finished(
        &mut self,
        task: Id,
        name: &PortalName,
        outcome: Result<RefreshOutcome, Problem>,
    ) {
        let succeeded = outcome.as_ref().ok().cloned();
        let Some(portal) = self.change_portal(name) else {
            return;
        };
        match portal.on_refresh_finished(task, outcome) {
            None => return,
            Some(Ok(())) => {}
            Some(Err(problem)) => tracing::info!(
                reference = problem.reference,
                detail = problem.detail,
                "access could not be listed"
            ),
        }
        let has_renames = succeeded
            .as_ref()
            .is_some_and(|refreshed| !refreshed.renames.is_empty());
        if let Some(refreshed) = succeeded {
            // The refresh worked without a known sign-in: the keychain was locked, or the user signed in on the command line.
            self.read_sign_ins(|portal| portal.name() == name && !portal.is_signed_in());
            self.notify_changed_access(name, &refreshed.difference);
        }
        self.read_catalogue(name);
        if has_renames {
            // Labels were moved to the renamed roles. No event reports what this process itself wrote.
            self.tasks
                .reload(ReadDatabase::Never, self.role_sessions.start_read());
            self.tasks.read_favourites();
            self.tasks.read_recents();
            self.tasks.read_renames();
        }
    }

    /// Notifies the user of gained or lost access at most once a day, if the settings ask for it.
    fn notify_changed_access(&self, portal: &PortalName, difference: &Difference) {
        let (added, removed) = (difference.added.len(), difference.removed.len());
        if self.stored.settings().notify_access_changes && added + removed > 0 {
            let cause = NoticeCause::AccessChanged {
                portal: portal.clone(),
                added,
                removed,
            };
            self.tasks.claim_access_notification(cause, self.tasks.now());
        }
    }

    pub(super) fn read_catalogue(&mut self, name: &PortalName) {
        if let Some(portal) = self.portals.find_mut(name) {
            let number = portal.start_catalogue_read();
            self.tasks.read_catalogue(name.clone(), number);
        }
    }

    pub(super) fn on_catalogue_read(
        &mut self,
        name: &PortalName,
        number: u64,
        read: Result<Catalogue, StateStoreError>,
    ) {
        let read = self.accept_store_read(read);
        let Some(portal) = self.portals.find_mut(name) else {
            return;
        };
        let was_loaded = portal.is_catalogue_loaded();
        match read {
            Some(catalogue) => {
                if portal.on_catalogue_read(number, catalogue) {
                    self.draft.mark_rows_changed();
                    self.set_limit_times();
                }
            }
            None => portal.on_catalogue_unreadable(),
        }
        if !was_loaded {
            self.refresh_if_due(name);
        }
    }
}
