//! Notifications through the daemon of the Desktop Notifications Specification.
//!
//! No thread waits: a shown notification is a future. Signals about it are untrusted, since any program on the user's bus
//! can send them: one counts only with this notification's id and an action that was offered.

mod daemon_watcher;

use super::{not_shown, with_text};
use crate::app_id::APP_ID;
use daemon_watcher::DaemonWatcher;
use notify_rust::{Hint, NotificationHandle, NotificationResponse, Urgency};
use rolecall::hostile_text::{printable, printable_sentence};
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, NotifierError};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};

/// The id of the action of a click on the notification itself (Desktop Notifications Specification, "Notify").
const CLICK_ACTION: &str = "default";
/// How long the daemon may take to respond to a call.
const DAEMON_TIMEOUT: Duration = Duration::from_secs(5);

/// The shown notifications, by cause.
pub(super) type ShownNotifications = Arc<Mutex<HashMap<String, Arc<ShownNotification>>>>;

/// A shown notification. Its connection stays open: some daemons close the notifications of closed connections.
#[derive(Debug)]
pub(super) struct ShownNotification {
    handle: NotificationHandle,
    closed: Notify,
}

/// Shows `notification` in place of one with the same cause, and waits without a time limit until it is closed or clicked.
///
/// # Errors
/// [`NotifierError`] when the daemon does not show it within five seconds.
pub(super) async fn show(
    shown: &ShownNotifications,
    notification: &Notification,
) -> Result<NotificationEnd, NotifierError> {
    // In its own task, so that a cancelled wait does not leave a notification that cannot be withdrawn.
    let task = tokio::spawn(show_on_daemon(Arc::clone(shown), notification.clone())).await;
    let (current, mut daemon) = task.map_err(|_| not_shown("its task ended"))??;
    let end = tokio::select! {
        biased;
        () = current.closed.notified() => NotificationEnd::Closed,
        end = wait_for_action(&current.handle, &notification.actions) => end,
        end = daemon.end(current.handle.id(), &notification.actions) => end,
    };
    let mut shown = shown.lock().await;
    if shown
        .get(&notification.cause)
        .is_some_and(|other| Arc::ptr_eq(other, &current))
    {
        shown.remove(&notification.cause);
        if end != NotificationEnd::Closed {
            // Some daemons keep a notification on the screen after its action.
            tokio::spawn(async move { close(&current).await });
        }
    }
    Ok(end)
}

/// Closes the notification of `cause`, if there is one.
pub(super) async fn withdraw(shown: &ShownNotifications, cause: &str) {
    let Some(current) = shown.lock().await.remove(cause) else {
        return;
    };
    close(&current).await;
    current.closed.notify_one();
}

async fn close(current: &ShownNotification) {
    // A daemon that does not respond within the timeout is ignored.
    drop(tokio::time::timeout(DAEMON_TIMEOUT, current.handle.close_async()).await);
}

async fn show_on_daemon(
    shown: ShownNotifications,
    notification: Notification,
) -> Result<(Arc<ShownNotification>, DaemonWatcher), NotifierError> {
    let daemon = with_timeout(DaemonWatcher::new()).await?;
    let mut shown = shown.lock().await;
    let mut built = build(&notification, &daemon);
    let previous = shown.get(&notification.cause);
    if let Some(previous) = previous {
        built.id(previous.handle.id());
        // Both have current number: what is answered from now on is of the newer.
        previous.closed.notify_one();
    }
    let handle = with_timeout(built.show_async()).await?;
    let current = Arc::new(ShownNotification {
        handle,
        closed: Notify::new(),
    });
    shown.insert(notification.cause, Arc::clone(&current));
    Ok((current, daemon))
}

fn build(notification: &Notification, daemon: &DaemonWatcher) -> notify_rust::Notification {
    let body = if daemon.reads_markup() {
        escape_markup(&notification.body)
    } else {
        printable_sentence(&notification.body)
    };
    let mut built = with_text(notification, &body);
    built
        .icon(APP_ID)
        .hint(Hint::DesktopEntry(APP_ID.to_owned()))
        .urgency(Urgency::Normal);
    if daemon.shows_actions() {
        built.action(CLICK_ACTION, "Open Rolecall");
        for action in &notification.actions {
            built.action(&action.id, &printable(&action.label));
        }
    }
    built
}

/// The body is markup (Desktop Notifications Specification, "Markup"): names from AWS must not be read as such.
fn escape_markup(body: &str) -> String {
    printable_sentence(body)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Waits for an action on the connection that showed the notification: some daemons signal no other.
async fn wait_for_action(handle: &NotificationHandle, offered: &[NotificationAction]) -> NotificationEnd {
    loop {
        let mut action_end = None;
        handle
            .wait_for_action_async(|response: &NotificationResponse| {
                action_end = Some(match response {
                    NotificationResponse::Default => end_for_action(CLICK_ACTION, offered),
                    NotificationResponse::Action(id) => end_for_action(id, offered),
                    NotificationResponse::Reply(_) => None,
                    NotificationResponse::Closed(_) => Some(NotificationEnd::Closed),
                });
            })
            .await;
        match action_end {
            Some(Some(end)) => return end,
            // An action that was not offered.
            Some(None) => {}
            // The bus connection is closed.
            None => return NotificationEnd::Closed,
        }
    }
}

fn end_for_action(id: &str, offered: &[NotificationAction]) -> Option<NotificationEnd> {
    if id == CLICK_ACTION {
        return Some(NotificationEnd::Clicked);
    }
    offered
        .iter()
        .any(|action| action.id == id)
        .then(|| NotificationEnd::Chosen(id.to_owned()))
}

async fn with_timeout<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, NotifierError> {
    match tokio::time::timeout(DAEMON_TIMEOUT, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(not_shown("there is no notification daemon")),
        Err(_) => Err(not_shown("the notification daemon does not respond")),
    }
}

#[cfg(test)]
mod tests;
