//! The user's labels: each change becomes one edit of the settings file.

use super::keys::{account, rename, role_ref};
use crate::messages;
use crate::wire::{AccountKey, ColourView, EnvironmentMarkView, RenameKey, RoleKey};
use rolecall::keeper::SettingsEdit;
use rolecall::labels::move_aliases;
use rolecall::problem::Problem;
use rolecall::settings::{read_settings, set_alias, set_colour, set_mark, set_note, set_tags};
use rolecall_model::colour::Colour;
use rolecall_model::settings::{Environment, EnvironmentMark};

/// Returns the edit that sets the only alias of a role, or removes it. The edit fails when another role has the alias.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn alias_edit(key: &RoleKey, alias: Option<String>) -> Result<SettingsEdit, Problem> {
    let role = role_ref(key)?;
    let alias = trimmed(alias);
    Ok(Box::new(move |text| {
        let settings = read_settings(text)?;
        if let Some(owner) = alias.as_ref().and_then(|alias| settings.aliases.get(alias))
            && *owner != role
        {
            return Err(Problem::invalid_input(messages::ALIAS_IN_USE));
        }
        let mut text = text.to_owned();
        let current = settings.aliases.iter().filter(|(_, owner)| **owner == role);
        for (old, _) in current.filter(|(old, _)| Some(*old) != alias.as_ref()) {
            text = set_alias(&text, old, None)?;
        }
        match &alias {
            Some(alias) => Ok(set_alias(&text, alias, Some(&role))?),
            None => Ok(text),
        }
    }))
}

/// Returns the edit that moves the aliases of a role that is gone to its new name.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn alias_move_edit(key: &RenameKey) -> Result<SettingsEdit, Problem> {
    let rename = rename(key)?;
    Ok(Box::new(move |text| Ok(move_aliases(text, &rename)?)))
}

/// Returns the edit that sets the colour of a role, or removes it.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn colour_edit(key: &RoleKey, view: Option<ColourView>) -> Result<SettingsEdit, Problem> {
    let role = role_ref(key)?;
    let colour = view.map(colour);
    Ok(Box::new(move |text| Ok(set_colour(text, &role, colour)?)))
}

fn colour(view: ColourView) -> Colour {
    match view {
        ColourView::Red => Colour::Red,
        ColourView::Orange => Colour::Orange,
        ColourView::Amber => Colour::Amber,
        ColourView::Green => Colour::Green,
        ColourView::Teal => Colour::Teal,
        ColourView::Blue => Colour::Blue,
        ColourView::Purple => Colour::Purple,
        ColourView::Pink => Colour::Pink,
    }
}

/// Returns the edit that sets the note of a role, or removes it.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn note_edit(key: &RoleKey, note: Option<String>) -> Result<SettingsEdit, Problem> {
    let role = role_ref(key)?;
    let note = trimmed(note);
    Ok(Box::new(move |text| Ok(set_note(text, &role, note.as_deref())?)))
}

/// Returns the edit that sets the tags of an account.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn tags_edit(key: &AccountKey, tags: Vec<String>) -> Result<SettingsEdit, Problem> {
    let account_id = account(key)?;
    let tags: Vec<String> = tags.into_iter().filter_map(|tag| trimmed(Some(tag))).collect();
    Ok(Box::new(move |text| Ok(set_tags(text, &account_id, &tags)?)))
}

/// Returns the edit that marks an account as one of an environment, or removes its mark.
///
/// # Errors
/// `WrongInput` when the key is malformed.
pub(crate) fn mark_edit(
    key: &AccountKey,
    view: Option<EnvironmentMarkView>,
) -> Result<SettingsEdit, Problem> {
    let account_id = account(key)?;
    let mark = view.map(mark);
    Ok(Box::new(move |text| Ok(set_mark(text, &account_id, mark)?)))
}

fn mark(view: EnvironmentMarkView) -> EnvironmentMark {
    match view {
        EnvironmentMarkView::Production => EnvironmentMark::Of(Environment::Production),
        EnvironmentMarkView::Staging => EnvironmentMark::Of(Environment::Staging),
        EnvironmentMarkView::Development => EnvironmentMark::Of(Environment::Development),
        EnvironmentMarkView::None => EnvironmentMark::NoEnvironment,
    }
}

/// Returns the text without surrounding white space; nothing when it is empty.
fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
