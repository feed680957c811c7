//! What the desk reads again: the settings, and what every process of the user remembers.

use super::super::portals::OnePortal;
use super::super::renewal::{PAUSE_OF_OTHERS, SHORTEST_PAUSE};
use super::super::{SettingsEdit, settings_of};
use super::Desk;
use crate::keeper::SignInState;
use crate::ports::{MachineEvent, StateStoreError};
use crate::problem::{Problem, ProblemCode};
use crate::settings_change::change_settings;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryEvent};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::settings::Settings;
use std::sync::Arc;
use std::time::Duration;

/// How many recents are remembered for the window.
const RECENTS: u32 = 20;

/// Programs that ask for credentials all the time do not keep the keeper awake: it looks no more often.
const LOOKS_APART: Duration = Duration::from_millis(400);

/// A database that failed is tried again so often.
const LOOKS_WHILE_BROKEN: Duration = Duration::from_secs(30);

impl Desk {
    /// Something happened on the machine.
    pub(in crate::keeper) fn notice(&mut self, event: MachineEvent) {
        match event {
            MachineEvent::FilesChanged => self.files_changed(),
            MachineEvent::NetworkChanged => self.hurry(SHORTEST_PAUSE),
            MachineEvent::ClockChanged => {
                self.hurry(SHORTEST_PAUSE);
                // They may only have ended by a clock that was ahead.
                self.read_sign_ins(|one| matches!(one.state.sign_in, SignInState::Expired));
            }
        }
    }

    /// Looks around, unless it just did: then a little later, once for all changes until then.
    fn files_changed(&mut self) {
        let now = self.work.ports.clock.now();
        let apart = self.looked_at.filter(|at| *at <= now).map(|at| at + LOOKS_APART);
        match apart.filter(|at| *at > now) {
            Some(at) => self.look_at = Some(at),
            None => self.look_around(),
        }
    }

    /// Looks around if that was put off until now; returns until when it is put off. Nothing tells when a database works again.
    pub(super) fn look_put_off(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.look_at.is_some_and(|at| at <= now) {
            self.look_around();
        }
        if self.look_at.is_none() && self.has_failed(ProblemCode::StateStoreFailed) {
            self.look_at = now.checked_add(LOOKS_WHILE_BROKEN).ok();
        }
        self.look_at
    }

    /// Reads what another process changed. Where nothing changed this costs one read of the settings file and one question
    /// to the database.
    fn look_around(&mut self) {
        self.looked_at = Some(self.work.ports.clock.now());
        self.look_at = None;
        self.read_settings();
        let failed = self.has_failed(ProblemCode::StateStoreFailed);
        let changes = self.work.ports.store.state_store.change_count().ok();
        let changed = changes.is_none() || changes != self.seen_changes;
        if changed || failed {
            self.read_database(changes);
        }
    }

    /// Reads all again, also the sign-ins that are missing: this process's own changes are not counted by the database.
    pub(super) fn look_again(&mut self) {
        self.read_sign_ins(is_missing);
        self.read_all();
        self.hurry(SHORTEST_PAUSE);
    }

    /// Reads settings and database.
    pub(super) fn read_all(&mut self) {
        self.looked_at = Some(self.work.ports.clock.now());
        self.read_settings();
        let changes = self.work.ports.store.state_store.change_count().ok();
        self.read_database(changes);
    }

    fn read_database(&mut self, changes: Option<i64>) {
        let by_others = self.seen_changes.is_some() && changes != self.seen_changes;
        if !self.read_remembered() {
            return;
        }
        self.seen_changes = changes;
        let entries = self.read_history();
        if by_others {
            let names: Vec<PortalName> = self
                .portals
                .iter()
                .map(|one| one.state.portal.name.clone())
                .collect();
            names.iter().for_each(|name| self.read_catalogue(name));
            self.read_told_sign_ins(&entries);
            self.hurry(PAUSE_OF_OTHERS);
        }
        self.history_seen = entries.first().map(|entry| entry.at).or(self.history_seen);
        self.read_role_sessions();
    }

    /// Asks the keychain for sign-ins that another process made or ended, by the newest `entries` of the history; also for those that
    /// are missing here, unless that would ask the user to unlock it.
    fn read_told_sign_ins(&self, entries: &[HistoryEntry]) {
        let is_new = |entry: &&HistoryEntry| self.history_seen.is_none_or(|seen| entry.at >= seen);
        let told: Vec<&PortalName> = entries
            .iter()
            .filter(is_new)
            .filter(|entry| matches!(entry.event, HistoryEvent::SignedIn | HistoryEvent::SignedOut))
            .map(|entry| &entry.portal)
            .collect();
        let may_look = !self.care.is_shut_out();
        self.read_sign_ins(|one| (may_look && is_missing(one)) || told.contains(&&one.state.portal.name));
    }

    fn read_sign_ins(&self, which: impl Fn(&OnePortal) -> bool) {
        for one in self.portals.iter().filter(|one| which(one)) {
            self.work.read_sign_in(one.state.portal.clone());
        }
    }

    /// Reads favourites and recents; tells whether that was possible.
    pub(super) fn read_remembered(&mut self) -> bool {
        match self.remembered() {
            Ok((favourites, recents)) => {
                let favourites = favourites.into_iter().collect();
                if *self.shown.favourites != favourites || *self.shown.recents != recents {
                    self.shown.favourites = Arc::new(favourites);
                    self.shown.recents = Arc::new(recents);
                    self.shown.rows_revision += 1;
                    self.has_news = true;
                }
                self.heal(ProblemCode::StateStoreFailed);
                true
            }
            Err(error) => {
                self.tell(Problem::from(&error));
                false
            }
        }
    }

    fn remembered(&self) -> Result<(Vec<Assignment>, Vec<Assignment>), StateStoreError> {
        let store = &self.work.ports.store.preference_store;
        Ok((store.favourites()?, store.recents(RECENTS)?))
    }

    /// Reads what was last listed, unless that is being listed now.
    pub(super) fn read_catalogue(&mut self, name: &PortalName) {
        let store = Arc::clone(&self.work.ports.store.catalogue_store);
        let Some(one) = self.portal(name).filter(|one| one.refreshing.is_none()) else {
            return;
        };
        match store.catalogue(name) {
            Ok(catalogue) if catalogue == *one.state.catalogue => {}
            Ok(catalogue) => {
                one.state.catalogue = Arc::new(catalogue);
                self.shown.rows_revision += 1;
                self.has_news = true;
                self.set_ends();
            }
            Err(error) => self.tell(Problem::from(&error)),
        }
    }

    /// Shows a problem of the whole program until it is dismissed or healed. It is logged once.
    pub(super) fn tell(&mut self, problem: Problem) {
        if self.shown.problems.contains(&problem) {
            return;
        }
        tracing::warn!(
            reference = problem.reference,
            detail = problem.detail,
            "a problem of the whole program"
        );
        self.heal(problem.code);
        self.shown.problems.push(problem);
        self.has_news = true;
    }

    fn has_failed(&self, code: ProblemCode) -> bool {
        self.shown.problems.iter().any(|problem| problem.code == code)
    }

    fn heal(&mut self, code: ProblemCode) {
        let before = self.shown.problems.len();
        self.shown.problems.retain(|problem| problem.code != code);
        self.has_news |= self.shown.problems.len() != before;
    }

    pub(super) fn read_settings(&mut self) {
        match self.work.ports.store.settings_file.read() {
            Ok(text) if self.settings_text.as_ref() == Some(&text) => {}
            Ok(text) => {
                let (settings, problem) = settings_of(&text);
                self.settings_text = Some(text);
                match problem {
                    // What was read before stays good until the file is mended.
                    Some(problem) => self.tell(problem),
                    None => self.settle(settings),
                }
            }
            Err(error) => {
                self.settings_text = None;
                self.tell(Problem::from(&error));
            }
        }
    }

    fn settle(&mut self, settings: Settings) {
        self.has_news = true;
        self.shown.rows_revision += 1;
        self.heal(ProblemCode::SettingsUnreadable);
        let mut old = std::mem::take(&mut self.portals);
        for portal in &settings.portals {
            let same = old.iter().position(|one| one.state.portal == *portal);
            let one = match same {
                Some(at) => old.swap_remove(at),
                None => self.newcomer(portal, &old),
            };
            self.portals.push(one);
        }
        old.iter_mut().for_each(OnePortal::give_up_all);
        self.settings_known = true;
        let other_default = settings.default_assignment != self.shown.settings.default_assignment;
        self.shown.settings = Arc::new(settings);
        self.set_ends();
        if other_default {
            self.read_history();
        }
    }

    /// Welcomes a portal that the settings did not hold so before.
    fn newcomer(&self, portal: &Portal, old: &[OnePortal]) -> OnePortal {
        let before = old
            .iter()
            .map(|one| &one.state.portal)
            .find(|before| before.name == portal.name);
        if before.is_some_and(|before| before.start_url != portal.start_url) {
            self.work.purge_stale_portal_data(portal.clone());
            return OnePortal::new(portal.clone(), rolecall_model::catalogue::Catalogue::default());
        }
        self.work.read_sign_in(portal.clone());
        let catalogue = self.work.ports.store.catalogue_store.catalogue(&portal.name);
        OnePortal::new(portal.clone(), catalogue.unwrap_or_default())
    }

    /// Returns what is listed at each portal, to name things by.
    pub(super) fn listed(&self) -> Vec<(&PortalName, &Catalogue)> {
        self.portals
            .iter()
            .map(|one| (&one.state.portal.name, one.state.catalogue.as_ref()))
            .collect()
    }

    pub(super) fn change_settings(&mut self, edit: &SettingsEdit) -> Result<(), Problem> {
        let changed = change_settings(&self.work.ports, edit);
        self.read_settings();
        changed
    }
}

fn is_missing(one: &OnePortal) -> bool {
    matches!(
        one.state.sign_in,
        SignInState::SignedOut | SignInState::Expired | SignInState::Unknown
    )
}
