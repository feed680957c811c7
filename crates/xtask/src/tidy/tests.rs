//! Every rule is checked on planted bad text, which it must find, and on the good text beside it.

mod module_cycles;
mod sentences;
mod words;

use super::source_tree::{SourceFile, SourceTree};
use super::{RULES, Violation, boundaries, documents, modules, names, page, secrets, shell, violations};
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
fn a_second_gate_to_the_shell_is_found() {
    let rule = page::one_file_talks_to_the_shell;
    let good = "  import type { Row } from '../ipc/bindings';\n";
    check(
        rule,
        "ui/src/list/list.ts",
        "import { invoke } from '@tauri-apps/api/core';\n",
        good,
    );
    check(
        rule,
        "ui/src/list/list.ts",
        "import { commands } from '../ipc/bindings';\n",
        good,
    );
    let long = "import TYPE{\n  Row,\n} from '../ipc/bindings';\n";
    check(
        rule,
        "ui/src/list/list.ts",
        &long.replace("TYPE", ""),
        &long.replace("TYPE", "type "),
    );
    assert_eq!(
        rule(&tree(&[("src-tauri/src/commands.rs", "")])).len(),
        1,
        "missing bindings"
    );
}

#[test]
fn a_colour_outside_the_tokens_is_found() {
    let rule = page::colours_are_tokens;
    for bad in [
        "a { color: #fff; }\n",
        "a { color: rgb(0 0 0); }\n",
        "<i style=\"color:#4F5BD5\">\n",
    ] {
        check(
            rule,
            "ui/src/list/List.svelte",
            bad,
            "{#each rows as row}<a href=\"#list\">{/each}\n",
        );
    }
    check(
        rule,
        "ui/src/list/list.ts",
        "const a = '#abcdef';\n",
        "class A { #add = 1; b() { this.#add } }\n",
    );
    assert_eq!(rule(&tree(&[("ui/src/tokens.css", "a { --ink: #fff }")])), []);
}

#[test]
fn markup_from_text_is_found() {
    check(
        page::text_is_never_markup,
        "ui/src/Row.svelte",
        "{@html name}\n",
        "{name}\n",
    );
}

const STRICT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src ipc: http://ipc.localhost; base-uri 'none'; form-action 'none'; frame-src 'none'; object-src 'none'";

fn configuration(policy: &str, freeze: bool, global: bool) -> String {
    format!(
        r#"{{"app":{{"withGlobalTauri":{global},"windows":[],"security":{{"csp":"{policy}","freezePrototype":{freeze},"capabilities":["main"]}}}}}}"#
    )
}

#[test]
fn a_loose_window_is_found() {
    let rule = shell::the_window_is_locked_down;
    let good = configuration(STRICT, true, false);
    let loose = [
        configuration(
            &STRICT.replace("script-src 'self'", "script-src 'self' data:"),
            true,
            false,
        ),
        configuration(
            &STRICT.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
            true,
            false,
        ),
        configuration(
            &STRICT.replace("default-src 'none'", "default-src *"),
            true,
            false,
        ),
        configuration(STRICT, false, false),
        configuration(STRICT, true, true),
    ];
    for bad in loose {
        check(rule, "src-tauri/tauri.conf.json", &bad, &good);
    }
    let window = "WebviewWindowBuilder::new(app, \"main\")\n";
    check(
        rule,
        "src-tauri/src/window.rs",
        window,
        &format!("{window}.incognito(true)\n"),
    );
    let granted = r#"{"identifier":"main","windows":["main"],"permissions":["allow-sign-in","core:event:allow-listen"]}"#;
    for (from, to) in [
        ("[\"main\"]", "[\"*\"]"),
        ("allow-sign-in", "opener:default"),
        ("\"windows\"", "\"remote\":{},\"windows\""),
    ] {
        check(
            rule,
            "src-tauri/capabilities/main.json",
            &granted.replace(from, to),
            granted,
        );
    }
}

#[test]
fn a_command_that_is_not_in_all_three_lists_is_found() {
    let rule = shell::every_command_is_granted_by_name;
    let ours = |declared: &str, registered: &str, granted: &str| {
        tree(&[
            (
                "src-tauri/build.rs",
                &format!("const COMMANDS: &[&str] = &[{declared}];"),
            ),
            (
                "src-tauri/src/commands.rs",
                &format!("collect_commands![{registered}]"),
            ),
            (
                "src-tauri/capabilities/main.json",
                &format!("{{\"permissions\":[{granted}]}}"),
            ),
        ])
    };
    let all = ours(
        "\"sign_in\", \"stop\"",
        "commands::sign_in, commands::stop::<R>,",
        "\"allow-sign-in\",\"allow-stop\"",
    );
    assert_eq!(rule(&all), []);
    assert_eq!(rule(&ours("\"sign_in\"", "sign_in", "\"allow-stop\"")).len(), 2);
    assert_eq!(
        rule(&ours("\"sign_in\"", "sign_in, stop", "\"allow-sign-in\"")).len(),
        1
    );
    let called = tree(&[
        (
            "src-tauri/build.rs",
            "AppManifest::new().commands(&[\"sign_in\"])",
        ),
        ("src-tauri/src/commands.rs", "collect_commands![sign_in]"),
        (
            "src-tauri/capabilities/main.json",
            "{\"permissions\":[\"allow-sign-in\"]}",
        ),
    ]);
    assert_eq!(rule(&called), []);
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
