//! Replacing a whole file atomically: a crash leaves the old content or the new, and no other program's change is lost.
//!
//! A caller resolves the path once, then repeats: [`read`] the content and its [`FileVersion`], edit it, and [`replace`]
//! it if the file still has that version. `replace` returns false when another program changed the file meanwhile. A lock
//! between processes of Rolecall is the caller's; it must be held for [`remove_temporary_files`]. This module must not
//! know what a file holds.

use crate::private_files;
use rolecall::ports::Random;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many symbolic links are followed.
const MAX_LINKS: usize = 16;
/// In bytes: a longer file is refused.
const MAX_FILE_SIZE: u64 = 16 << 20;
/// The end of the name of a temporary file.
const TEMPORARY_SUFFIX: &str = ".new";

/// The version of a file's content: inode, length and modification time, or that there was no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileVersion(Option<FileStamp>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct FileStamp {
    identity: u64,
    length: u64,
    modified: Option<SystemTime>,
}

impl FileVersion {
    fn from_metadata(metadata: &Metadata) -> Self {
        Self(Some(FileStamp {
            identity: identity(metadata),
            length: metadata.len(),
            modified: metadata.modified().ok(),
        }))
    }

    fn current(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(metadata) => Ok(Self::from_metadata(&metadata)),
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
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> u64 {
    0
}

/// Returns the path that `path` leads to through symbolic links, even when that file does not exist.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] for more than 16 links, or that of reading one.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        // Reading a link that is none fails with an error of its own on each system.
        let is_link = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata.is_symlink(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        if !is_link {
            return Ok(path);
        }
        let target = fs::read_link(&path)?;
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "too many links"))
}

/// Reads a regular file of at most 16 MiB, and its version. A file that does not exist is empty.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] for anything but a regular file, [`io::ErrorKind::FileTooLarge`], or that of reading it.
pub(crate) fn read(path: &Path) -> io::Result<(Vec<u8>, FileVersion)> {
    let before = FileVersion::current(path)?;
    if !before.existed() {
        return Ok((Vec::new(), before));
    }
    // Opening a named pipe would block until another process writes to it.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let file = File::open(path)?;
    let version = FileVersion::from_metadata(&file.metadata()?);
    let mut bytes = Vec::new();
    file.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE_SIZE) {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "the file is too large",
        ));
    }
    Ok((bytes, version))
}

/// Replaces the file at `path`, which must not be a link, if it still has `version`. Returns whether it was replaced. The
/// new file has the permissions of the old one; a new one is readable by the user alone.
///
/// # Errors
/// That of writing or renaming; the old file is unchanged.
pub(crate) fn replace(
    path: &Path,
    bytes: &[u8],
    version: &FileVersion,
    random: &dyn Random,
) -> io::Result<bool> {
    let temporary = temporary_name(path, random)?;
    let outcome = write_temporary(&temporary, path, bytes).and_then(|()| {
        if FileVersion::current(path)? != *version {
            return Ok(false);
        }
        fs::rename(&temporary, path)?;
        sync_folder(path)?;
        Ok(true)
    });
    if !matches!(outcome, Ok(true)) {
        remove_if_exists(&temporary)?;
    }
    outcome
}

fn write_temporary(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_files::create_new(temporary)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// Removes temporary files that killed processes left beside `path`. Only the holder of the lock on `path` may call it.
///
/// # Errors
/// That of reading the folder or removing a file.
pub(crate) fn remove_temporary_files(path: &Path) -> io::Result<()> {
    let (folder, start) = (folder_of(path)?, temporary_prefix(path)?);
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|name| name.starts_with(&start) && name.ends_with(TEMPORARY_SUFFIX));
        if ours && entry.file_type()?.is_file() {
            remove_if_exists(&entry.path())?;
        }
    }
    Ok(())
}

fn temporary_name(path: &Path, random: &dyn Random) -> io::Result<PathBuf> {
    let tail = hex::encode(random.bytes().split_at(8).0);
    Ok(folder_of(path)?.join(format!("{}{tail}{TEMPORARY_SUFFIX}", temporary_prefix(path)?)))
}

fn temporary_prefix(path: &Path) -> io::Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name =
        name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidFilename, "the file has no UTF-8 name"))?;
    Ok(format!(".{name}."))
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    path.parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidFilename, "the path has no folder"))
}

fn remove_if_exists(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A rename survives a power cut only once its folder was synced.
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
