//! Edits the text of `settings.toml` without changing any other byte.
//!
//! `toml_edit` makes the change, but it normalizes line endings. Therefore only the lines that really changed are taken from
//! its output; the others keep their bytes. It must not know what the settings mean.

use super::error::SettingsEditError;
use super::read::read_settings_and_faults;
use crate::hostile_text::printable;
use rolecall_model::settings::Settings;
use std::fmt::Write;
use toml_edit::{Array, Document, DocumentMut, Item, Table, TableLike, Value};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Applies `change` to the document, and verifies that the resulting settings are the previous ones changed by `expect`.
pub(super) fn edit(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), SettingsEditError>,
    expect: impl FnOnce(&mut Settings),
) -> Result<String, SettingsEditError> {
    let (mut expected, faults_before) = read_settings_and_faults(text)?;
    expect(&mut expected);
    let (mark, text) = text.split_at(if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    });
    let mut document: DocumentMut = text
        .replace("\r\n", "\n")
        .parse()
        .map_err(|_| SettingsEditError::UnsupportedLayout)?;
    let unchanged = document.to_string();
    change(&mut document)?;
    let edited = format!("{mark}{}", merge_lines(text, &unchanged, &document.to_string()));
    let (after, faults_after) =
        read_settings_and_faults(&edited).map_err(|_| SettingsEditError::UnsupportedLayout)?;
    if after == expected && faults_after.len() <= faults_before.len() {
        Ok(edited)
    } else {
        Err(SettingsEditError::UnsupportedLayout)
    }
}

/// Returns `text` without the lines of one value; the comments above stay. `None` if the value is not there, or shares its
/// lines with another.
pub(super) fn remove_line(text: &str, section_key: Option<&str>, key: &str) -> Option<String> {
    let text_start = if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let content = &text[text_start..];
    let document = Document::parse(content).ok()?;
    let table: &dyn TableLike = match section_key {
        Some(section_key) => document.get(section_key)?.as_table_like()?,
        None => document.as_table(),
    };
    let (key, item) = table.get_key_value(key)?;
    let (key_start, value_end) = (key.span()?.start, item.span()?.end);
    let start = content[..key_start].rfind('\n').map_or(0, |end| end + 1);
    let end = content[value_end..]
        .find('\n')
        .map_or(content.len(), |length| value_end + length + 1);
    let after = content[value_end..end].trim();
    // What stands before the key in its line may be the key of its table, with a dot.
    let is_alone = !content[start..key_start].contains(['{', '=', ',']);
    (is_alone && (after.is_empty() || after.starts_with('#')))
        .then(|| format!("{}{}", &text[..text_start + start], &content[end..]))
}

/// Returns `text` with only the changed lines taken from `edited`: those between the common beginning and the common end of
/// `unchanged` and `edited`. `unchanged` is how `toml_edit` prints `text` without a change; it drops a space in some headers.
fn merge_lines(text: &str, unchanged: &str, edited: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let read: Vec<&str> = unchanged.split_inclusive('\n').collect();
    let read = if read.len() == old.len() {
        read
    } else {
        old.clone()
    };
    let new: Vec<&str> = edited.split_inclusive('\n').collect();
    let same = |(read, new): &(&&str, &&str)| without_line_end(read) == without_line_end(new);
    let before = read.iter().zip(&new).take_while(same).count();
    let rest = read.len().min(new.len()) - before;
    let after = read
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    let line_end = if old.first().is_some_and(|line| line.ends_with("\r\n")) {
        "\r\n"
    } else {
        "\n"
    };
    let mut merged = String::with_capacity(text.len() + edited.len());
    for line in &old[..before] {
        merged.push_str(line);
    }
    for line in &new[before..new.len() - after] {
        if !merged.is_empty() && !merged.ends_with('\n') {
            merged.push_str(line_end);
        }
        merged.push_str(without_line_end(line));
        merged.push_str(line_end);
    }
    for line in &old[old.len() - after..] {
        merged.push_str(line);
    }
    merged
}

fn without_line_end(line: &str) -> &str {
    line.strip_suffix('\n')
        .map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
}

/// A table of the document.
pub(super) struct Section<'a> {
    /// The table.
    pub(super) table: &'a mut dyn TableLike,
    /// Whether it is an inline table.
    pub(super) is_inline: bool,
}

/// Returns the table with the name `key`; creates it without a header of its own if there is none.
pub(super) fn section<'a>(
    document: &'a mut DocumentMut,
    key: &str,
) -> Result<Section<'a>, SettingsEditError> {
    let item = document.entry(key).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let is_inline = item.is_inline_table();
    let table = item
        .as_table_like_mut()
        .ok_or(SettingsEditError::UnsupportedLayout)?;
    Ok(Section { table, is_inline })
}

/// Returns `table` as an inline table.
pub(super) fn table_to_inline(table: Table) -> Item {
    Item::Value(Value::InlineTable(table.into_inline_table()))
}

/// Sets, replaces or removes one value of a table, which is created if needed.
pub(super) fn set_in_section(
    document: &mut DocumentMut,
    section_key: &str,
    key: &str,
    new: Option<Value>,
) -> Result<(), SettingsEditError> {
    if new.is_none() && !document.contains_key(section_key) {
        return Ok(());
    }
    if !document.contains_key(section_key) {
        let mut table = Table::new();
        if !document.is_empty()
            || document
                .trailing()
                .as_str()
                .is_some_and(|trailing| !trailing.is_empty())
        {
            table.decor_mut().set_prefix("\n");
        }
        document.insert(section_key, Item::Table(table));
    }
    set(section(document, section_key)?.table, key, new);
    Ok(())
}

/// Sets, replaces or removes one value. A replaced value keeps the comment on its line.
pub(super) fn set(table: &mut dyn TableLike, key: &str, new: Option<Value>) {
    match (table.get_mut(key).and_then(Item::as_value_mut), new) {
        (Some(old), Some(mut new)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        (None, Some(new)) => {
            table.insert(key, Item::Value(new));
        }
        (_, None) => {
            table.remove(key);
        }
    }
}

/// Sets, replaces or removes one value of the document's root.
pub(super) fn set_in_document(document: &mut DocumentMut, key: &str, new: Option<Value>) {
    set(document.as_table_mut(), key, new);
}

/// Returns a text as a value in one line. Invisible characters are escaped, because people read the file.
pub(super) fn text_value(text: &str) -> Value {
    if printable(text) == text {
        return text.into();
    }
    let mut quoted = String::with_capacity(text.len() * 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if printable(c.encode_utf8(&mut [0; 4])) == *c.encode_utf8(&mut [0; 4]) => quoted.push(c),
            // Writing to a String cannot fail.
            _ => drop(write!(quoted, "\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted.parse().unwrap_or_else(|_| text.into())
}

/// Returns texts as an array in one line.
pub(super) fn texts_value(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| text_value(text)).collect::<Array>())
}

/// Restores the comments above a removed table that a blank line separates from it, because they belong to something else.
pub(super) fn keep_comments_above(document: &mut DocumentMut, removed: &Item) {
    let Some(table) = removed.as_table() else { return };
    let prefix = table
        .decor()
        .prefix()
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default();
    let Some(end) = prefix.rfind("\n\n") else { return };
    let unchanged = &prefix[..=end];
    match next_table(document.as_table_mut(), table.position()) {
        Some(next) => {
            let own = next
                .decor()
                .prefix()
                .and_then(|prefix| prefix.as_str())
                .unwrap_or_default();
            let between = if own.starts_with('\n') { "" } else { "\n" };
            let joined = format!("{unchanged}{between}{own}");
            next.decor_mut().set_prefix(joined);
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default();
            let between = if own.is_empty() || own.starts_with('\n') {
                ""
            } else {
                "\n"
            };
            let joined = format!("{unchanged}{between}{own}");
            document.set_trailing(joined);
        }
    }
}

/// Returns the table whose header comes next after `position` in the text.
fn next_table(root: &mut Table, position: Option<isize>) -> Option<&mut Table> {
    let mut all = Vec::new();
    collect_tables(root, &mut all);
    all.into_iter()
        .filter(|table| table.position() > position)
        .min_by_key(|table| table.position())
}

fn collect_tables<'a>(table: &'a mut Table, all: &mut Vec<&'a mut Table>) {
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => {
                if table.is_implicit() || table.is_dotted() {
                    collect_tables(table, all);
                } else {
                    all.push(table);
                }
            }
            Item::ArrayOfTables(tables) => all.extend(tables.iter_mut()),
            Item::None | Item::Value(_) => {}
        }
    }
}
