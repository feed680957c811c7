//! The rule that what a user reads is made in one catalogue per surface: a text of several words anywhere else is refused.
//!
//! It reads string literals and the brackets around them, not types: one word alone, such as a heading, is not found.

use crate::tidy::Violation;
use crate::tidy::source_text::SourceText;
use crate::tidy::source_tree::{SourceFile, SourceTree};

/// The packages that talk to users.
const JUDGED: [&str; 3] = [
    "crates/rolecall/src/",
    "crates/rolecall-cli/src/",
    "src-tauri/src/",
];

/// The catalogues. Clap makes the help from `command_line`.
const CATALOGUES: [&str; 3] = ["/messages/", "/messages.rs", "/command_line"];

/// Files with texts of several words that are not a catalogue's, each with its reason.
const EXCEPTIONS: [(&str, &str); 4] = [
    (
        "crates/rolecall/src/console/services.rs",
        "AWS's own names of its services, in every language",
    ),
    ("crates/rolecall/src/export/command.rs", "commands for shells"),
    ("crates/rolecall/src/export/quote.rs", "commands for shells"),
    (
        "crates/rolecall/src/settings/descriptors.rs",
        "a setting is declared once, with its meaning: the table is their catalogue",
    ),
];

/// Macros whose texts are for developers, by how they begin: logs and assertions.
const MACROS: [&str; 5] = ["tracing::", "panic!", "unreachable!", "assert", "debug_assert"];

/// What else has texts for developers: attributes (the texts of errors and reasons), expectations, and what a problem says in a log.
const OPENINGS: [&str; 5] = ["#", "#!", ".expect", ".expect_err", "Problem::new"];

/// The field of what an error says in a log.
const DETAIL: &str = "detail:";

/// Sentences stand in the catalogues only; an exception still has one.
pub(super) fn sentences_are_in_the_catalogue(tree: &SourceTree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut excepted = Vec::new();
    for (file, source) in tree.product_files().filter(|(file, _)| is_judged(file)) {
        let lines = sentences(source);
        let exception = EXCEPTIONS.iter().position(|(path, _)| *path == file.path);
        match exception {
            Some(index) if !lines.is_empty() => excepted.push(index),
            Some(_) | None => found.extend(lines.into_iter().map(|line| {
                let advice = "a text for users: put it into the catalogue of messages";
                Violation::new(&file.path, line, "sentence", advice)
            })),
        }
    }
    let unused = EXCEPTIONS
        .iter()
        .enumerate()
        .filter(|(index, (path, _))| !excepted.contains(index) && tree.file(path).is_some());
    found.extend(unused.map(|(_, (path, _))| {
        Violation::new(
            path,
            1,
            "sentence",
            "it has no text for users; remove the exception",
        )
    }));
    found
}

fn is_judged(file: &SourceFile) -> bool {
    JUDGED.iter().any(|folder| file.path.starts_with(folder))
        && !CATALOGUES.iter().any(|catalogue| file.path.contains(catalogue))
}

/// Returns the lines on which a text of several words begins that is not for developers.
fn sentences(source: &SourceText) -> Vec<usize> {
    let texts: String = source.lines.iter().map(|line| line.strings.as_str()).collect();
    let mut texts = texts.split('\n');
    let mut found = Vec::new();
    // For each bracket that is open, whether what is inside is for developers.
    let mut open: Vec<bool> = Vec::new();
    let mut in_text = false;
    for (number, line) in source.product_lines() {
        for (position, character) in line.code.char_indices() {
            let before = line.code.get(..position).unwrap_or_default();
            match character {
                '"' if in_text => in_text = false,
                '"' => {
                    in_text = true;
                    let is_sentence = texts.next().is_some_and(has_words);
                    if is_sentence && !open.contains(&true) && !before.trim_end().ends_with(DETAIL) {
                        found.push(number);
                    }
                }
                '(' | '[' | '{' => open.push(is_for_developers(before)),
                ')' | ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
    }
    found
}

/// Returns whether what a bracket after `code` encloses is for developers.
fn is_for_developers(code: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || "_:!.#".contains(c);
    let start = code.rfind(|c: char| !in_name(c)).map_or(0, |index| index + 1);
    let head = code.get(start..).unwrap_or_default();
    let is_macro = head.ends_with('!') && MACROS.iter().any(|name| head.starts_with(name));
    is_macro || OPENINGS.iter().any(|opening| head.ends_with(opening))
}

/// Returns whether two words stand beside each other, as in `signed in`, but not in `set -g` or `{account} · {role}`.
fn has_words(text: &str) -> bool {
    let is_word = |part: &str| {
        let word = part.trim_matches(|c: char| c.is_ascii_punctuation() && c != '{' && c != '}');
        word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
    };
    let is_value = |part: &str| part.starts_with('{') && part.ends_with('}');
    let parts: Vec<&str> = text.split(' ').collect();
    parts.windows(2).any(|pair| match pair {
        [first, second] => (is_word(first) || is_value(first)) && is_word(second),
        _ => false,
    })
}
