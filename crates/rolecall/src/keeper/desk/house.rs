//! The house that the desk keeps unasked: the history is cut, who wants to know of access has it listed once a day, and role
//! sessions of portals that the settings lost end.

use super::super::care::Leaving;
use super::Desk;
use crate::keeper::SignInState;
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// The history is cut, and access is listed, once in this time.
const DAY: Duration = Duration::from_hours(24);

/// A listing that failed is not tried again before.
const BETWEEN_LISTINGS: Duration = Duration::from_hours(1);

/// Who takes a portal out of the settings file may be about to put it back.
const BEFORE_FORGETTING: Duration = Duration::from_mins(5);

impl Desk {
    /// Does what is due; returns when more is.
    pub(super) fn keep_house(&mut self, now: Timestamp) -> Option<Timestamp> {
        // Settings that cannot be read may want the history kept for longer, and may hold any portal.
        if !self.settings_known {
            return None;
        }
        self.cut_history(now);
        let listing = self.list_unasked(now);
        let forgetting = self.stop_orphans(now);
        listing.into_iter().chain(forgetting).min()
    }

    /// Forgets what of the history is older than the user wants it kept, at the start and once a day while there is anything to do.
    fn cut_history(&mut self, now: Timestamp) {
        let is_recent = |at: Timestamp| at <= now && now.duration_since(at).unsigned_abs() < DAY;
        if !self.house_kept_at.is_some_and(is_recent) {
            self.house_kept_at = Some(now);
            self.work.forget_old_history(Arc::clone(&self.shown.settings));
        }
    }

    fn list_unasked(&mut self, now: Timestamp) -> Option<Timestamp> {
        if !self.shown.settings.notify_access_changes {
            return None;
        }
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        // What lies ahead is of a clock that was set back.
        let after = |at: Option<Timestamp>, time| at.filter(|at| *at <= now)?.checked_add(time).ok();
        for one in &self.portals {
            if one.refreshing.is_some() || !matches!(one.state.sign_in, SignInState::SignedIn(_)) {
                continue;
            }
            let listed = after(one.state.catalogue.refreshed_at, DAY);
            let tried = after(one.listing_began_at, BETWEEN_LISTINGS);
            match listed.max(tried).filter(|at| *at > now) {
                Some(at) => next = Some(next.map_or(at, |next| next.min(at))),
                None => due.push(one.state.portal.name.clone()),
            }
        }
        due.iter().for_each(|name| self.list(name, false));
        next
    }

    fn stop_orphans(&mut self, now: Timestamp) -> Option<Timestamp> {
        let has_portal = |name: &PortalName| self.portals.iter().any(|one| one.state.portal.name == *name);
        let orphans: BTreeSet<PortalName> = self
            .care
            .all()
            .iter()
            .map(|one| &one.record.assignment.portal)
            .filter(|name| !has_portal(name))
            .cloned()
            .collect();
        self.orphans
            .retain(|name, since| orphans.contains(name) && *since <= now);
        let mut next: Option<Timestamp> = None;
        for name in orphans {
            let since = *self.orphans.entry(name.clone()).or_insert(now);
            let at = since + BEFORE_FORGETTING;
            if at > now {
                next = Some(next.map_or(at, |next| next.min(at)));
                continue;
            }
            // Where it fails, it is tried again after the same time.
            self.orphans.remove(&name);
            self.care.give_up(Leaving::Portal(name.clone()));
            self.work.stop_of(name);
        }
        next
    }
}
