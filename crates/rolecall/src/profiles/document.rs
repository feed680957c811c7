//! One shared file as lines, each of which is known for what it is and keeps its text: what is printed is what was read.
//!
//! What an AWS SDK accepts is accepted, and what it rejects is an error with its place. It must not know what a key means.

mod line;

use line::Reader;
use std::fmt;
use std::ops::Range;
use thiserror::Error;

/// Which of the two shared files it is: they write the names of profiles differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedFile {
    /// `~/.aws/config`: `[profile NAME]`, `[default]`, `[sso-session NAME]`, `[services NAME]`.
    Config,
    /// `~/.aws/credentials`: `[NAME]`.
    Credentials,
}

/// A shared file. Its text can hold secrets, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    has_byte_order_mark: bool,
    lines: Vec<Line>,
}

/// Why a file is not one that AWS SDKs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("line {line}, column {column}: {fault}")]
pub struct DocumentError {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: DocumentFault,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DocumentFault {
    /// The name of a section has no `]`.
    #[error("the name of a section does not end with ]")]
    UnterminatedSection,
    /// A line stands before the first section.
    #[error("it stands before the first section")]
    OutsideOfSection,
    /// A line of a section has no `=`.
    #[error("it has no =")]
    WithoutEquals,
    /// Nothing is before the `=`.
    #[error("it has no key before =")]
    WithoutKey,
    /// An indented line continues nothing.
    #[error("it is indented and continues nothing")]
    ContinuesNothing,
    /// An indented line of a nested block has no `=`.
    #[error("it has no = in a nested block")]
    NestedWithoutEquals,
    /// An indented line of a nested block has nothing before its `=`.
    #[error("it has no key before = in a nested block")]
    NestedWithoutKey,
}

/// One line with its end.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    text: String,
    content: LineContent,
}

/// What a line is. Ranges are bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum LineContent {
    /// Nothing, or a comment.
    Nothing,
    FileSection(FileSection),
    Property {
        key: Range<usize>,
        value: Range<usize>,
    },
    /// More of the property above it.
    Continuation(Range<usize>),
}

/// The kind and name of a section.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileSection {
    Profile {
        name: String,
        /// Whether the word `profile` is before the name: `[profile default]` wins over `[default]`.
        prefixed: bool,
    },
    SsoSession(String),
    Services(String),
    /// One that SDKs pass over.
    Other,
}

/// A property with the section that it stands in.
pub(super) struct Property<'a> {
    pub(super) section: &'a FileSection,
    /// As it is written.
    pub(super) key: &'a str,
    /// Lines are joined with line feeds; a nested block begins with one.
    pub(super) value: String,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// [`DocumentError`] for the first line that SDKs reject.
    pub fn parse(text: &str, file: SharedFile) -> Result<Self, DocumentError> {
        let without_mark = text.strip_prefix(BYTE_ORDER_MARK);
        let mut reader = Reader::new(file);
        let lines = without_mark.unwrap_or(text).split_inclusive('\n').enumerate();
        let lines = lines.map(|(index, text)| {
            let content = reader.read(text).map_err(|(at, fault)| DocumentError {
                line: index + 1,
                column: text.get(..at).map_or(0, |before| before.chars().count()) + 1,
                fault,
            })?;
            Ok(Line {
                text: text.to_owned(),
                content,
            })
        });
        Ok(Self {
            has_byte_order_mark: without_mark.is_some(),
            lines: lines.collect::<Result<_, _>>()?,
        })
    }

    /// Returns the file without the access key `id` and its secret in the profile `name`, and how many lines that leaves out. Everything
    /// else stays to the byte. A profile with another key stays as it is.
    pub fn without_access_key(&self, name: &str, id: &str) -> (String, usize) {
        let mut changed = self.clone();
        let is_of_profile =
            |section: &FileSection| matches!(section, FileSection::Profile { name: of, .. } if of == name);
        let has_key = |property: &Property<'_>| {
            is_of_profile(property.section)
                && property.key.eq_ignore_ascii_case(KEY_LINES[0])
                && property.value == id
        };
        if !self.properties().iter().any(has_key) {
            return (self.to_string(), 0);
        }
        let (mut is_inside, mut is_left_out) = (false, false);
        changed.lines.retain(|line| {
            match &line.content {
                LineContent::Nothing => return true,
                LineContent::FileSection(section) => {
                    (is_inside, is_left_out) = (is_of_profile(section), false);
                }
                LineContent::Property { key, .. } => {
                    let key = line.part(key);
                    is_left_out =
                        is_inside && KEY_LINES.iter().any(|of_key| key.eq_ignore_ascii_case(of_key));
                }
                LineContent::Continuation(_) => {}
            }
            !is_left_out
        });
        (changed.to_string(), self.lines.len() - changed.lines.len())
    }

    /// Returns the sections in their order, also those without a property.
    pub(super) fn sections(&self) -> impl Iterator<Item = &FileSection> {
        self.lines.iter().filter_map(|line| match &line.content {
            LineContent::FileSection(section) => Some(section),
            LineContent::Nothing | LineContent::Property { .. } | LineContent::Continuation(_) => None,
        })
    }

    /// Returns the properties in their order.
    pub(super) fn properties(&self) -> Vec<Property<'_>> {
        let mut section = &FileSection::Other;
        let mut properties: Vec<Property<'_>> = Vec::new();
        for line in &self.lines {
            match &line.content {
                LineContent::Nothing => {}
                LineContent::FileSection(next) => section = next,
                LineContent::Property { key, value } => properties.push(Property {
                    section,
                    key: line.part(key),
                    value: line.part(value).to_owned(),
                }),
                LineContent::Continuation(more) => {
                    if let Some(property) = properties.last_mut() {
                        property.value.push('\n');
                        property.value.push_str(line.part(more));
                    }
                }
            }
        }
        properties
    }
}

impl Line {
    fn part(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

/// The lines of an access key: the first is its id.
const KEY_LINES: [&str; 2] = ["aws_access_key_id", "aws_secret_access_key"];

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text that was read, to the byte.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_byte_order_mark {
            write!(f, "{BYTE_ORDER_MARK}")?;
        }
        self.lines.iter().try_for_each(|line| f.write_str(&line.text))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} lines)", self.lines.len())
    }
}

#[cfg(test)]
mod tests;
