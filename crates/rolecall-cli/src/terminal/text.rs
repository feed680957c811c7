//! Text for a terminal: pieces with a style, each made printable when it is added.
//!
//! The only way to a line of the terminal, so that no hostile byte can pass.

use rolecall::hostile_text::{columns, fit, printable};

/// How a piece stands out. Colour means a state, never decoration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As the terminal writes.
    Plain,
    /// To be read first.
    Strong,
    /// To be read last.
    Faint,
    /// Something is well.
    Good,
    /// Something wants attention.
    Warning,
    /// Something is wrong.
    Bad,
}

impl Style {
    fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Good => Some("32"),
            Self::Warning => Some("33"),
            Self::Bad => Some("31"),
        }
    }
}

/// One line of styled, printable pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(Vec<(Style, String)>);

impl Text {
    /// Returns a line of one styled piece.
    pub fn styled(style: Style, text: &str) -> Self {
        Self::default().then(style, text)
    }

    /// Adds a plain piece.
    #[must_use]
    pub fn plain(self, text: &str) -> Self {
        self.then(Style::Plain, text)
    }

    /// Adds a piece.
    #[must_use]
    pub fn then(mut self, style: Style, text: &str) -> Self {
        self.0.push((style, printable(text).into_owned()));
        self
    }

    /// Adds the pieces of another.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns the columns it takes.
    pub fn columns(&self) -> usize {
        self.0.iter().map(|(_, piece)| columns(piece)).sum()
    }

    /// Returns the line cut to `most` columns.
    #[must_use]
    pub fn fitted(self, most: usize) -> Self {
        let mut left = most;
        let mut pieces = Vec::with_capacity(self.0.len());
        for (style, piece) in self.0 {
            let shown = fit(&piece, left).into_owned();
            left = left.saturating_sub(columns(&shown));
            let cut = shown.len() != piece.len();
            pieces.push((style, shown));
            if cut {
                break;
            }
        }
        Self(pieces)
    }

    /// Returns the line for a stream with or without colours.
    pub fn rendered(&self, coloured: bool) -> String {
        let mut line = String::new();
        for (style, piece) in &self.0 {
            match style.code().filter(|_| coloured && !piece.is_empty()) {
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
