//! The rules of the page and of the window around it.

use super::super::{page, shell};
use super::{check, tree};

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
