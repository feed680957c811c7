//! Patterns over accounts and roles: `*` and `?` over a name or an id, `word:` for whole words of a name, `tag:` for a tag.
//!
//! It must not know what a pattern decides.

use crate::account::{Account, RoleName};

/// Before the pattern of a tag.
const TAG: &str = "tag:";
/// Before the pattern of whole words.
const WORD: &str = "word:";

/// How exact a pattern that fits is; the greater is the more exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// It is the id of the account.
    is_id: bool,
    is_tag: bool,
    /// How many characters it names.
    length: usize,
    /// What it found, if it is a pattern of words.
    pub(super) words: Option<FoundWords>,
}

/// What a pattern of words found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FoundWords {
    /// A part of a word that begins with a capital, as in `PaymentsProd`.
    Parts,
    /// Words as they stand between separators.
    Whole,
}

/// What patterns are matched against.
pub(super) struct PatternSubject {
    id: Option<Vec<char>>,
    texts: Vec<Vec<char>>,
    words: Vec<Word>,
    tags: Vec<Vec<char>>,
}

/// A word of a name: what stands between two characters that are not alphanumeric.
struct Word {
    /// As it is, and without the digits at its end.
    whole: Vec<Vec<char>>,
    /// Its parts that begin with an uppercase character after a lowercase one or a digit.
    parts: Vec<Vec<char>>,
}

impl PatternSubject {
    /// Returns the account as its name, id and tags.
    pub(super) fn account(account: &Account, tags: Option<&Vec<String>>) -> Self {
        let id = lowercase(account.id.as_str());
        Self {
            texts: vec![lowercase(&account.name), id.clone()],
            id: Some(id),
            words: words(&account.name),
            tags: tags.into_iter().flatten().map(|tag| lowercase(tag)).collect(),
        }
    }

    /// Returns the role as its name.
    pub(super) fn role(role_name: &RoleName) -> Self {
        Self {
            texts: vec![lowercase(role_name.as_str())],
            id: None,
            words: words(role_name.as_str()),
            tags: Vec::new(),
        }
    }

    pub(super) fn fits(&self, pattern: &str) -> bool {
        self.match_of(pattern).is_some()
    }

    /// Returns how exact `pattern` is; `None` when it does not fit.
    pub(super) fn match_of(&self, pattern: &str) -> Option<Match> {
        let pattern = pattern.to_lowercase();
        let (tag, word) = (pattern.strip_prefix(TAG), pattern.strip_prefix(WORD));
        let text: Vec<char> = tag.or(word).unwrap_or(&pattern).chars().collect();
        let words = word.and_then(|word| self.find_words(word));
        let it_fits = match (tag, word) {
            (Some(_), _) => self.tags.iter().any(|tag| fits(&text, tag)),
            (None, Some(_)) => words.is_some(),
            (None, None) => self.texts.iter().any(|name| fits(&text, name)),
        };
        it_fits.then(|| Match {
            is_id: word.is_none() && tag.is_none() && self.id.as_ref() == Some(&text),
            is_tag: tag.is_some(),
            length: text.iter().filter(|c| !matches!(c, '*' | '?')).count(),
            words,
        })
    }

    /// Returns how the name has the words of `pattern`, one after the other; `None` if it does not.
    fn find_words(&self, pattern: &str) -> Option<FoundWords> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '*' | '?');
        let wanted: Vec<Vec<char>> = pattern
            .split(|c| !is_part(c))
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().collect())
            .collect();
        if wanted.is_empty() {
            return None;
        }
        let found = self.words.windows(wanted.len()).filter_map(|words| {
            let pairs = words.iter().zip(&wanted);
            pairs.map(|(word, wanted)| word.find(wanted)).min()?
        });
        found.max()
    }
}

fn words(name: &str) -> Vec<Word> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(Word::new).collect()
}

impl Word {
    fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut start = 0;
        let mut before = None;
        for (at, c) in text.char_indices() {
            if c.is_uppercase() && before.is_some_and(|before: char| !before.is_uppercase()) {
                parts.push(without_number(&text[start..at]));
                start = at;
            }
            before = Some(c);
        }
        parts.push(without_number(&text[start..]));
        Self {
            whole: vec![lowercase(text), without_number(text)],
            parts,
        }
    }

    fn find(&self, wanted: &[char]) -> Option<FoundWords> {
        let is_among = |spellings: &[Vec<char>]| spellings.iter().any(|spelling| fits(wanted, spelling));
        let whole = is_among(&self.whole).then_some(FoundWords::Whole);
        whole.or_else(|| is_among(&self.parts).then_some(FoundWords::Parts))
    }
}

fn without_number(text: &str) -> Vec<char> {
    lowercase(text.trim_end_matches(char::is_numeric))
}

fn lowercase(text: &str) -> Vec<char> {
    text.to_lowercase().chars().collect()
}

/// Whether the whole of `text` fits `pattern`, where `*` stands for any text and `?` for any one character. Takes at most
/// as many steps as the product of their lengths.
fn fits(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            Some(_) | None => {
                let Some((after_star, taken)) = star else {
                    return false;
                };
                star = Some((after_star, taken + 1));
                p = after_star;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests;
