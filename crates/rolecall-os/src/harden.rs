//! Hardening: what a process does first of all, so that its memory and files stay its own.
//!
//! It must not know what the process is for.

/// What the process was allowed before, to be given back to programs that the user starts through it.
#[derive(Clone, Copy, Debug)]
pub struct Hardening {
    #[cfg(unix)]
    umask: rustix::fs::Mode,
    #[cfg(unix)]
    core: Option<u64>,
}

/// Forbids core dumps, forbids other programs of the user to read this one's memory and environment (Linux), and
/// makes every new file private. Call it first in `main`, before any thread.
pub fn harden() -> Hardening {
    #[cfg(unix)]
    {
        let core = unix::limit_core(Some(0));
        unix::forbid_dumps();
        Hardening {
            umask: rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077)),
            core,
        }
    }
    #[cfg(not(unix))]
    Hardening {}
}

impl Hardening {
    /// Gives back the old file mask and core limit. Only for the moment before this process becomes another program.
    #[cfg(unix)]
    pub fn give_back(&self) {
        rustix::process::umask(self.umask);
        unix::limit_core(self.core);
    }

    /// Returns the old file mask as octal digits, for a child that sets it itself.
    #[cfg(unix)]
    pub fn umask_digits(&self) -> String {
        format!("{:04o}", self.umask.as_raw_mode())
    }
}

#[cfg(unix)]
mod unix {
    //! The Unix calls behind hardening.

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// Sets the soft limit on core files and returns the old one. The hard limit stays, so it can be given back.
    pub(super) fn limit_core(bytes: Option<u64>) -> Option<u64> {
        let old = getrlimit(Resource::Core);
        if let Err(error) = setrlimit(
            Resource::Core,
            Rlimit {
                current: bytes,
                maximum: old.maximum,
            },
        ) {
            tracing::warn!(%error, "core dumps could not be limited");
        }
        old.current
    }

    #[cfg(target_os = "linux")]
    pub(super) fn forbid_dumps() {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "reading this process could not be forbidden");
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn forbid_dumps() {}
}
