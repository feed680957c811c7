//! Every rule is checked on planted bad text, which it must find, and on the good text beside it.

mod module_cycles;
mod page;
mod sentences;
mod words;

use super::source_tree::{SourceFile, SourceTree};
use super::{RULES, Violation, boundaries, documents, modules, names, secrets, violations};
use crate::checkout::Checkout;

fn tree(files: &[(&str, &str)]) -> SourceTree {
    SourceTree {
        files: files
            .iter()
            .map(|(path, text)| SourceFile::new(path, text))
            .collect(),
    }
}

/// Checks a rule on one file that is bad and one that is good; returns the lines found in the bad one.
#[track_caller]
fn check(rule: fn(&SourceTree) -> Vec<Violation>, path: &str, bad: &str, good: &str) -> Vec<usize> {
    let in_good = rule(&tree(&[(path, good)]));
    assert!(in_good.is_empty(), "the good text was refused: {in_good:?}");
    let found = rule(&tree(&[(path, bad)]));
    assert!(!found.is_empty(), "the bad text was not found");
    found.iter().map(|violation| violation.line).collect()
}

const DOMAIN: &str = "crates/rolecall/src/portal.rs";
const COMMAND: &str = "crates/rolecall-cli/src/roles.rs";

#[test]
fn this_checkout_follows_the_rules() {
    let tree = SourceTree::read(&Checkout::current()).unwrap();
    assert!(tree.files.len() > 50, "the checkout was not read");
    let found: Vec<String> = violations(&tree).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_rule_has_its_control() {
    // A rule without a planted violation proves nothing.
    let declared = include_str!("../tidy.rs");
    let tests = [
        include_str!("tests.rs"),
        include_str!("tests/module_cycles.rs"),
        include_str!("tests/page.rs"),
        include_str!("tests/sentences.rs"),
        include_str!("tests/words.rs"),
    ]
    .concat();
    let rules: Vec<&str> = declared
        .lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once("::"))
        .map(|(_, rule)| rule)
        .collect();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        assert!(tests.contains(rule), "no test plants what `{rule}` looks for");
    }
}

#[test]
fn a_module_without_a_document_is_found() {
    check(
        modules::modules_open_with_a_document,
        DOMAIN,
        "use x;\n",
        "//! Portals.\nuse x;\n",
    );
}

#[test]
fn a_long_file_is_found_and_its_tests_are_free() {
    let long = format!("//! Long.\n{}", "fn a() {}\n".repeat(400));
    let tested = format!(
        "//! Short.\n#[cfg(test)]\nmod tests {{\n{}}}\n",
        "fn a() {}\n".repeat(400)
    );
    check(modules::files_are_short, DOMAIN, &long, &tested);
}

#[test]
fn unfinished_work_is_found() {
    let rule = modules::nothing_is_left_unfinished;
    check(
        rule,
        DOMAIN,
        "fn a() {} // TODO later\n",
        "fn a() -> &'static str { \"TODO\" }\n",
    );
    check(rule, DOMAIN, "#[ignore = \"slow\"]\n", "#[test]\n");
    check(rule, "ui/src/a.test.ts", "it.skip('a', run)\n", "it('a', run)\n");
}

#[test]
fn a_foreign_crate_outside_its_package_is_found() {
    let rule = boundaries::crates_are_named_only_by_their_owner;
    check(
        rule,
        DOMAIN,
        "use aws_sdk_sso::Client;\n",
        "// aws_sdk_sso is named elsewhere\n",
    );
    check(
        rule,
        COMMAND,
        "let e = keyring::Entry::new();\n",
        "let e = keyrings();\n",
    );
    check(
        rule,
        COMMAND,
        "use tauri::AppHandle;\n",
        "use rolecall::portal;\n",
    );
}

#[test]
fn reaching_the_machine_is_found() {
    let rule = boundaries::the_machine_is_reached_only_through_its_crate;
    for bad in [
        "use std::fs;\n",
        "std::env::var(\"A\")\n",
        "SystemTime::now()\n",
        "tokio::process::Command::new(a)\n",
    ] {
        check(rule, COMMAND, bad, "let now = clock.now();\n");
    }
    let free = tree(&[
        ("crates/rolecall-cli/src/main.rs", "std::env::args()"),
        ("tests/src/world.rs", "std::fs::read(a)"),
    ]);
    assert_eq!(rule(&free), []);
}

#[test]
fn an_adapter_outside_the_composition_is_found() {
    let bad = "let keychain = rolecall_os::Keychain::new();\n";
    let rule = boundaries::only_the_composition_names_adapters;
    check(
        rule,
        COMMAND,
        bad,
        "let keychain = ports.keychain;\nrolecall_os::harden();\n",
    );
    assert_eq!(rule(&tree(&[("crates/rolecall-cli/src/compose.rs", bad)])), []);
}

#[test]
fn an_arrow_that_points_back_is_found() {
    let bad = "[dependencies]\nrolecall-os.workspace = true\n";
    let good = "[dependencies]\nserde = \"1\"\n[dev-dependencies]\nrolecall-fakes.workspace = true\n";
    check(
        boundaries::dependencies_point_one_way,
        "crates/rolecall/Cargo.toml",
        bad,
        good,
    );
    for (package, bad, good) in [
        ("rolecall-model", "rolecall", "jiff"),
        ("rolecall-model", "tokio", "url"),
        ("rolecall", "rolecall-aws", "rolecall-model"),
        ("rolecall-os", "rolecall-aws", "rolecall-model"),
        ("rolecall-aws", "rolecall-os", "rolecall-model"),
        ("rolecall-emulator", "rolecall-model", "tokio"),
    ] {
        let with = |name: &str| format!("[dependencies]\n{name}.workspace = true\n");
        let path = format!("crates/{package}/Cargo.toml");
        check(
            boundaries::dependencies_point_one_way,
            &path,
            &with(bad),
            &with(good),
        );
    }
}

#[test]
fn a_value_that_waits_is_found() {
    for bad in [
        "pub async fn read() {}\n",
        "fn f() { tokio::spawn(a) }\n",
        "#[async_trait]\npub trait A {}\n",
    ] {
        let good = "/// An async caller may share it.\npub struct Portal;\n";
        check(
            boundaries::values_do_not_wait,
            "crates/rolecall-model/src/portal.rs",
            bad,
            good,
        );
    }
}

#[test]
fn a_page_type_outside_the_wire_is_found() {
    let bad = "#[derive(specta::Type)]\n";
    let rule = boundaries::only_the_wire_derives_page_types;
    check(rule, DOMAIN, bad, "#[derive(Debug)]\n");
    assert_eq!(rule(&tree(&[("src-tauri/src/wire.rs", bad)])), []);
}

#[test]
fn an_empty_name_is_found() {
    let rule = names::empty_names_are_not_used;
    for bad in [
        "pub(crate) struct RoleManager;\n",
        "mod utils;\n",
        "pub trait SignInService {\n",
        "enum FileHelper {\n",
    ] {
        check(
            rule,
            DOMAIN,
            bad,
            "struct SecretService;\nfn common_prefix() {}\nimpl Portal {\n",
        );
    }
    assert_eq!(rule(&tree(&[("crates/rolecall/src/util.rs", "")])).len(), 1);
}

#[test]
fn a_bare_session_is_found() {
    let rule = names::session_is_always_qualified;
    for bad in [
        "pub struct Session {\n",
        "pub(crate) async fn start_session(&self) {\n",
        "enum SessionState {\n",
    ] {
        let good = "struct RoleSession;\nfn list_role_sessions() {}\nstruct SessionToken;\nfn role_session_name() {}\n";
        check(rule, DOMAIN, bad, good);
    }
    let words = "crates/rolecall/src/words.rs";
    check(
        rule,
        words,
        "let a = \"Your session ended\";\n",
        "let a = \"The role session ended\";\n",
    );
}

#[test]
fn an_exposure_without_a_reason_is_found() {
    let rule = secrets::every_exposure_has_a_reason;
    let good = "// EXPOSE: AWS asks for it in a header\nlet a = token.expose();\n";
    assert_eq!(
        check(rule, DOMAIN, "fn f() {\n    token.expose()\n}\n", good),
        [2]
    );
    check(rule, DOMAIN, "// EXPOSE:\nlet a = token.expose();\n", good);
    check(rule, DOMAIN, "let a = token.expose_secret();\n", good);
    assert_eq!(secrets::exposures(&tree(&[(DOMAIN, good)])).len(), 1);
}

#[test]
fn matching_an_errors_text_is_found() {
    let rule = secrets::errors_are_not_matched_by_text;
    check(
        rule,
        DOMAIN,
        "if e.to_string().contains(\"locked\") {\n",
        "if matches!(e, E::Locked) {\n",
    );
    check(
        rule,
        DOMAIN,
        "e.to_string()\n    .starts_with(\"a\")\n",
        "let text = e.to_string();\n",
    );
}

#[test]
fn a_folder_that_is_not_on_the_map_is_found() {
    let rule = documents::every_folder_is_on_the_map;
    let map =
        "## Code map\n### `crates/rolecall`\n**Invariant:** pure.\n### `ui/`\n**Invariant:** no secret.\n";
    let files = [(DOMAIN, ""), ("ui/src/main.ts", "")];
    let with = |map: &str| rule(&tree(&[files[0], files[1], ("ARCHITECTURE.md", map)]));
    assert_eq!(with(map), []);
    assert_eq!(with(&map.replace("`ui/`", "`page/`")).len(), 1);
    assert_eq!(with(&map.replace("**Invariant:** pure.", "It is pure.")).len(), 1);
    assert_eq!(rule(&tree(&files)).len(), 1, "no map at all");
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let rule = documents::every_dependency_has_its_reason;
    let files = [
        (
            "Cargo.toml",
            "[workspace.dependencies]\nserde = \"1\"\nrolecall = { path = \"a\" }\n",
        ),
        ("ui/package.json", "{\"devDependencies\":{\"vite\":\"8\"}}"),
    ];
    let with = |reasons: &str| {
        rule(&tree(&[
            files[0],
            files[1],
            ("docs/decisions/0010-dependencies.md", reasons),
        ]))
    };
    assert_eq!(with("| `serde` | JSON |\n| `vite` | bundles |\n"), []);
    assert_eq!(with("| `serde` | JSON |\n").len(), 1);
    assert_eq!(with("").len(), 2);
}
