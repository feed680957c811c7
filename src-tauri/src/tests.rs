//! Values for unit tests: one portal, `corp`, and its roles.

use rolecall::keeper::{PortalState, SignInState};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, Difference, ListedAccount};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) fn corp() -> PortalName {
    PortalName::parse("corp").unwrap()
}

pub(crate) fn role_ref(account_id: &str, role_name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(corp()),
        account_id: AccountId::parse(account_id).unwrap(),
        role_name: RoleName::new(role_name),
    }
}

pub(crate) fn listed_account(id: &str, name: &str, roles: &[&str]) -> ListedAccount {
    ListedAccount {
        account: Account {
            id: AccountId::parse(id).unwrap(),
            name: name.to_owned(),
            email: None,
        },
        roles: Some(roles.iter().map(|role| RoleName::new(*role)).collect()),
    }
}

/// The portal with these accounts, and nothing else known about it.
pub(crate) fn portal_state(sign_in: SignInState, accounts: Vec<ListedAccount>) -> PortalState {
    let start_url = parse_start_url("https://corp.awsapps.com/start", None);
    PortalState {
        portal: Portal {
            name: corp(),
            start_url: start_url.unwrap().start_url,
            region: Region::parse("eu-central-1").unwrap(),
            endpoint_url: None,
            demo: false,
            kind: PortalKind::IdentityCenter,
        },
        sign_in,
        catalogue: Arc::new(Catalogue {
            accounts,
            refreshed_at: None,
        }),
        difference: Arc::new(Difference::default()),
        failed_accounts: Arc::new(HashMap::new()),
        refresh: None,
        problem: None,
    }
}
