//! Reads and writes of the settings, the database and the history.

use super::{Tasks, blocking};
use crate::frecency::MAX_RECENTS;
use crate::history::{MAX_ROLE_SESSION_DURATION, prune_old, record_event, stale_default_users};
use crate::keeper::event::{
    DatabaseContent, EditFollowUp, HistoryDigest, Reload, SettingsEditOutcome, StorageEvent,
};
use crate::keeper::request::{Reply, SettingsEdit};
use crate::ports::{Ports, StateStoreError};
use crate::settings_change::change_settings;
use rolecall_model::Timestamp;
use rolecall_model::catalogue::Rename;
use rolecall_model::history::{HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery, HistorySubject};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use rolecall_model::settings::Settings;
use std::sync::Arc;

/// Maximum number of history entries that are read to find programs with credentials of a former default.
const MAX_HISTORY_ENTRIES: u32 = 2_000;

/// Whether a reload reads the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::keeper) enum ReadDatabase {
    Never,
    Always,
    /// Only if its count of changes by other processes is no longer this one.
    IfChangedSince(Option<i64>),
}

impl Tasks {
    /// Reads the settings and the database; `role_sessions_read` is the number of this read of the role sessions.
    pub(in crate::keeper) fn reload(&self, read_database: ReadDatabase, role_sessions_read: u64) {
        self.queue_storage(move |ports| {
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

    /// Reports when all reads that were queued before are done.
    pub(in crate::keeper) fn finish_initial_load(&self) {
        self.queue_storage(|_| StorageEvent::InitialLoadFinished);
    }

    pub(in crate::keeper) fn read_favourites(&self) {
        self.queue_storage(|ports| StorageEvent::FavouritesRead(ports.store.preference_store.favourites()));
    }

    pub(in crate::keeper) fn read_recents(&self) {
        self.queue_storage(|ports| {
            StorageEvent::RecentsRead(ports.store.preference_store.recents(MAX_RECENTS))
        });
    }

    pub(in crate::keeper) fn read_role_sessions(&self, number: u64) {
        self.queue_storage(move |ports| {
            StorageEvent::RoleSessionsRead(number, ports.store.role_session_index.role_sessions())
        });
    }

    pub(in crate::keeper) fn read_catalogue(&self, name: PortalName, number: u64) {
        self.queue_storage(move |ports| {
            let catalogue = ports.store.catalogue_store.catalogue(&name);
            StorageEvent::CatalogueRead(name, number, catalogue)
        });
    }

    /// Reads the recent history: which programs use credentials of a former default, and at which portals somebody signed in or out
    /// since `newest`. It may have to wait for another process that writes history, so it does not run in the storage queue.
    pub(in crate::keeper) fn read_history(
        &self,
        number: u64,
        default: Option<RoleRef>,
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
                    .filter_map(|entry| match &entry.subject {
                        HistorySubject::Portal(name) => Some(name.clone()),
                        HistorySubject::Role(_) => None,
                    })
                    .collect(),
                newest: entries.first().map(|entry| entry.at),
                is_by_others,
            })
        }));
    }

    /// Edits the settings file and rereads it.
    pub(in crate::keeper) fn edit_settings(&self, edit: SettingsEdit, follow_up: EditFollowUp) {
        self.queue_storage(move |ports| {
            let outcome = change_settings(ports, |text| edit(text));
            let text = ports.store.settings_file.read();
            StorageEvent::SettingsEdited(Box::new(SettingsEditOutcome {
                outcome,
                text,
                follow_up,
            }))
        });
    }

    pub(in crate::keeper) fn set_favourite(&self, role: RoleRef, favourite: bool, reply: Reply<()>) {
        self.queue_storage(move |ports| {
            let store = &ports.store.preference_store;
            StorageEvent::FavouriteSet(store.set_favourite(&role, favourite), reply)
        });
    }

    pub(in crate::keeper) fn read_renames(&self) {
        self.queue_storage(|ports| StorageEvent::RenamesRead(ports.store.preference_store.renames()));
    }

    pub(in crate::keeper) fn decline_rename(&self, rename: Rename, reply: Reply<()>) {
        self.queue_storage(move |ports| {
            let store = &ports.store.preference_store;
            StorageEvent::RenameDeclined(store.decline_rename(&rename), reply)
        });
    }

    pub(in crate::keeper) fn set_auto_renewal(&self, role: RoleRef, renew: bool, reply: Reply<()>) {
        self.queue_storage(move |ports| {
            let renewal = if renew { Renewal::On } else { Renewal::Off };
            let index = &ports.store.role_session_index;
            let outcome = index.set_renewal(&role, renewal);
            StorageEvent::AutoRenewalSet {
                role,
                renew,
                outcome,
                reply,
            }
        });
    }

    /// Logs in the history that `@default` was cleared; `before` is what it stood for.
    pub(in crate::keeper) fn log_default_cleared(&self, before: RoleRef) {
        self.queue_storage_job(move |tasks| {
            let event = HistoryEvent::DefaultChanged;
            record_event(
                &tasks.ports,
                event,
                &before,
                None,
                Some(HistoryDetail::DefaultCleared),
            );
        });
    }

    /// Removes history entries that are older than the settings allow.
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
        renames: ports.store.preference_store.renames()?,
        role_sessions: ports.store.role_session_index.role_sessions()?,
    })
}

/// Returns the history of the maximum lifetime of credentials, newest first.
fn recent_history(ports: &Ports) -> Vec<HistoryEntry> {
    let now = ports.clock.now();
    let query = HistoryQuery {
        from: now.checked_sub(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        // Includes entries that were written while the clock was ahead.
        until: now.checked_add(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        limit: MAX_HISTORY_ENTRIES,
    };
    ports.store.history_store.history(&query).unwrap_or_else(|error| {
        tracing::warn!(%error, "programs that use a former default are not known");
        Vec::new()
    })
}
