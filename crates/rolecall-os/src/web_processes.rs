//! The web view's process that outlives every window: WebKitGTK starts one for the network and never ends it.
//!
//! It must not know when there is a window. On other systems the web view's processes end on their own.

/// Ends the web view's network process, if this program has one; WebKit starts another with the next window.
#[cfg(target_os = "linux")]
pub fn end_network_process() {
    use rustix::process::{Signal, kill_process};
    for pid in children::named(
        std::path::Path::new("/proc"),
        std::process::id(),
        "WebKitNetworkPr",
    ) {
        if let Err(error) = kill_process(pid, Signal::TERM) {
            tracing::debug!(%error, "the web view's network process had already ended");
        }
    }
}

/// Does nothing: here the process ends on its own.
#[cfg(not(target_os = "linux"))]
pub fn end_network_process() {}

#[cfg(target_os = "linux")]
mod children {
    //! Child processes by name.

    use crate::procfs::{ProcessStat, process_ids};
    use rustix::process::Pid;
    use std::path::Path;

    /// Returns the children of `parent` whose short name is `name`, which the kernel cuts to 15 bytes.
    pub(super) fn named(proc: &Path, parent: u32, name: &str) -> Vec<Pid> {
        process_ids(proc)
            .into_iter()
            .filter(|pid| {
                ProcessStat::read_in(proc, *pid)
                    .is_some_and(|stat| stat.parent == parent && stat.short_name == name)
            })
            .filter_map(|pid| Pid::from_raw(pid.try_into().ok()?))
            .collect()
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
