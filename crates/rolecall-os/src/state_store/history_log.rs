//! The history log: a file to which entries are appended, one JSON line each, until a reader drains them into the table.
//!
//! A program waits for `rolecall credential-process` to end. Appending a line takes a hundredth of the time of opening
//! the database and writing there, and many processes may append at once. It must not know SQL.

use super::database_file::DatabaseError;
use super::history_row::HistoryRow;
use crate::file_lock::{self, FileLockError};
use crate::private_files;
use rolecall_model::history::HistoryEntry;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::Duration;

/// The log beside the state database.
#[derive(Debug)]
pub(super) struct HistoryLog {
    path: PathBuf,
    lock_timeout: Duration,
}

/// The log with its content. No other process reads or writes it until this is dropped.
#[derive(Debug)]
pub(super) struct LockedHistoryLog {
    file: File,
    /// The entries, in the order they were written.
    pub(super) entries: Vec<HistoryEntry>,
    /// The length of the file, in bytes.
    pub(super) bytes: u64,
}

/// Lengths after an append, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct AppendedLine {
    /// Of the line.
    pub(super) bytes: u64,
    /// Of the whole log.
    pub(super) log_bytes: u64,
}

impl HistoryLog {
    /// Opens nothing yet. Another process that holds the log is waited for until `lock_timeout`.
    pub(super) fn new(path: PathBuf, lock_timeout: Duration) -> Self {
        Self { path, lock_timeout }
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// [`DatabaseError::Busy`] after the lock timeout, [`DatabaseError::File`]; then nothing was appended, or a part of a
    /// line, which readers skip.
    pub(super) fn append(&self, entry: &HistoryEntry) -> Result<AppendedLine, DatabaseError> {
        let mut line = vec![b'\n'];
        serde_json::to_writer(&mut line, &HistoryRow::from(entry)).map_err(io::Error::from)?;
        line.push(b'\n');
        if let Some(folder) = self.path.parent() {
            private_files::create_private_folder(folder)?;
        }
        let mut file = self.open_locked()?;
        let before = file.seek(SeekFrom::End(0))?;
        // A line also begins with a line end: an incomplete line before it, left by a full disk, does not spoil it.
        file.write_all(&line)?;
        let bytes = u64::try_from(line.len()).unwrap_or(u64::MAX);
        Ok(AppendedLine {
            bytes,
            log_bytes: before.saturating_add(bytes),
        })
    }

    /// Returns the length of the log, in bytes; 0 when there is none.
    pub(super) fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Locks the log and reads its entries; invalid lines are skipped.
    ///
    /// # Errors
    /// [`DatabaseError::Busy`] after the lock timeout, [`DatabaseError::File`].
    pub(super) fn lock(&self) -> Result<LockedHistoryLog, DatabaseError> {
        let mut file = self.open_locked()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let entry = |line: &[u8]| serde_json::from_slice::<HistoryRow>(line).ok()?.into_entry();
        Ok(LockedHistoryLog {
            file,
            entries: text.split(|byte| *byte == b'\n').filter_map(entry).collect(),
            bytes: u64::try_from(text.len()).unwrap_or(u64::MAX),
        })
    }

    fn open_locked(&self) -> Result<File, DatabaseError> {
        let file = private_files::open_or_create(&self.path)?;
        file_lock::lock(file, self.lock_timeout).map_err(|error| match error {
            FileLockError::Busy => DatabaseError::Busy("the history log"),
            FileLockError::Io(error) => DatabaseError::File(error),
        })
    }
}

impl LockedHistoryLog {
    /// Empties the log: its entries are in the table. A process that is killed before this leaves entries that the next
    /// reader drains again, which changes nothing: each replaces itself in the table.
    pub(super) fn clear(&self) -> io::Result<()> {
        self.file.set_len(0)
    }
}
