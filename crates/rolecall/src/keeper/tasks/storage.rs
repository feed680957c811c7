//! Reads and writes of settings, database and history.

use super::{Tasks, blocking};
use crate::history::{MAX_ROLE_SESSION_DURATION, log_event, prune_old, stale_default_users};
use crate::keeper::event::{AfterEdit, DatabaseContent, EditedSettings, HistoryDigest, Reload, StorageEvent};
use crate::keeper::request::{Reply, SettingsEdit};
use crate::ports::{Ports, StateStoreError};
use crate::settings_change::change_settings;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::Renewal;
use rolecall_model::settings::Settings;
use std::sync::Arc;

/// How many recents are shown in the window.
const MAX_RECENTS: u32 = 20;

/// The most entries of the history that are read to find programs: there are not so many programs.
const MAX_HISTORY_ENTRIES: u32 = 2_000;

/// When the database is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::keeper) enum ReadDatabase {
    Never,
    Always,
    /// Unless its number of changes by others is still this one.
    IfChangedSince(Option<i64>),
}

impl Tasks {
    /// Reads settings and database; `role_sessions_read` is the number of the read of role sessions.
    pub(in crate::keeper) fn reload(&self, read_database: ReadDatabase, role_sessions_read: u64) {
        self.store(move |ports| {
            let settings = ports.store.settings_file.read();
            let change_count = ports.store.state_store.change_count().ok();
            let is_needed = match read_database {
                ReadDatabase::Never => false,
                ReadDatabase::Always => true,
                ReadDatabase::IfChangedSince(known) => change_count.is_none() || change_count != known,
            };
            StorageEvent::Reloaded(Box::new(Reload {
                settings,
                change_count,
                role_sessions_read,
                database: is_needed.then(|| read_content(ports)),
            }))
        });
    }

    /// Reports when everything that was to be read before this is read.
    pub(in crate::keeper) fn finish_initial_load(&self) {
        self.store(|_| StorageEvent::InitialLoadFinished);
    }

    pub(in crate::keeper) fn read_favourites(&self) {
        self.store(|ports| StorageEvent::FavouritesRead(ports.store.preference_store.favourites()));
    }

    pub(in crate::keeper) fn read_recents(&self) {
        self.store(|ports| StorageEvent::RecentsRead(ports.store.preference_store.recents(MAX_RECENTS)));
    }

    pub(in crate::keeper) fn read_role_sessions(&self, number: u64) {
        self.store(move |ports| {
            StorageEvent::RoleSessionsRead(number, ports.store.role_session_index.role_sessions())
        });
    }

    pub(in crate::keeper) fn read_catalogue(&self, name: PortalName, number: u64) {
        self.store(move |ports| {
            let catalogue = ports.store.catalogue_store.catalogue(&name);
            StorageEvent::CatalogueRead(name, number, catalogue)
        });
    }

    /// Reads what happened lately: who uses credentials of a former default, and who signed in or out since `newest`. It may wait for
    /// another process that writes history, so nothing waits for it.
    pub(in crate::keeper) fn read_history(
        &self,
        number: u64,
        default: Option<Assignment>,
        newest: Option<Timestamp>,
        is_by_others: bool,
    ) {
        let ports = self.ports.clone();
        drop(self.spawn(async move {
            let entries = blocking(|| recent_history(&ports));
            let is_new = |entry: &&HistoryEntry| newest.is_none_or(|known| entry.at >= known);
            let is_sign_in_or_out = |entry: &&HistoryEntry| {
                matches!(entry.event, HistoryEvent::SignedIn | HistoryEvent::SignedOut)
            };
            let mut users = stale_default_users(&entries, default.as_ref(), ports.clock.now());
            let programs = &ports.desktop.programs;
            blocking(|| users.retain(|user| programs.is_running(&user.program)));
            StorageEvent::HistoryRead(HistoryDigest {
                number,
                stale_default_users: users,
                signed_in_or_out: entries
                    .iter()
                    .filter(is_new)
                    .filter(is_sign_in_or_out)
                    .map(|entry| entry.portal.clone())
                    .collect(),
                newest: entries.first().map(|entry| entry.at),
                is_by_others,
            })
        }));
    }

    /// Changes the settings file and reads what it says afterwards.
    pub(in crate::keeper) fn edit_settings(&self, edit: SettingsEdit, then: AfterEdit) {
        self.store(move |ports| {
            let outcome = change_settings(ports, |text| edit(text));
            let text = ports.store.settings_file.read();
            StorageEvent::SettingsEdited(Box::new(EditedSettings { outcome, text, then }))
        });
    }

    pub(in crate::keeper) fn set_favourite(&self, assignment: Assignment, favourite: bool, reply: Reply<()>) {
        self.store(move |ports| {
            let store = &ports.store.preference_store;
            StorageEvent::FavouriteSet(store.set_favourite(&assignment, favourite), reply)
        });
    }

    pub(in crate::keeper) fn set_auto_renewal(&self, assignment: Assignment, renew: bool, reply: Reply<()>) {
        self.store(move |ports| {
            let renewal = if renew { Renewal::On } else { Renewal::Off };
            let index = &ports.store.role_session_index;
            let outcome = index.set_renewal(&assignment, renewal);
            StorageEvent::AutoRenewalSet {
                assignment,
                renew,
                outcome,
                reply,
            }
        });
    }

    /// Writes down that `@default` means nothing any more, and what it meant before.
    pub(in crate::keeper) fn log_default_cleared(&self, before: Assignment) {
        self.store_quietly(move |tasks| {
            let event = HistoryEvent::DefaultChanged;
            log_event(&tasks.ports, event, &before, None, Some("cleared"));
        });
    }

    /// Removes what is older than the user wants the history to be.
    pub(in crate::keeper) fn prune_history(&self, settings: Arc<Settings>) {
        let ports = self.ports.clone();
        drop(tokio::spawn(async move {
            if let Err(error) = blocking(|| prune_old(&ports, &settings)) {
                tracing::warn!(%error, "the history was not pruned");
            }
        }));
    }
}

fn read_content(ports: &Ports) -> Result<DatabaseContent, StateStoreError> {
    Ok(DatabaseContent {
        favourites: ports.store.preference_store.favourites()?,
        recents: ports.store.preference_store.recents(MAX_RECENTS)?,
        role_sessions: ports.store.role_session_index.role_sessions()?,
    })
}

/// Returns what happened as long ago as credentials last, newest first.
fn recent_history(ports: &Ports) -> Vec<HistoryEntry> {
    let now = ports.clock.now();
    let query = HistoryQuery {
        from: now.checked_sub(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        // What was written by a clock ahead of this one counts, too.
        until: now.checked_add(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        limit: MAX_HISTORY_ENTRIES,
    };
    ports.store.history_store.history(&query).unwrap_or_else(|error| {
        tracing::warn!(%error, "programs that use a former default are not known");
        Vec::new()
    })
}
