//! Periodic maintenance: pruning the history, a daily refresh for access-change notifications, stopping role sessions whose
//! source was removed from the settings, and checking programs that still use a former default.
//!
//! It owns when each is due. It must not know how it is done.

use super::portals::TrackedPortals;
use super::read_order::ReadOrder;
use super::role_sessions::{TrackedRoleSession, TrackedRoleSessions};
use rolecall_model::Timestamp;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// How often the history is pruned and access is refreshed.
const DAY: Duration = Duration::from_hours(24);

/// Minimum time between two refreshes that nobody requested.
const MIN_REFRESH_INTERVAL: Duration = Duration::from_hours(1);

/// How long after the source of a role disappeared from the settings its role session is stopped: the user may be about to put it back.
const ORPHAN_GRACE: Duration = Duration::from_mins(5);

/// How often programs that use a former default are checked: the user may be waiting for them to end.
const STALE_USERS_CHECK_INTERVAL: Duration = Duration::from_secs(30);

/// When each kind of maintenance last ran.
#[derive(Debug, Default)]
pub(super) struct Maintenance {
    history_pruned_at: Option<Timestamp>,
    /// The roles that have role sessions but no source in the settings any more, and since when.
    orphans: HashMap<RoleRef, Timestamp>,
    stale_users_checked_at: Option<Timestamp>,
    history_reads: ReadOrder,
}

impl Maintenance {
    /// Returns whether pruning the history is due, which is at the start and then once a day, and records it as done.
    ///
    /// No wake-up is scheduled for it: it runs when other work is due.
    pub(super) fn start_pruning_if_due(&mut self, now: Timestamp) -> bool {
        let is_recent = |at: Timestamp| at <= now && now.duration_since(at).unsigned_abs() < DAY;
        let is_due = !self.history_pruned_at.is_some_and(is_recent);
        if is_due {
            self.history_pruned_at = Some(now);
        }
        is_due
    }

    /// Returns the portals that are due for a daily refresh, and when the next one is.
    pub(super) fn due_refreshes(
        portals: &TrackedPortals,
        now: Timestamp,
    ) -> (Vec<PortalName>, Option<Timestamp>) {
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        // A time in the future is from before the clock was set back.
        let after = |at: Option<Timestamp>, time| at.filter(|at| *at <= now)?.checked_add(time).ok();
        for portal in portals.iter() {
            if portal.is_refreshing() || !portal.is_signed_in() {
                continue;
            }
            let listed = after(portal.state().catalogue.refreshed_at, DAY);
            let attempted = after(portal.refresh_started_at(), MIN_REFRESH_INTERVAL);
            match listed.max(attempted).filter(|at| *at > now) {
                Some(at) => next = next.into_iter().chain([at]).min(),
                None => due.push(portal.name().clone()),
            }
        }
        (due, next)
    }

    /// Returns the roles without a source whose role sessions are to be stopped now, and when the next one is due. If stopping fails,
    /// it is due again after [`ORPHAN_GRACE`]. `is_known` tells whether the settings have a source of a role.
    pub(super) fn due_orphans(
        &mut self,
        role_sessions: &TrackedRoleSessions,
        is_known: &dyn Fn(&RoleRef) -> bool,
        now: Timestamp,
    ) -> (Vec<RoleRef>, Option<Timestamp>) {
        let orphans: BTreeSet<RoleRef> = role_sessions
            .as_slice()
            .iter()
            .map(TrackedRoleSession::role)
            .filter(|role| !is_known(role))
            .cloned()
            .collect();
        self.orphans
            .retain(|role, since| orphans.contains(role) && *since <= now);
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        for role in orphans {
            let since = *self.orphans.entry(role.clone()).or_insert(now);
            let at = since + ORPHAN_GRACE;
            if at > now {
                next = next.into_iter().chain([at]).min();
            } else {
                self.orphans.remove(&role);
                due.push(role);
            }
        }
        (due, next)
    }

    /// Returns the number of a read of the history that starts at `now`. The read also checks the programs that use a former default.
    pub(super) fn start_history_read(&mut self, now: Timestamp) -> u64 {
        self.stale_users_checked_at = Some(now);
        self.history_reads.start()
    }

    /// Returns whether the result of the read `number` of the history is still valid.
    pub(super) fn accept_history_read(&mut self, number: u64) -> bool {
        self.history_reads.accept(number)
    }

    /// Returns when `users` of a former default are to be checked again; `None` if there are none or a check is in progress.
    pub(super) fn stale_users_check_at(
        &self,
        users: &[StaleDefaultUser],
        now: Timestamp,
    ) -> Option<Timestamp> {
        if self.history_reads.is_pending() {
            return None;
        }
        let checked_at = self.stale_users_checked_at.filter(|at| *at <= now).unwrap_or(now);
        let end = users.iter().map(|user| user.expires_at).min()?;
        Some(end.min(checked_at + STALE_USERS_CHECK_INTERVAL))
    }
}

#[cfg(test)]
mod tests;
