//! Showing and withdrawing notifications, and storing what the user was notified of.

use super::Tasks;
use crate::keeper::event::{KeeperEvent, NotificationUpdate, RecordedUpdate};
use crate::notices::{NoticeCause, NoticeKind};
use crate::ports::{Notification, NotificationEnd, PreferenceStore};
use rolecall_model::Timestamp;
use std::sync::Arc;

/// Key under which the last day with a notification of changed access is stored. The stored text must not change.
const ACCESS_NOTIFIED_ON: &str = "access-told-on";

impl Tasks {
    /// Stores changes of notifications at `now`, and reports whether the user was notified of their causes before.
    pub(in crate::keeper) fn record_notifications(&self, updates: Vec<NotificationUpdate>, now: Timestamp) {
        self.queue_storage_job(move |tasks| {
            let store = tasks.ports.store.preference_store.as_ref();
            let record = |update| RecordedUpdate {
                is_news: record(store, &update, now),
                update,
            };
            let recorded = updates.into_iter().map(record).collect();
            tasks.report(KeeperEvent::NotificationsRecorded(recorded));
        });
    }

    /// Reports that the user may be notified of `cause` (changed access), unless there was such a notification on the same day.
    pub(in crate::keeper) fn claim_access_notification(&self, cause: NoticeCause, now: Timestamp) {
        self.queue_storage_job(move |tasks| {
            let today = now.strftime("%F").to_string();
            let store = &tasks.ports.store.preference_store;
            let last = store.value(ACCESS_NOTIFIED_ON).unwrap_or_default();
            if last.as_ref() != Some(&today) && store.set_value(ACCESS_NOTIFIED_ON, &today).is_ok() {
                tasks.report(KeeperEvent::AccessChangeClaimed(cause));
            }
        });
    }

    /// Shows a notification, and reports the user's reaction.
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

/// Stores one update; returns whether at least one of its causes is new to the user.
fn record(store: &dyn PreferenceStore, update: &NotificationUpdate, now: Timestamp) -> bool {
    for key in &update.over {
        if let Err(error) = store.clear_notified(key) {
            tracing::warn!(%error, "a notification that is over stays stored");
        }
    }
    let is_news = |key: &String| {
        store.mark_notified(key, now).unwrap_or_else(|error| {
            // Better no notification than the same one again and again.
            tracing::warn!(%error, "whether the user was notified is not known");
            false
        })
    };
    // `count` stores every key; `any` would stop at the first.
    update.new.iter().filter(|key| is_news(key)).count() > 0
}
