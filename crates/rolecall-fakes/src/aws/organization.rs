//! Organizations: who may assume what through which portal, and the verbs with which a test changes it.

use super::FakeAws;
use crate::locked;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::Portal;
use std::collections::BTreeMap;

/// The user a test means when it names none.
pub const ANN: &str = "ann";

#[derive(Debug, Default)]
pub(super) struct Organizations(BTreeMap<String, Directory>);

type Directory = BTreeMap<String, BTreeMap<AccountId, (Account, Vec<RoleName>)>>;

impl Organizations {
    pub(super) fn has(&self, portal: &Portal) -> bool {
        self.0.contains_key(&key(portal))
    }

    pub(super) fn accounts(&self, portal: &Portal, user: &str) -> Vec<Account> {
        self.assigned(portal, user)
            .map(|all| all.values().map(|(account, _)| account.clone()).collect())
            .unwrap_or_default()
    }

    pub(super) fn roles(&self, portal: &Portal, user: &str, account_id: &AccountId) -> Option<&[RoleName]> {
        self.assigned(portal, user)?
            .get(account_id)
            .map(|(_, roles)| roles.as_slice())
    }

    fn assigned(
        &self,
        portal: &Portal,
        user: &str,
    ) -> Option<&BTreeMap<AccountId, (Account, Vec<RoleName>)>> {
        self.0.get(&key(portal))?.get(user)
    }

    fn assigned_mut(
        &mut self,
        portal: &Portal,
        user: &str,
    ) -> &mut BTreeMap<AccountId, (Account, Vec<RoleName>)> {
        self.0
            .entry(key(portal))
            .or_default()
            .entry(user.to_owned())
            .or_default()
    }
}

/// An instance of Identity Center is one start URL in one region.
fn key(portal: &Portal) -> String {
    format!("{} {}", portal.start_url.as_str(), portal.region)
}

impl FakeAws {
    /// Makes the organization behind `portal`, if it is not there yet.
    pub fn add_organization(&self, portal: &Portal) {
        locked(&self.state)
            .organizations
            .0
            .entry(key(portal))
            .or_default();
    }

    /// Assigns `roles` in an account to a user, beside what is assigned in it already.
    ///
    /// # Panics
    /// When `account_id` is not 12 digits.
    pub fn assign(&self, portal: &Portal, user: &str, account_id: &str, account_name: &str, roles: &[&str]) {
        let id = AccountId::parse(account_id).expect("12 digits");
        let email = Some(format!("aws+{id}@example.com"));
        let account = Account {
            id,
            name: account_name.to_owned(),
            email,
        };
        self.assign_account(
            portal,
            user,
            account,
            roles.iter().map(|name| RoleName::new(*name)),
        );
    }

    /// Assigns `roles` in `account` to a user, beside what is assigned in it already.
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

    /// Assigns `roles` roles in each of `accounts` made-up accounts to a user.
    ///
    /// # Panics
    /// Never: made-up ids have 12 digits.
    pub fn assign_many(&self, portal: &Portal, user: &str, accounts: u32, roles: u32) {
        let names: Vec<String> = (0..roles).map(|n| format!("Role{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for n in 0..accounts {
            self.assign(
                portal,
                user,
                &format!("{:012}", 100_000_000 + n),
                &format!("Account {n:05}"),
                &names,
            );
        }
    }

    /// Takes one role away from a user; the account goes with its last role.
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
