//! Changes of Rolecall's files, from inotify(7).
//!
//! It watches folders, since files are replaced and may not exist yet: each folder on the path to a file that holds a
//! symbolic link or a missing name, and the folder of the file itself. It must not read the files. Reading the database
//! changes other files in its folder but none that are watched, so a reader causes no event.

mod path_trail;

use crate::async_fd::async_fd;
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, Reader, WatchFlags};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use tokio::io::unix::AsyncFd;

const BUFFER: usize = 4096;
/// The suffix of the database's write-ahead log, where SQLite writes first.
const WAL_SUFFIX: &str = "-wal";
const MAX_ATTEMPTS: usize = 16;

/// The folders to watch, each with the file names in it that matter.
type WatchedNames = BTreeMap<PathBuf, BTreeSet<OsString>>;
/// The watched file names, by the number of the inotify watch.
type WatchesByNumber = HashMap<i32, BTreeSet<OsString>>;

/// Watches Rolecall's files.
#[derive(Debug)]
pub(super) struct FileWatcher {
    files: Vec<PathBuf>,
    database: PathBuf,
    queue: AsyncFd<OwnedFd>,
    watched: WatchesByNumber,
}

/// What a read of the queue reported.
#[derive(Debug, Default)]
struct FileEvents {
    changed: bool,
    path_changed: bool,
}

impl FileWatcher {
    /// Starts to watch `files`, each replaced or written as a whole, and `database` with its log. It needs a runtime.
    ///
    /// # Errors
    /// That of inotify(7).
    pub(super) fn start(files: &[PathBuf], database: &Path) -> io::Result<Self> {
        let (queue, watched) = queue(&WatchedNames::new())?;
        let mut files = Self {
            files: files.to_vec(),
            database: database.to_owned(),
            queue,
            watched,
        };
        files.rebuild()?;
        Ok(files)
    }

    /// Waits for a change. It is cancel-safe.
    ///
    /// # Errors
    /// That of inotify(7).
    pub(super) async fn changed(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.queue.readable().await?;
            let events = match ready.try_io(|queue| read(queue.get_ref(), &self.watched)) {
                Ok(events) => events?,
                Err(_not_yet) => continue,
            };
            drop(ready);
            if self.update(&events)? {
                return Ok(());
            }
        }
    }

    /// Reads and discards the events that have arrived; still follows changed paths.
    ///
    /// # Errors
    /// That of inotify(7).
    pub(super) fn discard_pending(&mut self) -> io::Result<()> {
        match read(self.queue.get_ref(), &self.watched) {
            Ok(events) => self.update(&events).map(drop),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Returns whether something changed; what path_changed is watched where it is now.
    fn update(&mut self, events: &FileEvents) -> io::Result<bool> {
        if events.path_changed {
            self.rebuild()?;
        }
        Ok(events.changed || events.path_changed)
    }

    /// Watches the folders on the current path to each file: a link or a folder has changed.
    fn rebuild(&mut self) -> io::Result<()> {
        for _ in 0..MAX_ATTEMPTS {
            let expected = folders(&self.files, &self.database);
            let (queue, watched) = match queue(&expected) {
                Ok(queue) => queue,
                // The folder was removed between listing and watching.
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(error),
            };
            (self.queue, self.watched) = (queue, watched);
            // A change between listing and watching is found by listing again.
            if folders(&self.files, &self.database) == expected {
                return Ok(());
            }
        }
        Err(io::Error::other("the folders keep changing"))
    }
}

fn is_gone(error: &io::Error) -> bool {
    [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
}

/// Returns the folders on the paths to the files, and which names in them matter.
fn folders(files: &[PathBuf], database: &Path) -> WatchedNames {
    let mut folders = WatchedNames::new();
    for file in files {
        path_trail::add_trail(file, &mut folders);
    }
    let mut database_folders = WatchedNames::new();
    path_trail::add_trail(database, &mut database_folders);
    for (folder, mut names) in database_folders {
        if let Some(name) = database.file_name().filter(|name| names.contains(*name)) {
            let mut wal = name.to_owned();
            wal.push(WAL_SUFFIX);
            names.insert(wal);
        }
        folders.entry(folder).or_default().extend(names);
    }
    folders
}

fn queue(folders: &WatchedNames) -> io::Result<(AsyncFd<OwnedFd>, WatchesByNumber)> {
    let flags = WatchFlags::CREATE
        | WatchFlags::DELETE
        | WatchFlags::MODIFY
        | WatchFlags::MOVED_FROM
        | WatchFlags::MOVED_TO
        | WatchFlags::DELETE_SELF
        | WatchFlags::MOVE_SELF
        | WatchFlags::ONLYDIR;
    let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
    let mut watched = WatchesByNumber::new();
    for (folder, names) in folders {
        let number = inotify::add_watch(&queue, folder, flags)?;
        watched.entry(number).or_default().extend(names.iter().cloned());
    }
    Ok((async_fd(queue)?, watched))
}

/// Reads until the queue is empty.
fn read(queue: &OwnedFd, watched: &WatchesByNumber) -> io::Result<FileEvents> {
    let mut buffer = [MaybeUninit::uninit(); BUFFER];
    let mut reader = Reader::new(queue, &mut buffer);
    let mut events = FileEvents::default();
    let mut any = false;
    loop {
        match reader.next() {
            Ok(event) => {
                let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
                let (changed, path_changed) = classify(watched.get(&event.wd()), name, event.events());
                events.changed |= changed;
                events.path_changed |= path_changed;
                any = true;
            }
            Err(Errno::WOULDBLOCK) if any => return Ok(events),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Returns whether a file changed, and whether the path to one did.
fn classify(names: Option<&BTreeSet<OsString>>, name: Option<&OsStr>, events: ReadFlags) -> (bool, bool) {
    let Some(name) = name else {
        // Of a folder itself: gone, path_changed, unmounted; or more happened than the system keeps.
        return (false, true);
    };
    if !names.is_some_and(|names| names.contains(name)) {
        return (false, false);
    }
    let written = events.contains(ReadFlags::MODIFY);
    // Every process that opens the database creates and removes the log; only a write to it is a change.
    let is_wal = name.as_bytes().ends_with(WAL_SUFFIX.as_bytes());
    (written, !written && !is_wal)
}

#[cfg(test)]
mod tests;
