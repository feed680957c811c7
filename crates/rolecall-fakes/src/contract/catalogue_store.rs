//! The suite of [`CatalogueStore`]: accounts and roles come back as they were listed.

use super::values::{assert_lists, portal_name, time};
use crate::hostile;
use rolecall::ports::CatalogueStore;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::portal::PortalName;
use rolecall_model::role_arn::RoleArn;

/// The suite of [`CatalogueStore`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the store breaks its contract.
pub fn catalogue_store<S: CatalogueStore>(store: &S, other: &S) {
    let portal = portal_name("contract-first");
    assert_eq!(read(store, &portal), Catalogue::default(), "empty at first");
    listing(store, other, &portal);
    listing_again(store, &portal);
    order(store, &portal);
    hostile_names(store, other, &portal);
    role_arns(store, other, &portal_name("contract-third"));
    let other_portal = read(other, &portal_name("contract-second"));
    assert_eq!(
        other_portal.accounts.len(),
        1,
        "another portal has its own catalogue"
    );
}

fn listing<S: CatalogueStore>(store: &S, other: &S, portal: &PortalName) {
    let nameless = Account {
        email: None,
        ..account(2, "")
    };
    let accounts = [account(1, "Beta"), nameless];
    store.save_accounts(portal, &accounts).expect("a write");
    let stored = read(other, portal);
    let expected = [listed(&accounts[1], None), listed(&accounts[0], None)];
    assert_lists(
        &stored.accounts,
        &expected,
        "roles that were never listed are None",
    );
    assert_eq!(stored.refreshed_at, None, "never listed completely");

    let listed_roles = [(id(1), roles(&["Reader", "Admin"])), (id(2), Vec::new())];
    store.save_roles(portal, &listed_roles).expect("a write");
    store.save_refreshed_at(portal, time(0)).expect("a write");
    let second = portal_name("contract-second");
    store.save_accounts(&second, &accounts[..1]).expect("a write");
    let stored = read(other, portal);
    assert_eq!(stored.refreshed_at, Some(time(0)));
    let expected = [
        listed(&accounts[1], Some(&[])),
        listed(&accounts[0], Some(&["Admin", "Reader"])),
    ];
    assert_lists(
        &stored.accounts,
        &expected,
        "no role is not the same as never listed",
    );
    assert_eq!(stored.role_refs(portal).count(), 2);
}

/// IAM roles are stored by name like all others, and their ARNs with them.
fn role_arns<S: CatalogueStore>(store: &S, other: &S, portal: &PortalName) {
    let arn = |text: &str| RoleArn::parse(text).expect("an ARN");
    let developer = arn("arn:aws:iam::000000000001:role/team/Developer");
    let auditor = arn("arn:aws:iam::000000000001:role/Auditor");
    let stored = |name: &str| {
        let stored = other.role_arn(portal, &id(1), &RoleName::new(name));
        stored.expect("a read")
    };
    assert_eq!(stored("Developer"), None, "nothing was listed");
    store
        .save_accounts(portal, &[account(1, "Alpha")])
        .expect("a write");
    let gone = (id(2), vec![arn("arn:aws:iam::000000000002:role/Gone")]);
    let both = (id(1), vec![developer.clone(), auditor.clone()]);
    store.save_role_arns(portal, &[both, gone]).expect("a write");
    let names = [listed(&account(1, "Alpha"), Some(&["Auditor", "Developer"]))];
    assert_lists(&read(other, portal).accounts, &names, "names without paths");
    assert_eq!(
        (stored("Developer"), stored("Auditor")),
        (Some(developer), Some(auditor))
    );
    assert_eq!(stored("Gone"), None);
    let moved = arn("arn:aws:iam::000000000001:role/other/Developer");
    store
        .save_role_arns(portal, &[(id(1), vec![moved.clone()])])
        .expect("a write");
    assert_eq!((stored("Developer"), stored("Auditor")), (Some(moved), None));
    store
        .save_roles(portal, &[(id(1), roles(&["Developer"]))])
        .expect("a write");
    assert_eq!(
        stored("Developer"),
        None,
        "a role that was listed without one has none"
    );
}

fn listing_again<S: CatalogueStore>(store: &S, portal: &PortalName) {
    store
        .save_roles(portal, &[(id(1), roles(&["Operator"]))])
        .expect("a write");
    let accounts = [account(1, "Renamed"), account(3, "New")];
    store.save_accounts(portal, &accounts).expect("a write");
    let expected = [
        listed(&accounts[1], None),
        listed(&accounts[0], Some(&["Operator"])),
    ];
    assert_lists(
        &read(store, portal).accounts,
        &expected,
        "an account that stays has its last roles, one that is not listed is removed",
    );
    store.save_accounts(portal, &accounts[1..]).expect("a write");
    store.save_accounts(portal, &accounts).expect("a write");
    let stored = read(store, portal).accounts;
    assert!(
        stored.iter().all(|listed| listed.roles.is_none()),
        "roles of a removed account do not come back"
    );
}

fn order<S: CatalogueStore>(store: &S, portal: &PortalName) {
    let names = [
        (9, "beta"),
        (3, "Alpha"),
        (8, "alpha"),
        (1, "GAMMA"),
        (2, "alpha"),
    ];
    let accounts = names.map(|(number, name)| account(number, name));
    store.save_accounts(portal, &accounts).expect("a write");
    let stored = read(store, portal).accounts;
    let order: Vec<&AccountId> = stored.iter().map(|listed| &listed.account.id).collect();
    let expected = [2, 3, 8, 9, 1].map(id);
    assert_eq!(
        order,
        expected.iter().collect::<Vec<_>>(),
        "by name without regard to case, then by id"
    );
}

fn hostile_names<S: CatalogueStore>(store: &S, other: &S, portal: &PortalName) {
    let names = hostile::names();
    let mut accounts = Vec::new();
    for (number, name) in (0..).zip(&names) {
        accounts.push(Account {
            email: Some(format!("{name}@example.com")),
            ..account(number, name)
        });
    }
    store.save_accounts(portal, &accounts).expect("a write");
    let mut all_roles: Vec<RoleName> = names.iter().map(RoleName::new).collect();
    store
        .save_roles(portal, &[(id(0), all_roles.clone())])
        .expect("a write");
    let mut stored = read(other, portal).accounts;
    stored.sort_by(|a, b| a.account.id.cmp(&b.account.id));
    let mut stored_roles = stored[0].roles.take().expect("roles of the first account");
    let stored: Vec<Account> = stored.into_iter().map(|listed| listed.account).collect();
    assert_lists(&stored, &accounts, "names come back byte for byte");
    stored_roles.sort();
    all_roles.sort();
    assert_lists(&stored_roles, &all_roles, "role names come back byte for byte");
}

fn read<S: CatalogueStore>(store: &S, portal: &PortalName) -> Catalogue {
    store.catalogue(portal).expect("a read")
}

fn id(number: u32) -> AccountId {
    AccountId::parse(&format!("{number:012}")).expect("12 digits")
}

fn account(number: u32, name: &str) -> Account {
    Account {
        id: id(number),
        name: name.to_owned(),
        email: Some(format!("a{number}@example.com")),
    }
}

fn listed(account: &Account, names: Option<&[&str]>) -> ListedAccount {
    ListedAccount {
        account: account.clone(),
        roles: names.map(roles),
    }
}

fn roles(names: &[&str]) -> Vec<RoleName> {
    names.iter().map(|name| RoleName::new(*name)).collect()
}
