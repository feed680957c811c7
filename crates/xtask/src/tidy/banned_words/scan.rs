//! The words of a file: which, on which line, and in which kind of name.

use std::collections::HashMap;

use crate::tidy::source_tree::SourceFile;

/// The number of a word of the list's vocabulary; 0 is any other word.
pub(super) type WordId = u32;

/// What stands as the keyword before the segments of a file's path.
pub(super) const PATH: &str = "path";

/// One kind of text of a file.
pub(super) struct Channel<'a> {
    lines: Vec<(usize, &'a str)>,
    kind: ChannelKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ChannelKind {
    Code,
    Prose,
    Path,
}

/// A word as it stands in a file.
pub(super) struct Occurrence<'a> {
    /// Which word.
    pub(super) word: WordId,
    /// The line.
    pub(super) line: usize,
    /// The whole identifier that it is a part of.
    pub(super) identifier: &'a str,
    /// What stands before the identifier: `fn`, `struct`, …
    pub(super) keyword: &'a str,
    /// It is part of code, or of a path.
    pub(super) in_code: bool,
    /// It is the first word of its identifier.
    pub(super) begins: bool,
    /// It is the last word of its identifier.
    pub(super) ends: bool,
    /// Nothing but space, or the sign of a comment, separates it from the word before.
    pub(super) follows: bool,
}

/// Returns the texts of a file; its path is one.
pub(super) fn channels(file: &SourceFile) -> Vec<Channel<'_>> {
    let path = Channel {
        lines: vec![(1, &file.path)],
        kind: ChannelKind::Path,
    };
    let Some(source) = &file.source else {
        let lines = file
            .text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .collect();
        return vec![
            path,
            Channel {
                lines,
                kind: ChannelKind::Prose,
            },
        ];
    };
    let lines = || source.lines.iter().enumerate();
    let code = lines()
        .map(|(index, line)| (index + 1, line.code.as_str()))
        .collect();
    let comments = lines()
        .map(|(index, line)| (index + 1, line.comment.as_str()))
        .collect();
    let strings = lines()
        .map(|(index, line)| (index + 1, line.strings.as_str()))
        .collect();
    vec![
        path,
        Channel {
            lines: code,
            kind: ChannelKind::Code,
        },
        Channel {
            lines: comments,
            kind: ChannelKind::Prose,
        },
        Channel {
            lines: strings,
            kind: ChannelKind::Prose,
        },
    ]
}

impl<'a> Channel<'a> {
    /// Returns all words, with the number that `vocabulary` gives them.
    pub(super) fn occurrences(&self, vocabulary: &HashMap<String, WordId>) -> Vec<Occurrence<'a>> {
        let mut all: Vec<Occurrence<'a>> = Vec::new();
        let mut keyword = if self.kind == ChannelKind::Path { PATH } else { "" };
        let mut separated = true;
        for &(line, text) in &self.lines {
            let mut rest = text;
            while let Some(first) = rest.chars().next() {
                if !self.is_in_identifier(first) {
                    separated |=
                        self.kind == ChannelKind::Code || !(first.is_whitespace() || "-/!*>".contains(first));
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                    continue;
                }
                let length = rest
                    .find(|c: char| !self.is_in_identifier(c))
                    .unwrap_or(rest.len());
                let (identifier, after) = rest.split_at(length);
                let start = all.len();
                each_word(identifier, |word| {
                    all.push(Occurrence {
                        word: vocabulary.get(word).copied().unwrap_or_default(),
                        line,
                        identifier,
                        keyword,
                        in_code: self.kind != ChannelKind::Prose,
                        begins: all.len() == start,
                        ends: false,
                        follows: all.len() > start || !separated,
                    });
                });
                if let Some(last) = all.last_mut() {
                    last.ends = true;
                }
                separated = self.kind != ChannelKind::Prose;
                if self.kind == ChannelKind::Code {
                    keyword = identifier;
                }
                rest = after;
            }
        }
        all
    }

    /// A hyphen is part of a file's name.
    fn is_in_identifier(&self, character: char) -> bool {
        character.is_alphanumeric()
            || character == '_'
            || (character == '-' && self.kind == ChannelKind::Path)
    }
}

/// Calls `with` for each word of a text or identifier, in lower case: `HTTPPage_id` has three.
pub(super) fn each_word(text: &str, mut with: impl FnMut(&str)) {
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    let mut last = ' ';
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let boundary = character.is_uppercase() && (!last.is_uppercase() || next_is_lower);
        if (boundary || !character.is_alphanumeric()) && !word.is_empty() {
            with(&word);
            word.clear();
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        last = character;
    }
    if !word.is_empty() {
        with(&word);
    }
}
