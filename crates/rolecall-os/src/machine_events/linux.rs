//! Events that Linux reports: inotify(7) for files, rtnetlink(7) for networks, timerfd_create(2) for the clock.
//!
//! Several changes of one kind are one event: files after 20 milliseconds and at most every 100 milliseconds, networks
//! after 200 milliseconds, since addresses and routes of one that comes up follow one by one.

use super::POLL_INTERVAL;
use super::files::FileWatcher;
use super::network::NetworkWatcher;
use crate::clock::{WakeReason, WallTimer};
use crate::paths::Paths;
use rolecall::ports::MachineEvent;
use rolecall_model::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const FILES_SETTLE_TIME: Duration = Duration::from_millis(20);
const MIN_FILES_INTERVAL: Duration = Duration::from_millis(100);
const NETWORK_SETTLE_TIME: Duration = Duration::from_millis(200);

/// Watches files, networks and the clock; what the system cannot watch is left out.
#[derive(Debug)]
pub(super) struct LinuxWatcher {
    files: Option<FileWatcher>,
    network: Option<NetworkWatcher>,
    clock: Option<WallTimer>,
    files_due_at: Option<Instant>,
    files_reported_at: Option<Instant>,
    network_due_at: Option<Instant>,
}

impl LinuxWatcher {
    /// Starts to watch. It needs a runtime.
    pub(super) fn start(paths: &Paths) -> Self {
        let files = [paths.settings_file(), paths.history_log()];
        let files = FileWatcher::start(&files, &paths.state_database());
        let clock = WallTimer::new().and_then(|timer| {
            timer.set(Timestamp::MAX)?;
            Ok(timer)
        });
        Self {
            files: log_failure("files", files),
            network: log_failure("networks", NetworkWatcher::start()),
            clock: log_failure("the clock", clock),
            files_due_at: None,
            files_reported_at: None,
            network_due_at: None,
        }
    }

    /// Waits for the next event. It is cancel-safe.
    pub(super) async fn next(&mut self) -> MachineEvent {
        loop {
            tokio::select! {
                () = sleep_until_some(self.files_due_at) => {
                    self.files_due_at = None;
                    self.files_reported_at = Some(Instant::now());
                    if self.files.as_mut().is_some_and(|files| files.discard_pending().is_err()) {
                        self.files = None;
                    }
                    return MachineEvent::FilesChanged;
                }
                () = sleep_until_some(self.network_due_at) => {
                    self.network_due_at = None;
                    if self.network.as_mut().is_some_and(|network| network.discard_pending().is_err()) {
                        self.network = None;
                    }
                    return MachineEvent::NetworkChanged;
                }
                changed = clock_change(&mut self.clock) => {
                    if changed {
                        return MachineEvent::ClockChanged;
                    }
                }
                () = file_change(&mut self.files), if self.files_due_at.is_none() => {
                    self.files_due_at = Some(self.next_files_event());
                }
                () = network_change(&mut self.network), if self.network_due_at.is_none() => {
                    self.network_due_at = Some(Instant::now() + NETWORK_SETTLE_TIME);
                }
            }
        }
    }

    fn next_files_event(&self) -> Instant {
        let soon = Instant::now() + FILES_SETTLE_TIME;
        self.files_reported_at
            .map_or(soon, |reported_at| soon.max(reported_at + MIN_FILES_INTERVAL))
    }
}

fn log_failure<T>(what: &str, watched: std::io::Result<T>) -> Option<T> {
    watched
        .inspect_err(
            |error| tracing::warn!(kind = %error.kind(), what, "the system cannot watch for changes"),
        )
        .ok()
}

async fn sleep_until_some(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// A watcher that fails is dropped; from then on files count as changed every second.
async fn file_change(files: &mut Option<FileWatcher>) {
    if let Some(watched) = files {
        match watched.changed().await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system stopped watching files");
                *files = None;
            }
        }
    }
    tokio::time::sleep(POLL_INTERVAL).await;
}

async fn network_change(network: &mut Option<NetworkWatcher>) {
    if let Some(watched) = network {
        match watched.changed().await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system stopped watching networks");
                *network = None;
            }
        }
    }
    std::future::pending().await
}

async fn clock_change(clock: &mut Option<WallTimer>) -> bool {
    if let Some(timer) = clock {
        match timer.wait().await {
            Ok(reason) => return reason == WakeReason::ClockChanged,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system stopped watching the clock");
                *clock = None;
            }
        }
    }
    std::future::pending().await
}
