//! What the state database holds, as the verbs need it: cached lists of accounts and roles, favourites, recent roles.
//!
//! It never uses the network.

use crate::failure::Failure;
use rolecall::ports::Ports;
use rolecall::target::{Candidate, parse_target, resolve};
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::portal::PortalName;
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

/// Returns every assignment of the cached lists, in the order of the portals and of their lists.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn candidates(ports: &Ports, settings: &Settings) -> Result<Vec<Candidate>, Failure> {
    let mut candidates = Vec::new();
    for portal in &settings.portals {
        for listed in catalogue(ports, &portal.name)?.accounts {
            candidates.extend(listed.roles.into_iter().flatten().map(|role_name| Candidate {
                assignment: Assignment {
                    portal: portal.name.clone(),
                    account_id: listed.account.id.clone(),
                    role_name,
                },
                account_name: listed.account.name.clone(),
            }));
        }
    }
    Ok(candidates)
}

/// Returns the favourite assignments.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn favourites<C: FromIterator<Assignment>>(ports: &Ports) -> Result<C, Failure> {
    let favourites = ports.store.preference_store.favourites();
    let favourites = favourites.map_err(|error| Failure::from_error(&error))?;
    Ok(favourites.into_iter().collect())
}

/// Returns at most `limit` assignments, those used often and recently first; none if the state database cannot be read.
pub(crate) fn recents(ports: &Ports, limit: usize) -> Vec<Assignment> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    ports.store.preference_store.recents(limit).unwrap_or_default()
}

/// Returns the account of `assignment` from the cached list; with an empty name if it is not there.
pub(crate) fn account(ports: &Ports, assignment: &Assignment) -> Account {
    let catalogue = ports.store.catalogue_store.catalogue(&assignment.portal).ok();
    let mut accounts = catalogue.into_iter().flat_map(|catalogue| catalogue.accounts);
    accounts
        .find(|listed| listed.account.id == assignment.account_id)
        .map_or_else(
            || Account::unlisted(&assignment.account_id),
            |listed| listed.account,
        )
}

/// As [`account`], but looks in `candidates` instead of the state database.
pub(crate) fn account_in(candidates: &[Candidate], assignment: &Assignment) -> Account {
    let same_account = |candidate: &&Candidate| {
        candidate.assignment.portal == assignment.portal
            && candidate.assignment.account_id == assignment.account_id
    };
    let candidate = candidates.iter().find(same_account);
    Account {
        id: assignment.account_id.clone(),
        name: candidate
            .map(|candidate| candidate.account_name.clone())
            .unwrap_or_default(),
        email: None,
    }
}

/// Returns the most readable target: `account/role` by name if that is unambiguous, otherwise the full target.
pub(crate) fn readable_target(
    assignment: &Assignment,
    account: &Account,
    candidates: &[Candidate],
) -> String {
    let name = format!("{}/{}", account.name, assignment.role_name.as_str());
    let is_unambiguous = parse_target(&name)
        .is_ok_and(|target| resolve(&target, candidates, &BTreeMap::new(), None).as_ref() == Ok(assignment));
    if is_unambiguous { name } else { assignment.target() }
}
