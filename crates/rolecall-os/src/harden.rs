//! Hardening of a process: no core dumps, no access to its memory, private files, and memory that is wiped when it is freed.
//!
//! It must not know what the process is for.

/// Wipes memory when it is freed: secrets pass through the buffers of HTTP, TLS, JSON and D-Bus libraries, which do not wipe them.
/// Each program makes it its global allocator.
pub type WipingAllocator = zeroizing_alloc::ZeroAlloc<std::alloc::System>;

/// The only value of [`WipingAllocator`].
pub const WIPING_ALLOCATOR: WipingAllocator = zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// File mask and core limit before hardening, to be restored for programs that the user starts through this process.
#[derive(Clone, Copy, Debug)]
pub struct Hardening {
    #[cfg(unix)]
    umask: rustix::fs::Mode,
    #[cfg(unix)]
    core: Option<u64>,
}

/// Disables core dumps, denies other programs of the user access to this process's memory and environment (Linux), and
/// makes every new file private. Call it first in `main`, before any thread starts. A failure is logged.
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
    /// Restores the file mask and the core limit. Call it only directly before this process execs or spawns a program.
    #[cfg(unix)]
    pub fn restore(&self) {
        rustix::process::umask(self.umask);
        unix::limit_core(self.core);
    }

    /// Returns the original file mask as four octal digits, for a child that sets it itself; none where there are no masks.
    pub fn umask_digits(&self) -> Option<String> {
        #[cfg(unix)]
        return Some(format!("{:04o}", self.umask.as_raw_mode()));
        #[cfg(not(unix))]
        None
    }
}

#[cfg(unix)]
mod unix {
    //! The Unix calls behind hardening.

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// Sets the soft limit on core files and returns the old one. The hard limit stays, so it can be raised again.
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
