//! Notifications that are recorded instead of shown.

use crate::call_log::CallLog;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Notification, NotificationEnd, Notifier, NotifierError};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// A desktop that shows notifications until the test, as the user, ends them; or one without notifications.
#[derive(Debug, Default)]
pub struct FakeNotifier {
    shown: Mutex<Vec<Notification>>,
    visible: Mutex<Vec<VisibleNotification>>,
    absent: Mutex<bool>,
    call_log: Arc<CallLog>,
}

#[derive(Debug)]
struct VisibleNotification {
    notification: Notification,
    end: oneshot::Sender<NotificationEnd>,
}

impl FakeNotifier {
    /// Makes a desktop that records to `call_log`.
    pub fn new(call_log: Arc<CallLog>) -> Self {
        Self {
            call_log,
            ..Self::default()
        }
    }

    /// Makes the desktop show no notifications, or show them again.
    pub fn set_absent(&self, absent: bool) {
        *locked(&self.absent) = absent;
    }

    /// Returns every notification ever shown, those that replaced another too.
    pub fn shown(&self) -> Vec<Notification> {
        locked(&self.shown).clone()
    }

    /// Returns the notifications that are visible now, the oldest first.
    pub fn visible(&self) -> Vec<Notification> {
        let visible = locked(&self.visible);
        visible
            .iter()
            .map(|visible| visible.notification.clone())
            .collect()
    }

    /// Chooses the action `id` of the notification of `cause`; tells whether there was such an action.
    pub fn choose(&self, cause: &str, id: &str) -> bool {
        self.end(NotificationEnd::Chosen(id.to_owned()), |notification| {
            notification.cause == cause && notification.actions.iter().any(|action| action.id == id)
        })
    }

    /// Clicks the notification of `cause`; tells whether it was visible.
    pub fn click(&self, cause: &str) -> bool {
        self.end(NotificationEnd::Clicked, |notification| {
            notification.cause == cause
        })
    }

    /// Dismisses the notification of `cause`; tells whether it was visible.
    pub fn close(&self, cause: &str) -> bool {
        self.end(NotificationEnd::Closed, |notification| {
            notification.cause == cause
        })
    }

    fn end(&self, end: NotificationEnd, matches: impl Fn(&Notification) -> bool) -> bool {
        let found = {
            let mut visible = locked(&self.visible);
            let index = visible.iter().position(|visible| matches(&visible.notification));
            index.map(|index| visible.remove(index))
        };
        // The future that showed it may have been dropped: the notification ends all the same.
        found.map(|found| drop(found.end.send(end))).is_some()
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
        self.call_log.record("notifier: shown");
        self.close(&notification.cause);
        let (end, ended) = oneshot::channel();
        let notification = notification.clone();
        locked(&self.shown).push(notification.clone());
        locked(&self.visible).push(VisibleNotification { notification, end });
        Ok(ended.await.unwrap_or(NotificationEnd::Closed))
    }

    async fn withdraw(&self, cause: &str) {
        if self.close(cause) {
            self.call_log.record("notifier: withdrawn");
        }
    }
}
