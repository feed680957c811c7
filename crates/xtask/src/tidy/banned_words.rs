//! The rule that words of a list are not used: the list says what to use instead, and why.
//!
//! Knows nothing of any single word. Names are split into words, so that `told_at`, `ToldAt` and
//! `told-at` all hold "told" and "retold" does not.

mod list;
mod scan;

use std::collections::BTreeSet;

use crate::tidy::Violation;
use crate::tidy::source_tree::{SourceFile, SourceTree};
use list::{BannedWord, WordList};
use scan::{Channel, Occurrence};

/// The words, with what they stand for and where they are allowed.
pub(super) const LIST: &str = "crates/xtask/lists/banned_words.toml";

/// What developers and users read. Data, lock files and what the release history said are not judged.
const JUDGED: [&str; 14] = [
    ".rs", ".ts", ".js", ".mjs", ".svelte", ".css", ".html", ".md", ".toml", ".sh", ".py", ".xml",
    ".desktop", ".ci/run",
];
const NOT_JUDGED: [&str; 2] = [LIST, "CHANGELOG.md"];

/// No banned word stands in code, comments, texts, documents or file names.
pub(super) fn banned_words_are_not_used(tree: &SourceTree) -> Vec<Violation> {
    let Some(text) = tree.file(LIST).map(|file| file.text.as_str()) else {
        return vec![Violation::new(LIST, 1, "banned-word", "the list is missing")];
    };
    let list = match WordList::parse(text) {
        Ok(list) => list,
        Err(problem) => return vec![Violation::new(LIST, 1, "banned-word", format!("{problem:#}"))],
    };
    let judged = tree.files.iter().filter(|file| {
        JUDGED.iter().any(|ending| file.path.ends_with(ending))
            && !NOT_JUDGED.contains(&file.path.as_str())
            && !file.is_generated()
    });
    judged.flat_map(|file| in_file(file, &list)).collect()
}

fn in_file(file: &SourceFile, list: &WordList) -> Vec<Violation> {
    let applicable: Vec<bool> = list
        .words
        .iter()
        .map(|word| word.applies_to(&file.path))
        .collect();
    let mut seen = BTreeSet::new();
    for channel in scan::channels(file) {
        for (index, line) in in_channel(&channel, list) {
            if applicable.get(index) == Some(&true) {
                seen.insert((line, index));
            }
        }
    }
    let found = seen.into_iter().filter_map(|(line, index)| {
        let word = list.words.get(index)?;
        let advice = format!("\"{}\": use {} ({})", word.text, word.instead, word.reason);
        Some(Violation::new(&file.path, line, "banned-word", advice))
    });
    found.collect()
}

/// Returns which words of the list stand in a channel, and on which line.
fn in_channel(channel: &Channel<'_>, list: &WordList) -> Vec<(usize, usize)> {
    let occurrences = channel.occurrences(&list.vocabulary);
    let mut found = Vec::new();
    for (start, first) in occurrences.iter().enumerate() {
        let candidates = list.by_first_word.get(&first.word).map_or(&[][..], Vec::as_slice);
        for &index in candidates {
            let Some(word) = list.words.get(index) else {
                continue;
            };
            if stands(word, &occurrences, start) && !is_allowed(word, &occurrences, start) {
                found.push((index, first.line));
            }
        }
    }
    found
}

/// Returns whether the words of an entry stand from `start` on, in its scope.
fn stands(word: &BannedWord, occurrences: &[Occurrence<'_>], start: usize) -> bool {
    let Some(all) = occurrences.get(start..start + word.words.len()) else {
        return false;
    };
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return false;
    };
    let in_order = all
        .iter()
        .map(|occurrence| occurrence.word)
        .eq(word.words.iter().copied());
    let joined = all.iter().skip(1).all(|occurrence| occurrence.follows);
    let form = match &word.exact {
        Some(identifier) => first.identifier == identifier,
        None => !word.is_prefix || (first.begins && !last.ends),
    };
    in_order && joined && form && word.scope.includes(first)
}

/// Returns whether one of the longer phrases stands around the words at `start`.
fn is_allowed(word: &BannedWord, occurrences: &[Occurrence<'_>], start: usize) -> bool {
    word.phrases.iter().any(|phrase| {
        let offsets = (0..phrase.len()).filter(|&offset| {
            phrase
                .get(offset..)
                .is_some_and(|rest| rest.starts_with(&word.words))
        });
        offsets
            .filter_map(|offset| start.checked_sub(offset))
            .any(|begin| {
                occurrences
                    .get(begin..begin + phrase.len())
                    .is_some_and(|around| {
                        around
                            .iter()
                            .map(|occurrence| occurrence.word)
                            .eq(phrase.iter().copied())
                    })
            })
    })
}
