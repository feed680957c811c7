//! What roles are called in the menu: the alias, else account and role; told apart, marked, isolated and cut.
//!
//! It must not know what is done with them.

use crate::hostile_text::{fit, isolated, printable};
use crate::keeper::Snapshot;
use crate::messages::text::grouped_id;
use crate::messages::tray as labels;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::catalogue::ListedAccount;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// No name is wider, in columns: AWS takes 50 characters for an account and 32 for a permission set, so that names are cut only where they
/// are of wide characters or not from AWS.
const WIDEST: usize = 50;

/// The names of everything in a snapshot.
pub(super) struct MenuNames<'a> {
    snapshot: &'a Snapshot,
    accounts: HashMap<(&'a PortalName, &'a AccountId), &'a ListedAccount>,
    /// MenuNames that more than one account has.
    shared: HashSet<&'a str>,
    /// Accounts that more than one portal lists.
    of_several_portals: HashSet<&'a AccountId>,
}

impl<'a> MenuNames<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        let mut names = Self {
            snapshot,
            accounts: HashMap::new(),
            shared: HashSet::new(),
            of_several_portals: HashSet::new(),
        };
        let mut seen: HashMap<&str, &AccountId> = HashMap::new();
        let mut seen_ids: HashSet<&AccountId> = HashSet::new();
        for state in &snapshot.portals {
            for listed in &state.catalogue.accounts {
                let account = &listed.account;
                names.accounts.insert((&state.portal.name, &account.id), listed);
                if seen
                    .insert(&account.name, &account.id)
                    .is_some_and(|other| *other != account.id)
                {
                    names.shared.insert(&account.name);
                }
                if !seen_ids.insert(&account.id) {
                    names.of_several_portals.insert(&account.id);
                }
            }
        }
        names
    }

    /// Returns what a menu calls `role`: an alias is the user's own word for it.
    pub(super) fn label(&self, role: &RoleRef) -> String {
        let called = match self.snapshot.settings.own_name_of(role) {
            Some(name) => short(name),
            None => self.account_and_role(role),
        };
        labels::with_production(called, self.is_production(role))
    }

    /// Returns what `role` is in full, as far as it fits: role, account, id and portal.
    pub(super) fn full_name(&self, role: &RoleRef) -> String {
        let role_name = short(role.role_name.as_str());
        let id = grouped_id(&role.account_id);
        let account = match self.account(role) {
            Some(account) if !account.name.is_empty() => format!("{} ({id})", short(&account.name)),
            Some(_) | None => id,
        };
        let origin = short(role.origin.name());
        labels::full_name(&role_name, &account, &origin, self.is_production(role))
    }

    /// By account and role as the list shows them, then by portal.
    pub(super) fn order(&self, role: &RoleRef) -> (String, RoleRef) {
        let name = self
            .account(role)
            .map(|account| account.name.to_lowercase())
            .unwrap_or_default();
        (name, role.clone())
    }

    pub(super) fn is_production(&self, role: &RoleRef) -> bool {
        let settings = &self.snapshot.settings;
        settings.is_production(&self.account_or_unlisted(role))
    }

    /// Tells whether the user wants to confirm what is done with `role`.
    pub(super) fn needs_confirmation(&self, role: &RoleRef) -> bool {
        self.snapshot.confirmation_needed(role).is_some()
    }

    fn account_or_unlisted(&self, role: &RoleRef) -> Cow<'a, Account> {
        match self.account(role) {
            Some(account) => Cow::Borrowed(account),
            None => Cow::Owned(Account::unlisted(&role.account_id)),
        }
    }

    /// Tells whether nothing can be done with it: the portal listed the account without that role, or without the account, or the
    /// settings have no source of it.
    pub(super) fn is_gone(&self, role: &RoleRef) -> bool {
        let Some(portal) = role.portal() else {
            return self.snapshot.settings.resolve(role).is_err();
        };
        let Some(state) = self.snapshot.portal(portal) else {
            return true;
        };
        match self.listed(role) {
            Some(listed) => listed
                .roles
                .as_ref()
                .is_some_and(|roles| !roles.contains(&role.role_name)),
            // While accounts arrive, one that is not here yet is not gone.
            None => state.catalogue.refreshed_at.is_some() && state.refresh.is_none(),
        }
    }

    fn account_and_role(&self, role: &RoleRef) -> String {
        let role_name = short(role.role_name.as_str());
        let id = &role.account_id;
        let account = match self.account(role) {
            Some(account) if account.name.is_empty() => grouped_id(id),
            Some(account) if self.shared.contains(account.name.as_str()) => {
                format!("{} {}", short(&account.name), grouped_id(id))
            }
            Some(account) => short(&account.name),
            None => grouped_id(id),
        };
        let name = format!("{account} · {role_name}");
        if self.of_several_portals.contains(id) {
            labels::at_portal(&name, &short(role.origin.name()))
        } else {
            name
        }
    }

    fn account(&self, role: &RoleRef) -> Option<&'a Account> {
        self.listed(role).map(|listed| &listed.account)
    }

    fn listed(&self, role: &RoleRef) -> Option<&'a ListedAccount> {
        let own = role.portal();
        let portals = self.snapshot.portals.iter().map(|state| &state.portal.name);
        let mut portals = portals.filter(|portal| own.is_none_or(|own| own == *portal));
        portals.find_map(|portal| self.accounts.get(&(portal, &role.account_id)).copied())
    }
}

/// Returns hostile text as it may stand in a label.
pub(super) fn short(text: &str) -> String {
    isolated(&fit(&printable(text), WIDEST))
}
