//! The browsers that the variable `BROWSER` names, as xdg-open, Debian's sensible-browser and Python's `webbrowser` read it: a list of
//! commands whose words may be quoted.
//!
//! It runs no shell, and must not know how a command is started.

use super::command::BrowserCommand;
use crate::environment::EnvironmentVariables;
use std::path::PathBuf;

/// Windows paths contain colons.
const SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };
/// In Windows paths it separates folders.
const ESCAPE: Option<char> = if cfg!(windows) { None } else { Some('\\') };

/// Returns the commands to try, in order; those whose program does not exist are left out.
pub(super) fn named_commands(environment: &EnvironmentVariables) -> Vec<BrowserCommand> {
    let text = environment.browser.as_deref().unwrap_or_default();
    let entries = split(text, |character| character == SEPARATOR);
    let find = |name: &str| environment.find_program(name);
    entries
        .iter()
        .filter_map(|entry| command(entry.trim(), &find))
        .collect()
}

/// Parses one command. A final `&` is dropped: no browser is waited for anyway.
fn command(entry: &str, find: &impl Fn(&str) -> Option<PathBuf>) -> Option<BrowserCommand> {
    let entry = entry.strip_suffix('&').unwrap_or(entry).trim_end();
    let (path, rest) = quoted_program(entry, find).or_else(|| program_with_spaces(entry, find))?;
    Some(BrowserCommand::new(
        path,
        rest.into_iter().map(unquoted).collect(),
    ))
}

/// The first word is the program.
fn quoted_program<'a>(
    entry: &'a str,
    find: &impl Fn(&str) -> Option<PathBuf>,
) -> Option<(PathBuf, Vec<&'a str>)> {
    let mut words = words(entry).into_iter();
    let path = find(&unquoted(words.next()?))?;
    Some((path, words.collect()))
}

/// The program is the shortest beginning that exists: a path with spaces that nobody quoted.
fn program_with_spaces<'a>(
    entry: &'a str,
    find: &impl Fn(&str) -> Option<PathBuf>,
) -> Option<(PathBuf, Vec<&'a str>)> {
    let spaces = entry
        .char_indices()
        .filter(|(_, character)| character.is_whitespace());
    let mut ends = spaces.map(|(at, _)| at).chain([entry.len()]);
    ends.find_map(|end| {
        let (name, rest) = entry.split_at_checked(end)?;
        Some((find(name)?, words(rest)))
    })
}

fn words(text: &str) -> Vec<&str> {
    let mut words = split(text, char::is_whitespace);
    words.retain(|word| !word.is_empty());
    words
}

/// Splits `text` at characters that are neither quoted nor escaped; the parts keep their quotes.
fn split(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut quotes = Quotes::default();
    for (at, character) in text.char_indices() {
        let is_plain = quotes.read(character) == Role::Plain;
        if is_plain && is_separator(character) {
            parts.push(text.get(start..at).unwrap_or_default());
            start = at + character.len_utf8();
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

fn unquoted(word: &str) -> String {
    let mut quotes = Quotes::default();
    word.chars()
        .filter(|character| quotes.read(*character) != Role::Mark)
        .collect()
}

/// Where a reader is: in which quotes, and whether the next character is escaped.
#[derive(Default)]
struct Quotes {
    open: Option<char>,
    is_escaped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A quote or a backslash that is not part of the text.
    Mark,
    /// Text that separates nothing.
    Quoted,
    Plain,
}

impl Quotes {
    fn read(&mut self, character: char) -> Role {
        if std::mem::take(&mut self.is_escaped) {
            return Role::Quoted;
        }
        match self.open {
            Some(quote) if character == quote => {
                self.open = None;
                Role::Mark
            }
            None if character == '"' || character == '\'' => {
                self.open = Some(character);
                Role::Mark
            }
            None | Some('"') if Some(character) == ESCAPE => {
                self.is_escaped = true;
                Role::Mark
            }
            Some(_) => Role::Quoted,
            None => Role::Plain,
        }
    }
}

#[cfg(test)]
mod tests;
