//! Replacing a file whole: a crash at any moment leaves the old content or the new, and nobody's change is overwritten unseen.
//!
//! It must not know what the file holds, nor who else is asked to keep out: a lock is the caller's.

use crate::private_files;
use rolecall::ports::Random;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// As many links may lead on to the file.
const MOST_LINKS: usize = 16;
/// Settings longer than this are none.
const LONGEST: u64 = 16 << 20;
const UNFINISHED: &str = ".new";

/// What a file was like when it was read; a file that was not there is like nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen(Option<Stamp>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    identity: u64,
    length: u64,
    modified: Option<SystemTime>,
}

impl Seen {
    fn of(facts: &Metadata) -> Self {
        Self(Some(Stamp {
            identity: identity(facts),
            length: facts.len(),
            modified: facts.modified().ok(),
        }))
    }

    fn now(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(facts) => Ok(Self::of(&facts)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }

    /// Tells whether there was a file.
    pub(crate) fn existed(&self) -> bool {
        self.0.is_some()
    }
}

#[cfg(unix)]
fn identity(facts: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(facts)
}

#[cfg(not(unix))]
fn identity(_facts: &Metadata) -> u64 {
    0
}

/// Returns where `path` leads, through links, even to a file that is not there yet.
///
/// # Errors
/// What the system said, or too many links.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::InvalidInput
                ) =>
            {
                return Ok(path);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "too many links"))
}

/// Reads a regular file, and what it was like while it was read. A file that is not there is empty.
///
/// # Errors
/// What the system said, or that it is no regular file.
pub(crate) fn read(path: &Path) -> io::Result<(Vec<u8>, Seen)> {
    let before = Seen::now(path)?;
    if !before.existed() {
        return Ok((Vec::new(), before));
    }
    // Opening a pipe would wait for somebody to write into it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let file = File::open(path)?;
    let seen = Seen::of(&file.metadata()?);
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST) {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "the file is too large",
        ));
    }
    Ok((bytes, seen))
}

/// Replaces the file at `path`, which is no link, unless it is not as it was `seen`. Returns whether it was replaced.
///
/// # Errors
/// What the system said; the old file is untouched.
pub(crate) fn replace(path: &Path, bytes: &[u8], seen: &Seen, random: &dyn Random) -> io::Result<bool> {
    let unfinished = unfinished_name(path, random)?;
    let outcome = write_unfinished(&unfinished, path, bytes).and_then(|()| {
        if Seen::now(path)? != *seen {
            return Ok(false);
        }
        fs::rename(&unfinished, path)?;
        sync_folder(path)?;
        Ok(true)
    });
    if !matches!(outcome, Ok(true)) {
        remove_if_there(&unfinished)?;
    }
    outcome
}

fn write_unfinished(unfinished: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_files::create_new(unfinished)?;
    if let Ok(facts) = fs::metadata(path) {
        file.set_permissions(facts.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Removes what killed processes left beside `path`. Only for whoever holds the lock.
///
/// # Errors
/// What the system said.
pub(crate) fn remove_unfinished(path: &Path) -> io::Result<()> {
    let (folder, start) = (folder_of(path)?, unfinished_start(path)?);
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|name| name.starts_with(&start) && name.ends_with(UNFINISHED));
        if ours && entry.file_type()?.is_file() {
            remove_if_there(&entry.path())?;
        }
    }
    Ok(())
}

fn unfinished_name(path: &Path, random: &dyn Random) -> io::Result<PathBuf> {
    let tail = hex::encode(random.bytes().split_at(8).0);
    Ok(folder_of(path)?.join(format!("{}{tail}{UNFINISHED}", unfinished_start(path)?)))
}

fn unfinished_start(path: &Path) -> io::Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name =
        name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidFilename, "the file has no plain name"))?;
    Ok(format!(".{name}."))
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    path.parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidFilename, "the file is in no folder"))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A rename lasts through a power cut only once its folder is on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path)?)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;
