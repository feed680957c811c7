//! Machine events that a test emits, or another fake for a change of its file.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{MachineEvent, MachineEvents};
use std::sync::Mutex;
use tokio::sync::Notify;

/// A machine where only what the test and the other fakes emit happens.
#[derive(Debug, Default)]
pub struct FakeMachineEvents {
    pending: Mutex<Vec<MachineEvent>>,
    emitted: Notify,
}

impl FakeMachineEvents {
    /// Emits `event`. An event that the listener has not received yet is not queued twice.
    pub fn emit(&self, event: MachineEvent) {
        {
            let mut pending = locked(&self.pending);
            if !pending.contains(&event) {
                pending.push(event);
            }
        }
        self.emitted.notify_one();
    }

    fn take(&self) -> Option<MachineEvent> {
        let mut pending = locked(&self.pending);
        (!pending.is_empty()).then(|| pending.remove(0))
    }
}

#[async_trait]
impl MachineEvents for FakeMachineEvents {
    async fn next(&self) -> MachineEvent {
        loop {
            if let Some(event) = self.take() {
                return event;
            }
            self.emitted.notified().await;
        }
    }
}
