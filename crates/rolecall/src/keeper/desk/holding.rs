//! Which programs still hold what `@default` meant before.

use super::Desk;
use crate::history::{MAX_ROLE_SESSION_DURATION, stale_default_users};
use rolecall_model::Timestamp;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use std::sync::Arc;
use std::time::Duration;

/// While programs hold what they should not, somebody may be waiting for them to end.
const BETWEEN_LOOKS: Duration = Duration::from_secs(30);

/// No more of the history is read: there are not so many programs.
const MOST_ENTRIES: u32 = 2_000;

impl Desk {
    /// Reads what was given lately, and by that who holds what; returns it, newest first.
    pub(super) fn read_history(&mut self) -> Vec<HistoryEntry> {
        let now = self.work.ports.clock.now();
        let query = HistoryQuery {
            from: now.checked_sub(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
            // What was written by a clock ahead of this one counts, too.
            until: now.checked_add(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
            most: MOST_ENTRIES,
        };
        let entries = self
            .work
            .ports
            .store
            .history_store
            .history(&query)
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "who holds what is not known");
                Vec::new()
            });
        self.set_holders(&entries, now);
        entries
    }

    fn set_holders(&mut self, entries: &[HistoryEntry], now: Timestamp) {
        let default = self.shown.settings.default_assignment.as_ref();
        let programs = &self.work.ports.desktop.programs;
        let holding: Vec<StaleDefaultUser> = stale_default_users(entries, default, now)
            .into_iter()
            .filter(|holder| programs.is_running(&holder.program))
            .collect();
        if *self.shown.stale_default_users != holding {
            self.shown.stale_default_users = Arc::new(holding);
            self.has_news = true;
        }
        self.holders_seen_at = Some(now);
    }

    /// Looks whether holders ended; returns when to look again, never while there are none.
    pub(super) fn mind_holders(&mut self, now: Timestamp) -> Option<Timestamp> {
        let next = |desk: &Self| {
            let seen_at = desk.holders_seen_at.filter(|at| *at <= now).unwrap_or(now);
            let ends = desk.shown.stale_default_users.iter().map(|holder| holder.until);
            ends.min().map(|end| end.min(seen_at + BETWEEN_LOOKS))
        };
        if next(self).is_some_and(|at| at <= now) {
            self.read_history();
        }
        next(self).filter(|at| *at > now)
    }
}
