//! What was read from the settings file and the database, and when it is to be read again.
//!
//! It must not know how it is read, nor what follows from a change.

use crate::ports::SettingsFileError;
use crate::problem::Problem;
use crate::settings::read_settings;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::Settings;
use std::sync::Arc;
use std::time::Duration;

/// Programs that write all the time do not keep the keeper busy: it reloads no more often.
const MIN_RELOAD_PAUSE: Duration = Duration::from_millis(400);

/// How often a database that failed is tried again: nothing tells when it works again.
const BROKEN_DATABASE_RETRY: Duration = Duration::from_secs(30);

/// What was read from files and database.
#[derive(Default)]
pub(super) struct StoredState {
    settings: Arc<Settings>,
    /// The settings file as last read; absent until it could be read.
    settings_text: Option<String>,
    settings_phase: SettingsPhase,
    /// The database's number of changes by others when it was last read.
    change_count: Option<i64>,
    /// The time of the newest entry of the history that is known.
    newest_history: Option<Timestamp>,
    reloaded_at: Option<Timestamp>,
    /// When changes that came too soon after a reload are read.
    reload_at: Option<Timestamp>,
}

/// How much of the settings is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SettingsPhase {
    /// They were not read yet.
    #[default]
    Unread,
    /// They could not be read so far: the default ones are used.
    Unreadable,
    /// They were read; while the file is broken the last good ones are used.
    Known,
}

/// What another text of the settings file means.
#[derive(Debug)]
pub(super) enum SettingsUpdate {
    Unchanged,
    /// They changed; `is_default_other` tells whether `@default` means something else.
    Changed {
        is_default_other: bool,
    },
    /// They cannot be read: what was read before stays.
    Failed(Problem),
}

impl StoredState {
    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    pub(super) fn default_assignment(&self) -> Option<&Assignment> {
        self.settings.default_assignment.as_ref()
    }

    /// Tells whether the settings file was read or failed: before that no portal is known.
    pub(super) fn is_loaded(&self) -> bool {
        self.settings_phase != SettingsPhase::Unread
    }

    /// Tells whether the settings are the user's; until then they are the default ones.
    pub(super) fn are_settings_known(&self) -> bool {
        self.settings_phase == SettingsPhase::Known
    }

    /// Takes the text of the settings file.
    pub(super) fn on_settings_read(&mut self, text: Result<String, SettingsFileError>) -> SettingsUpdate {
        if self.settings_phase == SettingsPhase::Unread {
            self.settings_phase = SettingsPhase::Unreadable;
        }
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                self.settings_text = None;
                return SettingsUpdate::Failed(Problem::from(&error));
            }
        };
        if self.settings_text.as_ref() == Some(&text) {
            return SettingsUpdate::Unchanged;
        }
        let read = read_settings(&text);
        self.settings_text = Some(text);
        match read {
            Ok(settings) => {
                self.settings_phase = SettingsPhase::Known;
                let is_default_other = settings.default_assignment != self.settings.default_assignment;
                self.settings = Arc::new(settings);
                SettingsUpdate::Changed { is_default_other }
            }
            Err(error) => SettingsUpdate::Failed(Problem::from(&error)),
        }
    }

    /// Returns the database's number of changes by others when it was last read.
    pub(super) fn change_count(&self) -> Option<i64> {
        self.change_count
    }

    /// The database was read when others had changed it `change_count` times; tells whether they did since it was read before.
    pub(super) fn on_database_read(&mut self, change_count: Option<i64>) -> bool {
        let is_by_others = self.change_count.is_some() && self.change_count != change_count;
        self.change_count = change_count;
        is_by_others
    }

    pub(super) fn newest_history(&self) -> Option<Timestamp> {
        self.newest_history
    }

    pub(super) fn on_history_read(&mut self, newest: Option<Timestamp>) {
        self.newest_history = newest.or(self.newest_history);
    }

    /// Files changed: tells whether to reload now. If the last reload is too recent, all changes until a little later are read at once.
    pub(super) fn on_files_changed(&mut self, now: Timestamp) -> bool {
        let earliest = self
            .reloaded_at
            .filter(|at| *at <= now)
            .map(|at| at + MIN_RELOAD_PAUSE)
            .filter(|at| *at > now);
        self.reload_at = earliest.or(self.reload_at);
        earliest.is_none()
    }

    /// Tells whether a postponed reload is due.
    pub(super) fn is_reload_due(&self, now: Timestamp) -> bool {
        self.reload_at.is_some_and(|at| at <= now)
    }

    pub(super) fn on_reload_started(&mut self, now: Timestamp) {
        self.reloaded_at = Some(now);
        self.reload_at = None;
    }

    /// Returns when to reload although no file changes: a database that is broken is tried again.
    pub(super) fn next_reload(&mut self, is_database_broken: bool, now: Timestamp) -> Option<Timestamp> {
        if self.reload_at.is_none() && is_database_broken {
            self.reload_at = now.checked_add(BROKEN_DATABASE_RETRY).ok();
        }
        self.reload_at
    }
}

#[cfg(test)]
mod tests;
