//! What one line of a shared file is, by what stands above it.

use super::{DocumentFault, FileSection, LineContent, SharedFile};
use std::ops::Range;

/// Where a line is wrong, in bytes, and how.
type LineFault = (usize, DocumentFault);

/// Reads the lines of one file in their order.
pub(super) struct Reader {
    file: SharedFile,
    above: Above,
}

/// What an indented line would continue.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    /// No section yet.
    Start,
    /// A section without a property so far.
    FileSection,
    Property,
    /// A property with nothing on its own line: indented lines are keys of their own.
    NestedBlock,
}

impl Reader {
    pub(super) fn new(file: SharedFile) -> Self {
        Self {
            file,
            above: Above::Start,
        }
    }

    pub(super) fn read(&mut self, text: &str) -> Result<LineContent, LineFault> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.starts_with(COMMENT) {
            return Ok(LineContent::Nothing);
        }
        if text.starts_with(char::is_whitespace) {
            return self.continuation(text);
        }
        if text.starts_with('[') {
            let section = section(text, self.file)?;
            self.above = Above::FileSection;
            return Ok(LineContent::FileSection(section));
        }
        if self.above == Above::Start {
            return Err((0, DocumentFault::OutsideOfSection));
        }
        self.property(text)
    }

    fn continuation(&self, text: &str) -> Result<LineContent, LineFault> {
        let content = trimmed(text, 0..text.len());
        let fault = match self.above {
            Above::Start => DocumentFault::OutsideOfSection,
            Above::FileSection => DocumentFault::ContinuesNothing,
            Above::Property => return Ok(LineContent::Continuation(content)),
            Above::NestedBlock => match text.trim().find('=') {
                Some(0) => DocumentFault::NestedWithoutKey,
                Some(_) => return Ok(LineContent::Continuation(content)),
                None => DocumentFault::NestedWithoutEquals,
            },
        };
        Err((content.start, fault))
    }

    fn property(&mut self, text: &str) -> Result<LineContent, LineFault> {
        let end = comment(text).unwrap_or(text.len());
        let equals = text.get(..end).and_then(|text| text.find('='));
        let equals = equals.ok_or((0, DocumentFault::WithoutEquals))?;
        let (key, value) = (trimmed(text, 0..equals), trimmed(text, equals + 1..end));
        if key.is_empty() {
            return Err((0, DocumentFault::WithoutKey));
        }
        self.above = if value.is_empty() {
            Above::NestedBlock
        } else {
            Above::Property
        };
        Ok(LineContent::Property { key, value })
    }
}

fn section(text: &str, file: SharedFile) -> Result<FileSection, LineFault> {
    let end = text
        .find(']')
        .ok_or((text.trim_end().len(), DocumentFault::UnterminatedSection))?;
    let header = text.get(1..end).unwrap_or_default().trim();
    let profile = |name: &str, prefixed| {
        profile_name(name).map(|name| FileSection::Profile {
            name: name.to_owned(),
            prefixed,
        })
    };
    let known = match (file, header.split_once(char::is_whitespace)) {
        (SharedFile::Credentials, _) => profile(header, false),
        (SharedFile::Config, Some(("profile", name))) => profile(name.trim(), true),
        (SharedFile::Config, Some(("sso-session", name))) => {
            profile_name(name.trim()).map(|name| FileSection::SsoSession(name.to_owned()))
        }
        (SharedFile::Config, Some(("services", name))) => {
            profile_name(name.trim()).map(|name| FileSection::Services(name.to_owned()))
        }
        (SharedFile::Config, None) if header == "default" => profile(header, false),
        (SharedFile::Config, _) => None,
    };
    Ok(known.unwrap_or(FileSection::Other))
}

/// Returns the name: letters, digits and `-_/.%@:+` as in every SDK, or anything between quotes as in the AWS CLI.
fn profile_name(text: &str) -> Option<&str> {
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    let name = quoted('"').or_else(|| quoted('\''));
    let is_plain = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_/.%@:+".contains(c));
    name.filter(|name| !name.is_empty() && !name.contains(['"', '\'']))
        .or_else(|| is_plain.then_some(text))
}

const COMMENT: [char; 2] = ['#', ';'];

/// Returns where a comment begins after a value: at the white space before its mark.
fn comment(text: &str) -> Option<usize> {
    let mut marks = text.match_indices(COMMENT);
    let before = |at: usize| text.get(..at).unwrap_or_default();
    let (at, _) = marks.find(|(at, _)| before(*at).ends_with(char::is_whitespace))?;
    Some(before(at).trim_end().len())
}

/// Returns the part of `range` without the white space around it.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    start..end
}
