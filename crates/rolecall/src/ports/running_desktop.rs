//! The port to the desktop of Rolecall that runs beside this program.

use async_trait::async_trait;
use rolecall_model::desktop_message::DesktopMessage;
use thiserror::Error;

/// The desktop was not told.
#[derive(Debug, Error)]
pub enum RunningDesktopError {
    /// None runs.
    #[error("the desktop of Rolecall does not run")]
    NotRunning,
    /// One runs and did not take the message.
    #[error("the desktop of Rolecall did not answer: {detail}")]
    Failed {
        /// What failed.
        detail: String,
    },
}

/// The desktop that runs.
#[async_trait]
pub trait RunningDesktop: Send + Sync {
    /// Tells it something; returns when it was understood. It answers nothing else.
    ///
    /// # Errors
    /// [`RunningDesktopError`]; everything works the same without a desktop.
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError>;
}
