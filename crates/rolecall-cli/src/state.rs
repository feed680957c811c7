//! What the state database holds, as the verbs need it: cached lists of accounts and roles, favourites, recent roles.
//!
//! It never uses the network.

use crate::failure::Failure;
use rolecall::ports::Ports;
use rolecall::target::{Candidate, defined_candidates, parse_target, resolve};
use rolecall_model::account::Account;
use rolecall_model::catalogue::{Catalogue, ListedAccount, account_of};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::collections::BTreeMap;

/// Returns the cached list of `portal`; empty if it was never fetched.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn catalogue(ports: &Ports, portal: &PortalName) -> Result<Catalogue, Failure> {
    let catalogue = ports.store.catalogue_store.catalogue(portal);
    catalogue.map_err(|error| Failure::from_error(&error))
}

/// The cached lists of every portal of the settings.
pub(crate) struct CachedLists {
    catalogues: Vec<(PortalName, Catalogue)>,
    /// Every role in the order of the list: portals as in the settings, their accounts by name, then accounts that only defined
    /// roles are in. Those of an account stand after the roles that its portal lists.
    pub(crate) candidates: Vec<Candidate>,
}

impl CachedLists {
    /// Reads the lists.
    ///
    /// # Errors
    /// The state database cannot be read.
    pub(crate) fn read(ports: &Ports, settings: &Settings) -> Result<Self, Failure> {
        let catalogues: Result<Vec<_>, Failure> = settings
            .portals
            .iter()
            .map(|portal| Ok((portal.name.clone(), catalogue(ports, &portal.name)?)))
            .collect();
        let catalogues = catalogues?;
        let mut lists = Self {
            candidates: Vec::new(),
            catalogues,
        };
        lists.candidates = lists.all_candidates(settings);
        Ok(lists)
    }

    fn all_candidates(&self, settings: &Settings) -> Vec<Candidate> {
        let portals = settings.source_portals();
        let mut defined: Vec<Candidate> = defined_candidates(settings).collect();
        for candidate in &mut defined {
            candidate.account_name = self.account(&candidate.role).name;
        }
        let mut candidates = Vec::new();
        for (portal, catalogue) in &self.catalogues {
            let is_here = |candidate: &Candidate| portals.get(&candidate.role) == Some(portal);
            for listed in &catalogue.accounts {
                candidates.extend(candidates_of(portal, listed));
                let in_account = |candidate: &mut Candidate| {
                    is_here(candidate) && candidate.role.account_id == listed.account.id
                };
                candidates.extend(defined.extract_if(.., in_account));
            }
            candidates.extend(defined.extract_if(.., |candidate| is_here(candidate)));
        }
        candidates.extend(defined);
        candidates
    }

    /// Returns the account of `role`; one without a name if it is not listed.
    pub(crate) fn account(&self, role: &RoleRef) -> Account {
        let catalogues = self.catalogues.iter();
        account_of(role, catalogues.map(|(portal, catalogue)| (portal, catalogue)))
    }

    /// Returns the most readable target: `account/role` by name if that is unambiguous, otherwise the full target.
    pub(crate) fn readable_target(&self, role: &RoleRef) -> String {
        let account = self.account(role);
        let name = format!("{}/{}", account.name, role.role_name.as_str());
        let is_unambiguous = parse_target(&name).is_ok_and(|target| {
            resolve(&target, &self.candidates, &BTreeMap::new(), None).as_ref() == Ok(role)
        });
        if is_unambiguous && role.portal().is_some() {
            name
        } else {
            role.target()
        }
    }
}

fn candidates_of(portal: &PortalName, listed: &ListedAccount) -> impl Iterator<Item = Candidate> {
    let roles = listed.roles.iter().flatten();
    roles.map(move |role_name| Candidate {
        role: RoleRef::at_portal(portal, &listed.account.id, role_name),
        account_name: listed.account.name.clone(),
    })
}

/// Returns every role, in the order of the list.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn candidates(ports: &Ports, settings: &Settings) -> Result<Vec<Candidate>, Failure> {
    Ok(CachedLists::read(ports, settings)?.candidates)
}

/// Returns the favourite roles.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn favourites<C: FromIterator<RoleRef>>(ports: &Ports) -> Result<C, Failure> {
    let favourites = ports.store.preference_store.favourites();
    let favourites = favourites.map_err(|error| Failure::from_error(&error))?;
    Ok(favourites.into_iter().collect())
}

/// Returns at most `limit` roles, those used often and recently first; none if the state database cannot be read.
pub(crate) fn recents(ports: &Ports, limit: usize) -> Vec<RoleRef> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    ports.store.preference_store.recents(limit).unwrap_or_default()
}

/// The cached lists that may name the account of one role. One that cannot be read counts as never fetched.
pub(crate) struct AccountLists<'a>(Vec<(&'a PortalName, Catalogue)>);

impl<'a> AccountLists<'a> {
    /// Reads the lists that may name the account of `role`.
    pub(crate) fn read(ports: &Ports, settings: &'a Settings, role: &RoleRef) -> Self {
        let portals = settings.portals.iter().map(|portal| &portal.name);
        let own = role.portal();
        let own_lists = portals.filter(|portal| own.is_none_or(|own| own == *portal));
        let lists = own_lists.map(|portal| {
            let catalogue = ports.store.catalogue_store.catalogue(portal);
            (portal, catalogue.unwrap_or_default())
        });
        Self(lists.collect())
    }

    /// Returns each list with the name of its portal.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PortalName, &Catalogue)> {
        self.0.iter().map(|(portal, catalogue)| (*portal, catalogue))
    }

    /// Returns the account of `role`; with an empty name if it is in no list.
    pub(crate) fn account(&self, role: &RoleRef) -> Account {
        account_of(role, self.iter())
    }
}

/// Returns the account of `role` from the cached lists; with an empty name if it is not there.
pub(crate) fn account(ports: &Ports, settings: &Settings, role: &RoleRef) -> Account {
    AccountLists::read(ports, settings, role).account(role)
}
