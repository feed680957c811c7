//! Source text split into code, comments and string literals, line by line, so that a rule about
//! code is not misled by a comment or a string. No parser: only what can hide text is understood.

/// One line, split.
#[derive(Debug, Default, Clone)]
pub(super) struct SourceLine {
    /// The code, with comments and the contents of strings removed.
    pub(super) code: String,
    /// The text of comments.
    pub(super) comment: String,
    /// The contents of string literals.
    pub(super) strings: String,
}

/// Which comments and string literals a file can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Nested block comments, raw strings, character literals beside lifetimes.
    Rust,
    /// TypeScript, JavaScript and Svelte: three kinds of quotes. Text of a template counts as a string.
    Script,
    /// CSS: no line comments.
    Style,
}

impl Syntax {
    /// Returns the syntax of a file by its name, if it has one that is understood here.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "rs" => Some(Self::Rust),
            "ts" | "js" | "mjs" | "svelte" => Some(Self::Script),
            "css" => Some(Self::Style),
            _ => None,
        }
    }
}

/// A source file, split.
#[derive(Debug)]
pub(super) struct SourceText {
    /// All lines.
    pub(super) lines: Vec<SourceLine>,
    /// How many lines come before the inline tests (all, when there are none).
    pub(super) before_tests: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LexerState {
    Code,
    LineComment,
    BlockComment(u32),
    MarkupComment,
    Text { quote: char, hashes: usize, raw: bool },
}

impl SourceText {
    /// Splits a file.
    pub(super) fn read(text: &str, syntax: Syntax) -> Self {
        let mut state = LexerState::Code;
        let mut lines = Vec::new();
        for raw in text.lines() {
            let characters: Vec<char> = raw.chars().collect();
            let mut line = SourceLine::default();
            let mut position = 0;
            while position < characters.len() {
                let rest = characters.get(position..).unwrap_or_default();
                let (next, consumed) = step(syntax, state, rest, &mut line);
                state = next;
                position += consumed;
            }
            state = after_line(syntax, state);
            lines.push(line);
        }
        let before_tests = inline_tests(&lines).unwrap_or(lines.len());
        Self { lines, before_tests }
    }

    /// Returns the numbered lines that are not inline tests.
    pub(super) fn product_lines(&self) -> impl Iterator<Item = (usize, &SourceLine)> {
        self.lines
            .iter()
            .take(self.before_tests)
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Only some states reach over the end of a line. An apostrophe in a page's markup ends with its line.
fn after_line(syntax: Syntax, state: LexerState) -> LexerState {
    match state {
        LexerState::LineComment => LexerState::Code,
        LexerState::Text {
            quote: '"' | '\'', ..
        } if syntax != Syntax::Rust => LexerState::Code,
        LexerState::Code
        | LexerState::BlockComment(_)
        | LexerState::MarkupComment
        | LexerState::Text { .. } => state,
    }
}

/// Finds `#[cfg(test)]` followed by a module with a body; a mere `mod tests;` has no lines here.
fn inline_tests(lines: &[SourceLine]) -> Option<usize> {
    lines.windows(2).position(|pair| match pair {
        [attribute, module] => {
            attribute.code.trim() == "#[cfg(test)]"
                && module.code.trim_start().starts_with("mod ")
                && module.code.trim_end().ends_with('{')
        }
        _ => false,
    })
}

/// Consumes one piece of a line in one state; returns the next state and how many characters it had.
fn step(syntax: Syntax, state: LexerState, rest: &[char], line: &mut SourceLine) -> (LexerState, usize) {
    let Some(&first) = rest.first() else {
        return (state, 1);
    };
    match state {
        LexerState::Code => code(syntax, rest, first, line),
        LexerState::LineComment => {
            line.comment.push(first);
            (state, 1)
        }
        LexerState::BlockComment(depth) if syntax == Syntax::Rust && starts(rest, "/*") => {
            (LexerState::BlockComment(depth + 1), 2)
        }
        LexerState::BlockComment(1) if starts(rest, "*/") => (LexerState::Code, 2),
        LexerState::BlockComment(depth) if starts(rest, "*/") => (LexerState::BlockComment(depth - 1), 2),
        LexerState::BlockComment(_) => {
            line.comment.push(first);
            (state, 1)
        }
        LexerState::MarkupComment if starts(rest, "-->") => (LexerState::Code, 3),
        LexerState::MarkupComment => {
            line.comment.push(first);
            (state, 1)
        }
        LexerState::Text { raw: false, .. } if first == '\\' => {
            line.strings.extend(rest.iter().take(2));
            (state, 2)
        }
        LexerState::Text { quote, hashes, .. } if first == quote && closes(rest, hashes) => {
            line.code.push('"');
            line.strings.push('\n');
            (LexerState::Code, 1 + hashes)
        }
        LexerState::Text { .. } => {
            line.strings.push(first);
            (state, 1)
        }
    }
}

fn code(syntax: Syntax, rest: &[char], first: char, line: &mut SourceLine) -> (LexerState, usize) {
    if syntax != Syntax::Style && starts(rest, "//") {
        line.comment.push_str("//");
        return (LexerState::LineComment, 2);
    }
    if starts(rest, "/*") {
        return (LexerState::BlockComment(1), 2);
    }
    if syntax == Syntax::Script && starts(rest, "<!--") {
        return (LexerState::MarkupComment, 4);
    }
    if first == '"' || (syntax != Syntax::Rust && (first == '\'' || first == '`')) {
        line.code.push('"');
        let text = LexerState::Text {
            quote: first,
            hashes: 0,
            raw: false,
        };
        return (text, 1);
    }
    if syntax == Syntax::Rust {
        let in_word = line
            .code
            .ends_with(|last: char| last.is_alphanumeric() || last == '_');
        if let Some((hashes, consumed)) = raw_string(rest).filter(|_| !in_word) {
            line.code.push('"');
            let text = LexerState::Text {
                quote: '"',
                hashes,
                raw: true,
            };
            return (text, consumed);
        }
        if let Some(consumed) = character(rest) {
            line.code.push_str("' '");
            return (LexerState::Code, consumed);
        }
    }
    line.code.push(first);
    (LexerState::Code, 1)
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
        .take_while(|&&hash| hash == '#')
        .count();
    (rest.get(after_b + 1 + hashes) == Some(&'"')).then_some((hashes, after_b + 2 + hashes))
}

/// Recognises a character literal, which could otherwise open a string or a block; a lifetime is none.
fn character(rest: &[char]) -> Option<usize> {
    match rest {
        ['\'', '\\', _, after @ ..] => Some(after.iter().position(|&end| end == '\'')? + 4),
        ['\'', inner, '\'', ..] if *inner != '\'' => Some(3),
        _ => None,
    }
}

fn closes(rest: &[char], hashes: usize) -> bool {
    rest.iter()
        .skip(1)
        .take(hashes)
        .filter(|&&hash| hash == '#')
        .count()
        == hashes
}

fn starts(rest: &[char], text: &str) -> bool {
    let mut characters = rest.iter();
    text.chars().all(|expected| characters.next() == Some(&expected))
}

/// Returns whether `word` stands in `code` as a whole word.
pub(super) fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(start, _)| {
        let before = code.get(..start).and_then(|text| text.chars().next_back());
        let after = code
            .get(start + word.len()..)
            .and_then(|text| text.chars().next());
        let in_word = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !in_word(before) && (!in_word(after) || word.ends_with(['_', ':']))
    })
}
