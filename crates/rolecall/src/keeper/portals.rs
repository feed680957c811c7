//! What the keeper knows of the portals of the settings while it runs.
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

/// A portal that the settings did not hold before, and what has to happen first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AddedPortal {
    /// What is stored of it is read.
    Read(PortalName),
    /// What is stored under its name is of a portal at another start URL, and is removed.
    Replaced(PortalName),
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

    /// Returns what is listed at each portal, to name things by.
    pub(super) fn catalogues(&self) -> Vec<(&PortalName, &Catalogue)> {
        self.iter()
            .map(|portal| (portal.name(), portal.state().catalogue.as_ref()))
            .collect()
    }

    /// Returns the names of those that `matches`.
    pub(super) fn names(&self, matches: impl Fn(&TrackedPortal) -> bool) -> Vec<PortalName> {
        self.iter()
            .filter(|portal| matches(portal))
            .map(|portal| portal.name().clone())
            .collect()
    }

    /// Tells whether somebody has to sign in before AWS gives anything.
    pub(super) fn needs_sign_in(&self, name: &PortalName) -> bool {
        self.find(name).is_none_or(TrackedPortal::needs_sign_in)
    }

    /// Tells whether the sign-in of a portal is not known yet.
    pub(super) fn is_a_sign_in_unknown(&self) -> bool {
        self.iter()
            .any(|portal| matches!(portal.state().sign_in, SignInState::Unknown))
    }

    /// Ends sign-ins that are not renewed and are over at `now`; returns whether there were any, and when the next one ends.
    pub(super) fn expire_sign_ins(&mut self, now: Timestamp) -> (bool, Option<Timestamp>) {
        let mut is_any = false;
        let mut next: Option<Timestamp> = None;
        for portal in &mut self.portals {
            let (is_over, end) = portal.expire_sign_in(now);
            is_any |= is_over;
            next = next.into_iter().chain(end).min();
        }
        (is_any, next)
    }

    /// Takes the portals that the settings hold now. What stays the same keeps its state; of what is gone everything is cancelled.
    pub(super) fn set(&mut self, portals: &[Portal]) -> Vec<AddedPortal> {
        let mut old = std::mem::take(&mut self.portals);
        let mut new = Vec::new();
        for portal in portals {
            let same = old.iter().position(|tracked| tracked.portal() == portal);
            let tracked = match same {
                Some(position) => old.swap_remove(position),
                None => {
                    let before = old.iter().find(|before| before.name() == &portal.name);
                    let is_same = |it: &&TrackedPortal| it.portal().start_url == portal.start_url;
                    let catalogue = before.filter(is_same).map(|it| &it.state().catalogue);
                    let name = portal.name.clone();
                    new.push(if before.is_some() && catalogue.is_none() {
                        AddedPortal::Replaced(name)
                    } else {
                        AddedPortal::Read(name)
                    });
                    TrackedPortal::new(portal.clone(), catalogue.cloned().unwrap_or_default())
                }
            };
            self.portals.push(tracked);
        }
        old.iter_mut().for_each(TrackedPortal::cancel_all);
        new
    }

    /// Sets which accounts are visible or searched.
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
