//! Rules about secrets and errors: an exposure says why, and no decision depends on the text of an error.

use crate::tidy::Violation;
use crate::tidy::source_text::SourceText;
use crate::tidy::source_tree::SourceTree;

/// How far above a call its reason may stand: a chained call may begin a few lines earlier.
const REACH: usize = 4;

/// Every `.expose()` has `// EXPOSE: why` above it.
pub(super) fn every_exposure_has_a_reason(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, rust) in tree.product_files() {
        for (number, line) in rust.product_lines() {
            if line.code.contains(".expose()") && reason(rust, number).is_none() {
                let advice =
                    "write `// EXPOSE: why` above: who gets the secret, and why it must be the plain one";
                found.push(Violation::new(&file.path, number, "expose", advice));
            }
            if line.code.contains(".expose_secret()")
                && !file.path.ends_with("/secret.rs")
                && !file.path.contains("/secret/")
            {
                let advice = "secrets have types of their own; call their `expose()`, with its reason";
                found.push(Violation::new(&file.path, number, "expose", advice));
            }
        }
    }
    found
}

/// Lists every exposure with its reason: the audit.
pub(super) fn exposures(tree: &SourceTree) -> Vec<String> {
    let mut list = Vec::new();
    for (file, rust) in tree.product_files() {
        for (number, line) in rust
            .product_lines()
            .filter(|(_, line)| line.code.contains(".expose()"))
        {
            let reason = reason(rust, number).unwrap_or_default();
            list.push(format!(
                "exposed  {}:{number}: {reason}  {}",
                file.path,
                line.code.trim()
            ));
        }
    }
    list
}

fn reason(rust: &SourceText, number: usize) -> Option<String> {
    let from = number.saturating_sub(1 + REACH);
    rust.lines.get(from..number)?.iter().rev().find_map(|line| {
        let (_, why) = line.comment.split_once("EXPOSE:")?;
        Some(why.trim().to_owned()).filter(|why| !why.is_empty())
    })
}

/// Nothing matches on an error's text: kinds are types.
pub(super) fn errors_are_not_matched_by_text(tree: &SourceTree) -> Vec<Violation> {
    const MATCHING: [&str; 5] = ["contains(", "starts_with(", "ends_with(", "eq(", "find("];
    let mut found = Vec::new();
    for (file, rust) in tree.product_files() {
        let lines: Vec<(usize, &str)> = rust
            .product_lines()
            .map(|(number, line)| (number, line.code.trim()))
            .collect();
        for (index, (number, code)) in lines.iter().enumerate() {
            // A chain may continue on the next line.
            let next = lines.get(index + 1).map_or("", |(_, code)| code);
            let joined = format!("{code}{next}");
            let matched = MATCHING.iter().any(|call| {
                let call = format!(".to_string().{call}");
                joined.find(&call).is_some_and(|at| at < code.len())
            });
            if matched {
                let advice = "do not decide by an error's text; give the kind a case in its enum";
                found.push(Violation::new(&file.path, *number, "error-text", advice));
            }
        }
    }
    found
}
