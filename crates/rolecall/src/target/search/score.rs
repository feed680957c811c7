//! The score of one term of a query in one text, by the rules of [`super`].

use icu_normalizer::DecomposingNormalizerBorrowed;

const WHOLE: usize = 100;
const START: usize = 80;
const WORD_START: usize = 60;
const ELSEWHERE: usize = 40;
const PORTAL: usize = 20;
const MAX_ABBREVIATION: usize = 14;

/// One term of a query.
pub(super) struct Term {
    folded: Vec<u16>,
    /// The part of an account id that it is, without dashes.
    digits: Option<String>,
    may_abbreviate: bool,
}

/// A text that terms are looked up in.
pub(super) struct SearchText {
    folded: Vec<u16>,
    /// Parallel to `folded`.
    word_starts: Vec<bool>,
}

/// Returns the terms of `query`.
pub(super) fn terms(query: &str) -> Vec<Term> {
    query
        .split(|c: char| c.is_whitespace() || c == '/')
        .filter(|word| word.contains(|c| c != '-'))
        .map(Term::new)
        .collect()
}

impl Term {
    fn new(word: &str) -> Self {
        let folded: Vec<u16> = word.encode_utf16().map(fold).collect();
        let is_id = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        Self {
            digits: is_id.then(|| word.replace('-', "")),
            may_abbreviate: folded.len() >= 2 && folded.iter().all(|unit| character(*unit).is_some()),
            folded,
        }
    }

    /// Returns its score in the name of an account or a role.
    pub(super) fn score_name(&self, name: &SearchText) -> usize {
        let (typed, length) = (self.folded.len(), name.folded.len());
        match self.index(name) {
            None => match self.abbreviation_width(name) {
                Some(width) => MAX_ABBREVIATION.saturating_sub((width - typed) / 2).max(1),
                None => 0,
            },
            Some(_) if typed == length => WHOLE,
            Some(0) => START + typed * 10 / length,
            Some(at) if name.word_starts[at] => WORD_START + typed * 10 / length,
            Some(_) => ELSEWHERE + typed * 10 / length,
        }
    }

    /// Returns its score in an alias or a tag: they are short, so the share of one that was typed means little.
    pub(super) fn score_label(&self, label: &SearchText) -> usize {
        match self.score_name(label) {
            WHOLE => WHOLE,
            score => score.min(START),
        }
    }

    /// Returns its score in a portal's name. A portal has many accounts, so what is found in its name comes after what is found in
    /// theirs.
    pub(super) fn score_portal(&self, portal: &SearchText) -> usize {
        match self.index(portal) {
            Some(at) if portal.word_starts[at] => PORTAL,
            Some(_) | None => 0,
        }
    }

    /// Returns its score in an account id.
    pub(super) fn score_id(&self, id: &str) -> usize {
        let Some(digits) = &self.digits else { return 0 };
        match id.find(digits) {
            None => 0,
            Some(_) if digits.len() == id.len() => WHOLE,
            Some(0) => START,
            Some(_) => ELSEWHERE,
        }
    }

    /// Where it is in `text`: at the start of a word if possible, else anywhere.
    fn index(&self, text: &SearchText) -> Option<usize> {
        let found = || {
            let windows = text.folded.windows(self.folded.len()).enumerate();
            windows
                .filter(|(_, window)| *window == self.folded)
                .map(|(at, _)| at)
        };
        found()
            .find(|at| text.word_starts[*at])
            .or_else(|| found().next())
    }

    /// How long the part of `text` is that it abbreviates.
    fn abbreviation_width(&self, text: &SearchText) -> Option<usize> {
        let (first, rest) = self.folded.split_first().filter(|_| self.may_abbreviate)?;
        let starts =
            (0..text.folded.len()).filter(|start| text.word_starts[*start] && text.folded[*start] == *first);
        let mut widths = starts.filter_map(|start| {
            let last = rest.iter().try_fold(start, |at, unit| {
                let after = &text.folded[at + 1..];
                after
                    .iter()
                    .position(|other| other == unit)
                    .map(|offset| at + 1 + offset)
            })?;
            Some(last - start + 1)
        });
        widths.find(|width| *width <= self.folded.len() * 4)
    }
}

impl SearchText {
    pub(super) fn new(text: &str) -> Self {
        let mut before = None;
        let word_starts = text.encode_utf16().map(|unit| {
            let current = character(unit);
            let is_hump = current.is_some_and(char::is_uppercase)
                && before.is_some_and(|c: char| c.is_lowercase() || c.is_ascii_digit());
            let is_start = is_hump || !before.is_some_and(char::is_alphanumeric);
            before = current;
            is_start
        });
        Self {
            word_starts: word_starts.collect(),
            folded: text.encode_utf16().map(fold).collect(),
        }
    }
}

/// The character of a UTF-16 code unit; none for half of a surrogate pair.
fn character(unit: u16) -> Option<char> {
    char::from_u32(u32::from(unit))
}

/// Lower case without accents, one code unit as in the page, whose highlights need the length of the original. Surrogates stay,
/// and so do Hangul syllables, whose first part alone would match many others.
fn fold(unit: u16) -> u16 {
    let folded = match character(unit) {
        None | Some('\u{ac00}'..='\u{d7a3}') => return unit,
        Some(c) if c.is_ascii() => c.to_ascii_lowercase(),
        Some(c) => {
            let base = DecomposingNormalizerBorrowed::new_nfd()
                .normalize_iter(std::iter::once(c))
                .next();
            let base = base.unwrap_or(c);
            base.to_lowercase().next().unwrap_or(base)
        }
    };
    u16::try_from(u32::from(folded)).unwrap_or(unit)
}
