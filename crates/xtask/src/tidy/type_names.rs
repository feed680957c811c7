//! The rule that a type name is unique in the workspace, so that a search by name finds one thing.

use std::collections::BTreeMap;

use toml_edit::DocumentMut;

use crate::tidy::Violation;
use crate::tidy::rust_items::RustItems;
use crate::tidy::source_tree::SourceTree;

/// The names that several types may have, each with its reason.
pub(super) const LIST: &str = "crates/xtask/lists/shared_type_names.toml";

/// Two types have the same name only if the list says why; the list has no name that is unique.
pub(super) fn type_names_are_unique(tree: &SourceTree) -> Vec<Violation> {
    let mut definitions: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
    for (file, rust) in tree.rust_files().filter(|(file, _)| !file.is_test()) {
        for (name, line) in RustItems::read(rust).types {
            definitions.entry(name).or_default().push((&file.path, line));
        }
    }
    let listed: BTreeMap<String, usize> = listed(tree);
    let mut found = Vec::new();
    for (name, locations) in &definitions {
        let ((path, line), others) = match locations.as_slice() {
            [first, others @ ..] if !others.is_empty() && !listed.contains_key(name) => (*first, others),
            _ => continue,
        };
        let others: Vec<String> = others
            .iter()
            .map(|(path, line)| format!("{path}:{line}"))
            .collect();
        let advice = format!(
            "`{name}` is also defined at {}; rename all but one",
            others.join(", ")
        );
        found.push(Violation::new(path, line, "type-name", advice));
    }
    for (name, line) in listed {
        if definitions.get(&name).is_none_or(|locations| locations.len() < 2) {
            let advice = format!("`{name}` is not defined twice; remove it from the list");
            found.push(Violation::new(LIST, line, "type-name", advice));
        }
    }
    found
}

/// Reads the names of the list that have a reason, with their lines.
fn listed(tree: &SourceTree) -> BTreeMap<String, usize> {
    let text = tree.file(LIST).map_or("", |file| file.text.as_str());
    let list: DocumentMut = text.parse().unwrap_or_default();
    let names = list
        .iter()
        .filter(|(_, reason)| reason.as_str().is_some_and(|reason| !reason.is_empty()));
    let line = |name: &str| text.lines().position(|line| line.split(' ').next() == Some(name));
    names
        .map(|(name, _)| (name.to_owned(), line(name).map_or(1, |index| index + 1)))
        .collect()
}
