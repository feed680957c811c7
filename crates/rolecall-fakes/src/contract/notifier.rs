//! The suite of [`Notifier`]: how notifications end, and which of them are visible.

use crate::hostile;
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};

/// The screen with its notifications, and the user in front of it.
#[async_trait]
pub trait NotificationScreen: Sync {
    /// Returns once exactly the notifications with these summaries are visible, in any order.
    async fn wait_for(&self, summaries: &[&str]);
    /// Chooses an action of the notification with this summary.
    async fn choose(&self, summary: &str, action: &str);
    /// Clicks the notification itself.
    async fn click(&self, summary: &str);
    /// Dismisses it.
    async fn dismiss(&self, summary: &str);
}

/// The suite of [`Notifier`]; no notification is visible at its beginning, nor at its end.
///
/// # Panics
/// When the notifier breaks its contract.
pub async fn notifier(notifier: &dyn Notifier, screen: &dyn NotificationScreen) {
    notifier.withdraw("contract nothing").await;
    ends(notifier, screen).await;
    replacing(notifier, screen).await;
    withdrawing(notifier, screen).await;
    hostile_text(notifier, screen).await;
    screen.wait_for(&[]).await;
}

async fn ends(notifier: &dyn Notifier, screen: &dyn NotificationScreen) {
    let first = notification("contract", "First");
    for action in ["renew", "stop"] {
        let (end, ()) = tokio::join!(show(notifier, &first), async {
            screen.wait_for(&["First"]).await;
            screen.choose("First", action).await;
        });
        assert_eq!(end, NotificationEnd::Chosen(action.into()), "an action by its id");
    }
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.wait_for(&["First"]).await;
        screen.click("First").await;
    });
    assert_eq!(end, NotificationEnd::Clicked, "a click on it is no action");
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.wait_for(&["First"]).await;
        screen.dismiss("First").await;
    });
    assert_eq!(end, NotificationEnd::Closed, "dismissed");
    screen.wait_for(&[]).await;
}

async fn replacing(notifier: &dyn Notifier, screen: &dyn NotificationScreen) {
    let first = notification("contract", "First");
    let second = notification("contract", "Second");
    let other = notification("contract other", "Other");
    let (replaced, end_of_other, end_of_second) = tokio::join!(
        show(notifier, &first),
        show_after(notifier, &other, screen, &["First"]),
        async {
            screen.wait_for(&["First", "Other"]).await;
            let (end, ()) = tokio::join!(show(notifier, &second), async {
                screen.wait_for(&["Second", "Other"]).await;
                screen.choose("Other", "stop").await;
                screen.wait_for(&["Second"]).await;
                screen.choose("Second", "renew").await;
            });
            end
        }
    );
    assert_eq!(
        replaced,
        NotificationEnd::Closed,
        "replaced by another of its cause"
    );
    assert_eq!(end_of_second, NotificationEnd::Chosen("renew".into()));
    assert_eq!(
        end_of_other,
        NotificationEnd::Chosen("stop".into()),
        "a notification of another cause stays and has its own end"
    );
}

async fn withdrawing(notifier: &dyn Notifier, screen: &dyn NotificationScreen) {
    let first = notification("contract", "First");
    let other = notification("contract other", "Other");
    let (withdrawn, dismissed, ()) = tokio::join!(
        show(notifier, &first),
        show_after(notifier, &other, screen, &["First"]),
        async {
            screen.wait_for(&["First", "Other"]).await;
            notifier.withdraw("contract").await;
            notifier.withdraw("contract").await;
            screen.wait_for(&["Other"]).await;
            screen.dismiss("Other").await;
        }
    );
    assert_eq!(withdrawn, NotificationEnd::Closed, "withdrawn is closed");
    assert_eq!(dismissed, NotificationEnd::Closed);
}

/// Hostile text is shown somehow and ends as any other.
async fn hostile_text(notifier: &dyn Notifier, screen: &dyn NotificationScreen) {
    for text in hostile::names_up_to(300) {
        let hostile = Notification {
            cause: format!("contract {text}"),
            body: text,
            ..notification("", "Hostile")
        };
        let (end, ()) = tokio::join!(show(notifier, &hostile), async {
            screen.wait_for(&["Hostile"]).await;
            screen.choose("Hostile", "renew").await;
        });
        assert_eq!(end, NotificationEnd::Chosen("renew".into()));
    }
}

async fn show(notifier: &dyn Notifier, notification: &Notification) -> NotificationEnd {
    let end = notifier.show(notification).await;
    end.expect("a desktop that shows notifications")
}

async fn show_after(
    notifier: &dyn Notifier,
    notification: &Notification,
    screen: &dyn NotificationScreen,
    visible: &[&str],
) -> NotificationEnd {
    screen.wait_for(visible).await;
    show(notifier, notification).await
}

fn notification(cause: &str, summary: &str) -> Notification {
    let action = |id: &str, label: &str| NotificationAction {
        id: id.into(),
        label: label.into(),
    };
    Notification {
        cause: cause.into(),
        summary: summary.into(),
        body: "Of the contract.".into(),
        actions: vec![action("renew", "Renew"), action("stop", "Stop")],
    }
}
