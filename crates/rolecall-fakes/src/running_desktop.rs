//! Rolecall's desktop program as a command finds it: running, absent or refusing.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;
use std::sync::Mutex;

/// A desktop program that records every message; it is absent until the test starts it.
#[derive(Debug, Default)]
pub struct FakeRunningDesktop {
    state: Mutex<RunningDesktopState>,
}

#[derive(Debug, Default)]
struct RunningDesktopState {
    running: bool,
    refusing: bool,
    received: Vec<DesktopMessage>,
}

impl FakeRunningDesktop {
    /// Starts the program, or ends it.
    pub fn set_running(&self, running: bool) {
        locked(&self.state).running = running;
    }

    /// Makes the running program refuse messages, or accept them again.
    pub fn set_refusing(&self, refusing: bool) {
        locked(&self.state).refusing = refusing;
    }

    /// Returns the messages that it received.
    pub fn received(&self) -> Vec<DesktopMessage> {
        locked(&self.state).received.clone()
    }
}

#[async_trait]
impl RunningDesktop for FakeRunningDesktop {
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        let mut state = locked(&self.state);
        if !state.running {
            return Err(RunningDesktopError::NotRunning);
        }
        if state.refusing {
            return Err(RunningDesktopError::Failed {
                detail: "it did not understand".into(),
            });
        }
        let message = DesktopMessage::parse(message.to_line().as_bytes());
        state.received.push(message.expect("a line is a message"));
        Ok(())
    }
}
