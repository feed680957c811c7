//! The desktop of Rolecall that runs beside a program, or does not.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;
use std::sync::Mutex;

/// A desktop that keeps every message; it is absent until the test starts it.
#[derive(Debug, Default)]
pub struct FakeRunningDesktop {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    runs: bool,
    deaf: bool,
    told: Vec<DesktopMessage>,
}

impl FakeRunningDesktop {
    /// Starts the desktop, or ends it.
    pub fn set_running(&self, runs: bool) {
        locked(&self.state).runs = runs;
    }

    /// Makes a desktop that runs take no message, or take them again.
    pub fn set_deaf(&self, deaf: bool) {
        locked(&self.state).deaf = deaf;
    }

    /// Returns what it was told.
    pub fn told(&self) -> Vec<DesktopMessage> {
        locked(&self.state).told.clone()
    }
}

#[async_trait]
impl RunningDesktop for FakeRunningDesktop {
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        let mut state = locked(&self.state);
        if !state.runs {
            return Err(RunningDesktopError::NotRunning);
        }
        if state.deaf {
            return Err(RunningDesktopError::Failed {
                detail: "it did not understand".into(),
            });
        }
        let heard = DesktopMessage::parse(message.to_line().as_bytes());
        state.told.push(heard.expect("a line is a message"));
        Ok(())
    }
}
