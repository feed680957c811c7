//! Who still holds what `@default` meant before.
//!
//! It must not know which programs still run: that is asked of [`crate::ports::Programs`].

use super::{HistoryEntry, HistoryEvent, ProgramSeen};
use crate::Timestamp;
use crate::assignment::Assignment;
use crate::keeper::Holder;
use std::collections::HashSet;

/// Returns the programs that asked for `@default`, were last given another assignment than `default`, and hold it beyond `now`;
/// the newest first. Whether they still run is the caller's to ask.
pub fn holders(entries: &[HistoryEntry], default: Option<&Assignment>, now: Timestamp) -> Vec<Holder> {
    let mut given: Vec<(&HistoryEntry, &ProgramSeen)> = entries
        .iter()
        .filter(|entry| entry.event == HistoryEvent::Given && entry.by_default)
        .filter_map(|entry| Some((entry, entry.program.as_ref()?)))
        .collect();
    given.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.at));
    let mut seen: HashSet<(u32, u64)> = HashSet::new();
    given
        .into_iter()
        // What a program was given last took the place of what it held.
        .filter(|(_, program)| seen.insert((program.pid, program.started)))
        .filter_map(|(entry, program)| {
            let assignment = entry.assignment.clone()?;
            let until = entry.until.filter(|until| *until > now)?;
            (Some(&assignment) != default).then(|| Holder {
                program: program.clone(),
                assignment,
                until,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
