//! Edits of labels: aliases, colours and notes of roles, and tags of accounts.
//!
//! It must not know what a label is for.

use super::super::bounds::{are_valid_tags, is_valid_alias, is_valid_note};
use super::super::document::{edit, set_in_section, text_value, texts_value};
use super::super::error::SettingsEditError;
use super::super::keys;
use super::super::role_text::parse_role;
use rolecall_model::account::AccountId;
use rolecall_model::colour::Colour;
use rolecall_model::role_ref::RoleRef;
use std::collections::HashSet;
use toml_edit::{DocumentMut, Item, Value};

/// Sets what an alias stands for, or removes it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_alias(text: &str, alias: &str, role: Option<&RoleRef>) -> Result<String, SettingsEditError> {
    if !is_valid_alias(alias) {
        return Err(SettingsEditError::InvalidAlias);
    }
    let target = role.map(|role| text_value(&role.target()));
    edit(
        text,
        |document| set_in_section(document, keys::ALIAS, alias, target),
        |settings| {
            settings.aliases.remove(alias);
            settings
                .aliases
                .extend(role.map(|role| (alias.to_owned(), role.clone())));
        },
    )
}

/// Sets the colour of a role, or removes it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_colour(text: &str, role: &RoleRef, colour: Option<Colour>) -> Result<String, SettingsEditError> {
    edit(
        text,
        |document| {
            set_label(
                document,
                keys::COLOUR,
                role,
                colour.map(|colour| colour.id().into()),
            )
        },
        |settings| {
            settings.colours.remove(role);
            settings
                .colours
                .extend(colour.map(|colour| (role.clone(), colour)));
        },
    )
}

/// Sets the note of a role, any text of 1 to 500 characters, or removes it.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_note(text: &str, role: &RoleRef, note: Option<&str>) -> Result<String, SettingsEditError> {
    if note.is_some_and(|note| !is_valid_note(note)) {
        return Err(SettingsEditError::InvalidNote);
    }
    edit(
        text,
        |document| set_label(document, keys::NOTE, role, note.map(text_value)),
        |settings| {
            settings.notes.remove(role);
            settings
                .notes
                .extend(note.map(|note| (role.clone(), note.to_owned())));
        },
    )
}

/// Sets the tags of an account; without tags, the account is removed from the file. Of tags that differ only in case, the first is
/// used.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_tags(text: &str, account_id: &AccountId, tags: &[String]) -> Result<String, SettingsEditError> {
    let mut seen = HashSet::new();
    let tags: Vec<String> = tags
        .iter()
        .filter(|tag| seen.insert(tag.to_lowercase()))
        .cloned()
        .collect();
    if !are_valid_tags(&tags) {
        return Err(SettingsEditError::InvalidTags);
    }
    let value = (!tags.is_empty()).then(|| texts_value(&tags));
    edit(
        text,
        |document| set_in_section(document, keys::TAGS, account_id.as_str(), value),
        |settings| {
            settings.tags.remove(account_id);
            settings
                .tags
                .extend((!tags.is_empty()).then(|| (account_id.clone(), tags.clone())));
        },
    )
}

/// Sets or removes the value of a role in a table, under the key that the table already uses for it.
fn set_label(
    document: &mut DocumentMut,
    section_key: &str,
    role: &RoleRef,
    new: Option<Value>,
) -> Result<(), SettingsEditError> {
    let table = document.get(section_key).and_then(Item::as_table_like);
    let existing_key = table.and_then(|table| {
        let is_key_of_role = |key: &str| key == role.target() || parse_role(key, &[]).as_ref() == Some(role);
        table
            .iter()
            .map(|(key, _)| key)
            .find(|key| is_key_of_role(key))
            .map(str::to_owned)
    });
    let key = existing_key.unwrap_or_else(|| role.target());
    set_in_section(document, section_key, &key, new)
}
