//! Showing and withdrawing notifications, and writing down what the user was notified of.

use super::Tasks;
use crate::keeper::event::{KeeperEvent, NotificationUpdate, RecordedUpdate};
use crate::notices::{NoticeCause, NoticeKind};
use crate::ports::{Notification, NotificationEnd, PreferenceStore};
use rolecall_model::Timestamp;
use std::sync::Arc;

/// The key of the day on which the user was last notified of changed access. It is stored: its text stays.
const ACCESS_NOTIFIED_ON: &str = "access-told-on";

impl Tasks {
    /// Writes down what changes about notifications at `now`: whether the user was notified before is known afterwards.
    pub(in crate::keeper) fn record_notifications(&self, updates: Vec<NotificationUpdate>, now: Timestamp) {
        self.store_quietly(move |tasks| {
            let store = tasks.ports.store.preference_store.as_ref();
            let record = |update| RecordedUpdate {
                is_news: record(store, &update, now),
                update,
            };
            let recorded = updates.into_iter().map(record).collect();
            tasks.report(KeeperEvent::NotificationsRecorded(recorded));
        });
    }

    /// Reports `cause`, changed access, unless the user was notified of such on the same day.
    pub(in crate::keeper) fn claim_access_notification(&self, cause: NoticeCause, now: Timestamp) {
        self.store_quietly(move |tasks| {
            let today = now.strftime("%F").to_string();
            let store = &tasks.ports.store.preference_store;
            let last = store.value(ACCESS_NOTIFIED_ON).unwrap_or_default();
            if last.as_ref() != Some(&today) && store.set_value(ACCESS_NOTIFIED_ON, &today).is_ok() {
                tasks.report(KeeperEvent::AccessChangeNotified(cause));
            }
        });
    }

    /// Shows a notification; what the user does about it comes back.
    pub(in crate::keeper) fn show_notification(
        &self,
        notification: Notification,
        kind: NoticeKind,
        causes: Vec<NoticeCause>,
    ) {
        let notifier = Arc::clone(&self.ports.desktop.notifier);
        drop(self.spawn(async move {
            let end = notifier.show(&notification).await.unwrap_or_else(|error| {
                tracing::info!(%error, "a notification was not shown");
                NotificationEnd::Closed
            });
            KeeperEvent::NotificationEnded(kind, causes, end)
        }));
    }

    pub(in crate::keeper) fn withdraw_notification(&self, kind: NoticeKind) {
        let notifier = Arc::clone(&self.ports.desktop.notifier);
        drop(tokio::spawn(async move { notifier.withdraw(kind.id()).await }));
    }
}

/// Writes down one update; tells whether the user was never notified of one of its causes.
fn record(store: &dyn PreferenceStore, update: &NotificationUpdate, now: Timestamp) -> bool {
    for key in &update.over {
        if let Err(error) = store.clear_notified(key) {
            tracing::warn!(%error, "a notification that is over stays written down");
        }
    }
    let is_news = |key: &String| {
        store.mark_notified(key, now).unwrap_or_else(|error| {
            // Rather nothing than the same again and again.
            tracing::warn!(%error, "whether the user was notified is not known");
            false
        })
    };
    // Each is written down, not only the first.
    update.new.iter().filter(|key| is_news(key)).count() > 0
}
