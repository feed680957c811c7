//! Hostile text made safe to show: names and messages that came from AWS, from a file or from a stranger.
//!
//! It owns what a terminal, a log line, a menu and a notification may be given, and how wide it is there. It must
//! not be used on text that goes back to AWS or into a file: there every byte counts.

mod isolation;

pub use isolation::{fit_sentence, isolated, printable_sentence, without_isolates};

use std::borrow::Cow;
use std::fmt::Write;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// As many marks may stand on one character; more would draw over the lines above and below.
const MAX_COMBINING_MARKS: usize = 4;
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Returns `text` with everything that could move the cursor, hide, or reorder what is read, in visible form: `\n`, `\u{202e}`.
///
/// The result is one line. What is visible and harmless stays as it is, emoji sequences included.
pub fn printable(text: &str) -> Cow<'_, str> {
    let hidden: Vec<usize> = hidden(text).collect();
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hidden = hidden.into_iter().peekable();
    let mut safe = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if hidden.next_if_eq(&at).is_some() {
            push_visible_form(&mut safe, c);
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Where the characters are that must not be shown.
fn hidden(text: &str) -> impl Iterator<Item = usize> {
    let mut state = HiddenCharacters::default();
    text.char_indices()
        .filter_map(move |(at, c)| state.hides(c, &text[at + c.len_utf8()..]).then_some(at))
}

/// Returns how many columns `text` takes in a terminal.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Returns `text` if it is at max_columns `max_columns` columns wide, else its beginning and `…`, never wider, never half a character.
pub fn fit(text: &str, max_columns: usize) -> Cow<'_, str> {
    if columns(text) <= max_columns {
        return Cow::Borrowed(text);
    }
    if max_columns == 0 {
        return Cow::Borrowed("");
    }
    let mut taken = 0;
    let mut ends: Vec<usize> = Vec::new();
    for (at, grapheme) in text.grapheme_indices(true) {
        taken += columns(grapheme);
        if taken > max_columns {
            break;
        }
        ends.push(at + grapheme.len());
    }
    while let Some(end) = ends.pop() {
        let cut = format!("{}…", &text[..end]);
        if columns(&cut) <= max_columns {
            return Cow::Owned(cut);
        }
    }
    Cow::Borrowed("…")
}

fn push_visible_form(safe: &mut String, c: char) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        other => {
            // Writing to a String cannot fail.
            let _written = write!(safe, "\\u{{{:x}}}", u32::from(other));
        }
    }
}

/// What was read before the next character decides whether it belongs to an emoji or hides.
#[derive(Default)]
struct HiddenCharacters {
    before: Option<char>,
    picture: bool,
    marks: usize,
}

impl HiddenCharacters {
    fn hides(&mut self, c: char, rest: &str) -> bool {
        let hides = match c {
            ZERO_WIDTH_JOINER => !(self.picture && rest.chars().next().is_some_and(is_picture)),
            '\u{fe0e}' | '\u{fe0f}' => !self.takes_a_presentation(rest),
            c if is_never_shown(c) => true,
            c if c.width() == Some(0) => {
                self.marks += 1;
                self.before.is_none() || self.marks > MAX_COMBINING_MARKS
            }
            _ => false,
        };
        if hides {
            *self = Self {
                before: None,
                picture: false,
                marks: self.marks,
            };
        } else {
            let continues = matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
            self.picture = is_picture(c) || (self.picture && continues);
            self.before = Some(c);
        }
        if c.width() != Some(0) {
            self.marks = 0;
        }
        hides
    }

    fn takes_a_presentation(&self, rest: &str) -> bool {
        let keycap = self
            .before
            .is_some_and(|c| c.is_ascii_digit() || c == '#' || c == '*');
        self.before.is_some_and(is_picture) || (keycap && rest.starts_with('\u{20e3}'))
    }
}

/// Unicode's default-ignorable and format characters, controls, line separators and fillers that look like nothing.
fn is_never_shown(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0x00ad | 0x034f | 0x061c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
            | 0x0600..=0x0605 | 0x06dd | 0x070f | 0x08e2
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164
            | 0xfe00..=0xfe0d | 0xfdd0..=0xfdef | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
            | 0x13430..=0x1343f | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
            | 0xe0000..=0xe0fff)
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether a character can stand in an emoji sequence: generous, since it only decides what may join.
fn is_picture(c: char) -> bool {
    matches!(u32::from(c),
        0xa9 | 0xae | 0x203c | 0x2049 | 0x2122 | 0x2139 | 0x2190..=0x21ff | 0x2300..=0x27bf | 0x2900..=0x297f
        | 0x2b00..=0x2bff | 0x3030 | 0x303d | 0x3297 | 0x3299 | 0x1f000..=0x1faff)
}

#[cfg(test)]
mod tests;
