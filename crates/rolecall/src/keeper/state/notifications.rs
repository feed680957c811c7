//! What is done about notifications, and what follows when the user reacts to one.

use super::KeeperState;
use crate::keeper::event::RecordedUpdate;
use crate::keeper::renewal::MIN_PAUSE;
use crate::keeper::request::Request;
use crate::notices::{Names, NoticeCause, NoticeKind, notification};
use crate::ports::NotificationEnd;
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;
use tokio::sync::oneshot;

impl KeeperState {
    /// Starts what changes about notifications; returns when there may be more.
    pub(super) fn notify(&mut self, now: Timestamp) -> Option<Timestamp> {
        let (updates, next) = self.notifications.update(&self.role_sessions, &self.portals, now);
        if !updates.is_empty() {
            self.tasks.record_notifications(updates, now);
        }
        next
    }

    /// Shows what the user was never notified of, and withdraws what is over.
    pub(super) fn on_notifications_recorded(&self, updates: Vec<RecordedUpdate>) {
        let catalogues = self.portals.catalogues();
        let names = Names::new(self.stored.settings(), &catalogues);
        for RecordedUpdate { update, is_news } in updates {
            if is_news {
                let shown = notification(update.kind, &update.causes, &names, self.tasks.now());
                if let Some(shown) = shown {
                    self.tasks.show_notification(shown, update.kind, update.causes);
                }
            } else if update.is_empty {
                self.tasks.withdraw_notification(update.kind);
            }
        }
    }

    /// Does what the user chose.
    pub(super) fn on_notification_ended(
        &mut self,
        kind: NoticeKind,
        causes: Vec<NoticeCause>,
        end: NotificationEnd,
    ) {
        match (end, kind) {
            (NotificationEnd::Closed, _) => {}
            (NotificationEnd::Clicked, _) | (NotificationEnd::Chosen(_), NoticeKind::AccessChanged) => {
                self.notifications.call_for_window();
            }
            (NotificationEnd::Chosen(_), NoticeKind::NotRenewed) => {
                self.role_sessions.retry_soon(self.tasks.now(), MIN_PAUSE);
            }
            (NotificationEnd::Chosen(_), NoticeKind::SignIn) => {
                // One browser page at a time.
                let first = causes.into_iter().filter_map(request).next();
                first.into_iter().for_each(|request| self.handle_choice(request));
            }
            (
                NotificationEnd::Chosen(_),
                NoticeKind::Expiring | NoticeKind::Refused | NoticeKind::LimitReached,
            ) => causes
                .into_iter()
                .filter_map(request)
                .for_each(|request| self.handle_choice(request)),
        }
    }

    fn handle_choice(&mut self, request: Request) {
        self.handle_request(Surface::Notification, request);
    }
}

/// Returns what the action of a notification stands for. Nobody waits for the reply: what goes wrong is shown at the portal.
fn request(cause: NoticeCause) -> Option<Request> {
    match cause {
        NoticeCause::SignIn { portal, .. } => Some(Request::SignIn(portal, SignInMethod::Browser)),
        NoticeCause::Expiring { assignment, .. } => Some(Request::Renew(assignment, oneshot::channel().0)),
        NoticeCause::LimitReached { assignment, .. } => {
            Some(Request::Start(assignment, oneshot::channel().0))
        }
        NoticeCause::Refused { assignment, .. } => Some(Request::Refresh(Some(assignment.portal))),
        NoticeCause::NotRenewed { .. } | NoticeCause::AccessChanged { .. } => None,
    }
}
