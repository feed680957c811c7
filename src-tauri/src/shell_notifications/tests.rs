//! Only a click on a notification shows the window.

use super::{is_clicked, notification};
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};

/// Ends every notification the same way; without an end there is no daemon.
struct EndingNotifier(Option<NotificationEnd>);

#[async_trait]
impl Notifier for EndingNotifier {
    async fn show(&self, _notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        let missing = || NotifierError {
            detail: "no daemon".to_owned(),
        };
        self.0.clone().ok_or_else(missing)
    }

    async fn withdraw(&self, _cause: &str) {}
}

#[tokio::test]
async fn only_a_click_shows_the_window() {
    let shown = notification("no-tray", "No tray", "Once.", Vec::new());
    for (end, is_a_click) in [
        (Some(NotificationEnd::Clicked), true),
        (Some(NotificationEnd::Closed), false),
        (Some(NotificationEnd::Chosen("sign-in".to_owned())), false),
        (None, false),
    ] {
        assert_eq!(is_clicked(&EndingNotifier(end), &shown).await, is_a_click);
    }
}
