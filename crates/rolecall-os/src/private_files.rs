//! Files and folders that only the user may read: created private, and never through another user's symbolic link.
//!
//! It must not know what they hold.

#[cfg(unix)]
use crate::file_fault::{NotPrivate, fault};
use rolecall::ports::FileFault;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

#[cfg(unix)]
const OTHERS_MAY_WRITE: u32 = 0o022;

/// Creates `folder` and its missing parents with mode 0700, and refuses a folder that another user owns or can write.
///
/// # Errors
/// [`io::ErrorKind::PermissionDenied`] for a folder that is not private, or that of creating it.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(_) => refuse_foreign_folder(folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder_builder().recursive(true).create(folder)?;
            refuse_foreign_folder(folder)
        }
        Err(error) => Err(error),
    }
}

/// Creates `folder` and its missing parents with mode 0700. An existing folder stays as it is: it is the user's.
///
/// # Errors
/// That of creating it.
pub(crate) fn create_user_folder(folder: &Path) -> io::Result<()> {
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

/// Tells whether `folder` exists and belongs to the user.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn is_own_folder(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let is_own =
        |metadata: fs::Metadata| metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    fs::metadata(folder).is_ok_and(is_own)
}

#[cfg(unix)]
fn refuse_foreign_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(folder)?;
    let ours = metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    if ours && metadata.mode() & OTHERS_MAY_WRITE == 0 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, NotPrivate))
}

#[cfg(not(unix))]
fn refuse_foreign_folder(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder)?.is_dir() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::NotADirectory, "not a folder"))
}

/// Opens a file for reading and writing, created with mode 0600 when it is missing. A symbolic link is refused.
///
/// # Errors
/// That of open(2).
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    with_private_mode(
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false),
    )
    .open(path)
}

/// Opens a file for reading. A symbolic link is refused.
///
/// # Errors
/// That of open(2).
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    with_private_mode(OpenOptions::new().read(true)).open(path)
}

/// Opens a file for appending, created with mode 0600 when it is missing. A symbolic link is refused. The system writes at
/// the end, wherever other processes moved it.
///
/// # Errors
/// That of open(2).
pub(crate) fn open_to_append(path: &Path) -> io::Result<File> {
    with_private_mode(OpenOptions::new().read(true).append(true).create(true)).open(path)
}

/// Creates a new file with mode 0600.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], or that of open(2).
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    with_private_mode(OpenOptions::new().read(true).write(true).create_new(true)).open(path)
}

/// Returns why `path`, which exists, cannot be written: its permissions, its file system, or that this is full.
#[cfg(unix)]
pub(crate) fn write_fault(path: &Path) -> Option<FileFault> {
    if let Err(error) = rustix::fs::access(path, rustix::fs::Access::WRITE_OK) {
        return Some(fault(&error.into()));
    }
    let is_full = rustix::fs::statvfs(path).is_ok_and(|file_system| file_system.f_bavail == 0);
    is_full.then_some(FileFault::DiskFull)
}

/// Returns nothing: this system is not asked.
#[cfg(not(unix))]
pub(crate) fn write_fault(_path: &Path) -> Option<FileFault> {
    None
}

#[cfg(unix)]
fn with_private_mode(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    // A named pipe in the place of a file must not keep its reader waiting.
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or(0);
    options.mode(0o600).custom_flags(flags)
}

#[cfg(not(unix))]
fn with_private_mode(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
mod tests;
