//! Files of Rolecall that change, as inotify(7) tells of them.
//!
//! It watches folders, since files are replaced and may not be there yet: each folder on the way to a file in which a
//! link or a missing name stands, and the one where the file is at last. It must not read the files. Reading the
//! database changes what is beside it but not what is watched, so a look at it leads to no look.

mod trail;

use crate::awaited::awaited;
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
/// The log of the database: where SQLite writes first.
const LOG: &str = "-wal";
const MOST_ATTEMPTS: usize = 16;

/// The folders that are to be watched, each with the names in it that matter.
type Folders = BTreeMap<PathBuf, BTreeSet<OsString>>;
/// What is watched, by the number of the watch.
type Watched = HashMap<i32, BTreeSet<OsString>>;

/// The files of Rolecall.
#[derive(Debug)]
pub(super) struct Files {
    texts: Vec<PathBuf>,
    database: PathBuf,
    queue: AsyncFd<OwnedFd>,
    watched: Watched,
}

/// What a read of the queue told.
#[derive(Debug, Default)]
struct News {
    changed: bool,
    moved: bool,
}

impl Files {
    /// Begins to watch `texts`, each replaced or written as a whole, and `database` with its log.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn watch(texts: &[PathBuf], database: &Path) -> io::Result<Self> {
        let (queue, watched) = queue(&Folders::new())?;
        let mut files = Self {
            texts: texts.to_vec(),
            database: database.to_owned(),
            queue,
            watched,
        };
        files.watch_again()?;
        Ok(files)
    }

    /// Waits for a change. It may be dropped while it waits.
    ///
    /// # Errors
    /// What the system said.
    pub(super) async fn changed(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.queue.readable().await?;
            let news = match ready.try_io(|queue| read(queue.get_ref(), &self.watched)) {
                Ok(news) => news?,
                Err(_not_yet) => continue,
            };
            drop(ready);
            if self.follow(&news)? {
                return Ok(());
            }
        }
    }

    /// Takes what has come meanwhile for told.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn pass_over(&mut self) -> io::Result<()> {
        match read(self.queue.get_ref(), &self.watched) {
            Ok(news) => self.follow(&news).map(drop),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Returns whether something changed; what moved is watched where it is now.
    fn follow(&mut self, news: &News) -> io::Result<bool> {
        if news.moved {
            self.watch_again()?;
        }
        Ok(news.changed || news.moved)
    }

    /// Follows the way to each file again: a link leads elsewhere, a folder was made or is gone.
    fn watch_again(&mut self) -> io::Result<()> {
        for _ in 0..MOST_ATTEMPTS {
            let wanted = folders(&self.texts, &self.database);
            let (queue, watched) = match queue(&wanted) {
                Ok(queue) => queue,
                // It went between looking and watching.
                Err(error) if is_gone(&error) => continue,
                Err(error) => return Err(error),
            };
            (self.queue, self.watched) = (queue, watched);
            // What changed between looking and watching is seen by looking again.
            if folders(&self.texts, &self.database) == wanted {
                return Ok(());
            }
        }
        Err(io::Error::other("the folders keep changing"))
    }
}

fn is_gone(error: &io::Error) -> bool {
    [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
}

/// Returns the folders on the way to the files, and which names in them matter.
fn folders(texts: &[PathBuf], database: &Path) -> Folders {
    let mut folders = Folders::new();
    for text in texts {
        trail::follow(text, &mut folders);
    }
    let mut of_database = Folders::new();
    trail::follow(database, &mut of_database);
    for (folder, mut names) in of_database {
        if let Some(name) = database.file_name().filter(|name| names.contains(*name)) {
            let mut log = name.to_owned();
            log.push(LOG);
            names.insert(log);
        }
        folders.entry(folder).or_default().extend(names);
    }
    folders
}

fn queue(folders: &Folders) -> io::Result<(AsyncFd<OwnedFd>, Watched)> {
    let what = WatchFlags::CREATE
        | WatchFlags::DELETE
        | WatchFlags::MODIFY
        | WatchFlags::MOVED_FROM
        | WatchFlags::MOVED_TO
        | WatchFlags::DELETE_SELF
        | WatchFlags::MOVE_SELF
        | WatchFlags::ONLYDIR;
    let queue = inotify::init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?;
    let mut watched = Watched::new();
    for (folder, names) in folders {
        let number = inotify::add_watch(&queue, folder, what)?;
        watched.entry(number).or_default().extend(names.iter().cloned());
    }
    Ok((awaited(queue)?, watched))
}

/// Reads until the queue is empty.
fn read(queue: &OwnedFd, watched: &Watched) -> io::Result<News> {
    let mut buffer = [MaybeUninit::uninit(); BUFFER];
    let mut reader = Reader::new(queue, &mut buffer);
    let mut news = News::default();
    let mut any = false;
    loop {
        match reader.next() {
            Ok(event) => {
                let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
                let (changed, moved) = meaning(watched.get(&event.wd()), name, event.events());
                news.changed |= changed;
                news.moved |= moved;
                any = true;
            }
            Err(Errno::WOULDBLOCK) if any => return Ok(news),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Returns whether a file changed, and whether the way to one did.
fn meaning(names: Option<&BTreeSet<OsString>>, name: Option<&OsStr>, events: ReadFlags) -> (bool, bool) {
    let Some(name) = name else {
        // Of a folder itself: gone, moved, unmounted; or more happened than the system keeps.
        return (false, true);
    };
    if !names.is_some_and(|names| names.contains(name)) {
        return (false, false);
    }
    let written = events.contains(ReadFlags::MODIFY);
    // The log comes and goes with whoever opens the database; only what is written into it is a change.
    let is_log = name.as_bytes().ends_with(LOG.as_bytes());
    (written, !written && !is_log)
}

#[cfg(test)]
mod tests;
