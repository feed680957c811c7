//! What marks a role moves without a loss, and an alias only when the user says so.

use super::*;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};

fn id(number: u8) -> AccountId {
    AccountId::parse(&format!("{number:012}")).unwrap()
}

fn corp() -> PortalName {
    PortalName::parse("corp").unwrap()
}

fn named(number: u8, role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(corp()),
        account_id: id(number),
        role_name: RoleName::new(role),
    }
}

const MINE: &str = r#"# mine
default = "corp/000000000001/Admin" # stays

[alias]
one = "corp/000000000001/Admin" # first
two = "corp/000000000001/Admin"
other = "corp/000000000002/Admin"

[colour]
"corp/000000000001/Admin" = "red"

[note]
"corp/000000000001/Admin" = "old"
"corp/000000000001/Administrator" = "of its own"

[[limit]]
roles = ["Admin"]
minutes = 5
"#;

fn rename() -> Rename {
    Rename {
        from: named(1, "Admin"),
        to: named(1, "Administrator"),
    }
}

#[test]
fn what_marks_a_role_follows_and_nothing_else_of_the_settings_changes() {
    let rename = rename();
    let renamed = renamed(MINE, std::slice::from_ref(&rename)).unwrap();
    let settings = read_settings(&renamed).unwrap();
    let was = read_settings(MINE).unwrap();
    assert_eq!(settings.aliases, was.aliases);
    assert_eq!(settings.colours, [(rename.to.clone(), Colour::Red)].into());
    assert_eq!(settings.notes, [(rename.to, "of its own".to_owned())].into());
    assert_eq!(settings.default_role, Some(rename.from));
    assert_eq!(settings.limits, was.limits);
    assert!(renamed.starts_with("# mine\n"), "{renamed}");
}

#[test]
fn every_alias_of_the_role_moves_once_the_user_confirmed_it() {
    let rename = rename();
    let moved = move_aliases(MINE, &rename).unwrap();
    let mut expected = read_settings(MINE).unwrap();
    for alias in ["one", "two"] {
        expected.aliases.insert(alias.to_owned(), rename.to.clone());
    }
    assert_eq!(read_settings(&moved).unwrap(), expected, "the rest stays");
    assert!(moved.contains("Administrator\" # first\n"), "{moved}");
}

#[test]
fn the_user_is_asked_about_roles_that_are_gone_and_have_aliases() {
    let settings = read_settings(MINE).unwrap();
    let renames = [1, 2, 3].map(|number| Rename {
        from: named(number, "Admin"),
        to: named(number, "Administrator"),
    });
    let asked = |listed: &[RoleRef]| {
        alias_moves(&settings, &renames, |role| listed.contains(role))
            .into_iter()
            .map(|moved| moved.aliases.join(" "))
            .collect::<Vec<_>>()
    };
    let new = renames.each_ref().map(|rename| rename.to.clone());
    assert_eq!(asked(&new), ["one two", "other"], "the third has none");
    assert_eq!(
        asked(&new[1..]),
        ["other"],
        "the new name of the first is gone too"
    );
    let back = [&new[..], &[named(1, "Admin")]].concat();
    assert_eq!(asked(&back), ["other"], "the first came back");
}
