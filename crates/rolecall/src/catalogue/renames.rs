//! Roles that have another name since the last listing.
//!
//! Identity Center does not report a new name: one permission set is gone and another is there. So this is a guess, and a role that
//! may do more can take the place of one that may do less. It must not know what follows a rename.

use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Rename};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the roles whose role was renamed between two complete listings of a portal: a role that is nowhere any more, and
/// one that was nowhere before, in exactly the same accounts, where no other role came or went in exactly those.
pub fn renames(portal: &PortalName, before: &Catalogue, after: &Catalogue) -> Vec<Rename> {
    if before.refreshed_at.is_none() {
        return Vec::new();
    }
    let (old, new) = (accounts_by_role(before), accounts_by_role(after));
    let gone = by_accounts(&old, &new);
    let come = by_accounts(&new, &old);
    let mut renames = Vec::new();
    for (accounts, gone) in &gone {
        let come = come.get(accounts).map(Vec::as_slice);
        let ([from], Some([to])) = (gone.as_slice(), come) else {
            continue;
        };
        renames.extend(accounts.iter().map(|account_id| {
            let named = |role_name: &RoleName| RoleRef::at_portal(portal, account_id, role_name);
            Rename {
                from: named(from),
                to: named(to),
            }
        }));
    }
    renames
}

type Accounts<'a> = BTreeSet<&'a AccountId>;

fn accounts_by_role(catalogue: &Catalogue) -> BTreeMap<&RoleName, Accounts<'_>> {
    let mut roles: BTreeMap<&RoleName, Accounts<'_>> = BTreeMap::new();
    for listed in &catalogue.accounts {
        for role_name in listed.roles.iter().flatten() {
            roles.entry(role_name).or_default().insert(&listed.account.id);
        }
    }
    roles
}

/// The roles that `other` does not know, by their accounts.
fn by_accounts<'a>(
    roles: &BTreeMap<&'a RoleName, Accounts<'a>>,
    other: &BTreeMap<&'a RoleName, Accounts<'a>>,
) -> BTreeMap<Accounts<'a>, Vec<&'a RoleName>> {
    let mut by_accounts: BTreeMap<Accounts<'a>, Vec<&'a RoleName>> = BTreeMap::new();
    for (role_name, accounts) in roles {
        if !other.contains_key(role_name) {
            by_accounts.entry(accounts.clone()).or_default().push(role_name);
        }
    }
    by_accounts
}

#[cfg(test)]
mod tests;
