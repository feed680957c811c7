//! The file of the state database: opened and migrated, or moved aside when it is damaged.

use super::schema;
use crate::file_lock::{self, FileLockError};
use crate::private_files;
use rolecall::ports::StateStoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// The time between two attempts to switch a new file to the write-ahead log.
const RETRY_PAUSE: Duration = Duration::from_millis(5);

/// What should be shown to the user about opening the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateWarning {
    /// The file was damaged: it was moved to this path and a new one was created.
    MovedAside {
        /// Where the damaged file is now.
        to: PathBuf,
    },
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
    /// Another thread or process held what is named until the time limit.
    #[error("{0} is in use for too long")]
    Busy(&'static str),
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
            Self::File(_) | Self::Newer | Self::Busy(_) => false,
        }
    }
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) {
            return Self::Busy("the state database");
        }
        Self::Sqlite(error)
    }
}

impl From<DatabaseError> for StateStoreError {
    fn from(error: DatabaseError) -> Self {
        Self {
            detail: error.to_string(),
        }
    }
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
    // SQLite gives its other files the permissions of this one.
    drop(private_files::open_or_create(path)?);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(with_real_folder(path)?, flags)?;
    connection.busy_timeout(busy_timeout)?;
    use_write_ahead_log(&connection, busy_timeout)?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if schema::version(&connection)? > schema::STEPS.len() {
        return Err(DatabaseError::Newer);
    }
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Switches a new file to the write-ahead log. SQLite reads the file and then asks for it alone; when another process did
/// the same meanwhile it fails at once instead of waiting, because each could wait for the other
/// (<https://www.sqlite.org/c3ref/busy_handler.html>). Here neither keeps what it read, so it is tried again.
fn use_write_ahead_log(connection: &Connection, busy_timeout: Duration) -> rusqlite::Result<()> {
    let deadline = Instant::now() + busy_timeout;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                thread::sleep(RETRY_PAUSE);
            }
            switched => return switched,
        }
    }
}

/// SQLite refuses a link anywhere in the path; the folder may be reached through one, the file may not.
fn with_real_folder(path: &Path) -> io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => Ok(folder.canonicalize()?.join(name)),
        (None, _) | (_, None) => Ok(path.to_owned()),
    }
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
    let file = private_files::open_or_create(&with_suffix(path, ".repair"))?;
    let _lock = file_lock::lock(file, timeout).map_err(|error| match error {
        FileLockError::Busy => DatabaseError::Busy("the repair of the state database"),
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
