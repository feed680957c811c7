//! What the desk reads anew: the settings, and what every process of the person remembers.

use super::super::portals::OnePortal;
use super::super::{SettingsEdit, settings_of};
use super::Desk;
use crate::assignment::Assignment;
use crate::portal::{Portal, PortalName};
use crate::ports::StateStoreError;
use crate::problem::{Problem, ProblemCode};
use crate::settings::Settings;
use crate::settings_change::change_settings;
use std::sync::Arc;

/// How many recents are remembered for the window.
const RECENTS: u32 = 20;

impl Desk {
    /// Reads what another process changed. Where nothing changed this costs one read of the settings file and one question
    /// to the database.
    pub(in crate::keeper) fn look_around(&mut self) {
        self.read_settings();
        let now = self.work.ports.clock.now();
        let ended = self
            .shown
            .role_sessions
            .iter()
            .any(|state| state.record.expires_at <= now);
        let failed = self
            .shown
            .problems
            .iter()
            .any(|problem| problem.code == ProblemCode::StateStoreFailed);
        let changes = self.work.ports.state_store.change_count().ok();
        let changed = changes.is_none() || changes != self.seen_changes;
        if changed || ended || failed {
            self.read_database(changes);
        }
    }

    /// Reads all anew: this process's own changes are not counted by the database.
    pub(super) fn look_again(&mut self) {
        self.read_settings();
        let changes = self.work.ports.state_store.change_count().ok();
        self.read_database(changes);
    }

    fn read_database(&mut self, changes: Option<i64>) {
        let by_others = self.seen_changes.is_some() && changes != self.seen_changes;
        if !self.read_remembered() {
            return;
        }
        self.seen_changes = changes;
        if by_others {
            let names: Vec<PortalName> = self
                .portals
                .iter()
                .map(|one| one.state.portal.name.clone())
                .collect();
            names.iter().for_each(|name| self.read_catalogue(name));
        }
        self.work.read_role_sessions();
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
        let store = &self.work.ports.state_store;
        Ok((store.favourites()?, store.recents(RECENTS)?))
    }

    /// Reads what was last listed, unless that is being listed now.
    pub(super) fn read_catalogue(&mut self, name: &PortalName) {
        let store = Arc::clone(&self.work.ports.state_store);
        let Some(one) = self.portal(name).filter(|one| one.refreshing.is_none()) else {
            return;
        };
        match store.catalogue(name) {
            Ok(catalogue) if catalogue == *one.state.catalogue => {}
            Ok(catalogue) => {
                one.state.catalogue = Arc::new(catalogue);
                self.shown.rows_revision += 1;
                self.has_news = true;
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

    fn heal(&mut self, code: ProblemCode) {
        let before = self.shown.problems.len();
        self.shown.problems.retain(|problem| problem.code != code);
        self.has_news |= self.shown.problems.len() != before;
    }

    fn read_settings(&mut self) {
        match self.work.ports.settings_file.read() {
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
        self.shown.settings = Arc::new(settings);
    }

    /// Welcomes a portal that the settings did not hold so before.
    fn newcomer(&self, portal: &Portal, old: &[OnePortal]) -> OnePortal {
        let before = old
            .iter()
            .map(|one| &one.state.portal)
            .find(|before| before.name == portal.name);
        if before.is_some_and(|before| before.start_url != portal.start_url) {
            self.work.forget_remains(portal.clone());
            return OnePortal::new(portal.clone(), crate::catalogue::Catalogue::default());
        }
        self.work.read_sign_in(portal.clone());
        let catalogue = self.work.ports.state_store.catalogue(&portal.name);
        OnePortal::new(portal.clone(), catalogue.unwrap_or_default())
    }

    pub(super) fn change_settings(&mut self, edit: &SettingsEdit) -> Result<(), Problem> {
        let changed = change_settings(&self.work.ports, edit);
        self.read_settings();
        changed
    }
}
