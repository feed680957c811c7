//! Files that cannot be used, and programs that hold them.

use crate::hostile_text::isolated;
use crate::ports::{FileFault, LockOwner, OwnerState};

/// What a newer database means for what was asked.
pub(crate) const NEWER_DATABASE: (&str, &str) = (
    "Rolecall's local database was made by a newer version of Rolecall.",
    "Install that version or a later one. This one reads what it knows of it and changes nothing.",
);
pub(crate) const SETTINGS_NOT_SAVED: &str = "The settings were not saved";
pub(crate) const DATABASE_UNUSABLE: &str = "Rolecall's local database could not be read or written";
pub(crate) const LOCK_UNUSABLE: &str = "Rolecall's lock files cannot be used";

/// Returns what did not happen because of `fault`, and what to do.
pub(crate) fn fault(what: &str, fault: &FileFault) -> (String, &'static str) {
    let (reason, advice) = match fault {
        FileFault::ReadOnly => (
            "read-only file system",
            "Make it writable, or set ROLECALL_HOME to a folder that can be written.",
        ),
        FileFault::Denied => (
            "permission denied",
            "Give yourself access to it. `rolecall doctor` shows where it is.",
        ),
        FileFault::NotPrivate => (
            "its folder belongs to another user or can be written by others",
            "Take the access away with `chmod go-w`, or give the folder back to its owner. `rolecall doctor` shows where it is.",
        ),
        FileFault::DiskFull => (
            "the disk or your quota is full",
            "Free some space, then try again.",
        ),
        FileFault::PathTooLong => (
            "its path is too long",
            "Set ROLECALL_HOME to a folder with a shorter path.",
        ),
        FileFault::Other { .. } => {
            return (
                format!("{what}."),
                "Run `rolecall doctor` for details, then try again.",
            );
        }
    };
    (format!("{what}: {reason}."), advice)
}

/// Returns who keeps Rolecall waiting, and what to do about it.
pub(crate) fn held(owner: &LockOwner) -> (String, String) {
    let LockOwner { pid, program, state } = owner;
    let program = isolated(program);
    let state = match state {
        OwnerState::Running => "running",
        OwnerState::Suspended => "suspended",
        OwnerState::WaitingForDevice => "waiting for a device",
    };
    let advice = match owner.state {
        OwnerState::Suspended => format!("Continue it with `kill -CONT {pid}` or end it, then try again."),
        OwnerState::Running | OwnerState::WaitingForDevice => {
            format!("Wait until it has finished, or end process {pid}, then try again.")
        }
    };
    (
        format!("What Rolecall needs is locked by {program} (process {pid}, {state})."),
        advice,
    )
}
