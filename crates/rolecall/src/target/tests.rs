//! A target means exactly one role, whatever things are called, or it is refused.

use super::{Candidate, ResolveError, SearchInput, Target, TargetError, parse_target, resolve, search};
use proptest::prelude::*;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use std::collections::{BTreeMap, HashMap};

const PAY: &str = "111111111111";
const LAB: &str = "000000000042";

fn role_ref(portal: &str, id: &str, role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse(portal).unwrap()),
        account_id: AccountId::parse(id).unwrap(),
        role_name: RoleName::new(role),
    }
}

fn candidate(portal: &str, id: &str, name: &str, role: &str) -> Candidate {
    Candidate {
        role: role_ref(portal, id, role),
        account_name: name.to_owned(),
    }
}

fn catalogue() -> Vec<Candidate> {
    vec![
        candidate("corp", PAY, "payments-prod", "AdministratorAccess"),
        candidate("corp", PAY, "payments-prod", "ReadOnly"),
        candidate("corp", LAB, "Lab / north", "team/Reader"),
        candidate("corp", LAB, "Lab / north", "Reader"),
        candidate("corp", "333333333333", "payments-dev", "AdministratorAccess"),
        candidate("side", "444444444444", "payments-dev", "AdministratorAccess"),
    ]
}

fn find(text: &str, candidates: &[Candidate]) -> Result<String, ResolveError> {
    resolve(&parse_target(text).unwrap(), candidates, &BTreeMap::new(), None).map(|found| found.target())
}

#[test]
fn a_target_tells_which_accounts_it_may_name_before_their_roles_are_known() {
    let may_name = |text: &str, portal: &str, id: &str, name: &str| {
        let account = Account {
            id: AccountId::parse(id).unwrap(),
            name: name.to_owned(),
            email: None,
        };
        let target = parse_target(text).unwrap();
        target.may_name_role_of(&PortalName::parse(portal).unwrap(), &account)
    };
    for (text, portal, name, expected) in [
        ("Payments/Admin", "corp", "payments", true),
        ("corp/payments/Admin", "corp", "payments", true),
        ("corp/payments/Admin", "side", "payments", false),
        ("corp/payments/Admin", "side", "corp/payments", true),
        ("a/b/Admin", "corp", "a/b", true),
        ("a/b/Admin", "corp", "a", true),
        ("payments-dev/Admin", "corp", "payments", false),
        ("payments", "corp", "payments", false),
        ("payments/Admin", "corp", "", false),
        ("111111111111/Admin", "corp", "", true),
        ("222222222222/Admin", "corp", "", false),
    ] {
        assert_eq!(
            may_name(text, portal, PAY, name),
            expected,
            "{text} {portal} {name}"
        );
    }
}

#[test]
fn targets_are_read() {
    let named = |portal: Option<&str>, account: &str, role: &str| Target::Named {
        portal: portal.map(str::to_owned),
        account: account.to_owned(),
        role: role.to_owned(),
    };
    for (text, target) in [
        ("@default", Target::Default),
        (" @default\n", Target::Default),
        ("pay", Target::Name("pay".to_owned())),
        ("corp/111111111111/Admin", named(Some("corp"), PAY, "Admin")),
        (
            "corp/111111111111/team/Admin",
            named(Some("corp"), PAY, "team/Admin"),
        ),
        ("111111111111/Admin", named(None, PAY, "Admin")),
        ("111111111111/team/Admin", named(None, PAY, "team/Admin")),
        ("payments-prod/Admin", named(None, "payments-prod", "Admin")),
        (
            "corp/payments-prod/Admin",
            named(Some("corp"), "payments-prod", "Admin"),
        ),
        ("@home/Admin", named(None, "@home", "Admin")),
    ] {
        assert_eq!(parse_target(text).as_ref(), Ok(&target));
        assert_eq!(parse_target(&target.to_string()), Ok(target));
    }
    for (text, error) in [
        ("", TargetError::Empty),
        ("  ", TargetError::Empty),
        ("@other", TargetError::Malformed),
        ("/Admin", TargetError::Malformed),
        ("pay/", TargetError::Malformed),
    ] {
        assert_eq!(parse_target(text), Err(error));
    }
}

#[test]
fn an_explicit_target_needs_no_catalogue() {
    let explicit = |text| parse_target(text).unwrap().explicit();
    assert_eq!(
        explicit("corp/111111111111/a/b"),
        Some(role_ref("corp", PAY, "a/b"))
    );
    assert_eq!(
        find("corp/111111111111/Unlisted", &[]).unwrap(),
        "corp/111111111111/Unlisted"
    );
    for text in [
        "pay",
        "@default",
        "111111111111/Admin",
        "payments-prod/Admin",
        "corp/11111111111/Admin",
        "a b/111111111111/R",
    ] {
        assert_eq!(explicit(text), None, "{text}");
    }
}

#[test]
fn accounts_are_found_by_id_and_by_name() {
    let all = catalogue();
    for text in [
        "corp/111111111111/ReadOnly",
        "111111111111/ReadOnly",
        "payments-prod/ReadOnly",
        "corp/payments-prod/ReadOnly",
        "Payments-Prod/readonly",
        "CORP/payments-prod/ReadOnly",
        "CORP/111111111111/ReadOnly",
    ] {
        let found = find(text, &all).unwrap();
        assert!(
            found.eq_ignore_ascii_case("corp/111111111111/ReadOnly"),
            "{text} found {found}"
        );
    }
    for text in [
        "000000000042/team/Reader",
        "Lab / north/team/Reader",
        "corp/Lab / north/team/Reader",
    ] {
        assert_eq!(
            find(text, &all).unwrap(),
            "corp/000000000042/team/Reader",
            "{text}"
        );
    }
    assert_eq!(
        find("Lab / north/Reader", &all).unwrap(),
        "corp/000000000042/Reader"
    );
}

#[test]
fn several_or_none_are_said_and_never_guessed() {
    let all = catalogue();
    let both = vec![
        "corp/333333333333/AdministratorAccess".to_owned(),
        "side/444444444444/AdministratorAccess".to_owned(),
    ];
    assert_eq!(
        find("payments-dev/AdministratorAccess", &all),
        Err(ResolveError::Ambiguous { candidates: both })
    );
    assert_eq!(
        find("side/payments-dev/AdministratorAccess", &all).unwrap(),
        "side/444444444444/AdministratorAccess"
    );
    let suggestions = |text| match find(text, &all) {
        Err(ResolveError::NoMatch { suggestions }) => suggestions,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(
        suggestions("payments-prod/Admin"),
        ["corp/111111111111/AdministratorAccess"]
    );
    assert_eq!(
        suggestions("payments-prud/ReadOnly"),
        ["corp/111111111111/ReadOnly"]
    );
    assert_eq!(suggestions("payments-prod").len(), 2);
    assert!(suggestions("999999999999/ReadOnly").is_empty());
    assert!(suggestions("nothing/like it").is_empty());
}

#[test]
fn a_case_that_differs_is_distinguished() {
    let all = [
        candidate("corp", PAY, "Prod", "Admin"),
        candidate("corp", LAB, "prod", "Admin"),
    ];
    assert_eq!(find("Prod/Admin", &all).unwrap(), "corp/111111111111/Admin");
    assert_eq!(find("prod/Admin", &all).unwrap(), "corp/000000000042/Admin");
    assert!(matches!(
        find("PROD/Admin", &all),
        Err(ResolveError::Ambiguous { .. })
    ));
}

#[test]
fn an_account_cannot_pose_as_another() {
    let poser = [
        candidate("corp", LAB, PAY, "Admin"),
        candidate("corp", LAB, "corp/111111111111", "Admin"),
        candidate("corp", LAB, "111111111111/x", "Admin"),
    ];
    assert!(matches!(
        find("111111111111/Admin", &poser),
        Err(ResolveError::NoMatch { .. })
    ));
    assert_eq!(
        find("corp/111111111111/Admin", &poser).unwrap(),
        "corp/111111111111/Admin"
    );
    assert!(matches!(
        find("111111111111/x/Admin", &poser),
        Err(ResolveError::NoMatch { .. })
    ));
    let with_real = [poser.as_slice(), &[candidate("corp", PAY, "real", "Admin")]].concat();
    assert_eq!(
        find("111111111111/Admin", &with_real).unwrap(),
        "corp/111111111111/Admin"
    );
}

#[test]
fn a_portal_of_twelve_digits_hides_no_role() {
    let all = [candidate("corp", PAY, "real", "000000000042/Reader")];
    assert_eq!(
        find("111111111111/000000000042/Reader", &all).unwrap(),
        "corp/111111111111/000000000042/Reader"
    );
}

#[test]
fn aliases_and_the_default_stand_for_their_assignment() {
    let pay = role_ref("corp", PAY, "ReadOnly");
    let aliases = BTreeMap::from([
        ("pay".to_owned(), pay.clone()),
        ("Lab".to_owned(), role_ref("corp", LAB, "Reader")),
    ]);
    let find = |text: &str, default| resolve(&parse_target(text).unwrap(), &catalogue(), &aliases, default);
    assert_eq!(find("pay", None).as_ref(), Ok(&pay));
    assert_eq!(find("LAB", None), Ok(role_ref("corp", LAB, "Reader")));
    assert_eq!(find("@default", Some(&pay)).as_ref(), Ok(&pay));
    assert_eq!(find("@default", None), Err(ResolveError::NoDefault));
    assert!(matches!(find("zzz", None), Err(ResolveError::NoMatch { .. })));
}

#[test]
fn searching_ranks_what_fits_best_first() {
    let all = catalogue();
    let aliases = BTreeMap::from([("ledger".to_owned(), role_ref("corp", PAY, "ReadOnly"))]);
    let tags = BTreeMap::from([(
        AccountId::parse(PAY).unwrap(),
        vec!["team-blue".to_owned(), "pci".to_owned()],
    )]);
    let input = SearchInput {
        aliases: &aliases,
        source_portals: &HashMap::new(),
        tags: &tags,
        favourites: Vec::new(),
        active: Vec::new(),
        recents: Vec::new(),
    };
    let found = |query: &str| {
        search(query, &all, &input)
            .iter()
            .map(|found| found.role.target())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("pay adm prod"), ["corp/111111111111/AdministratorAccess"]);
    assert_eq!(found("pymt adm").len(), 3);
    assert_eq!(found("payments-prod/ReadOnly"), ["corp/111111111111/ReadOnly"]);
    assert_eq!(found("ledger"), ["corp/111111111111/ReadOnly"]);
    assert_eq!(found("1111-1111 read"), ["corp/111111111111/ReadOnly"]);
    assert_eq!(found("side"), ["side/444444444444/AdministratorAccess"]);
    assert_eq!(found("PCI read"), ["corp/111111111111/ReadOnly"]);
    assert_eq!(found("team-blue").len(), 2);
    assert_eq!(found("tmblue").len(), 2);
    assert_eq!(found("reader")[0], "corp/000000000042/Reader");
    assert_eq!(found("").len(), all.len());
    assert!(found("zzz").is_empty());
    assert!(found("!payments").is_empty(), "nothing in a query is an operator");
}

fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select(vec!["a", "B", "/", " ", "corp", PAY, LAB, "é", "@", "-"]),
        1..5,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_listed_assignment_is_reached_by_its_own_target(
        names in proptest::collection::vec((name(), name(), 0_u8..3), 1..8)
    ) {
        let all: Vec<Candidate> = names.iter().map(|(account, role, id)| {
            candidate("corp", &format!("00000000000{id}"), account, role)
        }).collect();
        for listed in &all {
            let target = parse_target(&listed.role.target()).unwrap();
            prop_assert_eq!(resolve(&target, &all, &BTreeMap::new(), None), Ok(listed.role.clone()));
        }
    }

    #[test]
    fn what_is_found_really_has_that_name(text in name(), names in proptest::collection::vec((name(), name()), 1..8)) {
        let all: Vec<Candidate> = names.iter().map(|(account, role)| candidate("corp", PAY, account, role)).collect();
        let Ok(target) = parse_target(&text) else { return Ok(()) };
        if target.explicit().is_some() { return Ok(()) }
        if let Ok(found) = resolve(&target, &all, &BTreeMap::new(), None) {
            let folded = target.to_string().to_lowercase();
            let named_so = all.iter().any(|candidate| {
                let role = candidate.role.role_name.as_str();
                candidate.role == found
                    && [candidate.account_name.clone(), PAY.to_owned()].iter().any(|account| {
                        format!("{account}/{role}").to_lowercase() == folded
                            || format!("corp/{account}/{role}").to_lowercase() == folded
                    })
            });
            prop_assert!(named_so, "found {found:?}");
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
        if let Ok(target) = parse_target(&text) {
            let _found = resolve(&target, &catalogue(), &BTreeMap::new(), None);
            prop_assert_eq!(parse_target(&target.to_string()), Ok(target));
        }
    }
}
