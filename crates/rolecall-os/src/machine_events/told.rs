//! Events as Linux tells of them: inotify(7) for files, rtnetlink(7) for networks, timerfd_create(2) for the clock.
//!
//! Several of one kind within a moment are told as one: files after 20 milliseconds and not more often than every 100,
//! networks after 200, since one that comes up brings addresses and routes one by one.

use super::LOOK_EVERY;
use super::files::Files;
use super::network::Network;
use crate::clock::{WallTimer, Woken};
use crate::places::Places;
use rolecall::ports::MachineEvent;
use rolecall_model::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const FILES_SETTLE: Duration = Duration::from_millis(20);
const FILES_REST: Duration = Duration::from_millis(100);
const NETWORK_SETTLES: Duration = Duration::from_millis(200);

/// Everything that is watched. What the system cannot give is not watched.
#[derive(Debug)]
pub(super) struct Watch {
    files: Option<Files>,
    network: Option<Network>,
    clock: Option<WallTimer>,
    files_due: Option<Instant>,
    files_told: Option<Instant>,
    network_due: Option<Instant>,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn begin(places: &Places) -> Self {
        let texts = [places.settings_file(), places.history_inbox()];
        let files = Files::watch(&texts, &places.state_database());
        let clock = WallTimer::new().and_then(|timer| {
            timer.set(Timestamp::MAX)?;
            Ok(timer)
        });
        Self {
            files: told("files", files),
            network: told("networks", Network::watch()),
            clock: told("the clock", clock),
            files_due: None,
            files_told: None,
            network_due: None,
        }
    }

    /// Returns the next event. It may be dropped while it waits.
    pub(super) async fn next(&mut self) -> MachineEvent {
        loop {
            tokio::select! {
                () = moment(self.files_due) => {
                    self.files_due = None;
                    self.files_told = Some(Instant::now());
                    if self.files.as_mut().is_some_and(|files| files.pass_over().is_err()) {
                        self.files = None;
                    }
                    return MachineEvent::FilesChanged;
                }
                () = moment(self.network_due) => {
                    self.network_due = None;
                    if self.network.as_mut().is_some_and(|network| network.pass_over().is_err()) {
                        self.network = None;
                    }
                    return MachineEvent::NetworkChanged;
                }
                jumped = jump(&mut self.clock) => {
                    if jumped {
                        return MachineEvent::ClockChanged;
                    }
                }
                () = change_of_files(&mut self.files), if self.files_due.is_none() => {
                    self.files_due = Some(self.files_settled());
                }
                () = change_of_network(&mut self.network), if self.network_due.is_none() => {
                    self.network_due = Some(Instant::now() + NETWORK_SETTLES);
                }
            }
        }
    }

    fn files_settled(&self) -> Instant {
        let soon = Instant::now() + FILES_SETTLE;
        self.files_told.map_or(soon, |told| soon.max(told + FILES_REST))
    }
}

fn told<T>(what: &str, watched: std::io::Result<T>) -> Option<T> {
    watched
        .inspect_err(
            |error| tracing::warn!(kind = %error.kind(), what, "the system does not tell of changes"),
        )
        .ok()
}

async fn moment(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// One that fails is given up: looking every second takes its place.
async fn change_of_files(files: &mut Option<Files>) {
    if let Some(watched) = files {
        match watched.changed().await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system tells no more of files");
                *files = None;
            }
        }
    }
    tokio::time::sleep(LOOK_EVERY).await;
}

async fn change_of_network(network: &mut Option<Network>) {
    if let Some(watched) = network {
        match watched.changed().await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system tells no more of networks");
                *network = None;
            }
        }
    }
    std::future::pending().await
}

async fn jump(clock: &mut Option<WallTimer>) -> bool {
    if let Some(timer) = clock {
        match timer.woken().await {
            Ok(woken) => return woken == Woken::Jumped,
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the system tells no more of the clock");
                *clock = None;
            }
        }
    }
    std::future::pending().await
}
