//! What is done without a request: the history is pruned, access is listed once a day for whoever wants to know, role sessions of
//! portals that the settings lost are stopped, and programs that use a former default are watched until they end.
//!
//! It owns when each is due. It must not know how it is done.

use super::portals::TrackedPortals;
use super::read_order::ReadOrder;
use super::role_sessions::TrackedRoleSessions;
use rolecall_model::Timestamp;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::portal::PortalName;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// The history is pruned, and access is listed, once in this time.
const DAY: Duration = Duration::from_hours(24);

/// The shortest time between two listings that nobody requested.
const MIN_REFRESH_PAUSE: Duration = Duration::from_hours(1);

/// Who takes a portal out of the settings file may be about to put it back.
const ORPHAN_GRACE: Duration = Duration::from_mins(5);

/// How often programs are checked that use a former default: somebody may be waiting for them to end.
const STALE_USERS_CHECK: Duration = Duration::from_secs(30);

/// When each kind of maintenance was last done.
#[derive(Debug, Default)]
pub(super) struct Maintenance {
    history_pruned_at: Option<Timestamp>,
    /// The portals of role sessions that the settings do not hold, and since when.
    orphans: HashMap<PortalName, Timestamp>,
    stale_users_checked_at: Option<Timestamp>,
    history_reads: ReadOrder,
}

impl Maintenance {
    /// Tells whether the history is to be pruned now: at the start and once a day while anything else is due. Then it counts as done.
    pub(super) fn prunes_history(&mut self, now: Timestamp) -> bool {
        let is_recent = |at: Timestamp| at <= now && now.duration_since(at).unsigned_abs() < DAY;
        let is_due = !self.history_pruned_at.is_some_and(is_recent);
        if is_due {
            self.history_pruned_at = Some(now);
        }
        is_due
    }

    /// Returns the portals whose access is to be listed now, and when the next one is due.
    pub(super) fn refreshes_due(
        portals: &TrackedPortals,
        now: Timestamp,
    ) -> (Vec<PortalName>, Option<Timestamp>) {
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        // What lies ahead is of a clock that was set back.
        let after = |at: Option<Timestamp>, time| at.filter(|at| *at <= now)?.checked_add(time).ok();
        for portal in portals.iter() {
            if portal.is_refreshing() || !portal.is_signed_in() {
                continue;
            }
            let listed = after(portal.state().catalogue.refreshed_at, DAY);
            let attempted = after(portal.refresh_began_at(), MIN_REFRESH_PAUSE);
            match listed.max(attempted).filter(|at| *at > now) {
                Some(at) => next = next.into_iter().chain([at]).min(),
                None => due.push(portal.name().clone()),
            }
        }
        (due, next)
    }

    /// Returns the portals that the settings lost long enough ago for their role sessions to be stopped now, and when the next one is
    /// due. Where stopping fails it is due again after the same time.
    pub(super) fn orphans_due(
        &mut self,
        role_sessions: &TrackedRoleSessions,
        portals: &TrackedPortals,
        now: Timestamp,
    ) -> (Vec<PortalName>, Option<Timestamp>) {
        let orphans: BTreeSet<PortalName> = role_sessions
            .as_slice()
            .iter()
            .map(|session| &session.assignment().portal)
            .filter(|name| portals.find(name).is_none())
            .cloned()
            .collect();
        self.orphans
            .retain(|name, since| orphans.contains(name) && *since <= now);
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        for name in orphans {
            let since = *self.orphans.entry(name.clone()).or_insert(now);
            let at = since + ORPHAN_GRACE;
            if at > now {
                next = next.into_iter().chain([at]).min();
            } else {
                self.orphans.remove(&name);
                due.push(name);
            }
        }
        (due, next)
    }

    /// Returns the number of a read of the history that starts at `now`; by it the programs that use a former default are known.
    pub(super) fn start_history_read(&mut self, now: Timestamp) -> u64 {
        self.stale_users_checked_at = Some(now);
        self.history_reads.start()
    }

    /// Tells whether the result of the read `number` of the history counts.
    pub(super) fn accept_history_read(&mut self, number: u64) -> bool {
        self.history_reads.accept(number)
    }

    /// Returns when `users` of a former default are to be checked again; never while there are none or a check is under way.
    pub(super) fn stale_users_check_at(
        &self,
        users: &[StaleDefaultUser],
        now: Timestamp,
    ) -> Option<Timestamp> {
        if self.history_reads.is_waiting() {
            return None;
        }
        let checked_at = self.stale_users_checked_at.filter(|at| *at <= now).unwrap_or(now);
        let end = users.iter().map(|user| user.expires_at).min()?;
        Some(end.min(checked_at + STALE_USERS_CHECK))
    }
}

#[cfg(test)]
mod tests;
