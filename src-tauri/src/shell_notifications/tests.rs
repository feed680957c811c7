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

#[test]
fn how_to_get_a_tray_icon_is_about_this_desktop() {
    let advice = |names: &str| {
        let names: Vec<String> = names.split(':').map(str::to_owned).collect();
        crate::messages::without_tray(&names)
    };
    for (names, own) in [
        ("ubuntu:GNOME", "AppIndicator"),
        ("KDE", "Plasma"),
        ("XFCE", "Xfce"),
        ("sway", "Waybar"),
        ("", "StatusNotifierItem icons"),
        ("Unheard-Of", "StatusNotifierItem icons"),
    ] {
        let advice = advice(names);
        assert!(
            advice.contains(own) && advice.contains("rolecall app"),
            "{names}: {advice}"
        );
        assert_eq!(
            advice.contains("GNOME"),
            names.contains("GNOME"),
            "{names}: {advice}"
        );
    }
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
