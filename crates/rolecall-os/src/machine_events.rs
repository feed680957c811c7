//! What happens on the machine: files of Rolecall that change, networks that come and go, clocks that jump.
//!
//! It must not know what is done about it. On Linux the system tells, and nothing wakes up in between. Elsewhere, and
//! where the system does not tell of files, a look at the files is asked for every second; of networks nothing is
//! told there, and of the clock when it is found to have jumped at such a look.

#[cfg(target_os = "linux")]
mod files;
#[cfg(any(test, not(target_os = "linux")))]
mod looked;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod told;

#[cfg(not(target_os = "linux"))]
use looked::Watch;
#[cfg(target_os = "linux")]
use told::Watch;

use crate::places::Places;
use async_trait::async_trait;
use rolecall::ports::{MachineEvent, MachineEvents};
use std::time::Duration;
use tokio::sync::Mutex;

/// How often files are to be looked at where the system does not tell of them.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The events of this machine.
#[derive(Debug)]
pub struct SystemEvents {
    places: Places,
    watch: Mutex<Option<Watch>>,
}

impl SystemEvents {
    /// Watches nothing yet; the first [`MachineEvents::next`] begins.
    pub fn new(places: &Places) -> Self {
        Self {
            places: places.clone(),
            watch: Mutex::default(),
        }
    }
}

#[async_trait]
impl MachineEvents for SystemEvents {
    /// It may be dropped while it waits; nothing is lost then.
    async fn next(&self) -> MachineEvent {
        let mut watch = self.watch.lock().await;
        watch
            .get_or_insert_with(|| Watch::begin(&self.places))
            .next()
            .await
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
