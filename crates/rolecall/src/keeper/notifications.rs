//! What the user was notified of, and what happened that is worth a notification.
//!
//! It must not know how a notification is shown or written down.

use super::event::NotificationUpdate;
use super::notification_rules::{
    NotificationFacts, NotifiedKeys, causes, is_recent, notified_at_start, updates,
};
use super::portals::TrackedPortals;
use super::role_sessions::{TrackedRoleSession, TrackedRoleSessions};
use crate::notices::{NoticeCause, NoticeKind};
use crate::problem::Problem;
use crate::role_session::is_limit_reached;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::collections::HashMap;
use tokio::sync::watch;

/// What the user was notified of, and what there is to report.
pub(super) struct Notifications {
    notified: NotifiedKeys,
    /// Whether the request for a sign-in among `notified` may be one of an earlier run, whose notification can do nothing any more.
    is_sign_in_request_inherited: bool,
    news: Vec<(NoticeCause, Timestamp)>,
    refused_programs: HashMap<PortalName, Option<ProcessInfo>>,
    calls_for_window: watch::Sender<u32>,
}

impl Notifications {
    pub(super) fn new(calls_for_window: watch::Sender<u32>) -> Self {
        Self {
            notified: notified_at_start(),
            is_sign_in_request_inherited: true,
            news: Vec::new(),
            refused_programs: HashMap::new(),
            calls_for_window,
        }
    }

    /// The user clicked a notification: they want the window.
    pub(super) fn call_for_window(&self) {
        self.calls_for_window
            .send_modify(|calls| *calls = calls.wrapping_add(1));
    }

    /// Of the role sessions that are gone, the limit ended those that had reached it, whichever process enforced it.
    pub(super) fn on_gone(&mut self, gone: &[TrackedRoleSession], now: Timestamp) {
        for session in gone {
            let record = session.record();
            if is_limit_reached(record, session.ends_at(), now) && record.renewal != Renewal::OnDemand {
                let cause = NoticeCause::LimitReached {
                    assignment: record.assignment.clone(),
                    started_at: record.started_at,
                };
                self.add_news(cause, now);
            }
        }
    }

    /// AWS refused new credentials for the role session of `record`.
    pub(super) fn on_refused(&mut self, record: &RoleSessionRecord, problem: Problem, now: Timestamp) {
        let cause = NoticeCause::Refused {
            assignment: record.assignment.clone(),
            issued_at: record.issued_at,
            expires_at: record.expires_at,
            problem,
        };
        self.add_news(cause, now);
    }

    pub(super) fn add_news(&mut self, cause: NoticeCause, now: Timestamp) {
        self.news.push((cause, now));
    }

    /// Drops the news of role sessions that are active again.
    pub(super) fn drop_outdated_news(&mut self, role_sessions: &TrackedRoleSessions) {
        let find = |assignment: &Assignment| role_sessions.find(assignment).map(TrackedRoleSession::record);
        self.news.retain(|(cause, _)| match cause {
            NoticeCause::LimitReached { assignment, .. } => find(assignment).is_none(),
            NoticeCause::Refused {
                assignment,
                issued_at,
                ..
            } => find(assignment)
                .is_none_or(|record| record.issued_at == *issued_at && record.renewal != Renewal::On),
            NoticeCause::SignIn { .. }
            | NoticeCause::Expiring { .. }
            | NoticeCause::NotRenewed { .. }
            | NoticeCause::AccessChanged { .. } => true,
        });
    }

    /// A program was refused credentials because nobody is signed in. That is new, whatever an earlier run reported.
    pub(super) fn on_program_refused(&mut self, portal: PortalName, program: Option<ProcessInfo>) {
        if std::mem::take(&mut self.is_sign_in_request_inherited) {
            self.notified.remove(&NoticeKind::SignIn);
        }
        self.refused_programs.insert(portal, program);
    }

    /// Somebody signed in or out: what programs were refused for is over, one way or the other.
    pub(super) fn on_signed_in_or_out(&mut self, portal: &PortalName) {
        self.refused_programs.remove(portal);
    }

    /// Returns what changes about notifications at `now`, and when there may be more. As long as the index was not read nothing is
    /// known.
    pub(super) fn update(
        &mut self,
        role_sessions: &TrackedRoleSessions,
        portals: &TrackedPortals,
        now: Timestamp,
    ) -> (Vec<NotificationUpdate>, Option<Timestamp>) {
        if !role_sessions.was_read() {
            return (Vec::new(), None);
        }
        self.news.retain(|(_, at)| is_recent(*at, now));
        let facts = NotificationFacts {
            role_sessions: role_sessions.as_slice(),
            portals: portals.iter().map(|portal| portal.name()).collect(),
            needs_sign_in: &|name| portals.needs_sign_in(name),
            refused_programs: &self.refused_programs,
            news: &self.news,
        };
        let (causes, next) = causes(&facts, now);
        let is_renewal_due = facts.role_sessions.iter().any(|session| session.is_due(now));
        let is_undecided = |kind| match kind {
            NoticeKind::SignIn => portals.is_a_sign_in_unknown() || is_renewal_due,
            NoticeKind::NotRenewed => is_renewal_due,
            NoticeKind::Expiring
            | NoticeKind::Refused
            | NoticeKind::LimitReached
            | NoticeKind::AccessChanged => false,
        };
        let (updates, after) = updates(&self.notified, &causes, is_undecided);
        self.is_sign_in_request_inherited &= after
            .get(&NoticeKind::SignIn)
            .is_some_and(|keys| !keys.is_empty());
        self.notified = after;
        (updates, next)
    }
}

#[cfg(test)]
mod tests;
