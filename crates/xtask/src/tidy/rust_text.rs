//! Rust source split into code, comments and string literals, line by line, so that a rule about
//! code is not misled by a comment or a string. No parser: only what can hide text is understood.

/// One line, split.
#[derive(Debug, Default, Clone)]
pub(super) struct Line {
    /// The code, with comments and the contents of strings blanked out.
    pub(super) code: String,
    /// The text of comments.
    pub(super) comment: String,
    /// The contents of string literals.
    pub(super) strings: String,
}

/// A file of Rust, split.
#[derive(Debug)]
pub(super) struct RustText {
    /// All lines.
    pub(super) lines: Vec<Line>,
    /// How many lines come before the inline tests (all, when there are none).
    pub(super) before_tests: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    LineComment,
    BlockComment(u32),
    Text { hashes: usize, raw: bool },
}

impl RustText {
    /// Splits a file.
    pub(super) fn read(text: &str) -> Self {
        let mut state = State::Code;
        let mut lines = Vec::new();
        for raw in text.lines() {
            let letters: Vec<char> = raw.chars().collect();
            let mut line = Line::default();
            let mut at = 0;
            while at < letters.len() {
                let (next, taken) = step(state, letters.get(at..).unwrap_or_default(), &mut line);
                state = next;
                at += taken;
            }
            if state == State::LineComment {
                state = State::Code;
            }
            lines.push(line);
        }
        let before_tests = inline_tests(&lines).unwrap_or(lines.len());
        Self { lines, before_tests }
    }

    /// Returns the numbered lines that are not inline tests.
    pub(super) fn product_lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines
            .iter()
            .take(self.before_tests)
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Finds `#[cfg(test)]` followed by a module with a body; a mere `mod tests;` has no lines here.
fn inline_tests(lines: &[Line]) -> Option<usize> {
    lines.windows(2).position(|pair| match pair {
        [attribute, module] => {
            attribute.code.trim() == "#[cfg(test)]"
                && module.code.trim_start().starts_with("mod ")
                && module.code.trim_end().ends_with('{')
        }
        _ => false,
    })
}

/// Takes one piece of a line in one state; returns the next state and how many letters were taken.
fn step(state: State, rest: &[char], line: &mut Line) -> (State, usize) {
    let Some(&first) = rest.first() else {
        return (state, 1);
    };
    match state {
        State::Code => code(rest, first, line),
        State::LineComment => {
            line.comment.push(first);
            (state, 1)
        }
        State::BlockComment(depth) if starts(rest, "/*") => (State::BlockComment(depth + 1), 2),
        State::BlockComment(1) if starts(rest, "*/") => (State::Code, 2),
        State::BlockComment(depth) if starts(rest, "*/") => (State::BlockComment(depth - 1), 2),
        State::BlockComment(_) => {
            line.comment.push(first);
            (state, 1)
        }
        State::Text { raw: false, .. } if first == '\\' => {
            line.strings.extend(rest.iter().take(2));
            (state, 2)
        }
        State::Text { hashes, .. } if first == '"' && closes(rest, hashes) => {
            line.code.push('"');
            line.strings.push('\n');
            (State::Code, 1 + hashes)
        }
        State::Text { .. } => {
            line.strings.push(first);
            (state, 1)
        }
    }
}

fn code(rest: &[char], first: char, line: &mut Line) -> (State, usize) {
    if starts(rest, "//") {
        line.comment.push_str("//");
        return (State::LineComment, 2);
    }
    if starts(rest, "/*") {
        return (State::BlockComment(1), 2);
    }
    if first == '"' {
        line.code.push('"');
        return (
            State::Text {
                hashes: 0,
                raw: false,
            },
            1,
        );
    }
    if let Some((hashes, taken)) = raw_string(rest)
        && !line
            .code
            .ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    {
        line.code.push('"');
        return (State::Text { hashes, raw: true }, taken);
    }
    // A quote as a character, which would otherwise open a string.
    for quote in ["'\"'", "'\\\"'", "'\\''"] {
        if starts(rest, quote) {
            line.code.push_str("' '");
            return (State::Code, quote.len());
        }
    }
    line.code.push(first);
    (State::Code, 1)
}

/// Recognises `r"`, `r#"`, `br"` and the like: how many hashes, and how long the opening is.
fn raw_string(rest: &[char]) -> Option<(usize, usize)> {
    let after_b = usize::from(starts(rest, "b"));
    if rest.get(after_b) != Some(&'r') {
        return None;
    }
    let hashes = rest
        .iter()
        .skip(after_b + 1)
        .take_while(|&&letter| letter == '#')
        .count();
    (rest.get(after_b + 1 + hashes) == Some(&'"')).then_some((hashes, after_b + 2 + hashes))
}

fn closes(rest: &[char], hashes: usize) -> bool {
    rest.iter()
        .skip(1)
        .take(hashes)
        .filter(|&&letter| letter == '#')
        .count()
        == hashes
}

fn starts(rest: &[char], text: &str) -> bool {
    let mut letters = rest.iter();
    text.chars().all(|wanted| letters.next() == Some(&wanted))
}

/// Tells whether `word` stands in `code` as a whole word.
pub(super) fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|text| text.chars().next());
        let in_word = |letter: Option<char>| letter.is_some_and(|l| l.is_alphanumeric() || l == '_');
        !in_word(before) && (!in_word(after) || word.ends_with(['_', ':']))
    })
}
