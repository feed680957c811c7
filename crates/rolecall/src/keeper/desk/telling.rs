//! What the desk tells the user, and what it does when they answer.

use super::super::Request;
use super::super::care::{Care, Cared};
use super::super::notices::{Change, Facts, Standing, changes, is_fresh, matters, standing_at_start};
use super::super::renewal::SHORTEST_PAUSE;
use super::super::snapshot::SignInState;
use super::Desk;
use super::living::needs_sign_in;
use crate::notices::{Names, NoticeCause, NoticeKind, notification};
use crate::ports::NotificationEnd;
use crate::problem::Problem;
use crate::role_session::has_reached;
use rolecall_model::Timestamp;
use rolecall_model::catalogue::Difference;
use rolecall_model::history::{ProcessInfo, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::sign_in::SignInMethod;
use std::collections::HashMap;
use tokio::sync::oneshot;

/// The key under which the day is remembered on which changed access was told.
const ACCESS_TOLD_ON: &str = "access-told-on";

/// What is told, and what happened that is worth telling.
pub(super) struct Telling {
    standing: Standing,
    news: Vec<(NoticeCause, Timestamp)>,
    asked: HashMap<PortalName, Option<ProcessInfo>>,
}

impl Telling {
    pub(super) fn new() -> Self {
        Self {
            standing: standing_at_start(),
            news: Vec::new(),
            asked: HashMap::new(),
        }
    }

    /// Of what is gone, the limit ended what had reached it, whoever saw to it.
    pub(super) fn note_gone(&mut self, gone: &[Cared], now: Timestamp) {
        for one in gone {
            if has_reached(&one.record, one.ends_at, now) && one.record.renewal != Renewal::OnDemand {
                let matter = NoticeCause::LimitReached {
                    assignment: one.record.assignment.clone(),
                    started_at: one.record.started_at,
                };
                self.news.push((matter, now));
            }
        }
    }

    pub(super) fn note_refused(&mut self, record: &RoleSessionRecord, problem: Problem, now: Timestamp) {
        let matter = NoticeCause::Refused {
            assignment: record.assignment.clone(),
            issued_at: record.issued_at,
            expires_at: record.expires_at,
            problem,
        };
        self.news.push((matter, now));
    }

    /// What lives again is no news any more.
    pub(super) fn note_living(&mut self, care: &Care) {
        self.news.retain(|(matter, _)| match matter {
            NoticeCause::LimitReached { assignment, .. } => care.find(assignment).is_none(),
            NoticeCause::Refused {
                assignment,
                issued_at,
                ..
            } => care
                .find(assignment)
                .is_none_or(|one| one.record.issued_at == *issued_at && one.record.renewal != Renewal::On),
            NoticeCause::SignIn { .. }
            | NoticeCause::Expiring { .. }
            | NoticeCause::NotRenewed { .. }
            | NoticeCause::AccessChanged { .. } => true,
        });
    }

    /// A program was refused for want of a sign-in.
    pub(super) fn note_asked(&mut self, portal: PortalName, program: Option<ProcessInfo>) {
        self.asked.insert(portal, program);
    }

    /// What programs were refused for is over, one way or the other.
    pub(super) fn note_signed_in_or_out(&mut self, portal: &PortalName) {
        self.asked.remove(portal);
    }
}

impl Desk {
    /// Tells of access that came or went, once a day, to whoever wants to know.
    pub(super) fn note_access(&mut self, portal: &PortalName, difference: &Difference) {
        let (added, removed) = (difference.added.len(), difference.removed.len());
        if !self.shown.settings.notify_access_changes || added + removed == 0 {
            return;
        }
        let now = self.work.ports.clock.now();
        let today = now.strftime("%F").to_string();
        let store = &self.work.ports.store.preference_store;
        let told = store.value(ACCESS_TOLD_ON).unwrap_or_default();
        if told.as_ref() == Some(&today) || store.set_value(ACCESS_TOLD_ON, &today).is_err() {
            return;
        }
        let matter = NoticeCause::AccessChanged {
            portal: portal.clone(),
            added,
            removed,
        };
        self.telling.news.push((matter, now));
    }

    /// Shows what has to be told now and takes away what is over; returns when there may be more.
    pub(super) fn give_notice(&mut self, now: Timestamp) -> Option<Timestamp> {
        if !self.care.was_read() {
            return None;
        }
        self.telling.news.retain(|(_, at)| is_fresh(*at, now));
        let portals = &self.portals;
        let needs_sign_in = |name: &PortalName| needs_sign_in(portals, name);
        let facts = Facts {
            care: &self.care,
            portals: portals.iter().map(|one| &one.state.portal.name).collect(),
            needs_sign_in: &needs_sign_in,
            asked: &self.telling.asked,
            news: &self.telling.news,
        };
        let (matters, next) = matters(&facts, now);
        let unknown = portals
            .iter()
            .any(|one| matches!(one.state.sign_in, SignInState::Unknown));
        let undecided = self.care.all().iter().any(|one| one.is_due(now));
        let holds = |kind| match kind {
            NoticeKind::SignIn => unknown || undecided,
            NoticeKind::NotRenewed => undecided,
            NoticeKind::Expiring
            | NoticeKind::Refused
            | NoticeKind::LimitReached
            | NoticeKind::AccessChanged => false,
        };
        let (changes, after) = changes(&self.telling.standing, &matters, holds);
        self.telling.standing = after;
        for change in changes {
            self.change_notice(&change, &matters, now);
        }
        next
    }

    fn change_notice(&self, change: &Change, matters: &[NoticeCause], now: Timestamp) {
        let store = &self.work.ports.store.preference_store;
        for key in &change.over {
            if let Err(error) = store.clear_notified(key) {
                tracing::warn!(%error, "that something was told is not forgotten");
            }
        }
        let is_news = |key: &String| {
            store.mark_notified(key, now).unwrap_or_else(|error| {
                // Rather nothing than the same again and again.
                tracing::warn!(%error, "whether something was told is not known");
                false
            })
        };
        // Each is remembered, not only the first.
        let news = change.new.iter().filter(|key| is_news(key)).count();
        if news > 0 {
            let told: Vec<NoticeCause> = matters
                .iter()
                .filter(|matter| matter.kind() == change.kind)
                .cloned()
                .collect();
            let listed = self.listed();
            let names = Names::new(&self.shown.settings, &listed);
            if let Some(notification) = notification(change.kind, &told, &names, now) {
                self.work.show(notification, change.kind, told);
            }
        } else if change.is_empty {
            self.work.withdraw(change.kind);
        }
    }

    /// Does what the user chose.
    pub(super) fn notice_ended(&mut self, kind: NoticeKind, told: Vec<NoticeCause>, end: NotificationEnd) {
        match end {
            NotificationEnd::Closed => {}
            NotificationEnd::Clicked => self.call_for_window(),
            NotificationEnd::Chosen(_) => match kind {
                NoticeKind::NotRenewed => self.try_again(SHORTEST_PAUSE),
                NoticeKind::AccessChanged => self.call_for_window(),
                NoticeKind::SignIn
                | NoticeKind::Expiring
                | NoticeKind::Refused
                | NoticeKind::LimitReached => {
                    let mut requests = told.into_iter().filter_map(request);
                    if kind == NoticeKind::SignIn {
                        // One browser page at a time.
                        requests
                            .next()
                            .into_iter()
                            .for_each(|request| self.take_notice(request));
                    } else {
                        requests.for_each(|request| self.take_notice(request));
                    }
                }
            },
        }
    }

    fn take_notice(&mut self, request: Request) {
        self.take(Surface::Notification, request);
    }

    fn call_for_window(&self) {
        self.calls_for_window
            .send_modify(|calls| *calls = calls.wrapping_add(1));
    }
}

/// Returns what the action of a notification stands for. Nobody waits for the answer: what goes wrong is shown at the portal.
fn request(matter: NoticeCause) -> Option<Request> {
    match matter {
        NoticeCause::SignIn { portal, .. } => Some(Request::SignIn(portal, SignInMethod::Browser)),
        NoticeCause::Expiring { assignment, .. } => Some(Request::Renew(assignment, oneshot::channel().0)),
        NoticeCause::LimitReached { assignment, .. } => {
            Some(Request::Start(assignment, oneshot::channel().0))
        }
        NoticeCause::Refused { assignment, .. } => Some(Request::Refresh(Some(assignment.portal))),
        NoticeCause::NotRenewed { .. } | NoticeCause::AccessChanged { .. } => None,
    }
}
