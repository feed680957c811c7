//! What is wrong with a file or folder that Rolecall keeps, and who holds one, whichever port it is behind.

use thiserror::Error;

/// Why a file or folder cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileFault {
    /// Its file system is mounted read-only.
    #[error("read-only file system")]
    ReadOnly,
    /// Its permissions do not allow it.
    #[error("permission denied")]
    Denied,
    /// It belongs to another user, or others can write it.
    #[error("the folder belongs to another user or can be written by others")]
    NotPrivate,
    /// No space is left, or the quota of the user is used up.
    #[error("the disk is full")]
    DiskFull,
    /// Its path is longer than the system or the database allows.
    #[error("the path is too long")]
    PathTooLong,
    /// Anything else.
    #[error("{detail}")]
    Other {
        /// What the system said.
        detail: String,
    },
}

/// A process that holds what another waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockOwner {
    /// Its id.
    pub pid: u32,
    /// The name of its program: hostile text.
    pub program: String,
    /// Whether it runs at all.
    pub state: OwnerState,
}

/// What the owner of a lock is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerState {
    /// It runs, or waits for something that will happen.
    Running,
    /// It was stopped by a signal or a debugger and does nothing until it is continued.
    Suspended,
    /// It waits for a device and cannot be interrupted.
    WaitingForDevice,
}
