//! The inbox of the history: a file that entries are appended to, one a line, until a reader takes them into the table.
//!
//! A program waits for `rolecall credential-process` to end. Appending a line costs it a hundredth of what opening the
//! database and writing there costs, and many processes may append at the same moment. It must not know SQL.

use super::flat_entry::FlatEntry;
use crate::private_files;
use rolecall_model::history::HistoryEntry;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// The inbox beside the state database.
#[derive(Debug)]
pub(super) struct Inbox {
    path: PathBuf,
}

/// What waits in the inbox. No other process touches it until this is dropped.
#[derive(Debug)]
pub(super) struct Waiting {
    file: File,
    /// The entries, in the order they were written.
    pub(super) entries: Vec<HistoryEntry>,
    /// How long the file is, in bytes.
    pub(super) bytes: u64,
}

impl Inbox {
    /// Opens nothing yet.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Appends an entry; returns how many bytes that was, and how long the file is now.
    pub(super) fn append(&self, entry: &HistoryEntry) -> io::Result<(u64, u64)> {
        let mut line = vec![b'\n'];
        serde_json::to_writer(&mut line, &FlatEntry::from(entry))?;
        line.push(b'\n');
        if let Some(folder) = self.path.parent() {
            private_files::make_folder(folder)?;
        }
        let mut file = private_files::open_or_create(&self.path)?;
        file.lock()?;
        let before = file.seek(SeekFrom::End(0))?;
        // A line begins with an end of line, too: one that was cut off by a full disk takes no other with it.
        file.write_all(&line)?;
        let bytes = u64::try_from(line.len()).unwrap_or(u64::MAX);
        Ok((bytes, before.saturating_add(bytes)))
    }

    /// Returns how long the file is, in bytes; 0 when there is none.
    pub(super) fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |facts| facts.len())
    }

    /// Returns what waits; lines that are no entries are passed over.
    pub(super) fn open(&self) -> io::Result<Waiting> {
        let mut file = private_files::open_or_create(&self.path)?;
        file.lock()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let entry = |line: &[u8]| serde_json::from_slice::<FlatEntry>(line).ok()?.read();
        Ok(Waiting {
            file,
            entries: text.split(|byte| *byte == b'\n').filter_map(entry).collect(),
            bytes: u64::try_from(text.len()).unwrap_or(u64::MAX),
        })
    }
}

impl Waiting {
    /// Empties the inbox: its entries are in the table. A process that is killed before this has them taken in twice,
    /// which changes nothing: the second time each takes its own place.
    pub(super) fn empty(&self) -> io::Result<()> {
        self.file.set_len(0)
    }
}
