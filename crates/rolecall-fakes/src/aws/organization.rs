//! Organizations: who may assume which roles through which portal.

use super::FakeAws;
use crate::locked;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::Portal;
use std::collections::BTreeMap;

/// The user that tests sign in as.
pub const ANN: &str = "ann";

/// The assigned roles of each user, by portal.
#[derive(Debug, Default)]
pub(super) struct Organizations(BTreeMap<String, BTreeMap<String, AssignedRoles>>);

type AssignedRoles = BTreeMap<AccountId, (Account, Vec<RoleName>)>;

impl Organizations {
    pub(super) fn has(&self, portal: &Portal) -> bool {
        self.0.contains_key(&key(portal))
    }

    pub(super) fn accounts(&self, portal: &Portal, user: &str) -> Vec<Account> {
        let assigned = self.0.get(&key(portal)).and_then(|users| users.get(user));
        let accounts = assigned.into_iter().flat_map(BTreeMap::values);
        accounts.map(|(account, _)| account.clone()).collect()
    }

    pub(super) fn roles(&self, portal: &Portal, user: &str, account_id: &AccountId) -> Option<&[RoleName]> {
        let assigned = self.0.get(&key(portal))?.get(user)?;
        assigned.get(account_id).map(|(_, roles)| roles.as_slice())
    }

    fn assigned_mut(&mut self, portal: &Portal, user: &str) -> &mut AssignedRoles {
        let users = self.0.entry(key(portal)).or_default();
        users.entry(user.to_owned()).or_default()
    }
}

/// An instance of Identity Center is one start URL in one region.
fn key(portal: &Portal) -> String {
    format!("{} {}", portal.start_url.as_str(), portal.region)
}

impl FakeAws {
    /// Makes the organization behind `portal`, if there is none.
    pub fn add_organization(&self, portal: &Portal) {
        let mut state = locked(&self.state);
        state.organizations.0.entry(key(portal)).or_default();
    }

    /// Assigns `roles` in an account to a user, in addition to those assigned before.
    ///
    /// # Panics
    /// When `account_id` is not 12 digits.
    pub fn assign(&self, portal: &Portal, user: &str, account_id: &str, account_name: &str, roles: &[&str]) {
        let account = Account {
            id: AccountId::parse(account_id).expect("12 digits"),
            name: account_name.to_owned(),
            email: Some(format!("aws+{account_id}@example.com")),
        };
        let roles = roles.iter().map(|name| RoleName::new(*name));
        self.assign_account(portal, user, account, roles);
    }

    /// Assigns `roles` in `account` to a user, in addition to those assigned before.
    pub fn assign_account(
        &self,
        portal: &Portal,
        user: &str,
        account: Account,
        roles: impl IntoIterator<Item = RoleName>,
    ) {
        let mut state = locked(&self.state);
        let assigned = state.organizations.assigned_mut(portal, user);
        let entry = assigned
            .entry(account.id.clone())
            .or_insert_with(|| (account.clone(), Vec::new()));
        entry.0 = account;
        for role in roles {
            if !entry.1.contains(&role) {
                entry.1.push(role);
            }
        }
    }

    /// Assigns `roles` roles in each of `accounts` generated accounts to a user.
    ///
    /// # Panics
    /// Never: generated ids have 12 digits.
    pub fn assign_many(&self, portal: &Portal, user: &str, accounts: u32, roles: u32) {
        let names: Vec<String> = (0..roles).map(|n| format!("Role{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for n in 0..accounts {
            let (id, name) = (format!("{:012}", 100_000_000 + n), format!("Account {n:05}"));
            self.assign(portal, user, &id, &name, &names);
        }
    }

    /// Removes one assigned role of a user; the account is removed with its last role.
    pub fn unassign(&self, portal: &Portal, user: &str, account_id: &str, role_name: &str) {
        let mut state = locked(&self.state);
        let assigned = state.organizations.assigned_mut(portal, user);
        assigned.retain(|id, (_, roles)| {
            if id.as_str() == account_id {
                roles.retain(|role| role.as_str() != role_name);
            }
            !roles.is_empty()
        });
    }
}
