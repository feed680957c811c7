//! The port to desktop notifications.

use async_trait::async_trait;
use thiserror::Error;

/// The desktop shows no notifications.
#[derive(Debug, Error)]
#[error("notifications are not available: {detail}")]
pub struct NotifierError {
    /// What failed.
    pub detail: String,
}

/// Something a person must know; holds no secret and no full address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// One line.
    pub summary: String,
    /// What to do.
    pub body: String,
}

/// Desktop notifications.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows `notification`; its text is escaped for the desktop.
    async fn show(&self, notification: &Notification) -> Result<(), NotifierError>;
}
