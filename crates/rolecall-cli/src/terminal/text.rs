//! Text for a terminal: styled pieces, each of which is escaped when it is added.
//!
//! Every line of the terminal is made of these, so that no control character from outside reaches it.

use rolecall::hostile_text::{columns, fit, printable, without_isolates};

/// How a piece of text is emphasised. A colour always means a state and is never decoration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No emphasis.
    Plain,
    /// Important.
    Bold,
    /// Less important.
    Dim,
    /// A good state (green).
    Success,
    /// A state that needs attention (yellow).
    Warning,
    /// A failure or a dangerous state (red).
    Error,
}

impl Style {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Dim => Some("2"),
            Self::Success => Some("32"),
            Self::Warning => Some("33"),
            Self::Error => Some("31"),
        }
    }
}

/// One line of styled, escaped pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<(Style, String)>);

impl Text {
    /// Returns a line with one piece.
    pub fn styled(style: Style, text: &str) -> Self {
        Self::default().with(style, text)
    }

    /// Adds a plain piece.
    #[must_use]
    pub fn plain(self, text: &str) -> Self {
        self.with(Style::Plain, text)
    }

    /// Adds a piece. Sentences that all surfaces share come with isolates around their names; a terminal gets none.
    #[must_use]
    pub fn with(mut self, style: Style, text: &str) -> Self {
        let text = without_isolates(text);
        self.0.push((style, printable(&text).into_owned()));
        self
    }

    /// Adds the pieces of another line.
    #[must_use]
    pub fn append(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns its width in columns of the terminal.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, piece)| columns(piece)).sum()
    }

    /// Returns the line cut to at most `max_width` columns.
    #[must_use]
    pub fn truncated(self, max_width: usize) -> Self {
        let mut remaining = max_width;
        let mut pieces = Vec::with_capacity(self.0.len());
        for (style, piece) in self.0 {
            let shown = fit(&piece, remaining).into_owned();
            remaining = remaining.saturating_sub(columns(&shown));
            let cut = shown.len() != piece.len();
            pieces.push((style, shown));
            if cut {
                break;
            }
        }
        Self(pieces)
    }

    /// Returns the line with escape sequences for its styles, or without any if `use_colour` is not set.
    pub fn render(&self, use_colour: bool) -> String {
        let mut line = String::new();
        for (style, piece) in &self.0 {
            match style.code().filter(|_| use_colour && !piece.is_empty()) {
                Some(code) => line.extend(["\x1b[", code, "m", piece, "\x1b[0m"]),
                None => line.push_str(piece),
            }
        }
        line
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::default().plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
