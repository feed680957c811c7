//! A rename is told from roles that merely came and went.

use super::*;
use proptest::prelude::*;
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::catalogue::ListedAccount;

fn catalogue(accounts: &[(u8, &[&str])]) -> Catalogue {
    let accounts = accounts.iter().map(|(number, roles)| ListedAccount {
        account: Account {
            id: id(*number),
            name: format!("account {number}"),
            email: None,
        },
        roles: Some(roles.iter().map(|role| RoleName::new(*role)).collect()),
    });
    Catalogue {
        accounts: accounts.collect(),
        refreshed_at: Some(Timestamp::UNIX_EPOCH),
    }
}

fn id(number: u8) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

fn corp() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn found(before: &[(u8, &[&str])], after: &[(u8, &[&str])]) -> Vec<String> {
    renames(&corp(), &catalogue(before), &catalogue(after))
        .iter()
        .map(|rename| {
            assert_eq!(rename.from.account_id, rename.to.account_id);
            let account = rename.from.account_id.as_str().trim_start_matches('0');
            let (from, to) = (&rename.from.role_name, &rename.to.role_name);
            format!("{account}: {} -> {}", from.as_str(), to.as_str())
        })
        .collect()
}

#[test]
fn a_role_that_has_another_name_everywhere_is_renamed() {
    let before: &[(u8, &[&str])] = &[(1, &["Admin", "Read"]), (2, &["Admin"]), (3, &["Read"])];
    let after: &[(u8, &[&str])] = &[
        (1, &["Administrator", "Read"]),
        (2, &["Administrator"]),
        (3, &["Read"]),
    ];
    assert_eq!(
        found(before, after),
        ["1: Admin -> Administrator", "2: Admin -> Administrator"]
    );
    let both: &[(u8, &[&str])] = &[
        (1, &["Administrator", "Viewer"]),
        (2, &["Administrator"]),
        (3, &["Viewer"]),
    ];
    assert_eq!(
        found(before, both).len(),
        4,
        "two roles of different accounts, each told from the other"
    );
    assert_eq!(found(before, before), Vec::<String>::new());
}

#[test]
fn what_merely_came_and_went_is_no_rename() {
    for (case, before, after) in [
        (
            "gone in one account only",
            &[(1, &["A"][..]), (2, &["A"])][..],
            &[(1, &["B"][..]), (2, &["A"])][..],
        ),
        (
            "the new one was there before",
            &[(1, &["A"]), (2, &["B"])],
            &[(1, &["B"]), (2, &["B"])],
        ),
        (
            "in more accounts",
            &[(1, &["A"]), (2, &[])],
            &[(1, &["B"]), (2, &["B"])],
        ),
        (
            "in fewer accounts",
            &[(1, &["A"]), (2, &["A"])],
            &[(1, &["B"]), (2, &[])],
        ),
        (
            "in another account",
            &[(1, &["A"]), (2, &[])],
            &[(1, &[]), (2, &["B"])],
        ),
        ("two are gone", &[(1, &["A", "B"])], &[(1, &["C"])]),
        ("two are new", &[(1, &["A"])], &[(1, &["B", "C"])]),
        ("one is gone", &[(1, &["A"])], &[(1, &[])]),
        ("one is new", &[(1, &[])], &[(1, &["A"])]),
    ] {
        assert_eq!(found(before, after), Vec::<String>::new(), "{case}");
    }
    let never = Catalogue {
        refreshed_at: None,
        ..catalogue(&[(1, &["A"])])
    };
    assert_eq!(renames(&corp(), &never, &catalogue(&[(1, &["B"])])), []);
}

fn some_roles() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let roles = proptest::sample::subsequence(vec!["A", "B", "C", "D"], 0..=4);
    proptest::collection::vec(roles, 3)
}

proptest! {
    /// Whatever changed: a rename is of a role that is nowhere now to one that was nowhere before, and nothing becomes two things.
    #[test]
    fn a_rename_never_confuses_roles(before in some_roles(), after in some_roles()) {
        let of = |roles: &[Vec<&'static str>]| {
            let accounts: Vec<(u8, &[&str])> = (1_u8..).zip(roles.iter().map(Vec::as_slice)).collect();
            catalogue(&accounts)
        };
        let (before, after) = (of(&before), of(&after));
        let (old, new) = (accounts_by_role(&before), accounts_by_role(&after));
        let found = renames(&corp(), &before, &after);
        for rename in &found {
            prop_assert!(!new.contains_key(&rename.from.role_name));
            prop_assert!(!old.contains_key(&rename.to.role_name));
            prop_assert_eq!(&old[&rename.from.role_name], &new[&rename.to.role_name]);
            let same_source = found.iter().filter(|other| other.from == rename.from).count();
            let same_goal = found.iter().filter(|other| other.to == rename.to).count();
            prop_assert_eq!((same_source, same_goal), (1, 1));
        }
    }
}
