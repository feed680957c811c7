//! What a user must be notified of, and when: pure functions of what is known and of the time.
//!
//! It owns which causes there are now, which notification each belongs to and when it is over. It must not know how a notification
//! is shown; its sentences are in [`crate::notices`].

use super::event::NotificationUpdate;
use super::role_sessions::{NeedsSignIn, TrackedRoleSession};
use crate::notices::{NoticeCause, NoticeKind};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::Renewal;
use rolecall_model::time::remaining;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// How long before its end a role session that a user started and that is not renewed is reported, or a third of its lifetime.
const EXPIRY_LEAD: Duration = Duration::from_mins(10);

/// A renewal that fails is reported when no more than this is left.
const FAILURE_LEAD: Duration = Duration::from_mins(10);

/// It is not reported before it failed for so long: a network needs some time after a machine woke up.
const FAILURE_GRACE: Duration = Duration::from_mins(2);

/// What happened once is worth a notification for so long.
const MAX_NEWS_AGE: Duration = Duration::from_hours(1);

/// What is known when notifications are decided.
pub(super) struct NotificationFacts<'a> {
    pub(super) role_sessions: &'a [TrackedRoleSession],
    /// The portals, in their order.
    pub(super) portals: Vec<&'a PortalName>,
    pub(super) needs_sign_in: NeedsSignIn<'a>,
    /// The portals that programs were refused credentials of, and which programs.
    pub(super) refused_programs: &'a HashMap<PortalName, Option<ProcessInfo>>,
    /// What happened once, and when.
    pub(super) news: &'a [(NoticeCause, Timestamp)],
}

/// Returns what the user must know at `now`, and when that may differ though nothing happens.
pub(super) fn causes(facts: &NotificationFacts<'_>, now: Timestamp) -> (Vec<NoticeCause>, Option<Timestamp>) {
    let mut causes: Vec<NoticeCause> = facts
        .portals
        .iter()
        .filter_map(|portal| sign_in_cause(facts, portal, now))
        .collect();
    let mut next: Option<Timestamp> = None;
    for session in facts.role_sessions {
        match role_session_cause(session, (facts.needs_sign_in)(&session.assignment().portal), now) {
            Due::Now(cause) => causes.push(*cause),
            Due::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
            Due::Never => {}
        }
    }
    causes.extend(facts.news.iter().map(|(cause, _)| cause.clone()));
    let old = facts
        .news
        .iter()
        .filter_map(|(_, at)| at.checked_add(MAX_NEWS_AGE).ok());
    (causes, next.into_iter().chain(old).min())
}

/// Tells whether what happened at `at` is still news.
pub(super) fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    remaining(now, at) < MAX_NEWS_AGE
}

/// A sign-in is asked for when something waits for it: a user who signed out wants nothing.
fn sign_in_cause(facts: &NotificationFacts<'_>, portal: &PortalName, now: Timestamp) -> Option<NoticeCause> {
    if !(facts.needs_sign_in)(portal) {
        return None;
    }
    let waiting: Vec<Assignment> = facts
        .role_sessions
        .iter()
        .filter(|session| session.assignment().portal == *portal && session.is_due(now))
        .map(|session| session.assignment().clone())
        .collect();
    let refused = facts.refused_programs.get(portal);
    (!waiting.is_empty() || refused.is_some()).then(|| NoticeCause::SignIn {
        portal: portal.clone(),
        waiting,
        program: refused.cloned().flatten(),
    })
}

/// When a cause is due.
enum Due {
    Now(Box<NoticeCause>),
    At(Timestamp),
    Never,
}

fn role_session_cause(session: &TrackedRoleSession, needs_sign_in: bool, now: Timestamp) -> Due {
    let record = session.record();
    match record.renewal {
        Renewal::OnDemand => Due::Never,
        Renewal::Off => {
            // The user set the limit, and is notified when it is reached.
            if session.is_last() || session.problem().is_some() || record.expires_at <= now {
                return Due::Never;
            }
            let lifetime = remaining(record.expires_at, record.issued_at.min(now));
            let from = record.expires_at.checked_sub(EXPIRY_LEAD.min(lifetime / 3));
            due_from(from.unwrap_or(now), now, || NoticeCause::Expiring {
                assignment: record.assignment.clone(),
                expires_at: record.expires_at,
            })
        }
        Renewal::On => match (session.problem(), session.failing_since(now)) {
            (Some(problem), Some(since)) if !needs_sign_in && session.is_due(now) => {
                let soon = record.expires_at.checked_sub(FAILURE_LEAD).unwrap_or(now);
                let from = (since + FAILURE_GRACE).max(soon);
                due_from(from, now, || NoticeCause::NotRenewed {
                    assignment: record.assignment.clone(),
                    problem: problem.clone(),
                })
            }
            _ => Due::Never,
        },
    }
}

fn due_from(from: Timestamp, now: Timestamp, cause: impl FnOnce() -> NoticeCause) -> Due {
    if from <= now {
        Due::Now(Box::new(cause()))
    } else {
        Due::At(from)
    }
}

/// The keys of the causes that the user was notified of and that are not over, by kind.
pub(super) type NotifiedKeys = BTreeMap<NoticeKind, BTreeSet<String>>;

/// Returns what changes when `causes` are what there is now and the user knows of `notified`, and what the user knows then. Of the
/// kinds that `is_undecided` nothing is over yet.
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

/// Returns what the user knows when the program begins: what it reported before it ended may not be over.
pub(super) fn notified_at_start() -> NotifiedKeys {
    NoticeKind::ALL
        .into_iter()
        .filter(|kind| kind.has_one_key())
        .map(|kind| (kind, BTreeSet::from([kind.id().to_owned()])))
        .collect()
}

#[cfg(test)]
mod tests;
