//! The state database: SQLite in WAL mode, shared by every process of the user.
//!
//! It holds no secret and nothing that cannot be obtained again: a file that is no database is moved aside and a
//! new one is begun. It must not know what AWS is.

mod catalogue;
mod flat_entry;
mod history;
mod inbox;
mod open;
mod remembered;
mod schema;

use crate::places::Places;
use inbox::Inbox;
use rolecall::ports::{
    CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex, StateStore, StateStoreError,
};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// When the inbox of the history is longer than this, in bytes, whoever wrote last takes it into the database: some
/// 250 entries.
const FULL_INBOX: u64 = 64 * 1024;

/// Something happened to the database that the user should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateWarning {
    /// The file was damaged: it was moved to this path and a new one was begun.
    MovedAside {
        /// Where the damaged file is now.
        to: PathBuf,
    },
}

/// The state database. It is opened when it is first asked.
#[derive(Debug)]
pub struct StateDatabase {
    path: PathBuf,
    opened: Mutex<Opened>,
    inbox: Inbox,
    /// By how many bytes this process made the inbox longer, less those it took out.
    own_bytes: AtomicI64,
}

#[derive(Debug, Default)]
struct Opened {
    connection: Option<Connection>,
    warning: Option<StateWarning>,
}

impl StateDatabase {
    /// Opens nothing yet.
    pub fn new(places: &Places) -> Self {
        Self {
            path: places.state_database(),
            inbox: Inbox::new(places.history_inbox()),
            opened: Mutex::default(),
            own_bytes: AtomicI64::new(0),
        }
    }

    /// Returns the warning of the last opening, once.
    pub fn take_warning(&self) -> Option<StateWarning> {
        self.opened().warning.take()
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the database; on a damaged one, once more on a new one.
    fn run<T>(&self, work: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StateStoreError> {
        let mut opened = self.opened();
        match self.attempt(&mut opened, &work) {
            Err(error) if is_damage(&error) => {
                opened.connection = None;
                opened.warning =
                    open::move_aside(&self.path, is_damaged_file).map_err(|error| failed(&error))?;
                self.attempt(&mut opened, &work).map_err(|error| failed(&error))
            }
            outcome => outcome.map_err(|error| failed(&error)),
        }
    }

    fn attempt<T>(
        &self,
        opened: &mut Opened,
        work: &impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, open::OpenError> {
        let connection = match &mut opened.connection {
            Some(connection) => connection,
            None => opened.connection.insert(open::open(&self.path)?),
        };
        Ok(work(connection)?)
    }

    fn change<T>(
        &self,
        work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StateStoreError> {
        self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = work(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        })
    }

    /// Takes the inbox of the history into the database.
    fn take_in(&self) -> Result<(), StateStoreError> {
        if self.inbox.bytes() == 0 {
            return Ok(());
        }
        let waiting = self.inbox.open().map_err(|error| failed(&error))?;
        self.change(|transaction| {
            let mut entries = waiting.entries.iter();
            entries.try_for_each(|entry| history::keep(transaction, entry))
        })?;
        waiting.empty().map_err(|error| failed(&error))?;
        self.grew_by(-waiting.bytes.cast_signed());
        Ok(())
    }

    fn grew_by(&self, bytes: i64) {
        self.own_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn read<T>(&self, work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T, StateStoreError> {
        self.run(|connection| work(&connection.transaction()?))
    }
}

fn is_damage(error: &open::OpenError) -> bool {
    match error {
        open::OpenError::Sqlite(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ),
        open::OpenError::Damaged => true,
        open::OpenError::File(_) | open::OpenError::Newer => false,
    }
}

/// Tells whether the file at `path` is still damaged: another process may have begun a new one meanwhile.
fn is_damaged_file(path: &std::path::Path) -> bool {
    let checked = open::open(path).and_then(|connection| open::check(&connection));
    checked.is_err_and(|error| is_damage(&error))
}

fn failed(error: &dyn std::error::Error) -> StateStoreError {
    StateStoreError {
        detail: error.to_string(),
    }
}

impl CatalogueStore for StateDatabase {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        self.read(|transaction| catalogue::load(transaction, portal))
    }

    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        self.change(|transaction| catalogue::save_accounts(transaction, portal, accounts))
    }

    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.change(|transaction| catalogue::save_roles(transaction, portal, roles))
    }

    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.change(|transaction| catalogue::save_refreshed_at(transaction, portal, at))
    }
}

impl RoleSessionIndex for StateDatabase {
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.read(remembered::role_sessions)
    }

    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::save_role_session(transaction, record))
    }

    fn set_renewal(&self, assignment: &Assignment, renewal: Renewal) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::set_renewal(transaction, assignment, renewal))
    }

    fn remove_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::remove_role_session(transaction, assignment))
    }
}

impl HistoryStore for StateDatabase {
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError> {
        let (bytes, all) = self.inbox.append(entry).map_err(|error| failed(&error))?;
        self.grew_by(bytes.cast_signed());
        if all > FULL_INBOX {
            self.take_in()?;
        }
        Ok(())
    }

    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError> {
        self.take_in()?;
        self.read(|transaction| history::part(transaction, query))
    }

    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError> {
        self.take_in()?;
        self.change(|transaction| history::forget(transaction, before))
    }
}

impl PreferenceStore for StateDatabase {
    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError> {
        self.read(remembered::favourites)
    }

    fn set_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::set_favourite(transaction, assignment, favourite))
    }

    fn rename_assignment(&self, from: &Assignment, to: &Assignment) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::rename_assignment(transaction, from, to))
    }

    fn record_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::record_use(transaction, assignment, at))
    }

    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError> {
        self.read(|transaction| remembered::recents(transaction, most))
    }

    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError> {
        self.change(|transaction| remembered::mark_notified(transaction, cause, at))
    }

    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::clear_notified(transaction, cause))
    }

    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError> {
        self.read(|transaction| remembered::small_thing(transaction, key))
    }

    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError> {
        self.change(|transaction| remembered::keep_small_thing(transaction, key, value))
    }
}

impl StateStore for StateDatabase {
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        self.change(|transaction| {
            catalogue::forget(transaction, portal)?;
            remembered::forget(transaction, portal)
        })
    }

    fn change_count(&self) -> Result<i64, StateStoreError> {
        let version: i64 =
            self.run(|connection| connection.query_row("PRAGMA data_version", [], |row| row.get(0)))?;
        let by_others = self.inbox.bytes().cast_signed() - self.own_bytes.load(Ordering::Relaxed);
        Ok(version.wrapping_mul(1 << 32).wrapping_add(by_others))
    }
}

#[cfg(test)]
mod tests;
