//! The state database in memory, shared by the "processes" of one test.

mod catalogue;
mod history;

use crate::locked;
use crate::machine_events::FakeMachineEvents;
use catalogue::PortalCatalogue;
use rolecall::frecency;
use rolecall::ports::{
    HistoryStore, MachineEvent, PreferenceStore, RoleSessionIndex, StateStore, StateStoreError,
};
use rolecall_model::Timestamp;
use rolecall_model::account::RoleName;
use rolecall_model::catalogue::Rename;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// One process's opening of the state database.
#[derive(Debug, Default)]
pub struct FakeStateStore {
    database: Arc<Mutex<Database>>,
    opening: usize,
    broken: AtomicBool,
    full: AtomicBool,
    machine_events: Arc<FakeMachineEvents>,
}

#[derive(Debug, Default)]
struct Database {
    openings: usize,
    /// How many changes each opening made.
    changes: BTreeMap<usize, i64>,
    portals: BTreeMap<PortalName, PortalCatalogue>,
    role_sessions: Vec<RoleSessionRecord>,
    favourites: BTreeSet<RoleRef>,
    uses: BTreeMap<RoleRef, RoleUse>,
    /// By the old role and its new name: whether the user declined it.
    declined_renames: BTreeMap<(RoleRef, RoleName), bool>,
    /// In the order they were written.
    history: Vec<HistoryEntry>,
    notified: BTreeMap<String, Timestamp>,
    values: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug)]
struct RoleUse {
    weight: f64,
    used_at: Timestamp,
}

impl FakeStateStore {
    /// Makes an empty database whose changes are emitted as machine events.
    pub fn new(machine_events: Arc<FakeMachineEvents>) -> Self {
        Self {
            machine_events,
            ..Self::default()
        }
    }

    /// Opens the same database as another process does.
    pub fn open_again(&self) -> Self {
        let mut database = locked(&self.database);
        database.openings += 1;
        Self {
            database: Arc::clone(&self.database),
            opening: database.openings,
            broken: AtomicBool::new(false),
            full: AtomicBool::new(false),
            machine_events: Arc::clone(&self.machine_events),
        }
    }

    /// Makes every call of this opening fail, or work again.
    pub fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }

    /// Makes every change of this opening fail, as on a full disk, or work again; reading works.
    pub fn set_full(&self, full: bool) {
        self.full.store(full, Ordering::Relaxed);
    }

    /// Forgets everything, as a database that was deleted, or was moved aside because it was damaged.
    pub fn lose(&self) {
        let mut database = locked(&self.database);
        *database = Database {
            openings: database.openings,
            ..Database::default()
        };
    }

    /// Returns the whole database as text.
    pub fn dump(&self) -> String {
        format!("{:?}", locked(&self.database))
    }

    fn read<T>(&self, get: impl FnOnce(&Database) -> T) -> Result<T, StateStoreError> {
        self.check()?;
        Ok(get(&locked(&self.database)))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Database) -> T) -> Result<T, StateStoreError> {
        self.check()?;
        if self.full.load(Ordering::Relaxed) {
            return Err(StateStoreError::Failed {
                detail: "database or disk is full".into(),
            });
        }
        let outcome = {
            let mut database = locked(&self.database);
            *database.changes.entry(self.opening).or_default() += 1;
            change(&mut database)
        };
        self.machine_events.emit(MachineEvent::FilesChanged);
        Ok(outcome)
    }

    fn check(&self) -> Result<(), StateStoreError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(StateStoreError::Failed {
                detail: "disk I/O error".into(),
            });
        }
        Ok(())
    }
}

impl RoleSessionIndex for FakeStateStore {
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.read(|database| {
            let mut records = database.role_sessions.clone();
            records.sort_by_key(|record| record.started_at);
            records
        })
    }

    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        self.write(|database| {
            let mut records = database.role_sessions.iter_mut();
            match records.find(|stored| stored.role == record.role) {
                Some(stored) => {
                    stored.issued_at = record.issued_at;
                    stored.expires_at = record.expires_at;
                    stored.requested_by = record.requested_by;
                    stored.reason.clone_from(&record.reason);
                }
                None => database.role_sessions.push(record.clone()),
            }
        })
    }

    fn set_renewal(&self, role: &RoleRef, renewal: Renewal) -> Result<(), StateStoreError> {
        self.write(|database| {
            let mut records = database.role_sessions.iter_mut();
            if let Some(record) = records.find(|record| record.role == *role) {
                record.renewal = renewal;
            }
        })
    }

    fn remove_role_session(&self, role: &RoleRef) -> Result<(), StateStoreError> {
        self.write(|database| database.role_sessions.retain(|record| record.role != *role))
    }
}

impl HistoryStore for FakeStateStore {
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError> {
        self.write(|database| history::append(&mut database.history, entry))
    }

    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError> {
        self.read(|database| history::query(&database.history, query))
    }

    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError> {
        self.write(|database| database.history.retain(|entry| entry.at >= before))
    }
}

impl PreferenceStore for FakeStateStore {
    fn favourites(&self) -> Result<Vec<RoleRef>, StateStoreError> {
        self.read(|database| database.favourites.iter().cloned().collect())
    }

    fn set_favourite(&self, role: &RoleRef, favourite: bool) -> Result<(), StateStoreError> {
        self.write(|database| {
            if favourite {
                database.favourites.insert(role.clone());
            } else {
                database.favourites.remove(role);
            }
        })
    }

    fn rename_role(&self, rename: &Rename) -> Result<(), StateStoreError> {
        let Rename { from, to } = rename;
        if from == to {
            return Ok(());
        }
        self.write(|database| {
            let key = (from.clone(), to.role_name.clone());
            database.declined_renames.entry(key).or_insert(false);
            if database.favourites.remove(from) {
                database.favourites.insert(to.clone());
            }
            if let Some(moved) = database.uses.remove(from) {
                let merged = database.uses.entry(to.clone()).or_insert(moved);
                merged.weight = merged.weight.max(moved.weight);
                merged.used_at = merged.used_at.max(moved.used_at);
            }
        })
    }

    fn renames(&self) -> Result<Vec<Rename>, StateStoreError> {
        self.read(|database| {
            let renames = database.declined_renames.iter();
            let open = renames.filter(|(_, declined)| !**declined);
            let rename = |(from, new_name): &(RoleRef, RoleName)| Rename {
                from: from.clone(),
                to: RoleRef {
                    role_name: new_name.clone(),
                    ..from.clone()
                },
            };
            open.map(|(key, _)| rename(key)).collect()
        })
    }

    fn decline_rename(&self, rename: &Rename) -> Result<(), StateStoreError> {
        self.write(|database| {
            let key = (rename.from.clone(), rename.to.role_name.clone());
            database.declined_renames.insert(key, true);
        })
    }

    fn record_use(&self, role: &RoleRef, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|database| {
            let before = database.uses.get(role).copied();
            let used = RoleUse {
                weight: frecency::after_use(before.map(|before| before.weight), at),
                used_at: before.map_or(at, |before| before.used_at.max(at)),
            };
            database.uses.insert(role.clone(), used);
        })
    }

    fn recents(&self, limit: u32) -> Result<Vec<RoleRef>, StateStoreError> {
        self.read(|database| {
            let mut uses: Vec<_> = database.uses.iter().collect();
            uses.sort_by(|(_, a), (_, b)| {
                let by_weight = b.weight.total_cmp(&a.weight);
                by_weight.then(b.used_at.cmp(&a.used_at))
            });
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            uses.into_iter()
                .take(limit)
                .map(|(role, _)| role.clone())
                .collect()
        })
    }

    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError> {
        self.write(|database| {
            let first = !database.notified.contains_key(cause);
            database.notified.entry(cause.to_owned()).or_insert(at);
            first
        })
    }

    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError> {
        self.write(|database| {
            database.notified.remove(cause);
        })
    }

    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError> {
        self.read(|database| database.values.get(key).cloned())
    }

    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError> {
        self.write(|database| drop(database.values.insert(key.to_owned(), value.to_owned())))
    }
}

impl StateStore for FakeStateStore {
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        self.write(|database| {
            database.portals.remove(portal);
            database
                .role_sessions
                .retain(|record| !record.role.is_at_portal(portal));
            database.favourites.retain(|role| !role.is_at_portal(portal));
            database.uses.retain(|role, _| !role.is_at_portal(portal));
            database
                .declined_renames
                .retain(|(role, _), _| !role.is_at_portal(portal));
            database.notified.retain(|cause, _| !names(cause, portal));
        })
    }

    fn change_count(&self) -> Result<i64, StateStoreError> {
        self.read(|database| {
            let others = database
                .changes
                .iter()
                .filter(|(opening, _)| **opening != self.opening);
            others.map(|(_, changes)| changes).sum()
        })
    }
}

/// Tells whether the cause of a notification names `portal`, between spaces, colons or slashes.
fn names(cause: &str, portal: &PortalName) -> bool {
    cause.split([' ', ':', '/']).any(|word| word == portal.as_str())
}
