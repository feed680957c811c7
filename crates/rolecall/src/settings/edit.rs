//! Edits the settings' text: one value changes, every other byte stays.
//!
//! Text that cannot be read is never edited.

use super::{Appearance, Environment, SettingsError, read_settings};
use crate::assignment::Assignment;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use std::time::Duration;
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// Adds a portal.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read or has a portal of that name.
pub fn add_portal(text: &str, portal: &Portal) -> Result<String, SettingsError> {
    if read_settings(text)?.portal(&portal.name).is_some() {
        return Err(refused(format!("there is a portal called {} already", portal.name)));
    }
    change(text, |document| {
        let mut table = Table::new();
        table.insert("start_url", value(portal.start_url.as_str()));
        table.insert("region", value(portal.region.as_str()));
        if let Some(endpoint) = &portal.endpoint_url {
            table.insert("endpoint_url", value(endpoint.as_str()));
        }
        if portal.demo {
            table.insert("demo", value(true));
        }
        group(document, "portal", true)?.insert(portal.name.as_str(), Item::Table(table));
        Ok(())
    })
}

/// Removes a portal, and the aliases and the default that name it. Removing nothing is fine.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read.
pub fn remove_portal(text: &str, name: &PortalName) -> Result<String, SettingsError> {
    let settings = read_settings(text)?;
    change(text, |document| {
        if let Some(portals) = document.get_mut("portal").and_then(Item::as_table_like_mut) {
            portals.remove(name.as_str());
        }
        let of_portal = settings.aliases.iter().filter(|(_, assignment)| assignment.portal == *name);
        for (alias, _) in of_portal {
            if let Some(aliases) = document.get_mut("alias").and_then(Item::as_table_like_mut) {
                aliases.remove(alias);
            }
        }
        if settings.default_assignment.as_ref().is_some_and(|assignment| assignment.portal == *name) {
            unset(document, "default", "target");
        }
        Ok(())
    })
}

/// Sets the person's own name of an assignment, or takes it away.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read or the name cannot be told from a target.
pub fn set_alias(text: &str, alias: &str, assignment: Option<&Assignment>) -> Result<String, SettingsError> {
    let fits = !alias.is_empty()
        && alias.len() <= 64
        && alias.starts_with(|c: char| c.is_ascii_alphanumeric())
        && alias.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
    if !fits {
        return Err(refused("an alias is 1 to 64 letters, digits or . _ + -".to_owned()));
    }
    set(text, "alias", alias, assignment.map(|assignment| value(assignment.target())))
}

/// Sets what `@default` means, or that it means nothing.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read.
pub fn set_default(text: &str, assignment: Option<&Assignment>) -> Result<String, SettingsError> {
    set(text, "default", "target", assignment.map(|assignment| value(assignment.target())))
}

/// Sets light or dark.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read.
pub fn set_appearance(text: &str, appearance: Appearance) -> Result<String, SettingsError> {
    let theme = match appearance {
        Appearance::System => "system",
        Appearance::Light => "light",
        Appearance::Dark => "dark",
    };
    set(text, "appearance", "theme", Some(value(theme)))
}

/// Sets the region a console opens in, or leaves it to the portal.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read.
pub fn set_console_region(text: &str, region: Option<&Region>) -> Result<String, SettingsError> {
    set(text, "console", "region", region.map(|region| value(region.as_str())))
}

/// Sets when a copied secret leaves the clipboard, in whole seconds.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read or the time is not from 5 to 600 s.
pub fn set_clipboard_clear_in(text: &str, clear_in: Duration) -> Result<String, SettingsError> {
    let seconds = i64::try_from(clear_in.as_secs()).map_err(|_| refused("that is too long".to_owned()))?;
    set(text, "clipboard", "clear_after_seconds", Some(value(seconds)))
}

/// Sets the patterns that mark an account as `environment`.
///
/// # Errors
/// [`SettingsError`] when the text cannot be read.
pub fn set_environment_patterns(
    text: &str,
    environment: Environment,
    patterns: &[String],
) -> Result<String, SettingsError> {
    let list: Array = patterns.iter().map(String::as_str).collect();
    set(text, "environment", environment.id(), Some(value(list)))
}

fn set(text: &str, table: &str, key: &str, item: Option<Item>) -> Result<String, SettingsError> {
    read_settings(text)?;
    change(text, |document| {
        match item {
            Some(mut item) => {
                let table = group(document, table, false)?;
                // A comment behind the old value belongs to the user and stays.
                let decor = table.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
                if let (Some(decor), Some(new)) = (decor, item.as_value_mut()) {
                    *new.decor_mut() = decor;
                }
                match table.get_mut(key) {
                    Some(old) => *old = item,
                    None => drop(table.insert(key, item)),
                }
            }
            None => unset(document, table, key),
        }
        Ok(())
    })
}

fn unset(document: &mut DocumentMut, table: &str, key: &str) {
    if let Some(table) = document.get_mut(table).and_then(Item::as_table_like_mut) {
        table.remove(key);
    }
}

fn group<'d>(
    document: &'d mut DocumentMut,
    name: &str,
    implicit: bool,
) -> Result<&'d mut dyn toml_edit::TableLike, SettingsError> {
    let made = || {
        let mut table = Table::new();
        table.set_implicit(implicit);
        Item::Table(table)
    };
    let item = document.entry(name).or_insert_with(made);
    item.as_table_like_mut().ok_or_else(|| refused(format!("{name} must be a table")))
}

/// Applies `edit` and reads the result back: text that could not be read again is never returned.
fn change(
    text: &str,
    edit: impl FnOnce(&mut DocumentMut) -> Result<(), SettingsError>,
) -> Result<String, SettingsError> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| refused(error.message().to_owned()))?;
    edit(&mut document)?;
    let edited = document.to_string();
    read_settings(&edited)?;
    Ok(edited)
}

fn refused(message: String) -> SettingsError {
    SettingsError { line: None, message }
}
