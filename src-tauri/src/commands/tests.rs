//! The list of commands and the generated bindings.

#![expect(
    clippy::disallowed_methods,
    reason = "a test reads the checkout that it checks"
)]

mod setting_bounds;

use super::builder;
use setting_bounds::setting_bounds;
use specta_typescript::Typescript;
use std::path::Path;
use std::{env, fs};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/ipc");

/// Writes the page's bindings, or fails when the committed ones are out of date.
#[test]
fn bindings() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    let header = "// This file is generated from src-tauri/src/commands.rs and src-tauri/src/wire by `cargo xtask bindings`.\n";
    builder()
        .export(Typescript::default().header(header), &fresh)
        .unwrap();
    write_or_compare("bindings.ts", &fs::read_to_string(&fresh).unwrap());
}

/// Constants have a file of their own: nothing of it calls the shell, so that every part of the page may import it.
#[test]
fn bindings_of_constants() {
    let bounds = serde_json::to_string_pretty(&setting_bounds()).unwrap();
    let text = format!(
        "// This file is generated from crates/rolecall/src/settings/bounds.rs by `cargo xtask bindings`.\n\n\
         /** The bounds of settings and labels, as the program checks them. */\n\
         export const settingBounds = {bounds} as const;\n"
    );
    write_or_compare("generated/setting_bounds.ts", &text);
}

/// Writes the text to a generated file of the page if asked to, and otherwise fails when it is out of date.
fn write_or_compare(file: &str, text: &str) {
    let path = Path::new(PAGE).join(file);
    if env::var("ROLECALL_BINDINGS").as_deref() == Ok("write") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let is_current = fs::read_to_string(&path).is_ok_and(|committed| committed == text);
    assert!(is_current, "run `cargo xtask bindings`: {file}");
}

/// `build.rs`, `capabilities/main.json` and the list in `commands.rs` name the same commands.
#[test]
fn every_command_is_declared_and_granted_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let quoted = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|line| {
                line.trim()
                    .strip_prefix('"')?
                    .strip_suffix("\",")
                    .map(ToOwned::to_owned)
            })
            .collect()
    };
    let declared = quoted(&fs::read_to_string(root.join("build.rs")).unwrap());
    let source = fs::read_to_string(root.join("src/commands.rs")).unwrap();
    let (_, after) = source.split_once("collect_commands![").unwrap();
    let (list, _) = after.split_once(']').unwrap();
    let listed: Vec<String> = list
        .split(',')
        .filter_map(|path| path.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    assert!(!listed.is_empty());
    assert_eq!(declared, listed);
    let capability: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join("capabilities/main.json")).unwrap()).unwrap();
    let granted: Vec<&str> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|permission| permission.as_str().unwrap())
        .collect();
    let mut expected = vec![
        "core:event:allow-listen".to_owned(),
        "core:event:allow-unlisten".to_owned(),
    ];
    expected.extend(
        listed
            .iter()
            .map(|command| format!("allow-{}", command.replace('_', "-"))),
    );
    assert_eq!(granted, expected);
}
