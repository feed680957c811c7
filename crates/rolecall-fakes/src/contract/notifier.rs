//! The suite of [`Notifier`]: how notifications end, and which of them can be seen.

use crate::hostile;
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, Notifier};

/// The user in front of a desktop: what a suite of notifications needs beside the port.
#[async_trait]
pub trait OnScreen: Sync {
    /// Returns once exactly the notifications with these summaries can be seen, in any order.
    async fn shows(&self, summaries: &[&str]);
    /// Chooses an action of the notification with this summary.
    async fn choose(&self, summary: &str, action: &str);
    /// Clicks the notification itself.
    async fn click(&self, summary: &str);
    /// Dismisses it.
    async fn dismiss(&self, summary: &str);
}

/// The suite of [`Notifier`]; no notification can be seen at its beginning, nor at its end.
///
/// # Panics
/// When the notifier breaks its word.
pub async fn notifier(notifier: &dyn Notifier, screen: &dyn OnScreen) {
    notifier.withdraw("contract nothing").await;
    let first = notification("contract", "One");
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.shows(&["One"]).await;
        screen.choose("One", "renew").await;
    });
    assert_eq!(
        end,
        NotificationEnd::Chosen("renew".into()),
        "an action comes back by its id"
    );
    screen.shows(&[]).await;
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.shows(&["One"]).await;
        screen.choose("One", "stop").await;
    });
    assert_eq!(end, NotificationEnd::Chosen("stop".into()), "so does the second");
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.shows(&["One"]).await;
        screen.click("One").await;
    });
    assert_eq!(end, NotificationEnd::Clicked, "a click on it is no action");
    let (end, ()) = tokio::join!(show(notifier, &first), async {
        screen.shows(&["One"]).await;
        screen.dismiss("One").await;
    });
    assert_eq!(end, NotificationEnd::Closed, "dismissed");
    screen.shows(&[]).await;
    replacing(notifier, screen).await;
    withdrawing(notifier, screen).await;
    hostile_text(notifier, screen).await;
    screen.shows(&[]).await;
}

async fn replacing(notifier: &dyn Notifier, screen: &dyn OnScreen) {
    let [one, two, other] = [
        notification("contract", "One"),
        notification("contract", "Two"),
        notification("contract other", "Other"),
    ];
    let ends = tokio::join!(
        show(notifier, &one),
        show_after(notifier, &other, screen, &["One"]),
        async {
            screen.shows(&["One", "Other"]).await;
            let ends = tokio::join!(show(notifier, &two), async {
                screen.shows(&["Two", "Other"]).await;
                screen.choose("Other", "stop").await;
                screen.shows(&["Two"]).await;
                screen.choose("Two", "renew").await;
            });
            ends.0
        }
    );
    let (replaced, of_other, of_newer) = ends;
    assert_eq!(
        replaced,
        NotificationEnd::Closed,
        "one that another of its cause took the place of is closed"
    );
    assert_eq!(
        of_newer,
        NotificationEnd::Chosen("renew".into()),
        "the newer lives on"
    );
    assert_eq!(
        of_other,
        NotificationEnd::Chosen("stop".into()),
        "one of another cause stays, and each hears of its own end"
    );
}

async fn withdrawing(notifier: &dyn Notifier, screen: &dyn OnScreen) {
    let [one, other] = [
        notification("contract", "One"),
        notification("contract other", "Other"),
    ];
    let (end, of_other, ()) = tokio::join!(
        show(notifier, &one),
        show_after(notifier, &other, screen, &["One"]),
        async {
            screen.shows(&["One", "Other"]).await;
            notifier.withdraw("contract").await;
            notifier.withdraw("contract").await;
            screen.shows(&["Other"]).await;
            screen.dismiss("Other").await;
        }
    );
    assert_eq!(end, NotificationEnd::Closed, "withdrawn is closed");
    assert_eq!(of_other, NotificationEnd::Closed);
}

/// Hostile text is shown somehow, ends as any other, and harms none.
async fn hostile_text(notifier: &dyn Notifier, screen: &dyn OnScreen) {
    for text in hostile::names_up_to(300) {
        let hostile = Notification {
            cause: format!("contract {text}"),
            body: text,
            ..notification("", "Hostile")
        };
        let (end, ()) = tokio::join!(show(notifier, &hostile), async {
            screen.shows(&["Hostile"]).await;
            screen.choose("Hostile", "renew").await;
        });
        assert_eq!(end, NotificationEnd::Chosen("renew".into()));
    }
}

async fn show(notifier: &dyn Notifier, notification: &Notification) -> NotificationEnd {
    notifier
        .show(notification)
        .await
        .expect("a desktop that shows notifications")
}

async fn show_after(
    notifier: &dyn Notifier,
    notification: &Notification,
    screen: &dyn OnScreen,
    seen: &[&str],
) -> NotificationEnd {
    screen.shows(seen).await;
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
