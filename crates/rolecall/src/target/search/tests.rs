//! The cases that the page runs too, in `ui/src/state/search_cases.test.ts`.

use super::{SearchInput, search};
use crate::target::Candidate;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A catalogue and what is found in it. Roles are written as targets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseGroup {
    about: String,
    tags: BTreeMap<String, Vec<String>>,
    aliases: BTreeMap<String, String>,
    favourites: Vec<String>,
    active: Vec<String>,
    recents: Vec<String>,
    accounts: Vec<CaseAccount>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseAccount {
    portal: String,
    id: String,
    name: String,
    roles: Vec<String>,
    /// The roles that the user defined in the account, by their names.
    #[serde(default)]
    defined: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: String,
    expected: Vec<String>,
}

fn candidates(account: &CaseAccount) -> impl Iterator<Item = Candidate> {
    let portal = PortalName::parse(&account.portal).unwrap();
    let listed = account
        .roles
        .iter()
        .map(move |role| (RoleOrigin::Portal(portal.clone()), role));
    let defined = account.defined.iter().map(|(name, role)| {
        let name = DefinedRoleName::parse(name).unwrap();
        (RoleOrigin::Defined(name), role)
    });
    listed.chain(defined).map(|(origin, role)| Candidate {
        role: RoleRef {
            origin,
            account_id: AccountId::parse(&account.id).unwrap(),
            role_name: RoleName::new(role.as_str()),
        },
        account_name: account.name.clone(),
    })
}

impl CaseGroup {
    /// Runs the cases; returns how many there are.
    fn check(&self) -> usize {
        let all: Vec<Candidate> = self.accounts.iter().flat_map(candidates).collect();
        let by_target: BTreeMap<String, &RoleRef> = all
            .iter()
            .map(|candidate| (candidate.role.target(), &candidate.role))
            .collect();
        let tags = self
            .tags
            .iter()
            .map(|(id, tags)| (AccountId::parse(id).unwrap(), tags.clone()));
        let aliases = self
            .aliases
            .iter()
            .map(|(alias, target)| (alias.clone(), by_target[target].clone()));
        let roles = |targets: &[String]| targets.iter().map(|target| by_target[target]).collect();
        let source_portals = self.accounts.iter().flat_map(|account| {
            let portal = PortalName::parse(&account.portal).unwrap();
            candidates(account).map(move |candidate| (candidate.role, portal.clone()))
        });
        let input = SearchInput {
            aliases: &aliases.collect(),
            source_portals: &source_portals.collect(),
            tags: &tags.collect(),
            favourites: roles(&self.favourites),
            active: roles(&self.active),
            recents: roles(&self.recents),
        };
        for Case { query, expected } in &self.cases {
            let found: Vec<String> = search(query, &all, &input)
                .iter()
                .map(|candidate| candidate.role.target())
                .collect();
            assert_eq!(&found, expected, "{}: {query:?}", self.about);
        }
        self.cases.len()
    }
}

#[test]
fn every_case_has_the_order_that_the_page_shows() {
    let groups: Vec<CaseGroup> = serde_json::from_str(include_str!("cases.json")).unwrap();
    let checked: usize = groups.iter().map(CaseGroup::check).sum();
    assert!(checked > 150, "only {checked} cases");
}
