//! Showing notifications, and handling the user's reaction to them.

use super::KeeperState;
use crate::keeper::event::RecordedUpdate;
use crate::keeper::renewal::MIN_RETRY_INTERVAL;
use crate::keeper::request::Request;
use crate::notices::{Names, NoticeCause, NoticeKind, notification};
use crate::ports::NotificationEnd;
use crate::problem::ProblemCode;
use crate::production_guard::Confirmation;
use rolecall_model::Timestamp;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;
use tokio::sync::oneshot;

impl KeeperState {
    /// Updates the notifications; returns when the next change may be due.
    pub(super) fn update_notifications(&mut self, now: Timestamp) -> Option<Timestamp> {
        let known = self.certificates.known().map(<[_]>::to_vec);
        self.notifications.set_certificates(known);
        let (updates, next) = self.notifications.update(&self.role_sessions, &self.portals, now);
        if !updates.is_empty() {
            self.tasks.record_notifications(updates, now);
        }
        next
    }

    /// Shows notifications with a new cause, and withdraws those without any cause left.
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

    /// Carries out the action that the user chose.
    pub(super) fn on_notification_ended(
        &mut self,
        kind: NoticeKind,
        causes: Vec<NoticeCause>,
        end: NotificationEnd,
    ) {
        match (end, kind) {
            (NotificationEnd::Closed, _) => {}
            (NotificationEnd::Clicked | NotificationEnd::Chosen(_), NoticeKind::MfaCode) => {
                for cause in causes {
                    if let NoticeCause::MfaCode { role, .. } = cause {
                        self.handle_notification_request(self.request_with_code(role));
                    }
                }
            }
            (NotificationEnd::Clicked, _)
            | (NotificationEnd::Chosen(_), NoticeKind::AccessChanged | NoticeKind::CertificateEnds) => {
                self.notifications.request_window();
            }
            (NotificationEnd::Chosen(_), NoticeKind::NotRenewed) => {
                self.role_sessions
                    .retry_soon(self.tasks.now(), MIN_RETRY_INTERVAL);
            }
            (NotificationEnd::Chosen(_), NoticeKind::SignIn) => {
                // Opens only one browser page at a time.
                let first = causes.into_iter().filter_map(request_of).next();
                first
                    .into_iter()
                    .for_each(|request| self.handle_notification_request(request));
            }
            (
                NotificationEnd::Chosen(_),
                NoticeKind::Expiring | NoticeKind::Refused | NoticeKind::LimitReached,
            ) => causes
                .into_iter()
                .filter_map(request_of)
                .for_each(|request| self.handle_notification_request(request)),
        }
    }

    fn handle_notification_request(&mut self, request: Request) {
        if let Request::Start(role, confirmation, _) = &request
            && let Err(problem) = self.admit(role, *confirmation, None)
            && matches!(
                problem.code,
                ProblemCode::ConfirmationNeeded | ProblemCode::ReasonNeeded
            )
        {
            // A button is clicked without reading which account it is about; the window can ask.
            return self.notifications.request_window();
        }
        self.handle_request(Surface::Notification.into(), request);
    }
}

/// Returns the request that the button of a notification stands for. Nobody waits for its reply: a failure is shown at the portal.
fn request_of(cause: NoticeCause) -> Option<Request> {
    match cause {
        NoticeCause::SignIn { portal, .. } => Some(Request::SignIn(portal, SignInMethod::Browser)),
        NoticeCause::Expiring { role, .. } => Some(Request::Renew(role, oneshot::channel().0)),
        NoticeCause::LimitReached { role, .. } => {
            Some(Request::Start(role, Confirmation::Missing, oneshot::channel().0))
        }
        NoticeCause::Refused { role, .. } => Some(Request::Refresh(role.portal().cloned())),
        NoticeCause::NotRenewed { .. }
        | NoticeCause::AccessChanged { .. }
        | NoticeCause::CertificateEnds { .. }
        | NoticeCause::MfaCode { .. } => None,
    }
}
