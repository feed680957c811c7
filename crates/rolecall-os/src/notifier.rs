//! Desktop notifications.

use async_trait::async_trait;
use rolecall::hostile_text::printable;
use rolecall::ports::{Notification, Notifier, NotifierError};

/// The desktop's own notifications.
#[derive(Clone, Copy, Debug, Default)]
pub struct DesktopNotifier;

impl DesktopNotifier {
    /// Makes the notifier; nothing is asked of the desktop yet.
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Notifier for DesktopNotifier {
    async fn show(&self, notification: &Notification) -> Result<(), NotifierError> {
        let mut shown = notify_rust::Notification::new();
        shown
            .appname("Rolecall")
            .summary(&printable(&notification.summary))
            .body(&escaped(&notification.body));
        #[cfg(all(unix, not(target_os = "macos")))]
        let outcome = shown.show_async().await;
        #[cfg(not(all(unix, not(target_os = "macos"))))]
        let outcome = shown.show();
        outcome.map(drop).map_err(|_| NotifierError {
            detail: "the desktop shows none".to_owned(),
        })
    }
}

/// The body is markup (Desktop Notifications Specification, "Markup"): names from AWS must not become any.
fn escaped(body: &str) -> String {
    printable(body)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_do_not_become_markup() {
        assert_eq!(
            escaped("<a href='x'>&\u{202e}\n"),
            "&lt;a href='x'&gt;&amp;\\u{202e}\\n"
        );
    }
}
