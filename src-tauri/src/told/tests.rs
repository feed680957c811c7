//! A click on a notification is told from every other end of it.

use super::{is_clicked, notification};
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};

/// Ends every notification in one way; in none where there is no daemon.
struct Ends(Option<NotificationEnd>);

#[async_trait]
impl Notifier for Ends {
    async fn show(&self, _notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        let missing = || NotifierError {
            detail: "no daemon".to_owned(),
        };
        self.0.clone().ok_or_else(missing)
    }

    async fn withdraw(&self, _cause: &str) {}
}

#[tokio::test]
async fn only_a_click_asks_for_the_window() {
    let told = notification("no-tray", "Told", "Once.", Vec::new());
    assert!(is_clicked(&Ends(Some(NotificationEnd::Clicked)), &told).await);
    assert!(!is_clicked(&Ends(Some(NotificationEnd::Closed)), &told).await);
    assert!(!is_clicked(&Ends(Some(NotificationEnd::Chosen("sign-in".to_owned()))), &told).await);
    assert!(!is_clicked(&Ends(None), &told).await);
}
