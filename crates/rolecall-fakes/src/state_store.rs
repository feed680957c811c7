//! The state database in memory, shared by the "processes" of one test.

use crate::locked;
use rolecall::Timestamp;
use rolecall::account::{Account, AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::catalogue::{Catalogue, ListedAccount};
use rolecall::portal::PortalName;
use rolecall::ports::{RoleSessionRecord, StateStore, StateStoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// One process's opening of the state database.
#[derive(Debug)]
pub struct FakeStateStore {
    database: Arc<Mutex<Database>>,
    opening: usize,
    broken: AtomicBool,
}

#[derive(Debug, Default)]
struct Database {
    openings: usize,
    /// How many changes each opening made.
    changes: BTreeMap<usize, i64>,
    portals: BTreeMap<PortalName, Listed>,
    role_sessions: Vec<RoleSessionRecord>,
    favourites: BTreeSet<Assignment>,
    uses: BTreeMap<Assignment, (Timestamp, u64)>,
    use_count: u64,
}

#[derive(Debug, Default)]
struct Listed {
    accounts: BTreeMap<AccountId, Account>,
    roles: BTreeMap<AccountId, BTreeSet<RoleName>>,
    refreshed_at: Option<Timestamp>,
}

impl Default for FakeStateStore {
    fn default() -> Self {
        Self {
            database: Arc::default(),
            opening: 0,
            broken: AtomicBool::new(false),
        }
    }
}

impl FakeStateStore {
    /// Opens the same database as another process does.
    pub fn open_again(&self) -> Self {
        let mut database = locked(&self.database);
        database.openings += 1;
        Self {
            database: Arc::clone(&self.database),
            opening: database.openings,
            broken: AtomicBool::new(false),
        }
    }

    /// Makes every call of this opening fail, or work again.
    pub fn set_broken(&self, broken: bool) {
        self.broken.store(broken, Ordering::Relaxed);
    }

    /// Returns everything that is remembered, as text.
    pub fn dump(&self) -> String {
        format!("{:?}", locked(&self.database))
    }

    fn read<T>(&self, ask: impl FnOnce(&Database) -> T) -> Result<T, StateStoreError> {
        self.check()?;
        Ok(ask(&locked(&self.database)))
    }

    fn write(&self, change: impl FnOnce(&mut Database)) -> Result<(), StateStoreError> {
        self.check()?;
        let mut database = locked(&self.database);
        *database.changes.entry(self.opening).or_default() += 1;
        change(&mut database);
        Ok(())
    }

    fn check(&self) -> Result<(), StateStoreError> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(StateStoreError {
                detail: "disk I/O error".into(),
            });
        }
        Ok(())
    }
}

impl Listed {
    fn catalogue(&self) -> Catalogue {
        let listed = self.accounts.values().map(|account| ListedAccount {
            account: account.clone(),
            roles: self
                .roles
                .get(&account.id)
                .map(|roles| roles.iter().cloned().collect()),
        });
        let mut accounts: Vec<ListedAccount> = listed.collect();
        accounts.sort_by_key(|listed| (listed.account.name.to_lowercase(), listed.account.id.clone()));
        Catalogue {
            accounts,
            refreshed_at: self.refreshed_at,
        }
    }
}

impl StateStore for FakeStateStore {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        self.read(|database| {
            database
                .portals
                .get(portal)
                .map(Listed::catalogue)
                .unwrap_or_default()
        })
    }

    fn keep_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        self.write(|database| {
            let listed = database.portals.entry(portal.clone()).or_default();
            listed.accounts = accounts
                .iter()
                .map(|account| (account.id.clone(), account.clone()))
                .collect();
            let Listed { accounts, roles, .. } = listed;
            roles.retain(|id, _| accounts.contains_key(id));
        })
    }

    fn keep_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.write(|database| {
            let listed = database.portals.entry(portal.clone()).or_default();
            for (id, names) in roles {
                if listed.accounts.contains_key(id) {
                    listed.roles.insert(id.clone(), names.iter().cloned().collect());
                }
            }
        })
    }

    fn keep_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|database| database.portals.entry(portal.clone()).or_default().refreshed_at = Some(at))
    }

    fn forget_portal(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        self.write(|database| {
            database.portals.remove(portal);
            database
                .role_sessions
                .retain(|record| record.assignment.portal != *portal);
            database
                .favourites
                .retain(|assignment| assignment.portal != *portal);
            database.uses.retain(|assignment, _| assignment.portal != *portal);
        })
    }

    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.read(|database| {
            let mut records = database.role_sessions.clone();
            records.sort_by_key(|record| record.started_at);
            records
        })
    }

    fn keep_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        self.write(|database| {
            let known = database
                .role_sessions
                .iter_mut()
                .find(|known| known.assignment == record.assignment);
            match known {
                Some(known) => known.expires_at = record.expires_at,
                None => database.role_sessions.push(record.clone()),
            }
        })
    }

    fn forget_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError> {
        self.write(|database| {
            database
                .role_sessions
                .retain(|record| record.assignment != *assignment)
        })
    }

    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError> {
        self.read(|database| database.favourites.iter().cloned().collect())
    }

    fn keep_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError> {
        self.write(|database| {
            if favourite {
                database.favourites.insert(assignment.clone());
            } else {
                database.favourites.remove(assignment);
            }
        })
    }

    fn keep_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|database| {
            database.use_count += 1;
            database.uses.insert(assignment.clone(), (at, database.use_count));
        })
    }

    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError> {
        self.read(|database| {
            let mut uses: Vec<_> = database.uses.iter().collect();
            uses.sort_by_key(|(_, when)| std::cmp::Reverse(**when));
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            uses.into_iter()
                .take(most)
                .map(|(assignment, _)| assignment.clone())
                .collect()
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
