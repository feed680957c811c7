//! The history in memory: repeats within ten minutes are one entry.

use rolecall_model::history::{HistoryEntry, HistoryQuery};
use std::time::Duration;

/// Within this time an entry replaces one that differs in its time alone.
const REPEATS: Duration = Duration::from_mins(10);

pub(super) fn append(history: &mut Vec<HistoryEntry>, entry: &HistoryEntry) {
    let repeated = history.iter().rposition(|stored| is_repeated(stored, entry));
    let at = match repeated.map(|index| history.remove(index)) {
        Some(stored) => stored.at.max(entry.at),
        None => entry.at,
    };
    history.push(HistoryEntry { at, ..entry.clone() });
}

pub(super) fn query(history: &[HistoryEntry], query: &HistoryQuery) -> Vec<HistoryEntry> {
    let within = |entry: &&HistoryEntry| query.from <= entry.at && entry.at < query.until;
    let mut found: Vec<HistoryEntry> = history.iter().rev().filter(within).cloned().collect();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    found
}

fn is_repeated(stored: &HistoryEntry, entry: &HistoryEntry) -> bool {
    let apart = entry.at.duration_since(stored.at).unsigned_abs();
    let same = HistoryEntry {
        at: entry.at,
        ..stored.clone()
    };
    apart <= REPEATS && same == *entry
}
