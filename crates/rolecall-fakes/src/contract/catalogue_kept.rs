//! The suite of [`StateStore`], first part: what was listed is remembered as listed.

use super::same::assert_same;
use crate::contract::AnyStateStore;
use crate::hostile;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::portal::PortalName;

/// The part of the suite about catalogues. It forgets the portals it used.
///
/// # Panics
/// When the store breaks its word.
pub fn state_store_catalogue(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let (one, two) = (name("contract-one"), name("contract-two"));
    assert_eq!(
        store.catalogue(&one).expect("a read"),
        Catalogue::default(),
        "nothing listed, nothing remembered"
    );
    listing(store, other, &one, &two);
    listing_again(store, &one);
    order(store, &one);
    hostile_names(store, other, &one);
    store.remove_portal_data(&one).expect("forgetting");
    store
        .remove_portal_data(&one)
        .expect("forgetting nothing is fine");
    assert_eq!(
        store.catalogue(&one).expect("a read"),
        Catalogue::default(),
        "a forgotten portal is empty"
    );
    assert_eq!(
        store.catalogue(&two).expect("a read").accounts.len(),
        1,
        "another portal stays"
    );
    store.remove_portal_data(&two).expect("forgetting");
}

fn listing(store: &dyn AnyStateStore, other: &dyn AnyStateStore, one: &PortalName, two: &PortalName) {
    let before = other.change_count().expect("a count");
    let accounts = [
        account(1, "Beta"),
        Account {
            email: None,
            name: String::new(),
            ..account(2, "")
        },
    ];
    store.save_accounts(one, &accounts).expect("a write");
    let kept = other.catalogue(one).expect("a read");
    let expected = [
        ListedAccount {
            account: accounts[1].clone(),
            roles: None,
        },
        ListedAccount {
            account: accounts[0].clone(),
            roles: None,
        },
    ];
    assert_same(
        &kept.accounts,
        &expected,
        "accounts come back with e-mail or none; roles never listed are None",
    );
    assert_eq!(kept.refreshed_at, None, "never listed whole");
    assert_ne!(
        other.change_count().expect("a count"),
        before,
        "another process's change shows"
    );
    let seen = other.change_count().expect("a count");
    assert_eq!(
        other.change_count().expect("a count"),
        seen,
        "nothing changed, the count stays"
    );

    store
        .save_roles(one, &[(id(1), roles(&["Reader", "Admin"])), (id(2), Vec::new())])
        .expect("a write");
    let at = Timestamp::from_second(1_772_366_400).expect("a time");
    store.save_refreshed_at(one, at).expect("a write");
    store
        .save_accounts(two, &[account(1, "Elsewhere")])
        .expect("a write");
    let kept = other.catalogue(one).expect("a read");
    assert_eq!(kept.refreshed_at, Some(at));
    assert_eq!(
        kept.accounts[0].roles,
        Some(Vec::new()),
        "no role is not the same as never listed"
    );
    assert_eq!(
        kept.accounts[1].roles,
        Some(roles(&["Admin", "Reader"])),
        "roles come by name"
    );
    assert_eq!(kept.assignments(one).count(), 2);
}

fn listing_again(store: &dyn AnyStateStore, portal: &PortalName) {
    store
        .save_roles(portal, &[(id(1), roles(&["Operator"]))])
        .expect("a write");
    let accounts = [account(1, "Renamed"), account(3, "New")];
    store.save_accounts(portal, &accounts).expect("a write");
    let kept = store.catalogue(portal).expect("a read").accounts;
    let expected = [
        ListedAccount {
            account: accounts[1].clone(),
            roles: None,
        },
        ListedAccount {
            account: accounts[0].clone(),
            roles: Some(roles(&["Operator"])),
        },
    ];
    assert_same(
        &kept,
        &expected,
        "an account that stays keeps its last roles, one that went is gone",
    );
    store.save_accounts(portal, &accounts[1..]).expect("a write");
    store.save_accounts(portal, &accounts).expect("a write");
    let kept = store.catalogue(portal).expect("a read").accounts;
    assert!(
        kept.iter().all(|listed| listed.roles.is_none()),
        "roles of an account that went do not come back"
    );
}

fn order(store: &dyn AnyStateStore, portal: &PortalName) {
    let accounts = [
        account(9, "beta"),
        account(3, "Alpha"),
        account(8, "alpha"),
        account(1, "GAMMA"),
        account(2, "alpha"),
    ];
    store.save_accounts(portal, &accounts).expect("a write");
    let kept = store.catalogue(portal).expect("a read").accounts;
    let order: Vec<&str> = kept
        .iter()
        .map(|listed| listed.account.id.as_str().trim_start_matches('0'))
        .collect();
    assert_eq!(
        order,
        ["2", "3", "8", "9", "1"],
        "by name without regard to case, then by id"
    );
}

fn hostile_names(store: &dyn AnyStateStore, other: &dyn AnyStateStore, portal: &PortalName) {
    let names = hostile::names();
    let accounts: Vec<Account> = (0..)
        .zip(&names)
        .map(|(n, name)| {
            let email = Some(format!("{name}@example.com"));
            Account {
                email,
                ..account(n, name)
            }
        })
        .collect();
    store.save_accounts(portal, &accounts).expect("a write");
    let all: Vec<RoleName> = names.iter().map(RoleName::new).collect();
    store
        .save_roles(portal, &[(id(0), all.clone())])
        .expect("a write");
    let kept = other.catalogue(portal).expect("a read").accounts;
    assert_eq!(kept.len(), accounts.len(), "no name swallows another");
    for listed in &kept {
        let expected = accounts
            .iter()
            .find(|account| account.id == listed.account.id)
            .expect("an account that was kept");
        assert_same(
            std::slice::from_ref(&listed.account),
            std::slice::from_ref(expected),
            "names come back byte for byte",
        );
    }
    let first = kept
        .iter()
        .find(|listed| listed.account.id == id(0))
        .expect("the first account");
    let mut kept_roles = first.roles.clone().expect("roles that were kept");
    let mut all = all;
    kept_roles.sort();
    all.sort();
    assert_same(&kept_roles, &all, "role names come back byte for byte");
}

pub(super) fn name(text: &str) -> PortalName {
    PortalName::parse(text).expect("a portal name")
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

fn roles(names: &[&str]) -> Vec<RoleName> {
    names.iter().map(|name| RoleName::new(*name)).collect()
}
