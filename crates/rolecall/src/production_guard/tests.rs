//! Which accounts need a confirmation, whatever is known of them.

use super::{
    Confirmation, ConfirmationNeeded, ReasonNeeded, confirmation_needed, reason_needed, require_confirmation,
    require_reason,
};
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use rolecall_model::settings::Settings;

const PROD: &str = "000000000001";
const LAB: &str = "000000000002";
const UNLISTED: &str = "000000000003";
const TAGGED: &str = "000000000004";
const KNOWN_DEV: &str = "000000000005";

fn account_id(text: &str) -> AccountId {
    AccountId::parse(text).unwrap()
}

fn portal() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn role(id: &str) -> RoleRef {
    RoleRef::at_portal(&portal(), &account_id(id), &RoleName::new("Admin"))
}

fn defined(id: &str) -> RoleRef {
    let name = DefinedRoleName::parse("deploy").unwrap();
    RoleRef {
        origin: RoleOrigin::Defined(name),
        ..role(id)
    }
}

fn settings(ask: bool) -> Settings {
    Settings {
        ask_before_production: ask,
        production_patterns: vec!["*prod*".to_owned(), "tag:pci".to_owned()],
        development_patterns: vec![KNOWN_DEV.to_owned()],
        tags: [(account_id(TAGGED), vec!["pci".to_owned()])].into(),
        ..Settings::default()
    }
}

fn catalogue(was_listed: bool) -> Catalogue {
    let listed = |id: &str, name: &str| ListedAccount {
        account: Account {
            name: name.to_owned(),
            ..Account::unlisted(&account_id(id))
        },
        roles: None,
    };
    if !was_listed {
        return Catalogue::default();
    }
    Catalogue {
        accounts: vec![listed(PROD, "payments-prod"), listed(LAB, "lab")],
        refreshed_at: Some("2026-11-23T12:00:00Z".parse().unwrap()),
    }
}

#[test]
fn production_and_what_may_be_production_need_a_confirmation() {
    use ConfirmationNeeded::{NotListed, Production};
    let (portal, other) = (portal(), PortalName::parse("other").unwrap());
    for (role, was_listed, expected) in [
        (role(PROD), true, Some(Production)),
        (role(LAB), true, None),
        (role(UNLISTED), true, None),
        (role(TAGGED), true, Some(Production)),
        (defined(PROD), true, Some(Production)),
        (defined(LAB), true, None),
        // Without a list, the name of the account is not known.
        (role(PROD), false, Some(NotListed)),
        (role(LAB), false, Some(NotListed)),
        (defined(LAB), false, Some(NotListed)),
        (role(TAGGED), false, Some(Production)),
        (role(KNOWN_DEV), false, None),
    ] {
        let own = catalogue(was_listed);
        let other_list = catalogue(true);
        let mut lists = vec![(&portal, &own)];
        if role.portal().is_some() {
            // What another portal lists says nothing about this one.
            lists.push((&other, &other_list));
        }
        let asked = confirmation_needed(&settings(true), &role, lists.iter().copied());
        assert_eq!(asked, expected, "{role:?} {was_listed}");
        let unasked = confirmation_needed(&settings(false), &role, lists.iter().copied());
        assert_eq!(unasked, None, "{role:?}: the user does not want it");
        for (confirmation, result) in [
            (Confirmation::Present, Ok(())),
            (Confirmation::Missing, expected.map_or(Ok(()), Err)),
        ] {
            let required = require_confirmation(&settings(true), &role, lists.iter().copied(), confirmation);
            assert_eq!(required, result, "{role:?}");
        }
    }
    let none = confirmation_needed(&settings(true), &role(LAB), []);
    assert_eq!(none, Some(NotListed), "no list at all");
}

#[test]
fn production_needs_a_reason_where_the_user_wants_it() {
    let (portal, list) = (portal(), catalogue(true));
    let lists = || [(&portal, &list)];
    let settings = Settings {
        require_reason_for_production: true,
        ..settings(false)
    };
    let reason = Reason::parse("INC-42").unwrap();
    for (role, expected) in [
        (role(PROD), Some(ConfirmationNeeded::Production)),
        (defined(PROD), Some(ConfirmationNeeded::Production)),
        (role(LAB), None),
        (role(KNOWN_DEV), None),
    ] {
        let expected = expected.map(ReasonNeeded);
        assert_eq!(reason_needed(&settings, &role, lists()), expected, "{role:?}");
        assert_eq!(require_reason(&settings, &role, lists(), Some(&reason)), Ok(()));
        let without = require_reason(&settings, &role, lists(), None);
        assert_eq!(without, expected.map_or(Ok(()), Err), "{role:?}");
        assert_eq!(
            confirmation_needed(&settings, &role, lists()),
            None,
            "that is another setting"
        );
    }
    let unlisted = reason_needed(&settings, &role(LAB), []);
    assert_eq!(unlisted, Some(ReasonNeeded(ConfirmationNeeded::NotListed)));
    let off = Settings {
        require_reason_for_production: false,
        ..settings
    };
    assert_eq!(reason_needed(&off, &role(PROD), lists()), None);
}
