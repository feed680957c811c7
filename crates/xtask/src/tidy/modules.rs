//! Rules about single files: each says what it owns, is short, and is finished.

use crate::tidy::Violation;
use crate::tidy::source_text::has_word;
use crate::tidy::source_tree::{SourceFile, SourceTree};

const MAX_LINES: usize = 400;

/// A module opens with `//!`: what it owns and what it must not know.
pub(super) fn modules_open_with_a_document(tree: &SourceTree) -> Vec<Violation> {
    let bad = tree.rust_files().filter(|(file, _)| {
        !file
            .text
            .lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with("#!"))
            .is_some_and(|line| line.starts_with("//!"))
    });
    bad.map(|(file, _)| {
        Violation::new(
            &file.path,
            1,
            "module-doc",
            "open the module with `//!`: what it owns, what it must not know",
        )
    })
    .collect()
}

/// A file has at most 400 lines without its tests.
pub(super) fn files_are_short(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &tree.files {
        if file.is_test() || file.is_generated() {
            continue;
        }
        let lines = match file.rust() {
            Some(rust) => rust.before_tests,
            None if file.is_page() => file.text.lines().count(),
            None => continue,
        };
        if lines > MAX_LINES {
            let advice = format!("{lines} lines without tests; split it into modules of at most {MAX_LINES}");
            found.push(Violation::new(&file.path, MAX_LINES, "file-length", advice));
        }
    }
    found
}

/// Nothing is left for later and no test is switched off.
pub(super) fn nothing_is_left_unfinished(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in &tree.files {
        for (number, text) in written_lines(file) {
            let marked = ["TODO", "FIXME", "XXX", "Being written", "Not written yet"]
                .iter()
                .any(|mark| has_word(&text, mark));
            let off = [
                "#[ignore",
                "it.skip(",
                "test.skip(",
                "describe.skip(",
                "it.only(",
                "test.only(",
                "it.todo(",
            ];
            if marked {
                found.push(Violation::new(
                    &file.path,
                    number,
                    "unfinished",
                    "finish it or leave it out; comments say why",
                ));
            } else if off.iter().any(|mark| text.contains(mark)) {
                found.push(Violation::new(
                    &file.path,
                    number,
                    "test-off",
                    "run the test or delete it",
                ));
            }
        }
    }
    found
}

/// Returns the lines that were written as code or comment: strings of Rust are data.
fn written_lines(file: &SourceFile) -> Vec<(usize, String)> {
    if let Some(rust) = file.rust() {
        let lines = rust.lines.iter().enumerate();
        return lines
            .map(|(index, line)| (index + 1, format!("{}{}", line.code, line.comment)))
            .collect();
    }
    if !file.path.starts_with("ui/") || file.path.ends_with(".json") || file.is_generated() {
        return Vec::new();
    }
    file.text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}
