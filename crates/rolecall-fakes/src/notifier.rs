//! Notifications that are written down instead of shown.

use crate::journal::Journal;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// A desktop that shows notifications until the test, as the user, ends them; or shows none.
#[derive(Debug, Default)]
pub struct FakeNotifier {
    shown: Mutex<Vec<Notification>>,
    open: Mutex<Vec<Open>>,
    absent: Mutex<bool>,
    journal: Arc<Journal>,
}

/// A notification that the user can see.
#[derive(Debug)]
struct Open {
    notification: Notification,
    end: oneshot::Sender<NotificationEnd>,
}

impl FakeNotifier {
    /// Makes a desktop that writes to `journal`.
    pub fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            ..Self::default()
        }
    }

    /// Takes notifications away, or gives them back.
    pub fn set_absent(&self, absent: bool) {
        *locked(&self.absent) = absent;
    }

    /// Returns every notification ever shown, those in place of another too.
    pub fn shown(&self) -> Vec<Notification> {
        locked(&self.shown).clone()
    }

    /// Returns the notifications that can be seen now, the oldest first.
    pub fn open(&self) -> Vec<Notification> {
        locked(&self.open)
            .iter()
            .map(|open| open.notification.clone())
            .collect()
    }

    /// Chooses the action `id` of the notification of `cause`; tells whether there is one to choose.
    pub fn choose(&self, cause: &str, id: &str) -> bool {
        let has_action = |open: &Open| open.notification.actions.iter().any(|action| action.id == id);
        let chosen = NotificationEnd::Chosen(id.to_owned());
        self.end(
            |open| open.notification.cause == cause && has_action(open),
            chosen,
        )
    }

    /// Clicks the notification of `cause`; tells whether it could be seen.
    pub fn click(&self, cause: &str) -> bool {
        self.end(|open| open.notification.cause == cause, NotificationEnd::Clicked)
    }

    /// Dismisses the notification of `cause`; tells whether it could be seen.
    pub fn close(&self, cause: &str) -> bool {
        self.end(|open| open.notification.cause == cause, NotificationEnd::Closed)
    }

    fn end(&self, which: impl Fn(&Open) -> bool, end: NotificationEnd) -> bool {
        let found = {
            let mut open = locked(&self.open);
            open.iter().position(which).map(|place| open.remove(place))
        };
        let Some(found) = found else { return false };
        // Whoever showed it may listen no more: it is gone all the same.
        drop(found.end.send(end));
        true
    }
}

#[async_trait]
impl Notifier for FakeNotifier {
    async fn show(&self, notification: &Notification) -> Result<NotificationEnd, NotifierError> {
        if *locked(&self.absent) {
            return Err(NotifierError {
                detail: "no notification server".into(),
            });
        }
        self.journal.write("notifier: shown");
        self.close(&notification.cause);
        let (end, ended) = oneshot::channel();
        locked(&self.shown).push(notification.clone());
        locked(&self.open).push(Open {
            notification: notification.clone(),
            end,
        });
        Ok(ended.await.unwrap_or(NotificationEnd::Closed))
    }

    async fn withdraw(&self, cause: &str) {
        if self.close(cause) {
            self.journal.write("notifier: withdrawn");
        }
    }
}
