//! The bars of the day's timeline: who was I, when.
//!
//! It must not know how they are drawn.

use crate::ports::{Ports, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery};
use rolecall_model::role_ref::RoleRef;
use std::collections::BTreeMap;
use std::time::Duration;

/// Credentials of a role live no longer (AWS, "IAM roles": a role session lasts up to 12 hours): entries from that long before a
/// moment tell all that was active at it.
pub const MAX_ROLE_SESSION_DURATION: Duration = Duration::from_hours(12);

/// However few entries are asked for, the bars are made of so many: programs that ask all day must not hide who one was.
const MAX_ENTRIES_FOR_SPANS: u32 = 50_000;

/// One issue of credentials and how long they were good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Who one was.
    pub role: RoleRef,
    /// When they were obtained, or the beginning of the part that was asked for.
    pub from: Timestamp,
    /// When they were renewed, stopped or expired, or the end of the part that was asked for.
    pub until: Timestamp,
}

/// A part of the history and the bars that belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPart {
    /// What happened, newest first.
    pub entries: Vec<HistoryEntry>,
    /// Which role sessions were active, by start. None reaches beyond now.
    pub spans: Vec<Span>,
}

/// Returns what happened in the part of `query`, and the role sessions that were active in it, also those that were started before.
///
/// # Errors
/// The state database's failure.
pub fn history_part(ports: &Ports, query: &HistoryQuery) -> Result<HistoryPart, StateStoreError> {
    let before = query
        .from
        .checked_sub(MAX_ROLE_SESSION_DURATION)
        .unwrap_or(Timestamp::MIN);
    let entries = ports.store.history_store.history(&HistoryQuery {
        from: before,
        limit: query.limit.max(MAX_ENTRIES_FOR_SPANS),
        ..query.clone()
    })?;
    let spans = spans(&entries, query.from, query.until.min(ports.clock.now()));
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    Ok(HistoryPart {
        entries: entries
            .into_iter()
            .filter(|entry| entry.at >= query.from)
            .take(limit)
            .collect(),
        spans,
    })
}

/// Returns the bars between `from` and `until`, by start; `until` is no later than now, so that what is active ends there. Each
/// renewal begins a new bar. `entries` reach back [`MAX_ROLE_SESSION_DURATION`] before `from`, in any order.
pub fn spans(entries: &[HistoryEntry], from: Timestamp, until: Timestamp) -> Vec<Span> {
    let mut by_time: Vec<&HistoryEntry> = entries.iter().collect();
    // The store gives the newest first: reversed, what happened at one moment stays in the order it happened.
    by_time.reverse();
    by_time.sort_by_key(|entry| entry.at);
    let mut active: BTreeMap<&RoleRef, (Timestamp, Timestamp)> = BTreeMap::new();
    let mut bars: Vec<Span> = Vec::new();
    let mut end = |role: &RoleRef, (began, expires): (Timestamp, Timestamp), at: Timestamp| {
        let (began, ended) = (began.max(from), expires.min(at).min(until));
        if began < ended {
            bars.push(Span {
                role: role.clone(),
                from: began,
                until: ended,
            });
        }
    };
    for entry in by_time {
        match (entry.event, entry.role()) {
            (HistoryEvent::Issued | HistoryEvent::Renewed, Some(role)) => {
                if let Some(bar) = active.remove(role) {
                    end(role, bar, entry.at);
                }
                active.extend(entry.expires_at.map(|expires| (role, (entry.at, expires))));
            }
            (HistoryEvent::Stopped | HistoryEvent::LimitReached, Some(role)) => {
                if let Some(bar) = active.remove(role) {
                    end(role, bar, entry.at);
                }
            }
            (HistoryEvent::SignedOut, _) => {
                let left = entry.origin();
                active.retain(|role, bar| {
                    let stays = role.origin != left;
                    if !stays {
                        end(role, *bar, entry.at);
                    }
                    stays
                });
            }
            (
                HistoryEvent::SignedIn
                | HistoryEvent::Issued
                | HistoryEvent::Renewed
                | HistoryEvent::CredentialsVended
                | HistoryEvent::Copied
                | HistoryEvent::ConsoleOpened
                | HistoryEvent::Stopped
                | HistoryEvent::LimitReached
                | HistoryEvent::Denied
                | HistoryEvent::DefaultChanged,
                _,
            ) => {}
        }
    }
    for (role, bar) in active {
        end(role, bar, until);
    }
    bars.sort_by(|left, right| (left.from, &left.role).cmp(&(right.from, &right.role)));
    bars
}

#[cfg(test)]
mod tests;
