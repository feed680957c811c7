//! Desktop notifications.
//!
//! It must not know what they are about. The desktop environment decides whether one is shown now, later or only in a list:
//! none is urgent, so that "do not disturb" applies. On macOS and Windows a notification has no actions, counts as closed
//! at once and cannot be withdrawn.

#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;

use async_trait::async_trait;
use rolecall::hostile_text::printable_sentence;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};

/// The notifications of the desktop environment.
#[derive(Debug, Default)]
pub struct DesktopNotifier {
    #[cfg(all(unix, not(target_os = "macos")))]
    shown: freedesktop::ShownNotifications,
}

impl DesktopNotifier {
    /// Connects to nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
#[async_trait]
impl Notifier for DesktopNotifier {
    /// It waits without a time limit: as long as the notification is shown, or until its daemon ends. Dropping the wait leaves
    /// the notification on the screen.
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
        let shown = with_text(notification, &printable_sentence(&notification.body));
        match shown.show() {
            Ok(_) => Ok(NotificationEnd::Closed),
            Err(_) => Err(not_shown("it could not be shown")),
        }
    }

    async fn withdraw(&self, _cause: &str) {}
}

/// Returns a notification with the text of `notification`; the caller has escaped `body` as the daemon needs it.
fn with_text(notification: &Notification, body: &str) -> notify_rust::Notification {
    let mut with_text = notify_rust::Notification::new();
    with_text
        .appname("Rolecall")
        .summary(&printable_sentence(&notification.summary))
        .body(body);
    with_text
}

fn not_shown(detail: &str) -> NotifierError {
    NotifierError {
        detail: detail.to_owned(),
    }
}
