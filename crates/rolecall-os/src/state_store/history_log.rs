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
use std::io::{self, Read, Write};
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

    /// Appends an entry. While another process holds the log for longer than the lock timeout, it appends nevertheless: a
    /// line is written at once and at the end, and at worst that process empties the log at this moment.
    ///
    /// # Errors
    /// [`DatabaseError::File`]; then nothing was appended, or a part of a line, which readers skip.
    pub(super) fn append(&self, entry: &HistoryEntry) -> Result<AppendedLine, DatabaseError> {
        let mut line = vec![b'\n'];
        serde_json::to_writer(&mut line, &HistoryRow::from(entry)).map_err(io::Error::from)?;
        line.push(b'\n');
        if let Some(folder) = self.path.parent() {
            private_files::create_private_folder(folder)?;
        }
        let mut file = private_files::open_to_append(&self.path)?;
        let _lock = match self.lock_file(file.try_clone()?) {
            Err(DatabaseError::Busy { .. }) => None,
            locked => Some(locked?),
        };
        let before = file.metadata()?.len();
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

    /// Returns the entries without locking the log; none where it cannot be read.
    pub(super) fn peek(&self) -> Vec<HistoryEntry> {
        let mut text = Vec::new();
        let read = private_files::open_to_read(&self.path).and_then(|mut file| file.read_to_end(&mut text));
        read.map_or_else(|_| Vec::new(), |_| entries(&text))
    }

    /// Locks the log and reads its entries; invalid lines are skipped.
    ///
    /// # Errors
    /// [`DatabaseError::Busy`] after the lock timeout, [`DatabaseError::File`].
    pub(super) fn lock(&self) -> Result<LockedHistoryLog, DatabaseError> {
        let mut file = self.lock_file(private_files::open_or_create(&self.path)?)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        Ok(LockedHistoryLog {
            file,
            entries: entries(&text),
            bytes: u64::try_from(text.len()).unwrap_or(u64::MAX),
        })
    }

    fn lock_file(&self, file: File) -> Result<File, DatabaseError> {
        file_lock::lock(file, &self.path, self.lock_timeout).map_err(|error| match error {
            FileLockError::Busy { owner } => DatabaseError::Busy {
                part: "the history log",
                owner,
            },
            FileLockError::Io(error) => DatabaseError::File(error),
        })
    }
}

fn entries(text: &[u8]) -> Vec<HistoryEntry> {
    let entry = |line: &[u8]| serde_json::from_slice::<HistoryRow>(line).ok()?.into_entry();
    text.split(|byte| *byte == b'\n').filter_map(entry).collect()
}

impl LockedHistoryLog {
    /// Empties the log: its entries are in the table. A process that is killed before this leaves entries that the next
    /// reader drains again, which changes nothing: each replaces itself in the table. So they are left there, too, when a process
    /// that did not wait for the lock has appended meanwhile.
    pub(super) fn clear(&self) -> io::Result<()> {
        if self.file.metadata()?.len() != self.bytes {
            return Ok(());
        }
        self.file.set_len(0)
    }
}
