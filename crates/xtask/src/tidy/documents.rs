//! Rules about documents: the map names every crate and folder, says what is absent, and stays short; every
//! dependency has its reason.

use std::collections::BTreeSet;

use serde_json::Value;
use toml_edit::DocumentMut;

use crate::tidy::Violation;
use crate::tidy::source_tree::SourceTree;

const MAP: &str = "ARCHITECTURE.md";
const REASONS: &str = "docs/decisions/0010-dependencies.md";
const MAX_LINES: usize = 300;

/// ARCHITECTURE.md names every crate and top folder, has an invariant for each, and ≤ 300 lines.
pub(super) fn every_folder_is_on_the_map(tree: &SourceTree) -> Vec<Violation> {
    let Some(map) = tree.file(MAP) else {
        return vec![Violation::new(MAP, 1, "map", "the project needs a map")];
    };
    let mut found = Vec::new();
    for folder in folders(tree) {
        if !map.text.contains(&format!("`{folder}`")) {
            found.push(Violation::new(
                MAP,
                1,
                "map",
                format!("name `{folder}`: what it owns and what is absent from it"),
            ));
        }
    }
    let lines = map.text.lines().count();
    if lines > MAX_LINES {
        found.push(Violation::new(
            MAP,
            MAX_LINES,
            "map",
            format!("{lines} lines; a map of more than {MAX_LINES} is not read"),
        ));
    }
    for (number, heading) in sections_without_invariant(&map.text) {
        found.push(Violation::new(
            MAP,
            number,
            "map",
            format!("`{heading}` has no **Invariant** line"),
        ));
    }
    found
}

/// Every crate and npm package that we name has its reason in one list.
pub(super) fn every_dependency_has_its_reason(tree: &SourceTree) -> Vec<Violation> {
    let reasons = tree.file(REASONS).map_or("", |file| file.text.as_str());
    let mut named = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        let Ok(manifest) = file.text.parse::<DocumentMut>() else {
            continue;
        };
        let tables = [
            manifest.get("dependencies"),
            manifest.get("dev-dependencies"),
            manifest.get("build-dependencies"),
        ];
        let workspace = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("dependencies"));
        let tables = tables
            .into_iter()
            .chain([workspace])
            .flatten()
            .filter_map(|table| table.as_table_like());
        named.extend(tables.flat_map(|table| {
            table
                .iter()
                .map(|(name, _)| (&file.path, name.to_owned()))
                .collect::<Vec<_>>()
        }));
    }
    if let Some(file) = tree.file("ui/package.json") {
        let manifest: Value = serde_json::from_str(&file.text).unwrap_or_default();
        let tables = ["dependencies", "devDependencies"]
            .into_iter()
            .filter_map(|kind| manifest.get(kind)?.as_object());
        named.extend(
            tables
                .flat_map(|table| table.keys())
                .map(|name| (&file.path, name.clone())),
        );
    }
    let missing = named.into_iter().filter(|(_, name)| {
        name != "rolecall" && !name.starts_with("rolecall-") && !reasons.contains(&format!("| `{name}` |"))
    });
    missing
        .map(|(path, name)| {
            Violation::new(
                path,
                1,
                "dependency",
                format!("give the reason for `{name}` in {REASONS}"),
            )
        })
        .collect()
}

/// Returns the crates and the top folders.
fn folders(tree: &SourceTree) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for file in &tree.files {
        let mut parts = file.path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("crates"), Some(name), Some(_)) => folders.insert(format!("crates/{name}")),
            (Some(folder), Some(_), _) if !folder.starts_with('.') => folders.insert(format!("{folder}/")),
            _ => false,
        };
    }
    folders
}

/// In the code map, every `###` section has a line that says what is absent.
fn sections_without_invariant(map: &str) -> Vec<(usize, String)> {
    let mut bad = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let mut in_map = false;
    for (index, line) in map.lines().enumerate() {
        if line.starts_with("## ") || line.starts_with("### ") {
            bad.extend(open.take());
        }
        if let Some(title) = line.strip_prefix("## ") {
            in_map = title == "Code map";
        } else if let Some(title) = line.strip_prefix("### ").filter(|_| in_map) {
            open = Some((index + 1, title.to_owned()));
        } else if line.starts_with("**Invariant") {
            open = None;
        }
    }
    bad.extend(open);
    bad
}
