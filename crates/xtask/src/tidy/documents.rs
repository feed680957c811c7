//! Rules about documents: the map names every room, says what is absent, and stays short; every
//! dependency has its reason.

use std::collections::BTreeSet;

use serde_json::Value;
use toml_edit::DocumentMut;

use crate::tidy::Finding;
use crate::tidy::house::House;

const MAP: &str = "ARCHITECTURE.md";
const REASONS: &str = "docs/decisions/0010-dependencies.md";
const LONGEST: usize = 300;

/// ARCHITECTURE.md names every crate and top folder, has an invariant for each room, and ≤ 300 lines.
pub(super) fn every_room_is_on_the_map(house: &House) -> Vec<Finding> {
    let Some(map) = house.file(MAP) else {
        return vec![Finding::new(MAP, 1, "map", "the house needs a map")];
    };
    let mut found = Vec::new();
    for room in rooms(house) {
        if !map.text.contains(&format!("`{room}`")) {
            found.push(Finding::new(
                MAP,
                1,
                "map",
                format!("name `{room}`: what it owns and what is absent from it"),
            ));
        }
    }
    let lines = map.text.lines().count();
    if lines > LONGEST {
        found.push(Finding::new(
            MAP,
            LONGEST,
            "map",
            format!("{lines} lines; a map of more than {LONGEST} is not read"),
        ));
    }
    for (number, heading) in rooms_without_invariant(&map.text) {
        found.push(Finding::new(
            MAP,
            number,
            "map",
            format!("`{heading}` has no **Invariant** line"),
        ));
    }
    found
}

/// Every crate and npm package that we ask for by name has its reason in one list.
pub(super) fn every_dependency_has_its_reason(house: &House) -> Vec<Finding> {
    let reasons = house.file(REASONS).map_or("", |file| file.text.as_str());
    let mut asked = Vec::new();
    for file in house
        .files
        .iter()
        .filter(|file| file.path.ends_with("Cargo.toml"))
    {
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
        asked.extend(tables.flat_map(|table| {
            table
                .iter()
                .map(|(name, _)| (&file.path, name.to_owned()))
                .collect::<Vec<_>>()
        }));
    }
    if let Some(file) = house.file("ui/package.json") {
        let manifest: Value = serde_json::from_str(&file.text).unwrap_or_default();
        let tables = ["dependencies", "devDependencies"]
            .into_iter()
            .filter_map(|kind| manifest.get(kind)?.as_object());
        asked.extend(
            tables
                .flat_map(|table| table.keys())
                .map(|name| (&file.path, name.clone())),
        );
    }
    let missing = asked.into_iter().filter(|(_, name)| {
        name != "rolecall" && !name.starts_with("rolecall-") && !reasons.contains(&format!("| `{name}` |"))
    });
    missing
        .map(|(path, name)| {
            Finding::new(
                path,
                1,
                "dependency",
                format!("give the reason for `{name}` in {REASONS}"),
            )
        })
        .collect()
}

/// Returns the crates and the top folders.
fn rooms(house: &House) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for file in &house.files {
        let mut parts = file.path.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("crates"), Some(name), Some(_)) => rooms.insert(format!("crates/{name}")),
            (Some(folder), Some(_), _) if !folder.starts_with('.') => rooms.insert(format!("{folder}/")),
            _ => false,
        };
    }
    rooms
}

/// In the code map, every `###` section has a line that tells what is absent.
fn rooms_without_invariant(map: &str) -> Vec<(usize, String)> {
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
