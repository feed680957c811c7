//! The connection of this process to the state database, opened when it is first needed.
//!
//! It must not know any table.

use super::database_file::{self, DATABASE, DatabaseError, StateWarning};
use super::history_log::{HistoryLog, LockedHistoryLog};
use crate::blocking::blocking;
use crate::file_fault::fault;
use crate::file_lock::is_suspended;
use crate::paths::Paths;
use rolecall::ports::StateStoreError;
use rolecall_model::history::HistoryEntry;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

/// The time between two attempts to get the database or this process's connection.
const RETRY_PAUSE: Duration = Duration::from_millis(1);

/// How long one statement waits for another process before the whole operation is tried again.
const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(100);

/// How long one operation may block its thread. The limits add up at worst: another thread's use of the connection, then
/// another process's write, then another process's append.
#[derive(Clone, Copy, Debug)]
pub(super) struct DatabaseTimeouts {
    /// Until another thread of this process has ended its use of the connection: 10 s.
    pub(super) connection: Duration,
    /// Until another process has ended its write transaction, and until another process has moved a damaged file aside: 5 s
    /// each. For a process that is suspended, and after an operation that waited in vain, it is 100 ms.
    pub(super) database: Duration,
    /// Until another process of Rolecall has released the history log, which it holds for one append or one read: 2 s. For one
    /// that is suspended, and for other programs, it is 100 ms.
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
/// processes hold the database or the history log all the while. It then fails, with an error that says what was busy.
///
/// Where the file cannot be written, because of its folder, the disk or a later version of Rolecall, it is read: each operation
/// works on a copy in memory, and one that would change it fails. Where it cannot be read either, it counts as empty, and the
/// user is warned.
#[derive(Debug)]
pub struct StateDatabase {
    path: PathBuf,
    timeouts: DatabaseTimeouts,
    connection: Mutex<Option<Connection>>,
    warning: Mutex<Option<StateWarning>>,
    history_log: HistoryLog,
    /// By how many bytes this process made the history log longer, less those it drained.
    own_log_bytes: AtomicI64,
    /// Whether the last operation waited for another process in vain.
    waited_in_vain: AtomicBool,
}

/// What an operation does with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It reads, and a copy does as well.
    Read,
    /// It changes what is stored.
    Write,
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
            waited_in_vain: AtomicBool::new(false),
        }
    }

    /// Returns what should be shown to the user about opening the database, once.
    pub fn take_warning(&self) -> Option<StateWarning> {
        self.warning.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Returns why nothing can be written; nothing where all is well.
    pub fn write_problem(&self) -> Option<StateStoreError> {
        self.commit(|_| Ok::<_, DatabaseError>(())).err()
    }

    fn warn(&self, warning: StateWarning) {
        let mut shown = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        // The first is the cause of those that follow.
        shown.get_or_insert(warning);
    }

    /// Runs `work` in a transaction that only reads.
    ///
    /// # Errors
    /// As of [`Self::run`].
    pub(super) fn read<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        self.run(Access::Read, |connection| {
            work(&connection.transaction()?).map_err(Into::into)
        })
    }

    /// Runs `work` in a transaction that may write, and commits it.
    ///
    /// # Errors
    /// As of [`Self::run`]; then nothing was changed.
    pub(super) fn write<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        let outcome = self.commit(work);
        if let Err(error) = &outcome {
            self.warn(StateWarning::NotSaved(error.clone()));
        }
        outcome
    }

    fn commit<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        self.run(Access::Write, |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = work(&transaction).map_err(Into::into)?;
            transaction.commit()?;
            Ok::<T, DatabaseError>(outcome)
        })
    }

    /// Runs `work` on a copy in memory of what is stored; what it changes is lost.
    ///
    /// # Errors
    /// As of [`Self::run`].
    pub(super) fn run_on_copy<T, E: Into<DatabaseError>>(
        &self,
        work: impl Fn(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        self.run(Access::Read, |connection| {
            let mut copy = database_file::copy_of(connection)?;
            work(&copy.transaction()?).map_err(Into::into)
        })
    }

    /// Runs `work` on the database; when the file is damaged, once more on a new one.
    ///
    /// # Errors
    /// [`StateStoreError`].
    pub(super) fn run<T, E: Into<DatabaseError>>(
        &self,
        access: Access,
        work: impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, StateStoreError> {
        blocking(|| self.run_blocking(access, work)).map_err(|error| error.into_port_error(&self.path))
    }

    fn run_blocking<T, E: Into<DatabaseError>>(
        &self,
        access: Access,
        work: impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, DatabaseError> {
        let mut connection = self.lock_connection()?;
        match self.run_when_free(&mut connection, access, &work) {
            Err(error) if error.is_damage() => {
                *connection = None;
                let moved = database_file::move_aside(&self.path, self.timeouts.database, |path| {
                    database_file::is_damaged(path, self.timeouts.database)
                })?;
                if let Some(moved) = moved {
                    self.warn(moved);
                }
                self.run_when_free(&mut connection, access, &work)
            }
            outcome => outcome,
        }
    }

    /// Runs `work`, again and again while another process uses the database.
    fn run_when_free<T, E: Into<DatabaseError>>(
        &self,
        connection: &mut Option<Connection>,
        access: Access,
        work: &impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, DatabaseError> {
        let timeout = if self.waited_in_vain.load(Ordering::Relaxed) {
            self.timeouts.database.min(ATTEMPT_TIMEOUT)
        } else {
            self.timeouts.database
        };
        let started = Instant::now();
        loop {
            let outcome = self.run_once(connection, access, work);
            if let Err(DatabaseError::Busy { part: DATABASE, .. }) = outcome {
                let owner = database_file::writer_of(&self.path);
                if started.elapsed() < timeout && !is_suspended(owner.as_ref()) {
                    // SQLite refuses some steps without waiting.
                    thread::sleep(RETRY_PAUSE);
                    continue;
                }
                self.waited_in_vain.store(true, Ordering::Relaxed);
                return Err(DatabaseError::Busy {
                    part: DATABASE,
                    owner,
                });
            }
            self.waited_in_vain.store(false, Ordering::Relaxed);
            return outcome;
        }
    }

    fn run_once<T, E: Into<DatabaseError>>(
        &self,
        connection: &mut Option<Connection>,
        access: Access,
        work: &impl Fn(&mut Connection) -> Result<T, E>,
    ) -> Result<T, DatabaseError> {
        let attempt_timeout = self.timeouts.database.min(ATTEMPT_TIMEOUT);
        let connection = match connection {
            Some(connection) => connection,
            None => match database_file::open(&self.path, attempt_timeout) {
                Ok(opened) => connection.insert(opened),
                Err(error) if access == Access::Read && error.allows_reading() => {
                    let mut copy = self.readable_copy(attempt_timeout)?;
                    let outcome = work(&mut copy).map_err(Into::into);
                    if outcome.is_ok() || !matches!(error, DatabaseError::Newer) {
                        return outcome;
                    }
                    // What is asked for is stored in another form now.
                    self.warn(StateWarning::Ignored(error.into_port_error(&self.path)));
                    return work(&mut database_file::empty_in_memory()?).map_err(Into::into);
                }
                Err(error) => return Err(error),
            },
        };
        work(connection).map_err(Into::into)
    }

    fn readable_copy(&self, busy_timeout: Duration) -> Result<Connection, DatabaseError> {
        match database_file::copy_in_memory(&self.path, busy_timeout) {
            Err(error) if error.allows_reading() => {
                self.warn(StateWarning::Ignored(error.into_port_error(&self.path)));
                database_file::empty_in_memory()
            }
            copied => copied,
        }
    }

    fn lock_connection(&self) -> Result<MutexGuard<'_, Option<Connection>>, DatabaseError> {
        let deadline = Instant::now() + self.timeouts.connection;
        loop {
            match self.connection.try_lock() {
                Ok(connection) => return Ok(connection),
                Err(TryLockError::Poisoned(error)) => return Ok(error.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(RETRY_PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(DatabaseError::Busy {
                        part: "the connection of this process",
                        owner: None,
                    });
                }
            }
        }
    }

    /// Appends to the history log; returns its length afterwards, in bytes.
    pub(super) fn append_to_log(&self, entry: &HistoryEntry) -> Result<u64, StateStoreError> {
        let appended =
            blocking(|| self.history_log.append(entry)).map_err(|error| error.into_port_error(&self.path))?;
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
        let log: LockedHistoryLog = self.commit(|transaction| {
            let log = self.history_log.lock()?;
            let mut entries = log.entries.iter();
            entries.try_for_each(|entry| insert(transaction, entry))?;
            Ok::<_, DatabaseError>(log)
        })?;
        log.clear()
            .map_err(|error| StateStoreError::Unusable(fault(&error)))?;
        self.add_own_log_bytes(-log.bytes.cast_signed());
        Ok(())
    }

    /// Returns the entries of the history log as it is.
    pub(super) fn entries_in_log(&self) -> Vec<HistoryEntry> {
        blocking(|| self.history_log.peek())
    }

    /// Returns the length of the history log, in bytes, less what this process appended.
    pub(super) fn log_bytes_of_others(&self) -> i64 {
        self.history_log.bytes().cast_signed() - self.own_log_bytes.load(Ordering::Relaxed)
    }

    fn add_own_log_bytes(&self, bytes: i64) {
        self.own_log_bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}
