//! Opening the state database, and beginning again when its file is damaged.

use super::{StateWarning, schema};
use crate::private_files;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the database was not opened.
#[derive(Debug, Error)]
pub(super) enum OpenError {
    /// SQLite said so.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The file or its folder cannot be used.
    #[error("{0}")]
    File(#[from] io::Error),
    /// Its pages contradict each other.
    #[error("the file is damaged")]
    Damaged,
    /// A later version of Rolecall made it.
    #[error("the file was made by a later version of Rolecall")]
    Newer,
}

/// Opens the database, made with the present schema when it is missing.
pub(super) fn open(path: &Path) -> Result<Connection, OpenError> {
    if let Some(folder) = path.parent() {
        private_files::make_folder(folder)?;
    }
    // SQLite gives its other files the permissions of this one.
    drop(private_files::open_or_create(path)?);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(resolved(path)?, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if schema::version(&connection)? > schema::STEPS.len() {
        return Err(OpenError::Newer);
    }
    schema::advance(&mut connection)?;
    Ok(connection)
}

/// SQLite refuses a link anywhere on the way; the folder may be reached through one, the file may not.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => Ok(folder.canonicalize()?.join(name)),
        (None, _) | (_, None) => Ok(path.to_owned()),
    }
}

/// Looks through every page.
pub(super) fn check(connection: &Connection) -> Result<(), OpenError> {
    let answer: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(OpenError::Damaged)
    }
}

/// Moves a damaged database aside, if it is `still_damaged` once this process is alone with it.
pub(super) fn move_aside(
    path: &Path,
    still_damaged: impl Fn(&Path) -> bool,
) -> Result<Option<StateWarning>, OpenError> {
    let alone = private_files::open_or_create(&beside(path, ".repair"))?;
    alone.lock()?;
    if !still_damaged(path) {
        return Ok(None);
    }
    let to = beside(path, &format!(".damaged-{}", jiff::Timestamp::now().as_second()));
    // The log goes before its database: a new database beside an old log would be given the damaged pages back.
    for part in ["-wal", "-shm", ""] {
        match std::fs::rename(beside(path, part), beside(&to, part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(Some(StateWarning::MovedAside { to }))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}
