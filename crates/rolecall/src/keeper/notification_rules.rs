//! What the user is notified of, and when: pure functions of the keeper's state and the current time.
//!
//! It owns which causes there are now, which notification each belongs to and when it is over. It must not know how a notification
//! is shown; its sentences are in [`crate::notices`].

use super::event::NotificationUpdate;
use super::role_sessions::{NeedsSignIn, TrackedRoleSession};
use crate::notices::{NoticeCause, NoticeKind};
use crate::role_session_status::ENDS_SOON;
use rolecall_model::Timestamp;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use rolecall_model::roles_anywhere::CertificateValidity;
use rolecall_model::time::remaining;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// How long before its credentials expire a role session without renewal is reported, or a third of their lifetime if that is less.
const EXPIRY_LEAD: Duration = ENDS_SOON;

/// How long before the credentials expire a failing renewal is reported.
const FAILURE_LEAD: Duration = ENDS_SOON;

/// Minimum time that a renewal must have been failing to be reported: after a machine wakes up, its network needs some time.
const FAILURE_GRACE: Duration = Duration::from_mins(2);

/// How long a single event, such as a refusal, is worth a notification.
const MAX_NEWS_AGE: Duration = Duration::from_hours(1);

/// The state that notifications depend on.
pub(super) struct NotificationInput<'a> {
    pub(super) role_sessions: &'a [TrackedRoleSession],
    /// The portals, in the order of the settings.
    pub(super) portals: Vec<&'a PortalName>,
    pub(super) needs_sign_in: NeedsSignIn<'a>,
    /// For each portal that a program could not get credentials from: the program, if known.
    pub(super) refused_programs: &'a HashMap<PortalName, Option<ProcessInfo>>,
    /// How long the certificates of roles are valid.
    pub(super) certificates: &'a [(RoleRef, CertificateValidity)],
    /// Single events, and when each occurred.
    pub(super) news: &'a [(NoticeCause, Timestamp)],
}

/// Returns the causes for notifications at `now`, and when the result may change without an event.
pub(super) fn causes(input: &NotificationInput<'_>, now: Timestamp) -> (Vec<NoticeCause>, Option<Timestamp>) {
    let mut causes: Vec<NoticeCause> = input
        .portals
        .iter()
        .filter_map(|portal| sign_in_cause(input, portal, now))
        .collect();
    let mut next: Option<Timestamp> = None;
    for session in input.role_sessions {
        match role_session_cause(session, session.needs_sign_in(input.needs_sign_in), now) {
            DueCause::Now(cause) => causes.push(*cause),
            DueCause::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
            DueCause::Never => {}
        }
    }
    for (role, validity) in input.certificates {
        causes.extend(certificate_cause(role, *validity, now));
        next = next.into_iter().chain(validity.next_reminder(now)).min();
    }
    causes.extend(input.news.iter().map(|(cause, _)| cause.clone()));
    let news_ends = input
        .news
        .iter()
        .filter_map(|(_, at)| at.checked_add(MAX_NEWS_AGE).ok());
    (causes, next.into_iter().chain(news_ends).min())
}

fn certificate_cause(role: &RoleRef, validity: CertificateValidity, now: Timestamp) -> Option<NoticeCause> {
    let reminder = validity.reminder(now)?;
    Some(NoticeCause::CertificateEnds {
        role: role.clone(),
        ends_at: validity.not_after,
        reminder,
    })
}

/// Returns whether an event at `at` is still worth a notification.
pub(super) fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    remaining(now, at) < MAX_NEWS_AGE
}

/// Returns a cause if something waits for a sign-in; a user who signed out deliberately is not asked to sign in again.
fn sign_in_cause(input: &NotificationInput<'_>, portal: &PortalName, now: Timestamp) -> Option<NoticeCause> {
    if !(input.needs_sign_in)(portal) {
        return None;
    }
    let waiting: Vec<RoleRef> = input
        .role_sessions
        .iter()
        .filter(|session| session.portal() == Some(portal) && session.is_due(now))
        .map(|session| session.role().clone())
        .collect();
    let refused = input.refused_programs.get(portal);
    (!waiting.is_empty() || refused.is_some()).then(|| NoticeCause::SignIn {
        portal: portal.clone(),
        waiting,
        program: refused.cloned().flatten(),
    })
}

/// Whether a cause applies now, later or not at all.
enum DueCause {
    Now(Box<NoticeCause>),
    At(Timestamp),
    Never,
}

fn role_session_cause(session: &TrackedRoleSession, needs_sign_in: bool, now: Timestamp) -> DueCause {
    let record = session.record();
    match record.renewal {
        Renewal::OnDemand => DueCause::Never,
        Renewal::Off => {
            // The user who set the limit is notified when it is reached.
            if session.has_final_credentials() || session.problem().is_some() || record.expires_at <= now {
                return DueCause::Never;
            }
            let lifetime = remaining(record.expires_at, record.issued_at.min(now));
            let from = record.expires_at.checked_sub(EXPIRY_LEAD.min(lifetime / 3));
            due_from(from.unwrap_or(now), now, || NoticeCause::Expiring {
                role: record.role.clone(),
                expires_at: record.expires_at,
            })
        }
        Renewal::On => match (session.problem(), session.failing_since(now)) {
            (Some(problem), Some(since)) if !needs_sign_in && session.is_due(now) => {
                let soon = record.expires_at.checked_sub(FAILURE_LEAD).unwrap_or(now);
                let from = (since + FAILURE_GRACE).max(soon);
                due_from(from, now, || NoticeCause::NotRenewed {
                    role: record.role.clone(),
                    problem: problem.clone(),
                })
            }
            _ => DueCause::Never,
        },
    }
}

fn due_from(from: Timestamp, now: Timestamp, cause: impl FnOnce() -> NoticeCause) -> DueCause {
    if from <= now {
        DueCause::Now(Box::new(cause()))
    } else {
        DueCause::At(from)
    }
}

/// The keys of the causes that the user was notified of and that still apply, by kind.
pub(super) type NotifiedKeys = BTreeMap<NoticeKind, BTreeSet<String>>;

/// Returns how notifications change now that `causes` apply and the user was already notified of `notified`, and the new set of
/// notified keys. For kinds where `is_undecided` returns true, no cause is over yet.
pub(super) fn updates(
    notified: &NotifiedKeys,
    causes: &[NoticeCause],
    is_undecided: impl Fn(NoticeKind) -> bool,
) -> (Vec<NotificationUpdate>, NotifiedKeys) {
    let mut after = NotifiedKeys::new();
    let mut updates = Vec::new();
    for kind in NoticeKind::ALL {
        let causes: Vec<NoticeCause> = causes
            .iter()
            .filter(|cause| cause.kind() == kind)
            .cloned()
            .collect();
        let mut keys: BTreeSet<String> = causes.iter().map(NoticeCause::key).collect();
        let before = notified.get(&kind).cloned().unwrap_or_default();
        if is_undecided(kind) {
            keys.extend(before.iter().cloned());
        }
        let update = NotificationUpdate {
            kind,
            new: keys.difference(&before).cloned().collect(),
            over: before.difference(&keys).cloned().collect(),
            causes,
            is_empty: keys.is_empty(),
        };
        if !update.new.is_empty() || !update.over.is_empty() {
            updates.push(update);
        }
        after.insert(kind, keys);
    }
    (updates, after)
}

/// Returns the keys to start with: a cause that an earlier run of the program reported may still apply.
pub(super) fn initial_notified_keys() -> NotifiedKeys {
    NoticeKind::ALL
        .into_iter()
        .filter(|kind| kind.has_one_key())
        .map(|kind| (kind, BTreeSet::from([kind.id().to_owned()])))
        .collect()
}

#[cfg(test)]
mod tests;
