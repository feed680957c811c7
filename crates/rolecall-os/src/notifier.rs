//! Desktop notifications.
//!
//! It must not know what they are about. Whether one is shown now, later or only in a list is the desktop's to decide:
//! none is ever urgent, so that "do not disturb" holds. Where there is no freedesktop notification daemon (macOS,
//! Windows) one is shown without actions, counts as closed at once and cannot be taken away.

#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;

use async_trait::async_trait;
use rolecall::hostile_text::printable;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};

/// The desktop's own notifications.
#[derive(Debug, Default)]
pub struct DesktopNotifier {
    #[cfg(all(unix, not(target_os = "macos")))]
    shown: freedesktop::Shown,
}

impl DesktopNotifier {
    /// Makes the notifier; nothing is asked of the desktop yet.
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[async_trait]
impl Notifier for DesktopNotifier {
    /// The user may take hours: this waits as long as the notification is shown, and ends with the daemon that shows it.
    /// Dropping the wait leaves the notification where it is.
    async fn show(&self, notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        freedesktop::show(&self.shown, notification).await
    }

    async fn withdraw(&self, cause: &str) {
        freedesktop::withdraw(&self.shown, cause).await;
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
#[async_trait]
impl Notifier for DesktopNotifier {
    async fn show(&self, notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        let shown = with_text(notification, &printable(&notification.body));
        match shown.show() {
            Ok(_) => Ok(NotificationEnd::Closed),
            Err(_) => Err(not_shown("the desktop shows none")),
        }
    }

    async fn withdraw(&self, _cause: &str) {}
}

/// Returns a notification with the text of `notification`; `body` is escaped by whoever knows what shows it.
fn with_text(notification: &Notification, body: &str) -> notify_rust::Notification {
    let mut with_text = notify_rust::Notification::new();
    with_text
        .appname("Rolecall")
        .summary(&printable(&notification.summary))
        .body(body);
    with_text
}

fn not_shown(detail: &str) -> NotifierError {
    NotifierError {
        detail: detail.to_owned(),
    }
}
