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

/// Something a user must know; holds no secret and no full address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What it is about: a newer one of the same cause takes its place.
    pub cause: String,
    /// One line.
    pub summary: String,
    /// What to do.
    pub body: String,
    /// What the user can do at once, the usual one first; the desktop may show none of them.
    pub actions: Vec<NotificationAction>,
}

/// Something the user can do about a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationAction {
    /// Comes back when it is chosen; not `default`.
    pub id: String,
    /// What the button says.
    pub label: String,
}

/// How a notification ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationEnd {
    /// An action was chosen: its id.
    Chosen(String),
    /// The notification itself was clicked.
    Clicked,
    /// It was dismissed, timed out, was replaced or was withdrawn.
    Closed,
}

/// Desktop notifications. Nothing is ever urgent enough to break the quiet that a user asked the desktop for.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// Shows `notification`, in place of the one of the same cause, and returns how it ended. Its text is escaped for the desktop.
    ///
    /// # Errors
    /// [`NotifierError`] when it cannot be shown.
    async fn show(&self, notification: &Notification) -> Result<NotificationEnd, NotifierError>;
    /// Takes the notification of that cause away, if it is shown.
    async fn withdraw(&self, cause: &str);
}
