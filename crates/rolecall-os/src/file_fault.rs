//! The system's errors as the cases that somebody can do something about.

use rolecall::ports::FileFault;
#[cfg(unix)]
use std::error::Error;
#[cfg(unix)]
use std::fmt;
use std::io;

/// A folder that is not private: the payload of an [`io::Error`].
#[cfg(unix)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotPrivate;

#[cfg(unix)]
impl fmt::Display for NotPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        FileFault::NotPrivate.fmt(f)
    }
}

#[cfg(unix)]
impl Error for NotPrivate {}

/// Classifies an error of the system.
pub(crate) fn fault(error: &io::Error) -> FileFault {
    #[cfg(unix)]
    if error.get_ref().is_some_and(|payload| payload.is::<NotPrivate>()) {
        return FileFault::NotPrivate;
    }
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the kinds are the standard library's, and more of them come"
    )]
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => FileFault::ReadOnly,
        io::ErrorKind::PermissionDenied => FileFault::Denied,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FileFault::DiskFull,
        io::ErrorKind::InvalidFilename => FileFault::PathTooLong,
        _ => FileFault::Other {
            detail: error.to_string(),
        },
    }
}
