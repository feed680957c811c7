//! Who still holds what `@default` meant before.
//!
//! It must not know which programs still run: that is asked of [`crate::ports::Programs`].

use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, ProcessInfo, StaleDefaultUser};
use rolecall_model::role_ref::RoleRef;
use std::collections::HashSet;

/// Returns the programs that asked for `@default`, were last given another role than `default`, and hold it beyond `now`;
/// the newest first. Whether they still run is the caller's to ask.
pub fn stale_default_users(
    entries: &[HistoryEntry],
    default: Option<&RoleRef>,
    now: Timestamp,
) -> Vec<StaleDefaultUser> {
    let mut given: Vec<(&HistoryEntry, &ProcessInfo)> = entries
        .iter()
        .filter(|entry| entry.event == HistoryEvent::CredentialsVended && entry.by_default)
        .filter_map(|entry| Some((entry, entry.program.as_ref()?)))
        .collect();
    given.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.at));
    let mut seen: HashSet<(u32, u64)> = HashSet::new();
    given
        .into_iter()
        // What a program was given last replaced what it held.
        .filter(|(_, program)| seen.insert((program.pid, program.started)))
        .filter_map(|(entry, program)| {
            let role = entry.role().cloned()?;
            let expires_at = entry.expires_at.filter(|expires_at| *expires_at > now)?;
            (Some(&role) != default).then(|| StaleDefaultUser {
                program: program.clone(),
                role,
                expires_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
