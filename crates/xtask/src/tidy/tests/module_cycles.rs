//! Planted circles of imports, and code that only looks like one.

use super::tree;
use crate::tidy::module_cycles::{describe, modules_form_no_cycle};

const MANIFEST: (&str, &str) = ("crates/rolecall/Cargo.toml", "[package]\nname = \"rolecall\"\n");
const PORTAL: &str = "crates/rolecall/src/portal.rs";
const ACCOUNT: &str = "crates/rolecall/src/account.rs";

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let files = [&[MANIFEST], files].concat();
    let violations = modules_form_no_cycle(&tree(&files));
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn a_cycle_of_two_modules_is_found_and_says_where() {
    let files = [
        (PORTAL, "//! P.\n\nuse crate::account::{Account, AccountId};\n"),
        (ACCOUNT, "//! A.\nfn name(portal: &crate::portal::Portal) {}\n"),
    ];
    assert_eq!(
        found(&files),
        [
            "crates/rolecall/src/account.rs:2: module-cycle: account → portal → account \
             (account → portal at crates/rolecall/src/account.rs:2, portal → account at crates/rolecall/src/portal.rs:3)"
        ]
    );
    let lines = describe(&tree(&[&[MANIFEST], &files[..]].concat()), "rolecall").unwrap();
    assert_eq!(
        lines[1],
        "  account → portal  crates/rolecall/src/account.rs:2  CYCLE"
    );
    assert_eq!(describe(&tree(&[MANIFEST]), "another"), None);
}

#[test]
fn a_cycle_is_found_however_it_is_written() {
    let back = (ACCOUNT, "use crate::portal::Portal;\n");
    for names_account in [
        "use super::account::Account;\n",
        "use crate::{secret::Secret, account::{self, Account}};\n",
        "mod inner {\n    use super::super::account::Account;\n}\n",
        "fn f() {\n    use crate::account as other;\n}\n",
        "macro_rules! name { () => { $crate::account::name() } }\n",
    ] {
        assert_eq!(
            found(&[(PORTAL, names_account), back]).len(),
            1,
            "{names_account}"
        );
    }
    let of_a_child = (
        "crates/rolecall/src/portal/name.rs",
        "use crate::account::Account;\n",
    );
    assert_eq!(found(&[(PORTAL, "mod name;\n"), of_a_child, back]).len(), 1);
    let exported = (
        "crates/rolecall/src/lib.rs",
        "mod account;\npub use account::Account;\n",
    );
    assert_eq!(
        found(&[(PORTAL, "use crate::Account;\n"), exported, back]).len(),
        1
    );
}

#[test]
fn modules_inside_a_module_form_no_cycle_either() {
    let day = ("crates/rolecall/src/history/day.rs", "use super::entry::Entry;\n");
    let entry = (
        "crates/rolecall/src/history/entry.rs",
        "use crate::history::day::Day;\n",
    );
    let parent = (
        "crates/rolecall/src/history.rs",
        "mod day;\nmod entry;\npub struct History;\n",
    );
    assert_eq!(found(&[parent, day, entry]).len(), 1);
    let of_parent = ("crates/rolecall/src/history/entry.rs", "use super::History;\n");
    assert_eq!(found(&[parent, day, of_parent]), [""; 0]);
}

#[test]
fn what_is_no_import_of_the_product_makes_no_cycle() {
    let back = (ACCOUNT, "use crate::portal::Portal;\n");
    for innocent in [
        "//! See [`crate::account::Account`].\n// use crate::account::Account;\n",
        "const A: &str = \"use crate::account::Account;\";\n",
        "#[cfg(test)]\nmod tests {\n    use crate::account::Account;\n}\n",
        "#[cfg(test)]\nuse crate::account::Account;\nuse crate::secret::Secret;\n",
        "#[cfg(test)]\npub(crate) fn example() {\n    crate::account::example();\n}\n",
        "struct A {\n    #[cfg(test)]\n    account: crate::account::Account,\n}\n",
        "use other::account::Account;\n",
        "use crate::portal::account;\n",
    ] {
        assert_eq!(found(&[(PORTAL, innocent), back]), [""; 0], "{innocent}");
    }
    let tests = (
        "crates/rolecall/src/portal/tests.rs",
        "use crate::account::Account;\n",
    );
    let support = (
        "crates/rolecall/src/portal/support.rs",
        "use crate::account::Account;\n",
    );
    let declared = "#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(crate) mod support;\n";
    assert_eq!(found(&[(PORTAL, declared), tests, support, back]), [""; 0]);
}

#[test]
fn a_group_of_modules_is_one_violation_with_its_shortest_cycle() {
    let found = found(&[
        (PORTAL, "use crate::account::Account;\n"),
        (ACCOUNT, "use crate::catalogue::Catalogue;\n"),
        (
            "crates/rolecall/src/catalogue.rs",
            "use crate::{account::Account, portal::Portal};\n",
        ),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("account → catalogue → account"), "{found:?}");
    assert!(
        found[0].ends_with("3 modules reach each other: account, catalogue, portal"),
        "{found:?}"
    );
}
