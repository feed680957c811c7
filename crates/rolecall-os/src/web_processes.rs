//! The web view's helper that outlives every window: WebKitGTK starts one process for the network and never ends it.
//!
//! It must not know when there is a window. Elsewhere the web view's processes end by themselves.

/// Asks the web view's network process to end, if this program has one; WebKit starts another with the next window.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn end_network_process() {
    for pid in children::named(
        std::path::Path::new("/proc"),
        std::process::id(),
        "WebKitNetworkPr",
    ) {
        if let Err(error) = rustix::process::kill_process(pid, rustix::process::Signal::TERM) {
            tracing::debug!(%error, "the web view's network process had ended");
        }
    }
}

/// Nothing is left behind here.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn end_network_process() {}

#[cfg(all(unix, not(target_os = "macos")))]
mod children {
    use rustix::process::Pid;
    use std::fs;
    use std::path::Path;

    /// Returns the children of `parent` whose name, as the kernel cuts it to 15 letters (proc(5), `comm`), is `name`.
    pub(super) fn named(proc: &Path, parent: u32, name: &str) -> Vec<Pid> {
        let Ok(processes) = fs::read_dir(proc) else {
            return Vec::new();
        };
        processes
            .flatten()
            .filter_map(|process| {
                let pid: i32 = process.file_name().to_str()?.parse().ok()?;
                let stat = fs::read_to_string(process.path().join("stat")).ok()?;
                is_child(&stat, parent, name).then(|| Pid::from_raw(pid))?
            })
            .collect()
    }

    /// Reads `PID (NAME) STATE PARENT …`; a name may hold anything, so what stands after the last bracket is read.
    pub(super) fn is_child(stat: &str, parent: u32, name: &str) -> bool {
        let Some((before, after)) = stat.rsplit_once(") ") else {
            return false;
        };
        let is_named = before.split_once(" (").is_some_and(|(_, found)| found == name);
        let found = after.split(' ').nth(1).and_then(|text| text.parse::<u32>().ok());
        is_named && found == Some(parent)
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests;
