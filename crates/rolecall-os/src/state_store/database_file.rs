//! The file of the state database: opened and migrated, copied to be read where it cannot be written, or moved aside when it is
//! damaged.

use super::schema;
use crate::file_fault::fault;
use crate::file_lock::{self, FileLockError};
use crate::lock_owner::owner_of;
use crate::private_files;
use rolecall::ports::{FileFault, LockOwner, StateStoreError};
use rusqlite::backup::Backup;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::ffi::{OsString, c_int};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// What another process may hold: the database itself.
pub(super) const DATABASE: &str = "the state database";
/// In bytes: the longest path that SQLite opens (512 in `os_unix.c`, 32,767 characters in `os_win.c`), less the names of its other
/// files.
const MAX_PATH: usize = if cfg!(unix) { 500 } else { 32_000 };

/// What should be shown to the user about opening the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateWarning {
    /// The file was damaged: it was moved to this path and a new one was created.
    MovedAside {
        /// Where the damaged file is now.
        to: PathBuf,
    },
    /// It could not be read, and counts as empty.
    Ignored(StateStoreError),
    /// It was read, but a change of it was not saved.
    NotSaved(StateStoreError),
}

/// Why an operation on the database failed.
#[derive(Debug, Error)]
pub(super) enum DatabaseError {
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// A file or folder cannot be used.
    #[error("{0}")]
    File(#[from] io::Error),
    /// Its pages contradict each other.
    #[error("the file is damaged")]
    Damaged,
    /// A later version of Rolecall made it.
    #[error("the file was made by a later version of Rolecall")]
    Newer,
    /// SQLite does not open so long a path.
    #[error("the path is too long")]
    PathTooLong,
    /// Another thread or process held what is named until the time limit.
    #[error("{part} is in use for too long")]
    Busy {
        /// What was held.
        part: &'static str,
        /// Who held it, where the system tells.
        owner: Option<LockOwner>,
    },
}

impl DatabaseError {
    /// Tells whether the file is damaged or is no database.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            Self::Damaged => true,
            Self::File(_) | Self::Newer | Self::PathTooLong | Self::Busy { .. } => false,
        }
    }

    /// Tells whether what is stored can perhaps be read although this happened when it was opened for writing.
    pub(super) fn allows_reading(&self) -> bool {
        !self.is_damage() && !matches!(self, Self::Busy { .. })
    }

    /// Returns the error of the port for the database at `path`.
    pub(super) fn into_port_error(self, path: &Path) -> StateStoreError {
        match self {
            Self::Busy { part, owner } => StateStoreError::Busy { part, owner },
            Self::Newer => StateStoreError::Newer,
            Self::PathTooLong => StateStoreError::Unusable(FileFault::PathTooLong),
            Self::File(error) => StateStoreError::Unusable(fault(&error)),
            Self::Sqlite(error) => sqlite_fault(&error, path).map_or_else(
                || StateStoreError::Failed {
                    detail: error.to_string(),
                },
                StateStoreError::Unusable,
            ),
            Self::Damaged => StateStoreError::Failed {
                detail: self.to_string(),
            },
        }
    }
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) {
            return Self::Busy {
                part: DATABASE,
                owner: None,
            };
        }
        Self::Sqlite(error)
    }
}

/// SQLite does not keep the system's error: it is asked again.
fn sqlite_fault(error: &rusqlite::Error, path: &Path) -> Option<FileFault> {
    let code = error.sqlite_error_code()?;
    let is_of_the_file = matches!(
        code,
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::DiskFull | ErrorCode::SystemIoFailure
    );
    if !is_of_the_file {
        return None;
    }
    (code == ErrorCode::DiskFull)
        .then_some(FileFault::DiskFull)
        .or_else(|| path.parent().and_then(private_files::write_fault))
        .or_else(|| private_files::write_fault(path))
}

/// Opens the database at `path`, created with the current schema when it is missing and migrated when it is older.
/// `busy_timeout` is how long each of its statements waits for another process.
///
/// # Errors
/// [`DatabaseError`].
pub(super) fn open(path: &Path, busy_timeout: Duration) -> Result<Connection, DatabaseError> {
    if let Some(folder) = path.parent() {
        private_files::create_private_folder(folder)?;
    }
    let real_path = with_real_folder(path)?;
    // SQLite gives its other files the permissions of this one.
    drop(private_files::open_or_create(path)?);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(real_path, flags)?;
    connection.busy_timeout(busy_timeout)?;
    // When another process creates the file too, SQLite fails here at once instead of waiting, because each could wait for the
    // other (<https://www.sqlite.org/c3ref/busy_handler.html>). Whoever opens a database tries again.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if schema::version(&connection)? > schema::STEPS.len() {
        return Err(DatabaseError::Newer);
    }
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Returns what is stored at `path` as a database in memory, with the current schema where the file is not newer. Nothing is
/// written there; a file that is missing is empty.
///
/// # Errors
/// [`DatabaseError`].
pub(super) fn copy_in_memory(path: &Path, busy_timeout: Duration) -> Result<Connection, DatabaseError> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return empty_in_memory(),
        Err(error) => return Err(error.into()),
        // It is not opened here: closing it again would release the locks of a connection of this process (fcntl(2)).
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(io::Error::from(io::ErrorKind::InvalidInput).into()),
    }
    let real_path = with_real_folder(path)?;
    // Without its other files, a database in a folder that cannot be written opens only as one that nobody changes.
    let copied = open_to_read(&real_path, "", busy_timeout)
        .and_then(|stored| copy_of(&stored))
        .or_else(|_| copy_of(&open_to_read(&real_path, "&immutable=1", busy_timeout)?));
    let mut memory = copied?;
    if schema::version(&memory)? <= schema::STEPS.len() {
        schema::migrate(&mut memory)?;
    }
    Ok(memory)
}

/// Returns a copy of `stored` in memory.
///
/// # Errors
/// [`DatabaseError`].
pub(super) fn copy_of(stored: &Connection) -> Result<Connection, DatabaseError> {
    let mut memory = Connection::open_in_memory()?;
    // All pages in one step: between two steps, another process may change the file.
    Backup::new(stored, &mut memory)?.run_to_completion(c_int::MAX, Duration::ZERO, None)?;
    Ok(memory)
}

/// Returns a database in memory that holds nothing.
///
/// # Errors
/// [`DatabaseError`].
pub(super) fn empty_in_memory() -> Result<Connection, DatabaseError> {
    let mut memory = Connection::open_in_memory()?;
    schema::migrate(&mut memory)?;
    Ok(memory)
}

fn open_to_read(path: &Path, options: &str, busy_timeout: Duration) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let url = Url::from_file_path(path).map_err(|()| io::Error::from(io::ErrorKind::InvalidFilename))?;
    let stored = Connection::open_with_flags(format!("{url}?mode=ro{options}"), flags)?;
    stored.busy_timeout(busy_timeout)?;
    Ok(stored)
}

/// SQLite refuses a link anywhere in the path; the folder may be reached through one, the file may not.
fn with_real_folder(path: &Path) -> Result<PathBuf, DatabaseError> {
    let real_path = match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => folder.canonicalize()?.join(name),
        (None, _) | (_, None) => path.to_owned(),
    };
    if real_path.as_os_str().len() > MAX_PATH {
        return Err(DatabaseError::PathTooLong);
    }
    Ok(real_path)
}

/// Returns the process that holds the database at `path` for writing, where the system tells.
pub(super) fn writer_of(path: &Path) -> Option<LockOwner> {
    owner_of(&with_suffix(path, "-shm")).or_else(|| owner_of(path))
}

/// Tells whether the file at `path` is damaged, by reading every page. Another process may have replaced it meanwhile.
pub(super) fn is_damaged(path: &Path, busy_timeout: Duration) -> bool {
    let checked = open(path, busy_timeout).and_then(|connection| check(&connection));
    checked.is_err_and(|error| error.is_damage())
}

fn check(connection: &Connection) -> Result<(), DatabaseError> {
    let report: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if report == "ok" {
        Ok(())
    } else {
        Err(DatabaseError::Damaged)
    }
}

/// Moves a damaged database aside, if it is `still_damaged` once no other process repairs it. Returns where it is now.
/// It waits for another process's repair until `timeout`.
///
/// # Errors
/// [`DatabaseError::Busy`] after `timeout`, [`DatabaseError::File`].
pub(super) fn move_aside(
    path: &Path,
    timeout: Duration,
    still_damaged: impl Fn(&Path) -> bool,
) -> Result<Option<StateWarning>, DatabaseError> {
    let repair = with_suffix(path, ".repair");
    let file = private_files::open_or_create(&repair)?;
    let _lock = file_lock::lock(file, &repair, timeout).map_err(|error| match error {
        FileLockError::Busy { owner } => DatabaseError::Busy {
            part: "the repair of the state database",
            owner,
        },
        FileLockError::Io(error) => DatabaseError::File(error),
    })?;
    if !still_damaged(path) {
        return Ok(None);
    }
    let to = with_suffix(path, &format!(".damaged-{}", jiff::Timestamp::now().as_second()));
    // The log goes before its database: SQLite would write the damaged pages of an old log into a new database.
    for part in ["-wal", "-shm", ""] {
        match std::fs::rename(with_suffix(path, part), with_suffix(&to, part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(Some(StateWarning::MovedAside { to }))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
