//! The edits of `settings.toml` that the program makes. How a change goes into the text is in `document`.

use super::document::{edit, keep_comments_above, section, set, set_in_section, table_to_inline};
use super::{Appearance, Environment, SettingsError, is_alias, is_clipboard_time, keys, read_settings};
use crate::assignment::Assignment;
use crate::partition::Region;
use crate::portal::{Portal, PortalName};
use std::time::Duration;
use thiserror::Error;
use toml_edit::{Array, Item, Table, Value, value};

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
