//! The edits of `settings.toml` that the program makes. `document` applies them to the text.
//!
//! It must not know who requests an edit.

mod labels;
mod limits;

pub use labels::{set_alias, set_colour, set_note, set_tags};
pub use limits::set_limits;

use super::document::{
    edit, keep_comments_above, section, set_in_document, set_in_section, table_to_inline, text_value,
    texts_value,
};
use super::error::SettingsEditError;
use super::{bounds, keys, read_settings};
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Appearance, Environment, Settings};
use std::time::Duration;
use toml_edit::{Item, Table, Value, value};

/// Adds a portal at the end. Names that differ only in case count as the same.
///
/// # Errors
/// [`SettingsEditError`].
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

/// Removes a portal with the comments right above it, and the aliases, colours, notes and the default that refer to it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn remove_portal(text: &str, name: &PortalName) -> Result<String, SettingsEditError> {
    let settings = read_settings(text)?;
    if settings.portal(name).is_none() {
        return Err(SettingsEditError::PortalNotFound);
    }
    let is_at_portal = |role: &RoleRef| role.is_at_portal(name);
    let mut text = text.to_owned();
    if settings.default_role.as_ref().is_some_and(is_at_portal) {
        text = set_default(&text, None)?;
    }
    for (alias, _) in settings.aliases.iter().filter(|(_, role)| is_at_portal(role)) {
        text = set_alias(&text, alias, None)?;
    }
    for role in settings.colours.keys().filter(|key| is_at_portal(key)) {
        text = set_colour(&text, role, None)?;
    }
    for role in settings.notes.keys().filter(|key| is_at_portal(key)) {
        text = set_note(&text, role, None)?;
    }
    edit(
        &text,
        |document| {
            let portals = document.get_mut(keys::PORTAL).and_then(Item::as_table_like_mut);
            let removed = portals.and_then(|portals| portals.remove(name.as_str()));
            let removed = removed.ok_or(SettingsEditError::UnsupportedLayout)?;
            keep_comments_above(document, &removed);
            Ok(())
        },
        |settings| settings.portals.retain(|portal| portal.name != *name),
    )
}

/// Sets what `@default` stands for, or clears it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_default(text: &str, role: Option<&RoleRef>) -> Result<String, SettingsEditError> {
    let target = role.map(|role| text_value(&role.target()));
    set_value(text, keys::DEFAULT, target, |settings| {
        settings.default_role = role.cloned();
    })
}

/// Sets the region where the console opens; `None` means the portal's region.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_console_region(text: &str, region: Option<&Region>) -> Result<String, SettingsEditError> {
    let value = region.map(|region| region.as_str().into());
    set_value(text, keys::CONSOLE_REGION, value, |settings| {
        settings.console_region = region.cloned();
    })
}

/// Sets the appearance of the window.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_appearance(text: &str, appearance: Appearance) -> Result<String, SettingsEditError> {
    set_value(text, keys::APPEARANCE, Some(appearance.id().into()), |settings| {
        settings.appearance = appearance;
    })
}

/// Sets how long a copied secret stays in the clipboard: 1 to 3600 seconds; fractions of a second are dropped.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_clipboard_clear_in(text: &str, time: Duration) -> Result<String, SettingsEditError> {
    let seconds = i64::try_from(time.as_secs())
        .ok()
        .filter(|_| bounds::is_valid_clipboard_time(time.as_secs()));
    let seconds = seconds.ok_or(SettingsEditError::InvalidClipboardTime)?;
    set_value(text, keys::CLIPBOARD, Some(seconds.into()), |settings| {
        settings.clipboard_clear_in = Duration::from_secs(time.as_secs());
    })
}

/// Sets whether role sessions that the user starts are renewed automatically.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_renew(text: &str, renew: bool) -> Result<String, SettingsEditError> {
    set_value(text, keys::RENEW, Some(renew.into()), |settings| {
        settings.renew = renew;
    })
}

/// Sets for how many days the history is stored: 1 to 3650.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_history_days(text: &str, days: u16) -> Result<String, SettingsEditError> {
    if !bounds::is_valid_history_days(days) {
        return Err(SettingsEditError::InvalidHistoryDays);
    }
    set_value(
        text,
        keys::HISTORY_DAYS,
        Some(i64::from(days).into()),
        |settings| settings.history_days = days,
    )
}

/// Sets whether the user is notified of gained or lost access.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_notify_access_changes(text: &str, notify: bool) -> Result<String, SettingsEditError> {
    set_value(
        text,
        keys::NOTIFY_ACCESS_CHANGES,
        Some(notify.into()),
        |settings| settings.notify_access_changes = notify,
    )
}

/// Sets whether opening the console of a production account, or exporting its credentials, needs a confirmation.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_ask_before_production(text: &str, ask: bool) -> Result<String, SettingsEditError> {
    set_value(text, keys::ASK_BEFORE_PRODUCTION, Some(ask.into()), |settings| {
        settings.ask_before_production = ask;
    })
}

/// Sets the global shortcut that shows the window, such as `Ctrl+Alt+R`, or removes it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_shortcut(text: &str, shortcut: Option<&str>) -> Result<String, SettingsEditError> {
    if shortcut.is_some_and(|shortcut| !bounds::is_valid_shortcut(shortcut)) {
        return Err(SettingsEditError::InvalidShortcut);
    }
    set_value(text, keys::SHORTCUT, shortcut.map(Value::from), |settings| {
        settings.shortcut = shortcut.map(str::to_owned);
    })
}

/// Sets or removes one value of the file's root.
fn set_value(
    text: &str,
    key: &str,
    new: Option<Value>,
    expect: impl FnOnce(&mut Settings),
) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            set_in_document(document, key, new);
            Ok(())
        },
        expect,
    )
}

/// Sets the patterns that assign accounts to an environment.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_environment_patterns(
    text: &str,
    environment: Environment,
    patterns: &[String],
) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            set_in_section(
                document,
                keys::ENVIRONMENT,
                environment.id(),
                Some(texts_value(patterns)),
            )
        },
        |settings| match environment {
            Environment::Production => settings.production_patterns = patterns.to_vec(),
            Environment::Staging => settings.staging_patterns = patterns.to_vec(),
            Environment::Development => settings.development_patterns = patterns.to_vec(),
        },
    )
}
