//! The keeper's state of the portals of the settings.
//!
//! It must not know of role sessions, nor start anything.

mod refresh;
mod tracked;

pub(super) use tracked::TrackedPortal;

use super::snapshot::{PortalState, SignInState};
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::portal::{Portal, PortalName};

/// The portals, in the order of the settings.
#[derive(Default)]
pub(super) struct TrackedPortals {
    portals: Vec<TrackedPortal>,
}

/// A portal that is new in the settings, and how its stored data is handled first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AddedPortal {
    /// Its stored data is read.
    ReadStoredData(PortalName),
    /// The data stored under its name belongs to a portal at another start URL, and is removed.
    PurgeStaleData(PortalName),
}

impl TrackedPortals {
    pub(super) fn iter(&self) -> impl Iterator<Item = &TrackedPortal> {
        self.portals.iter()
    }

    pub(super) fn find(&self, name: &PortalName) -> Option<&TrackedPortal> {
        self.portals.iter().find(|portal| portal.name() == name)
    }

    pub(super) fn find_mut(&mut self, name: &PortalName) -> Option<&mut TrackedPortal> {
        self.portals.iter_mut().find(|portal| portal.name() == name)
    }

    pub(super) fn states(&self) -> Vec<PortalState> {
        self.iter().map(|portal| portal.state().clone()).collect()
    }

    /// Returns the name and the catalogue of each portal.
    pub(super) fn catalogues(&self) -> Vec<(&PortalName, &Catalogue)> {
        self.iter()
            .map(|portal| (portal.name(), portal.state().catalogue.as_ref()))
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Returns the names of the portals for which `matches` returns true.
    pub(super) fn names_where(&self, matches: impl Fn(&TrackedPortal) -> bool) -> Vec<PortalName> {
        self.iter()
            .filter(|portal| matches(portal))
            .map(|portal| portal.name().clone())
            .collect()
    }

    /// Returns whether a portal requires a sign-in; true for an unknown portal.
    pub(super) fn needs_sign_in(&self, name: &PortalName) -> bool {
        self.find(name).is_none_or(TrackedPortal::needs_sign_in)
    }

    /// Returns whether the sign-in of at least one portal has not been read yet.
    pub(super) fn is_any_sign_in_unknown(&self) -> bool {
        self.iter()
            .any(|portal| matches!(portal.state().sign_in, SignInState::Unknown))
    }

    /// Marks sign-ins that have expired at `now`; returns whether there were any, and when the next one expires. Sign-ins that are
    /// renewed do not expire.
    pub(super) fn expire_sign_ins(&mut self, now: Timestamp) -> (bool, Option<Timestamp>) {
        let mut has_expired = false;
        let mut next: Option<Timestamp> = None;
        for portal in &mut self.portals {
            let (is_expired, expires_at) = portal.expire_sign_in(now);
            has_expired |= is_expired;
            next = next.into_iter().chain(expires_at).min();
        }
        (has_expired, next)
    }

    /// Takes over the portals of the settings; returns those that are new. Unchanged portals keep their state; the tasks of removed ones
    /// are cancelled.
    pub(super) fn set(&mut self, portals: &[Portal]) -> Vec<AddedPortal> {
        let mut old = std::mem::take(&mut self.portals);
        let mut added = Vec::new();
        for portal in portals {
            let same = old.iter().position(|tracked| tracked.portal() == portal);
            let tracked = match same {
                Some(position) => old.swap_remove(position),
                None => {
                    let before = old.iter().find(|before| before.name() == &portal.name);
                    let is_same = |before: &&TrackedPortal| before.portal().start_url == portal.start_url;
                    let catalogue = before.filter(is_same).map(|before| &before.state().catalogue);
                    let name = portal.name.clone();
                    added.push(if before.is_some() && catalogue.is_none() {
                        AddedPortal::PurgeStaleData(name)
                    } else {
                        AddedPortal::ReadStoredData(name)
                    });
                    TrackedPortal::new(portal.clone(), catalogue.cloned().unwrap_or_default())
                }
            };
            self.portals.push(tracked);
        }
        old.iter_mut().for_each(TrackedPortal::cancel_all);
        added
    }

    /// Sets which accounts are visible or match a search; their roles are listed first.
    pub(super) fn prioritize(&self, accounts: &[(PortalName, AccountId)]) {
        for portal in &self.portals {
            let visible = accounts.iter().filter(|(name, _)| name == portal.name());
            portal
                .priority_accounts()
                .set(visible.map(|(_, account_id)| account_id.clone()).collect());
        }
    }
}

#[cfg(test)]
mod tests;
