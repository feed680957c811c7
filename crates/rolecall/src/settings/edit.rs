//! The edits of `settings.toml` that the program makes. `document` applies them to the text.
//!
//! It must not know who requests an edit.

mod iam_user;
mod labels;
mod limits;
mod marks;
mod role_session_options;
mod roles;
mod sources;

pub use labels::{set_alias, set_colour, set_note, set_tags};
pub use limits::set_limits;
pub use marks::set_mark;
pub(super) use roles::table_of_role;
pub use roles::{add_role, remove_role, replace_role};

use super::descriptors::{SettingDescriptor, SettingValue};
use super::document::{
    edit, keep_comments_above, remove_line, section, set_in_document, set_in_section, table_to_inline,
    text_value, texts_value,
};
use super::error::{RoleField, SettingsEditError};
use super::{keys, read_settings};
use rolecall_model::portal::{AccountAccess, Portal, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use toml_edit::{DocumentMut, Item, Table, Value, value};

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
    if let Some(access) = portal.kind.account_access() {
        insert_account_access(&mut table, access);
    }
    edit(
        text,
        |document| {
            let first = document.is_empty() && document.trailing().as_str().is_none_or(str::is_empty);
            if !first {
                table.decor_mut().set_prefix("\n");
            }
            let portals = section(document, keys::PORTAL)?;
            // One that is left out, because something of it is invalid, is still the user's.
            let is_taken = |(name, _): (&str, &Item)| name.eq_ignore_ascii_case(portal.name.as_str());
            if portals.table.iter().any(is_taken) {
                return Err(SettingsEditError::PortalExists);
            }
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

fn insert_account_access(table: &mut Table, access: &AccountAccess) {
    let application = &access.application;
    table.insert(
        keys::IDENTITY_CENTER_URL,
        value(application.identity_center_url.as_str()),
    );
    if let Some(arn) = &application.entitled_application_arn {
        table.insert(keys::ENTITLED_APPLICATION_ARN, value(arn.as_str()));
    }
    if let Some(duration) = access.session_duration {
        table.insert(RoleField::Duration.key(), value(i64::from(duration.seconds())));
    }
    if let Some(name) = &access.session_name {
        table.insert(RoleField::SessionName.key(), value(name.as_str()));
    }
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
    edit(
        text,
        |document| {
            let target = role.map(|role| text_value(&role.target()));
            set_in_document(document, keys::DEFAULT, target);
            Ok(())
        },
        |settings| settings.default_role = role.cloned(),
    )
}

/// Sets a setting, or removes its key so that it has its default. The comments above a removed key stay.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_setting(
    text: &str,
    setting: &SettingDescriptor,
    value: Option<&SettingValue>,
) -> Result<String, SettingsEditError> {
    let mut expected = read_settings(text)?;
    setting.assign(&mut expected, value)?;
    let Some(value) = value else {
        return unset(text, setting, expected);
    };
    let new = match value {
        SettingValue::Flag(flag) => Value::from(*flag),
        SettingValue::Number(number) => i64::from(*number).into(),
        SettingValue::Text(text) => text_value(text),
        SettingValue::Patterns(patterns) => texts_value(patterns),
    };
    edit(
        text,
        |document| set_key(document, setting, Some(new)),
        |settings| *settings = expected,
    )
}

fn unset(text: &str, setting: &SettingDescriptor, expected: Settings) -> Result<String, SettingsEditError> {
    let shorter = remove_line(text, setting.table(), setting.key_in_table());
    if let Some(shorter) = shorter
        && read_settings(&shorter).is_ok_and(|settings| settings == expected)
    {
        return Ok(shorter);
    }
    edit(
        text,
        |document| set_key(document, setting, None),
        |settings| *settings = expected,
    )
}

fn set_key(
    document: &mut DocumentMut,
    setting: &SettingDescriptor,
    new: Option<Value>,
) -> Result<(), SettingsEditError> {
    match setting.table() {
        Some(table) => set_in_section(document, table, setting.key_in_table(), new),
        None => {
            set_in_document(document, setting.key, new);
            Ok(())
        }
    }
}
