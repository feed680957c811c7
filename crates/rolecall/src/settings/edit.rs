//! Edits `settings.toml`: one thing changes, every other byte stays.
//!
//! The change itself is `toml_edit`'s. It knows only one kind of line end, so only the lines that really changed are
//! taken from its text; the others keep their own bytes.

use super::{
    Appearance, Environment, Settings, SettingsError, is_alias, is_clipboard_time, keys, read_settings,
};
use crate::assignment::Assignment;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use std::time::Duration;
use thiserror::Error;
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value, value};

/// Why the settings were not changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettingsEditError {
    /// They cannot be read, and are never written over.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// A portal of that name is there already.
    #[error("there is a portal of this name already")]
    PortalExists,
    /// There is no portal of that name.
    #[error("there is no portal of this name")]
    NoSuchPortal,
    /// The text cannot be an alias.
    #[error("an alias is one word of letters, digits and . _ + -")]
    NotAnAlias,
    /// The time is shorter than a second or longer than an hour.
    #[error("the clipboard is cleared after a second to an hour")]
    NotAClipboardTime,
    /// The file is written in a way that this change does not fit into: it has to be made by hand.
    #[error("the settings are written in a way that this change does not fit into")]
    DoesNotFit,
}

/// Adds a portal at the end.
///
/// # Errors
/// [`SettingsEditError`]; names that differ only in case count as the same.
pub fn add_portal(text: &str, portal: &Portal) -> Result<String, SettingsEditError> {
    let same = |other: &Portal| other.name.as_str().eq_ignore_ascii_case(portal.name.as_str());
    if read_settings(text)?.portals.iter().any(same) {
        return Err(SettingsEditError::PortalExists);
    }
    let mut table = Table::new();
    table.insert(keys::START_URL, value(portal.start_url.as_str()));
    table.insert(keys::REGION, value(portal.region.as_str()));
    if let Some(endpoint) = &portal.endpoint_url {
        table.insert(keys::ENDPOINT_URL, value(endpoint.as_str()));
    }
    if portal.demo {
        table.insert(keys::DEMO, value(true));
    }
    edit(
        text,
        |document| {
            let first = document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty);
            if !first {
                table.decor_mut().set_prefix("\n");
            }
            let portals = section(document, keys::PORTAL)?;
            let item = if portals.is_inline {
                table_to_inline(table)
            } else {
                Item::Table(table)
            };
            portals.table.insert(portal.name.as_str(), item);
            Ok(())
        },
        |settings| settings.portals.push(portal.clone()),
    )
}

/// Removes a portal with the comments right above it, and the aliases and the default that name it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn remove_portal(text: &str, name: &PortalName) -> Result<String, SettingsEditError> {
    let settings = read_settings(text)?;
    if settings.portal(name).is_none() {
        return Err(SettingsEditError::NoSuchPortal);
    }
    let names_it = |assignment: &Assignment| assignment.portal == *name;
    let mut text = text.to_owned();
    if settings.default_assignment.as_ref().is_some_and(names_it) {
        text = set_default(&text, None)?;
    }
    for (alias, _) in settings
        .aliases
        .iter()
        .filter(|(_, assignment)| names_it(assignment))
    {
        text = set_alias(&text, alias, None)?;
    }
    edit(
        &text,
        |document| {
            let portals = document.get_mut(keys::PORTAL).and_then(Item::as_table_like_mut);
            let removed = portals.and_then(|portals| portals.remove(name.as_str()));
            let removed = removed.ok_or(SettingsEditError::DoesNotFit)?;
            keep_comments_above(document, &removed);
            Ok(())
        },
        |settings| settings.portals.retain(|portal| portal.name != *name),
    )
}

/// Sets what an alias stands for, or removes it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_alias(
    text: &str,
    alias: &str,
    assignment: Option<&Assignment>,
) -> Result<String, SettingsEditError> {
    if !is_alias(alias) {
        return Err(SettingsEditError::NotAnAlias);
    }
    let target = assignment.map(Assignment::target);
    edit(
        text,
        |document| set_in_section(document, keys::ALIAS, alias, target.as_deref().map(Value::from)),
        |settings| {
            settings.aliases.remove(alias);
            settings
                .aliases
                .extend(assignment.map(|assignment| (alias.to_owned(), assignment.clone())));
        },
    )
}

/// Sets what `@default` stands for, or that it stands for nothing.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_default(text: &str, assignment: Option<&Assignment>) -> Result<String, SettingsEditError> {
    let target = assignment.map(Assignment::target);
    edit(
        text,
        |document| {
            set(
                document.as_table_mut(),
                keys::DEFAULT,
                target.as_deref().map(Value::from),
            );
            Ok(())
        },
        |settings| settings.default_assignment = assignment.cloned(),
    )
}

/// Sets the region where the console opens, or that it is the portal's.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_console_region(text: &str, region: Option<&Region>) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            set(
                document.as_table_mut(),
                keys::CONSOLE_REGION,
                region.map(|region| region.as_str().into()),
            );
            Ok(())
        },
        |settings| settings.console_region = region.cloned(),
    )
}

/// Sets light or dark.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_appearance(text: &str, appearance: Appearance) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            set(
                document.as_table_mut(),
                keys::APPEARANCE,
                Some(appearance.id().into()),
            );
            Ok(())
        },
        |settings| settings.appearance = appearance,
    )
}

/// Sets how long a copied secret stays in the clipboard: whole seconds, from one to 3600.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_clipboard_clear_in(text: &str, time: Duration) -> Result<String, SettingsEditError> {
    let seconds = i64::try_from(time.as_secs())
        .ok()
        .filter(|_| is_clipboard_time(time.as_secs()));
    let seconds = seconds.ok_or(SettingsEditError::NotAClipboardTime)?;
    edit(
        text,
        |document| {
            set(document.as_table_mut(), keys::CLIPBOARD, Some(seconds.into()));
            Ok(())
        },
        |settings| settings.clipboard_clear_in = Duration::from_secs(time.as_secs()),
    )
}

/// Sets the patterns of the accounts of an environment.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_environment_patterns(
    text: &str,
    environment: Environment,
    patterns: &[String],
) -> Result<String, SettingsEditError> {
    let array: Array = patterns.iter().map(String::as_str).collect();
    edit(
        text,
        |document| {
            set_in_section(
                document,
                keys::ENVIRONMENT,
                environment.id(),
                Some(Value::Array(array)),
            )
        },
        |settings| match environment {
            Environment::Production => settings.production_patterns = patterns.to_vec(),
            Environment::Staging => settings.staging_patterns = patterns.to_vec(),
            Environment::Development => settings.development_patterns = patterns.to_vec(),
        },
    )
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Changes the document with `change` and checks that the settings then are what `expect` says, and nothing else.
fn edit(
    text: &str,
    change: impl FnOnce(&mut DocumentMut) -> Result<(), SettingsEditError>,
    expect: impl FnOnce(&mut Settings),
) -> Result<String, SettingsEditError> {
    let mut expected = read_settings(text)?;
    expect(&mut expected);
    let (mark, text) = text.split_at(if text.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    });
    let mut document: DocumentMut = text
        .replace("\r\n", "\n")
        .parse()
        .map_err(|_| SettingsEditError::DoesNotFit)?;
    change(&mut document)?;
    let edited = format!("{mark}{}", merged(text, &document.to_string()));
    let after = read_settings(&edited).map_err(|_| SettingsEditError::DoesNotFit)?;
    if after == expected {
        Ok(edited)
    } else {
        Err(SettingsEditError::DoesNotFit)
    }
}

/// Takes from `edited` the lines that differ, between what `text` and it have in common at the beginning and the end.
fn merged(text: &str, edited: &str) -> String {
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let new: Vec<&str> = edited.split_inclusive('\n').collect();
    let same = |(old, new): &(&&str, &&str)| content(old) == content(new);
    let before = old.iter().zip(&new).take_while(same).count();
    let rest = old.len().min(new.len()) - before;
    let after = old
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
        merged.push_str(content(line));
        merged.push_str(line_end);
    }
    for line in &old[old.len() - after..] {
        merged.push_str(line);
    }
    merged
}

fn content(line: &str) -> &str {
    line.strip_suffix('\n')
        .map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
}

struct Section<'a> {
    table: &'a mut dyn TableLike,
    is_inline: bool,
}

/// The table of that name, made without a header of its own when it is not there.
fn section<'a>(document: &'a mut DocumentMut, key: &str) -> Result<Section<'a>, SettingsEditError> {
    let item = document.entry(key).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let is_inline = item.is_inline_table();
    let table = item.as_table_like_mut().ok_or(SettingsEditError::DoesNotFit)?;
    Ok(Section { table, is_inline })
}

fn table_to_inline(table: Table) -> Item {
    Item::Value(Value::InlineTable(table.into_inline_table()))
}

fn set_in_section(
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

/// Sets, replaces (with the comment on its line kept) or removes one value.
fn set(table: &mut dyn TableLike, key: &str, new: Option<Value>) {
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

/// Puts back the comments above a removed table that a blank line parts from it: they are about something else.
fn keep_comments_above(document: &mut DocumentMut, removed: &Item) {
    let Some(table) = removed.as_table() else { return };
    let prefix = table
        .decor()
        .prefix()
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default();
    let Some(end) = prefix.rfind("\n\n") else { return };
    let kept = &prefix[..=end];
    match next_table(document.as_table_mut(), table.position()) {
        Some(next) => {
            let own = next
                .decor()
                .prefix()
                .and_then(|prefix| prefix.as_str())
                .unwrap_or_default();
            let between = if own.starts_with('\n') { "" } else { "\n" };
            let joined = format!("{kept}{between}{own}");
            next.decor_mut().set_prefix(joined);
        }
        None => {
            let own = document.trailing().as_str().unwrap_or_default();
            let between = if own.is_empty() || own.starts_with('\n') {
                ""
            } else {
                "\n"
            };
            let joined = format!("{kept}{between}{own}");
            document.set_trailing(joined);
        }
    }
}

/// The table whose header comes next after `position` in the text.
fn next_table(root: &mut Table, position: Option<isize>) -> Option<&mut Table> {
    let mut all = Vec::new();
    collect_tables(root, &mut all);
    all.into_iter()
        .filter(|table| table.position() > position)
        .min_by_key(|table| table.position())
}

fn collect_tables<'a>(table: &'a mut Table, all: &mut Vec<&'a mut Table>) {
    for (_, item) in table.iter_mut() {
        if let Some(table) = item.as_table_mut() {
            if table.is_implicit() || table.is_dotted() {
                collect_tables(table, all)
            } else {
                all.push(table)
            }
        }
    }
}
