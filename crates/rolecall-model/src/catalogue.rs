//! The catalogue: every account and role that a portal listed for the user, and what changed between two listings.
//!
//! It must not know how a portal is listed or where a listing is stored.

use crate::Timestamp;
use crate::account::{Account, AccountId, RoleName};
use crate::portal::PortalName;
use crate::role_ref::RoleRef;
use std::collections::HashSet;

/// What a portal last listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The accounts, by name without regard to case, then by id.
    pub accounts: Vec<ListedAccount>,
    /// When the whole was last listed; absent when it never was.
    pub refreshed_at: Option<Timestamp>,
}

/// An account and the roles listed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// The account.
    pub account: Account,
    /// Its roles by name; absent when they were never listed.
    pub roles: Option<Vec<RoleName>>,
}

impl Catalogue {
    /// Puts the accounts in their order.
    pub fn sort(&mut self) {
        self.accounts
            .sort_by_cached_key(|listed| (listed.account.name.to_lowercase(), listed.account.id.clone()));
    }

    /// Returns the account with this id, if it is listed.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        let mut accounts = self.accounts.iter().map(|listed| &listed.account);
        accounts.find(|account| account.id == *id)
    }

    /// Tells whether the account with this id is listed with this role.
    pub fn lists_role(&self, account_id: &AccountId, role_name: &RoleName) -> bool {
        let mut accounts = self.accounts.iter();
        let listed = accounts.find(|listed| listed.account.id == *account_id);
        listed.is_some_and(|listed| listed.roles.iter().flatten().any(|role| role == role_name))
    }

    /// Returns every role of the catalogue, in its order.
    pub fn role_refs<'a>(&'a self, portal: &'a PortalName) -> impl Iterator<Item = RoleRef> + 'a {
        self.accounts.iter().flat_map(move |listed| {
            let roles = listed.roles.iter().flatten();
            roles.map(move |role_name| RoleRef::at_portal(portal, &listed.account.id, role_name))
        })
    }
}

/// Returns the account of `role`; one without a name if nobody lists it. `catalogues` are those of the portals by name: the
/// account of a defined role has the name that any of them lists.
pub fn account_of<'a>(
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
) -> Account {
    let own = role.portal();
    let mut accounts = catalogues
        .into_iter()
        .filter(|(portal, _)| own.is_none_or(|own| own == *portal))
        .filter_map(|(_, catalogue)| catalogue.account(&role.account_id));
    let listed = accounts.next().cloned();
    listed.unwrap_or_else(|| Account::unlisted(&role.account_id))
}

/// A role of a portal that has another name now, in the same account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// As it was called.
    pub from: RoleRef,
    /// As it is called.
    pub to: RoleRef,
}

/// Roles that are new or gone, in the order of the catalogue that holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// In the later listing only.
    pub added: Vec<RoleRef>,
    /// In the earlier listing only.
    pub removed: Vec<RoleRef>,
}

/// Returns what changed from `before` to `after`; nothing when `before` was never listed whole.
pub fn difference(portal: &PortalName, before: &Catalogue, after: &Catalogue) -> Difference {
    if before.refreshed_at.is_none() {
        return Difference::default();
    }
    let old: HashSet<RoleRef> = before.role_refs(portal).collect();
    let new: HashSet<RoleRef> = after.role_refs(portal).collect();
    Difference {
        added: after
            .role_refs(portal)
            .filter(|role| !old.contains(role))
            .collect(),
        removed: before
            .role_refs(portal)
            .filter(|role| !new.contains(role))
            .collect(),
    }
}
