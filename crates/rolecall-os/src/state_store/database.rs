//! The connection of this process to the state database, opened when it is first needed.
//!
//! It must not know any table.

use super::database_file::{self, DatabaseError, StateWarning};
use super::history_log::{HistoryLog, LockedHistoryLog};
use crate::paths::Paths;
use rolecall::ports::StateStoreError;
use rolecall_model::history::HistoryEntry;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

/// The time between two attempts to get this process's connection.
const RETRY_PAUSE: Duration = Duration::from_millis(1);

/// How long one operation may block its thread. The limits add up at worst: another thread's use of the connection, then
/// another process's write, then another process's append.
#[derive(Clone, Copy, Debug)]
pub(super) struct DatabaseTimeouts {
    /// Until another thread of this process has ended its use of the connection: 10 s.
    pub(super) connection: Duration,
    /// Until another process has ended its write transaction (SQLite's busy timeout), and until another process has
    /// moved a damaged file aside: 5 s each.
    pub(super) database: Duration,
    /// Until another process has released the history log, which it holds for one append or one read: 2 s.
    pub(super) history_log: Duration,
}

impl Default for DatabaseTimeouts {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            database: Duration::from_secs(5),
            history_log: Duration::from_secs(2),
        }
    }
}

/// The state database. It is opened by the first operation that needs it.
///
/// Each operation blocks its thread for a bounded time: 17 seconds at the very most, and only while other threads or
/// processes hold the database or the history log all the while. It then fails, with a text that says what was busy.
#[derive(Debug)]
pub struct StateDatabase {
    path: PathBuf,
    timeouts: DatabaseTimeouts,
    connection: Mutex<Option<Connection>>,
    warning: Mutex<Option<StateWarning>>,
    history_log: HistoryLog,
    /// By how many bytes this process made the history log longer, less those it drained.
    own_log_bytes: AtomicI64,
}

impl StateDatabase {
    /// Opens nothing yet.
    pub fn new(paths: &Paths) -> Self {
        Self::with_timeouts(paths, DatabaseTimeouts::default())
    }

    pub(super) fn with_timeouts(paths: &Paths, timeouts: DatabaseTimeouts) -> Self {
        Self {
            path: paths.state_database(),
            timeouts,
            connection: Mutex::default(),
            warning: Mutex::default(),
            history_log: HistoryLog::new(paths.history_log(), timeouts.history_log),
            own_log_bytes: AtomicI64::new(0),
        }
    }

    /// Returns what should be shown to the user about opening the database, once.
    pub fn take_warning(&self) -> Option<StateWarning> {
        self.warning.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs `work` in a transaction that only reads.
    ///
    /// # Errors
    /// [`DatabaseError`] as text, as of [`Self::run`].
    pub(super) fn read<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        self.run(|connection| work(&connection.transaction()?).map_err(Into::into))
    }

    /// Runs `work` in a transaction that may write, and commits it.
    ///
    /// # Errors
    /// [`DatabaseError`] as text, as of [`Self::run`]; then nothing was changed.
    pub(super) fn write<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        self.run(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = work(&transaction).map_err(Into::into)?;
            transaction.commit()?;
            Ok::<T, DatabaseError>(outcome)
        })
    }

    /// Runs `work` on the database; when the file is damaged, once more on a new one.
    ///
    /// # Errors
    /// [`DatabaseError`] as text.
    pub(super) fn run<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        let mut connection = self.lock_connection()?;
        match self.run_once(&mut connection, &work) {
            Err(error) if error.is_damage() => {
                *connection = None;
                let moved = database_file::move_aside(&self.path, self.timeouts.database, |path| {
                    database_file::is_damaged(path, self.timeouts.database)
                })?;
                *self.warning.lock().unwrap_or_else(PoisonError::into_inner) = moved;
                Ok(self.run_once(&mut connection, &work)?)
            }
            outcome => Ok(outcome?),
        }
    }

    fn run_once<T, E: Into<DatabaseError>>(
        &self,
        connection: &mut Option<Connection>,
        work: &impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, DatabaseError> {
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(database_file::open(&self.path, self.timeouts.database)?),
        };
        work(connection).map_err(Into::into)
    }

    fn lock_connection(&self) -> Result<MutexGuard<'_, Option<Connection>>, DatabaseError> {
        let deadline = Instant::now() + self.timeouts.connection;
        loop {
            match self.connection.try_lock() {
                Ok(connection) => return Ok(connection),
                Err(TryLockError::Poisoned(error)) => return Ok(error.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(RETRY_PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(DatabaseError::Busy("the connection of this process"));
                }
            }
        }
    }

    /// Appends to the history log; returns its length afterwards, in bytes.
    pub(super) fn append_to_log(&self, entry: &HistoryEntry) -> Result<u64, StateStoreError> {
        let appended = self.history_log.append(entry)?;
        self.add_own_log_bytes(appended.bytes.cast_signed());
        Ok(appended.log_bytes)
    }

    /// Empties the history log after `insert` wrote its entries.
    ///
    /// The log is locked only inside the write transaction, never the other way round: whoever appends waits for one
    /// insertion and never for another process's use of the database.
    pub(super) fn drain_log(
        &self,
        insert: impl Fn(&Transaction<'_>, &HistoryEntry) -> rusqlite::Result<()>,
    ) -> Result<(), StateStoreError> {
        if self.history_log.bytes() == 0 {
            return Ok(());
        }
        let log: LockedHistoryLog = self.write(|transaction| {
            let log = self.history_log.lock()?;
            let mut entries = log.entries.iter();
            entries.try_for_each(|entry| insert(transaction, entry))?;
            Ok::<_, DatabaseError>(log)
        })?;
        log.clear().map_err(DatabaseError::from)?;
        self.add_own_log_bytes(-log.bytes.cast_signed());
        Ok(())
    }

    /// Returns the length of the history log, in bytes, less what this process appended.
    pub(super) fn log_bytes_of_others(&self) -> i64 {
        self.history_log.bytes().cast_signed() - self.own_log_bytes.load(Ordering::Relaxed)
    }

    fn add_own_log_bytes(&self, bytes: i64) {
        self.own_log_bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}
