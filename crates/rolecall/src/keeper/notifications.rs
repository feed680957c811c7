//! What the user was notified of, and the recent events that are worth a notification.
//!
//! It must not know how a notification is shown or stored.

use super::event::NotificationUpdate;
use super::notification_rules::{
    NotificationInput, NotifiedKeys, causes, initial_notified_keys, is_recent, updates,
};
use super::portals::TrackedPortals;
use super::role_sessions::{TrackedRoleSession, TrackedRoleSessions};
use crate::notices::{NoticeCause, NoticeKind};
use crate::problem::Problem;
use crate::role_session::is_limit_reached;
use rolecall_model::Timestamp;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::roles_anywhere::CertificateValidity;
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::watch;

/// The minimum time between two reports that a role needs a code of an MFA device.
const MIN_CODE_INTERVAL: Duration = Duration::from_mins(5);

/// What the user was notified of, and what is still to report.
pub(super) struct Notifications {
    notified: NotifiedKeys,
    /// Whether the sign-in notification among `notified` may be from an earlier run of the program, whose buttons no longer work.
    is_sign_in_from_earlier_run: bool,
    /// Whether the sign-in notification is to be shown again, whatever the user was notified of.
    repeats_sign_in: bool,
    news: Vec<(NoticeCause, Timestamp)>,
    /// How long certificates are valid; `None` before it was read.
    certificates: Option<Vec<(RoleRef, CertificateValidity)>>,
    refused_programs: HashMap<PortalName, Option<ProcessInfo>>,
    window_requests: watch::Sender<u32>,
}

impl Notifications {
    pub(super) fn new(window_requests: watch::Sender<u32>) -> Self {
        Self {
            notified: initial_notified_keys(),
            is_sign_in_from_earlier_run: true,
            repeats_sign_in: false,
            news: Vec::new(),
            certificates: None,
            refused_programs: HashMap::new(),
            window_requests,
        }
    }

    /// Takes how long certificates are valid.
    pub(super) fn set_certificates(&mut self, certificates: Option<Vec<(RoleRef, CertificateValidity)>>) {
        self.certificates = certificates;
    }

    /// The user clicked a notification: asks for the window to be shown.
    pub(super) fn request_window(&self) {
        self.window_requests
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Reports those of the `removed` role sessions that reached their limit, whichever process ended them.
    pub(super) fn on_role_sessions_removed(&mut self, removed: &[TrackedRoleSession], now: Timestamp) {
        for session in removed {
            let record = session.record();
            if is_limit_reached(record, session.limit_at(), now) && record.renewal != Renewal::OnDemand {
                let cause = NoticeCause::LimitReached {
                    role: record.role.clone(),
                    started_at: record.started_at,
                };
                self.add_news(cause, now);
            }
        }
    }

    /// AWS permanently refused new credentials for the role session of `record`.
    pub(super) fn on_refused(&mut self, record: &RoleSessionRecord, problem: Problem, now: Timestamp) {
        let cause = NoticeCause::Refused {
            role: record.role.clone(),
            issued_at: record.issued_at,
            expires_at: record.expires_at,
            problem,
        };
        self.add_news(cause, now);
    }

    /// Credentials of a role need a code of an MFA device, which `cause` is about. It is reported again only some time after the
    /// last report: programs may ask again and again.
    pub(super) fn on_code_needed(&mut self, role: &RoleRef, cause: NoticeCause, now: Timestamp) {
        let is_of_role =
            |cause: &NoticeCause| matches!(cause, NoticeCause::MfaCode { role: of, .. } if of == role);
        let last = self.news.iter().find(|(cause, _)| is_of_role(cause));
        if last.is_some_and(|(_, at)| remaining(now, *at) < MIN_CODE_INTERVAL) {
            return;
        }
        self.news.retain(|(cause, _)| !is_of_role(cause));
        self.add_news(cause, now);
    }

    pub(super) fn add_news(&mut self, cause: NoticeCause, now: Timestamp) {
        self.news.push((cause, now));
    }

    /// Drops events of role sessions that are active again.
    pub(super) fn drop_outdated_news(&mut self, role_sessions: &TrackedRoleSessions) {
        let find = |role: &RoleRef| role_sessions.find(role).map(TrackedRoleSession::record);
        self.news.retain(|(cause, _)| match cause {
            NoticeCause::LimitReached { role, .. } => find(role).is_none(),
            NoticeCause::Refused { role, issued_at, .. } => find(role)
                .is_none_or(|record| record.issued_at == *issued_at && record.renewal != Renewal::On),
            NoticeCause::MfaCode { role, needed_at, .. } => {
                find(role).is_none_or(|record| record.issued_at <= *needed_at)
            }
            NoticeCause::SignIn { .. }
            | NoticeCause::Expiring { .. }
            | NoticeCause::NotRenewed { .. }
            | NoticeCause::CertificateEnds { .. }
            | NoticeCause::AccessChanged { .. } => true,
        });
    }

    /// A program could not get credentials because nobody is signed in. This is reported even if an earlier run did so.
    pub(super) fn on_program_refused(&mut self, portal: PortalName, program: Option<ProcessInfo>) {
        self.repeats_sign_in |= std::mem::take(&mut self.is_sign_in_from_earlier_run);
        self.refused_programs.insert(portal, program);
    }

    /// Somebody signed in or out: forgets the programs that could not get credentials.
    pub(super) fn on_signed_in_or_out(&mut self, portal: &PortalName) {
        self.refused_programs.remove(portal);
    }

    /// Returns how notifications change at `now`, and when the next change may be. Nothing changes before the index has been read.
    pub(super) fn update(
        &mut self,
        role_sessions: &TrackedRoleSessions,
        portals: &TrackedPortals,
        now: Timestamp,
    ) -> (Vec<NotificationUpdate>, Option<Timestamp>) {
        if !role_sessions.is_index_loaded() {
            return (Vec::new(), None);
        }
        self.news.retain(|(_, at)| is_recent(*at, now));
        let input = NotificationInput {
            role_sessions: role_sessions.as_slice(),
            portals: portals.iter().map(|portal| portal.name()).collect(),
            needs_sign_in: &|name| portals.needs_sign_in(name),
            refused_programs: &self.refused_programs,
            certificates: self.certificates.as_deref().unwrap_or_default(),
            news: &self.news,
        };
        let (causes, next) = causes(&input, now);
        let is_renewal_due = input.role_sessions.iter().any(|session| session.is_due(now));
        let is_undecided = |kind| match kind {
            NoticeKind::SignIn => portals.is_any_sign_in_unknown() || is_renewal_due,
            NoticeKind::NotRenewed => is_renewal_due,
            NoticeKind::CertificateEnds => self.certificates.is_none(),
            NoticeKind::Expiring
            | NoticeKind::Refused
            | NoticeKind::LimitReached
            | NoticeKind::AccessChanged
            | NoticeKind::MfaCode => false,
        };
        let (mut updates, after) = updates(&self.notified, &causes, is_undecided);
        let is_sign_in_notified = after
            .get(&NoticeKind::SignIn)
            .is_some_and(|keys| !keys.is_empty());
        self.is_sign_in_from_earlier_run &= is_sign_in_notified;
        self.repeats_sign_in &= is_sign_in_notified;
        self.notified = after;
        updates.extend(self.repeated_sign_in(&causes));
        (updates, next)
    }

    /// Returns the update that shows the sign-in notification again, if that is wanted and a sign-in is needed: its keys are over
    /// and new at once.
    fn repeated_sign_in(&mut self, causes: &[NoticeCause]) -> Option<NotificationUpdate> {
        let causes: Vec<NoticeCause> = causes
            .iter()
            .filter(|cause| cause.kind() == NoticeKind::SignIn)
            .cloned()
            .collect();
        if causes.is_empty() || !std::mem::take(&mut self.repeats_sign_in) {
            return None;
        }
        let keys: Vec<String> = causes.iter().map(NoticeCause::key).collect();
        Some(NotificationUpdate {
            kind: NoticeKind::SignIn,
            new: keys.clone(),
            over: keys,
            causes,
            is_empty: false,
        })
    }
}

#[cfg(test)]
mod tests;
