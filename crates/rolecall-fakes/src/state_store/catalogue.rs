//! What each portal listed, in memory.

use super::FakeStateStore;
use rolecall::ports::{CatalogueStore, StateStoreError};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::portal::PortalName;
use rolecall_model::role_arn::RoleArn;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct PortalCatalogue {
    accounts: BTreeMap<AccountId, Account>,
    roles: BTreeMap<AccountId, BTreeMap<RoleName, Option<RoleArn>>>,
    refreshed_at: Option<Timestamp>,
}

impl PortalCatalogue {
    fn catalogue(&self) -> Catalogue {
        let listed = self.accounts.values().map(|account| ListedAccount {
            account: account.clone(),
            roles: self
                .roles
                .get(&account.id)
                .map(|roles| roles.keys().cloned().collect()),
        });
        let mut accounts: Vec<ListedAccount> = listed.collect();
        accounts.sort_by_key(|listed| (listed.account.name.to_lowercase(), listed.account.id.clone()));
        Catalogue {
            accounts,
            refreshed_at: self.refreshed_at,
        }
    }
}

impl CatalogueStore for FakeStateStore {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        self.read(|database| {
            database
                .portals
                .get(portal)
                .map(PortalCatalogue::catalogue)
                .unwrap_or_default()
        })
    }

    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        self.write(|database| {
            let listed = database.portals.entry(portal.clone()).or_default();
            listed.accounts = accounts
                .iter()
                .map(|account| (account.id.clone(), account.clone()))
                .collect();
            let PortalCatalogue { accounts, roles, .. } = listed;
            roles.retain(|id, _| accounts.contains_key(id));
        })
    }

    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.write(|database| {
            let listed = database.portals.entry(portal.clone()).or_default();
            for (id, names) in roles {
                if listed.accounts.contains_key(id) {
                    let names = names.iter().map(|name| (name.clone(), None));
                    listed.roles.insert(id.clone(), names.collect());
                }
            }
        })
    }

    fn save_role_arns(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleArn>)],
    ) -> Result<(), StateStoreError> {
        self.write(|database| {
            let listed = database.portals.entry(portal.clone()).or_default();
            for (id, arns) in roles {
                if listed.accounts.contains_key(id) {
                    let arns = arns
                        .iter()
                        .map(|arn| (arn.role_name().clone(), Some(arn.clone())));
                    listed.roles.insert(id.clone(), arns.collect());
                }
            }
        })
    }

    fn role_arn(
        &self,
        portal: &PortalName,
        account_id: &AccountId,
        role_name: &RoleName,
    ) -> Result<Option<RoleArn>, StateStoreError> {
        self.read(|database| {
            let roles = database.portals.get(portal)?.roles.get(account_id)?;
            roles.get(role_name)?.clone()
        })
    }

    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.write(|database| database.portals.entry(portal.clone()).or_default().refreshed_at = Some(at))
    }
}
