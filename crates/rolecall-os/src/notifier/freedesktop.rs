//! Notifications through the daemon of the Desktop Notifications Specification.
//!
//! No thread waits: a notification that is shown is a future. What is said of it is hostile: an answer counts only when it is of that
//! notification and an action that was offered. Any program on the user's bus can give one.

mod watched;

use super::{not_shown, with_text};
use notify_rust::{Hint, NotificationHandle, NotificationResponse, Urgency};
use rolecall::hostile_text::printable;
use rolecall::ports::{Notification, NotificationAction, NotificationEnd, NotifierError};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use watched::Watched;

/// The action that a click on the notification itself is (Desktop Notifications Specification, "Notify").
const CLICK: &str = "default";
/// The name of the desktop entry: the daemon finds the icon and the user's wishes by it.
const DESKTOP_ENTRY: &str = "rolecall";
/// No daemon is waited for longer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What is shown, by cause.
pub(super) type Shown = Arc<Mutex<HashMap<String, Arc<One>>>>;

/// A notification that is shown. Its connection stays open: some daemons take away what belongs to nobody.
#[derive(Debug)]
pub(super) struct One {
    handle: NotificationHandle,
    over: Notify,
}

/// Shows `notification` in place of the one of the same cause, and waits for its end.
pub(super) async fn show(
    shown: &Shown,
    notification: &Notification,
) -> Result<NotificationEnd, NotifierError> {
    // Whoever stops to wait meanwhile must not leave something on the screen that nobody can take away.
    let begun = tokio::spawn(begin(Arc::clone(shown), notification.clone())).await;
    let (one, mut watched) = begun.map_err(|_| not_shown("it was given up"))??;
    let end = tokio::select! {
        biased;
        () = one.over.notified() => NotificationEnd::Closed,
        end = answered(&one.handle, &notification.actions) => end,
        end = watched.end(one.handle.id(), &notification.actions) => end,
    };
    let mut shown = shown.lock().await;
    if shown
        .get(&notification.cause)
        .is_some_and(|other| Arc::ptr_eq(other, &one))
    {
        shown.remove(&notification.cause);
        if end != NotificationEnd::Closed {
            // Some daemons leave what was answered on the screen.
            tokio::spawn(async move { close(&one).await });
        }
    }
    Ok(end)
}

/// Takes the notification of `cause` away.
pub(super) async fn withdraw(shown: &Shown, cause: &str) {
    let Some(one) = shown.lock().await.remove(cause) else {
        return;
    };
    close(&one).await;
    one.over.notify_one();
}

async fn close(one: &One) {
    // A daemon that does not answer has nothing left to show.
    drop(tokio::time::timeout(TIMEOUT, one.handle.close_async()).await);
}

async fn begin(shown: Shown, notification: Notification) -> Result<(Arc<One>, Watched), NotifierError> {
    let watched = in_time(Watched::new()).await?;
    let mut shown = shown.lock().await;
    let mut asked = asked(&notification, &watched);
    let former = shown.get(&notification.cause);
    if let Some(former) = former {
        asked.id(former.handle.id());
        // Both have one number: what is answered from now on is of the newer.
        former.over.notify_one();
    }
    let handle = in_time(asked.show_async()).await?;
    let one = Arc::new(One {
        handle,
        over: Notify::new(),
    });
    shown.insert(notification.cause, Arc::clone(&one));
    Ok((one, watched))
}

fn asked(notification: &Notification, daemon: &Watched) -> notify_rust::Notification {
    let body = if daemon.reads_markup() {
        escaped(&notification.body)
    } else {
        printable(&notification.body).into_owned()
    };
    let mut asked = with_text(notification, &body);
    asked
        .icon(DESKTOP_ENTRY)
        .hint(Hint::DesktopEntry(DESKTOP_ENTRY.to_owned()))
        .urgency(Urgency::Normal);
    if daemon.shows_actions() {
        asked.action(CLICK, "Open Rolecall");
        for action in &notification.actions {
            asked.action(&action.id, &printable(&action.label));
        }
    }
    asked
}

/// The body is markup (Desktop Notifications Specification, "Markup"): names from AWS must not become any.
fn escaped(body: &str) -> String {
    printable(body)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Waits for an answer on the connection that showed it: some daemons tell nobody else.
async fn answered(handle: &NotificationHandle, offered: &[NotificationAction]) -> NotificationEnd {
    loop {
        let mut told = None;
        handle
            .wait_for_action_async(|answer: &NotificationResponse| {
                told = Some(match answer {
                    NotificationResponse::Default => chosen(CLICK, offered),
                    NotificationResponse::Action(id) => chosen(id, offered),
                    NotificationResponse::Reply(_) => None,
                    NotificationResponse::Closed(_) => Some(NotificationEnd::Closed),
                });
            })
            .await;
        match told {
            Some(Some(end)) => return end,
            // It answered with an action that nobody offered.
            Some(None) => {}
            // The bus is gone.
            None => return NotificationEnd::Closed,
        }
    }
}

fn chosen(id: &str, offered: &[NotificationAction]) -> Option<NotificationEnd> {
    if id == CLICK {
        return Some(NotificationEnd::Clicked);
    }
    offered
        .iter()
        .any(|action| action.id == id)
        .then(|| NotificationEnd::Chosen(id.to_owned()))
}

async fn in_time<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, NotifierError> {
    match tokio::time::timeout(TIMEOUT, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(not_shown("the desktop shows none")),
        Err(_) => Err(not_shown("the desktop does not answer")),
    }
}

#[cfg(test)]
mod tests;
