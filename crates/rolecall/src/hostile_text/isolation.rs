//! Names inside sentences: each stands in an isolate of its own, so that it cannot turn the words around it.
//!
//! A name of a right-to-left script reverses what follows it up to the next one of another script, and a bidirectional control inside a name reverses
//! the rest of the line. The Unicode bidirectional algorithm keeps what stands between a first strong isolate and its end apart from
//! the rest. It must not know which sentences there are.

use super::{columns, fit, printable};
use std::borrow::Cow;

/// U+2068: what follows has the direction of its own first character.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// U+2069: ends the isolate.
const POP_DIRECTIONAL_ISOLATE: char = '\u{2069}';

/// Returns a name as it may stand in a sentence, a title, a label, a notification or a menu: printable and isolated. An empty one
/// stays empty.
pub fn isolated(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    format!(
        "{FIRST_STRONG_ISOLATE}{}{POP_DIRECTIONAL_ISOLATE}",
        printable(name)
    )
}

/// Returns a sentence as it may be shown: its isolates stay and all of them end in it; everything else is made printable.
pub fn printable_sentence(sentence: &str) -> String {
    let mut safe = String::with_capacity(sentence.len() + 16);
    let mut depth = 0_usize;
    for piece in sentence.split_inclusive([FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE]) {
        let text = piece.trim_end_matches([FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE]);
        safe.push_str(&printable(text));
        match &piece[text.len()..] {
            "\u{2068}" => {
                depth += 1;
                safe.push(FIRST_STRONG_ISOLATE);
            }
            "\u{2069}" if depth > 0 => {
                depth -= 1;
                safe.push(POP_DIRECTIONAL_ISOLATE);
            }
            // One that ends nothing.
            other => safe.push_str(&printable(other)),
        }
    }
    safe.extend(std::iter::repeat_n(POP_DIRECTIONAL_ISOLATE, depth));
    safe
}

/// As [`fit`], for a sentence: what is cut inside a name ends the isolate of that name, too.
pub fn fit_sentence(sentence: &str, max_columns: usize) -> String {
    let sentence = printable_sentence(sentence);
    if columns(&sentence) <= max_columns {
        return sentence;
    }
    printable_sentence(&fit(&sentence, max_columns))
}

/// Returns a sentence without the isolates of its names, for a terminal and for what programs read.
///
/// Few terminals know isolates: some draw a box for one, some count a column, and whoever copies the line copies them, too. A terminal
/// does not reorder beyond a line either, and names stand there with every control in visible form. What is no pair is left as it is.
pub fn without_isolates(sentence: &str) -> Cow<'_, str> {
    if !sentence.contains(FIRST_STRONG_ISOLATE) {
        return Cow::Borrowed(sentence);
    }
    let mut open: Vec<usize> = Vec::new();
    let mut pairs: Vec<usize> = Vec::new();
    for (at, c) in sentence.char_indices() {
        match c {
            FIRST_STRONG_ISOLATE => open.push(at),
            POP_DIRECTIONAL_ISOLATE => pairs.extend(open.pop().into_iter().flat_map(|start| [start, at])),
            _ => {}
        }
    }
    pairs.sort_unstable();
    let mut pairs = pairs.into_iter().peekable();
    let bare = sentence
        .char_indices()
        .filter(|(at, _)| pairs.next_if_eq(at).is_none())
        .map(|(_, c)| c)
        .collect();
    Cow::Owned(bare)
}

#[cfg(test)]
mod tests;
