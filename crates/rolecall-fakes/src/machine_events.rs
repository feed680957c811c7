//! What happens on the machine, as a test tells it.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{MachineEvent, MachineEvents};
use std::sync::Mutex;
use tokio::sync::Notify;

/// A machine where nothing happens but what the test tells, and what the other fakes tell of their files.
#[derive(Debug, Default)]
pub struct FakeMachineEvents {
    waiting: Mutex<Vec<MachineEvent>>,
    news: Notify,
}

impl FakeMachineEvents {
    /// Lets `event` happen. One that the listener has not heard of yet is not told twice.
    pub fn tell(&self, event: MachineEvent) {
        {
            let mut waiting = locked(&self.waiting);
            if !waiting.contains(&event) {
                waiting.push(event);
            }
        }
        self.news.notify_one();
    }

    /// Returns what the listener has not heard of yet.
    pub fn unheard(&self) -> Vec<MachineEvent> {
        locked(&self.waiting).clone()
    }

    fn take(&self) -> Option<MachineEvent> {
        let mut waiting = locked(&self.waiting);
        (!waiting.is_empty()).then(|| waiting.remove(0))
    }
}

#[async_trait]
impl MachineEvents for FakeMachineEvents {
    async fn next(&self) -> MachineEvent {
        loop {
            if let Some(event) = self.take() {
                return event;
            }
            self.news.notified().await;
        }
    }
}
