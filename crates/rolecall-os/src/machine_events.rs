//! Events of the machine: changed files of Rolecall, changed networks, a changed clock.
//!
//! It must not know what is done about them. On Linux the system reports them, and nothing wakes up in between. On other
//! systems, and where the system cannot watch files, an event says every second that files may have changed; networks are
//! not watched there, and a changed clock is detected within a second.

#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod network;
#[cfg(any(test, not(target_os = "linux")))]
mod polling;

#[cfg(target_os = "linux")]
use linux::LinuxWatcher as Watcher;
#[cfg(not(target_os = "linux"))]
use polling::PollingWatcher as Watcher;

use crate::paths::Paths;
use async_trait::async_trait;
use rolecall::ports::{MachineEvent, MachineEvents};
use std::time::Duration;
use tokio::sync::Mutex;

/// The time between two events where files cannot be watched.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The events of this machine.
#[derive(Debug)]
pub struct SystemEvents {
    paths: Paths,
    watcher: Mutex<Option<Watcher>>,
}

impl SystemEvents {
    /// Watches nothing yet; the first [`MachineEvents::next`] starts to.
    pub fn new(paths: &Paths) -> Self {
        Self {
            paths: paths.clone(),
            watcher: Mutex::default(),
        }
    }
}

#[async_trait]
impl MachineEvents for SystemEvents {
    /// It is cancel-safe: dropping the wait loses no event.
    async fn next(&self) -> MachineEvent {
        let mut watcher = self.watcher.lock().await;
        watcher
            .get_or_insert_with(|| Watcher::start(&self.paths))
            .next()
            .await
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
