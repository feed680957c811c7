//! The content of the settings file and the database as last read, and when to reload it.
//!
//! It must not know how it is read, nor what follows from a change.

use crate::ports::SettingsFileError;
use crate::problem::Problem;
use crate::settings::read_settings_and_faults;
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::sync::Arc;
use std::time::Duration;

/// Minimum time between two reloads, so that programs that write constantly do not keep the keeper busy.
const MIN_RELOAD_INTERVAL: Duration = Duration::from_millis(400);

/// How often a broken database is retried: no event tells when it works again.
const BROKEN_DATABASE_RETRY_INTERVAL: Duration = Duration::from_secs(30);

/// The content of the settings file and the database as last read.
#[derive(Default)]
pub(super) struct StoredState {
    settings: Arc<Settings>,
    /// The text of the settings file as last read; `None` if it could not be read.
    settings_text: Option<String>,
    settings_phase: SettingsPhase,
    /// Whether parts of the settings are left out, because they are invalid.
    is_part_left_out: bool,
    /// The database's count of changes by other processes when it was last read.
    change_count: Option<i64>,
    /// The time of the newest history entry that was read.
    newest_history: Option<Timestamp>,
    reloaded_at: Option<Timestamp>,
    /// When a postponed reload is due.
    reload_at: Option<Timestamp>,
}

/// Whether the settings have been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SettingsPhase {
    /// They have not been read yet.
    #[default]
    Unread,
    /// They could never be read: the defaults are used.
    Unreadable,
    /// They were read. While the file is broken, the last valid settings are used.
    Loaded,
}

/// The effect of reading the settings file.
#[derive(Debug)]
pub(super) enum SettingsUpdate {
    Unchanged,
    /// The settings changed; `is_default_changed` tells whether `@default` did, `left_out` which parts are not used.
    Changed {
        is_default_changed: bool,
        left_out: Option<Problem>,
    },
    /// The file cannot be read: the settings stay as they were.
    Failed(Problem),
}

impl StoredState {
    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    pub(super) fn default_role(&self) -> Option<&RoleRef> {
        self.settings.default_role.as_ref()
    }

    /// Returns whether reading the settings file has been tried. Before that no portal is known.
    pub(super) fn is_loaded(&self) -> bool {
        self.settings_phase != SettingsPhase::Unread
    }

    /// Returns whether the settings are all of the user's: neither the defaults that stand in for an unreadable file, nor without a
    /// part that is invalid.
    pub(super) fn are_settings_complete(&self) -> bool {
        self.settings_phase == SettingsPhase::Loaded && !self.is_part_left_out
    }

    /// Handles the text of the settings file.
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
        let read = read_settings_and_faults(&text);
        self.settings_text = Some(text);
        match read {
            Ok((settings, faults)) => {
                self.settings_phase = SettingsPhase::Loaded;
                self.is_part_left_out = !faults.is_empty();
                let is_default_changed = settings.default_role != self.settings.default_role;
                self.settings = Arc::new(settings);
                SettingsUpdate::Changed {
                    is_default_changed,
                    left_out: Problem::settings_left_out(&faults),
                }
            }
            Err(error) => SettingsUpdate::Failed(Problem::from(&error)),
        }
    }

    /// Returns the database's count of changes by other processes when it was last read.
    pub(super) fn change_count(&self) -> Option<i64> {
        self.change_count
    }

    /// The database was read; `change_count` is its count of changes by other processes. Returns whether it rose since the last read.
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

    /// Files changed: returns whether to reload now. If the last reload is too recent, the reload is postponed.
    pub(super) fn on_files_changed(&mut self, now: Timestamp) -> bool {
        let earliest = self
            .reloaded_at
            .filter(|at| *at <= now)
            .map(|at| at + MIN_RELOAD_INTERVAL)
            .filter(|at| *at > now);
        self.reload_at = earliest.or(self.reload_at);
        earliest.is_none()
    }

    /// Returns whether a postponed reload is due.
    pub(super) fn is_reload_due(&self, now: Timestamp) -> bool {
        self.reload_at.is_some_and(|at| at <= now)
    }

    pub(super) fn on_reload_started(&mut self, now: Timestamp) {
        self.reloaded_at = Some(now);
        self.reload_at = None;
    }

    /// Returns when the next reload is due if no file changes: a postponed one, or a retry of a broken database.
    pub(super) fn next_reload(&mut self, is_database_broken: bool, now: Timestamp) -> Option<Timestamp> {
        if self.reload_at.is_none() && is_database_broken {
            self.reload_at = now.checked_add(BROKEN_DATABASE_RETRY_INTERVAL).ok();
        }
        self.reload_at
    }
}

#[cfg(test)]
mod tests;
