//! Files and folders that only the user may read: private from birth, never through a link somebody else laid.
//!
//! It must not know what they hold.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

#[cfg(unix)]
const OTHERS_MAY_WRITE: u32 = 0o022;

/// Makes `folder` and its missing parents, each readable by the user alone, and refuses one that others own or can write.
///
/// # Errors
/// What the system said, or [`io::ErrorKind::PermissionDenied`] for a folder that is not private.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(_) => refuse_foreign_folder(folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder_builder().recursive(true).create(folder)?;
            refuse_foreign_folder(folder)
        }
        Err(error) => Err(error),
    }
}

/// Makes `folder` and its missing parents, readable by the user alone; one that is there stays as it is, since the
/// user may have made it.
///
/// # Errors
/// What the system said.
pub(crate) fn make_folder_anywhere(folder: &Path) -> io::Result<()> {
    folder_builder().recursive(true).create(folder)
}

#[cfg(unix)]
fn folder_builder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.mode(0o700);
    builder
}

#[cfg(not(unix))]
fn folder_builder() -> fs::DirBuilder {
    fs::DirBuilder::new()
}

/// Tells whether `folder` is there and belongs to the user.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn is_own_folder(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let is_own = |facts: fs::Metadata| facts.is_dir() && facts.uid() == rustix::process::geteuid().as_raw();
    fs::metadata(folder).is_ok_and(is_own)
}

#[cfg(unix)]
fn refuse_foreign_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let facts = fs::metadata(folder)?;
    let ours = facts.is_dir() && facts.uid() == rustix::process::geteuid().as_raw();
    if ours && facts.mode() & OTHERS_MAY_WRITE == 0 {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::PermissionDenied,
        "the folder belongs to others or can be written by them",
    ))
}

#[cfg(not(unix))]
fn refuse_foreign_folder(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder)?.is_dir() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::NotADirectory, "not a folder"))
}

/// Opens a file for reading and writing, made private when it is missing; a symbolic link is refused.
///
/// # Errors
/// What the system said.
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    private(
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false),
    )
    .open(path)
}

/// Makes a new private file; one that exists is refused.
///
/// # Errors
/// What the system said.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().read(true).write(true).create_new(true)).open(path)
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    options.mode(0o600).custom_flags(no_follow)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests;
