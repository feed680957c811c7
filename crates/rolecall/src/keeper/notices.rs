//! What a user must be told, and when: pure functions of what is known and of the time.
//!
//! It owns which matters there are, which notification each belongs to and when it is over. It must not know how a notification is
//! shown; its sentences are in [`crate::words`].

use super::care::{Care, Cared, NeedsSignIn};
use crate::notices::{NoticeCause, NoticeKind};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::Renewal;
use rolecall_model::time::remaining;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// A role session that a user started and that is not renewed is told of so long before its end, or a third of its life.
const ENDS_SOON: Duration = Duration::from_mins(10);

/// A renewal that fails is told when so little is left.
const FAILED_SOON: Duration = Duration::from_mins(10);

/// It is not told before it failed for so long: a network needs a moment after a machine woke up.
const GRACE: Duration = Duration::from_mins(2);

/// What happened once is worth a notification for so long.
const NEWS_FOR: Duration = Duration::from_hours(1);

/// What is known when the question is what to tell.
pub(super) struct Facts<'a> {
    pub(super) care: &'a Care,
    /// The portals, in their order.
    pub(super) portals: Vec<&'a PortalName>,
    pub(super) needs_sign_in: NeedsSignIn<'a>,
    /// The portals that programs were refused for, and which.
    pub(super) asked: &'a HashMap<PortalName, Option<ProcessInfo>>,
    /// What happened once, and when.
    pub(super) news: &'a [(NoticeCause, Timestamp)],
}

/// Returns what the user must know at `now`, and when that may be more or less though nothing happens.
pub(super) fn matters(facts: &Facts<'_>, now: Timestamp) -> (Vec<NoticeCause>, Option<Timestamp>) {
    let mut matters: Vec<NoticeCause> = facts
        .portals
        .iter()
        .filter_map(|portal| sign_in(facts, portal, now))
        .collect();
    let mut next: Option<Timestamp> = None;
    for one in facts.care.all() {
        match of_one(one, (facts.needs_sign_in)(&one.record.assignment.portal), now) {
            Told::Now(matter) => matters.push(*matter),
            Told::At(at) => next = Some(next.map_or(at, |next| next.min(at))),
            Told::Never => {}
        }
    }
    matters.extend(facts.news.iter().map(|(matter, _)| matter.clone()));
    let stale = facts
        .news
        .iter()
        .filter_map(|(_, at)| at.checked_add(NEWS_FOR).ok());
    (matters, next.into_iter().chain(stale).min())
}

/// Tells whether what happened at `at` is still news.
pub(super) fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    remaining(now, at) < NEWS_FOR
}

/// A sign-in is asked for when something waits for it: a user who signed out wants nothing.
fn sign_in(facts: &Facts<'_>, portal: &PortalName, now: Timestamp) -> Option<NoticeCause> {
    if !(facts.needs_sign_in)(portal) {
        return None;
    }
    let waiting: Vec<Assignment> = facts
        .care
        .all()
        .iter()
        .filter(|one| one.record.assignment.portal == *portal && one.is_due(now))
        .map(|one| one.record.assignment.clone())
        .collect();
    let asked = facts.asked.get(portal);
    (!waiting.is_empty() || asked.is_some()).then(|| NoticeCause::SignIn {
        portal: portal.clone(),
        waiting,
        program: asked.cloned().flatten(),
    })
}

enum Told {
    Now(Box<NoticeCause>),
    At(Timestamp),
    Never,
}

fn of_one(one: &Cared, needs_sign_in: bool, now: Timestamp) -> Told {
    let record = &one.record;
    match record.renewal {
        Renewal::OnDemand => Told::Never,
        Renewal::Off => {
            // The user set the limit, and is told when it is reached.
            if one.is_last() || one.problem.is_some() || record.expires_at <= now {
                return Told::Never;
            }
            let life = remaining(record.expires_at, record.issued_at.min(now));
            let from = record.expires_at.checked_sub(ENDS_SOON.min(life / 3));
            told_from(from.unwrap_or(now), now, || NoticeCause::Expiring {
                assignment: record.assignment.clone(),
                expires_at: record.expires_at,
            })
        }
        Renewal::On => match (&one.problem, one.failing_since(now)) {
            (Some(problem), Some(since)) if !needs_sign_in && one.is_due(now) => {
                let soon = record.expires_at.checked_sub(FAILED_SOON).unwrap_or(now);
                let from = (since + GRACE).max(soon);
                told_from(from, now, || NoticeCause::NotRenewed {
                    assignment: record.assignment.clone(),
                    problem: problem.clone(),
                })
            }
            _ => Told::Never,
        },
    }
}

fn told_from(from: Timestamp, now: Timestamp, matter: impl FnOnce() -> NoticeCause) -> Told {
    if from <= now {
        Told::Now(Box::new(matter()))
    } else {
        Told::At(from)
    }
}

/// What was told and is not over, by kind: the keys.
pub(super) type Standing = BTreeMap<NoticeKind, BTreeSet<String>>;

/// What changes about one notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) kind: NoticeKind,
    /// These matters are new: the notification is shown if one of them was never told.
    pub(super) new: Vec<String>,
    /// These are over, and may come again.
    pub(super) over: Vec<String>,
    /// Whether nothing of the kind is left.
    pub(super) is_empty: bool,
}

/// Returns what changes when `matters` are what there is now, and what stands then. Of the kinds that `holds` says are still
/// being decided nothing is over yet.
pub(super) fn changes(
    standing: &Standing,
    matters: &[NoticeCause],
    holds: impl Fn(NoticeKind) -> bool,
) -> (Vec<Change>, Standing) {
    let mut after = Standing::new();
    let mut changes = Vec::new();
    for kind in NoticeKind::ALL {
        let mut keys: BTreeSet<String> = matters
            .iter()
            .filter(|matter| matter.kind() == kind)
            .map(NoticeCause::key)
            .collect();
        let before = standing.get(&kind).cloned().unwrap_or_default();
        if holds(kind) {
            keys.extend(before.iter().cloned());
        }
        let change = Change {
            kind,
            new: keys.difference(&before).cloned().collect(),
            over: before.difference(&keys).cloned().collect(),
            is_empty: keys.is_empty(),
        };
        if !change.new.is_empty() || !change.over.is_empty() {
            changes.push(change);
        }
        after.insert(kind, keys);
    }
    (changes, after)
}

/// Returns what stands when a program begins: what it told before it ended may not be over.
pub(super) fn standing_at_start() -> Standing {
    NoticeKind::ALL
        .into_iter()
        .filter(|kind| kind.is_told_as_one())
        .map(|kind| (kind, BTreeSet::from([kind.cause().to_owned()])))
        .collect()
}

#[cfg(test)]
mod tests;
