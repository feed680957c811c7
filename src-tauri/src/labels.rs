//! The user's labels as edits of the settings: what the page sends becomes one edit of the file.

use crate::ipc::wire::{AccountKey, AssignmentKey};
use crate::{asks, view};
use rolecall::keeper::SettingsEdit;
use rolecall::problem::Problem;
use rolecall::settings::{read_settings, set_alias, set_colour, set_note, set_tags};
use rolecall_model::colour::Colour;

/// The edit that leaves an assignment one alias, or none.
pub(crate) fn alias(key: &AssignmentKey, alias: Option<String>) -> Result<SettingsEdit, Problem> {
    let assignment = view::assignment(key)?;
    let alias = present(alias);
    Ok(Box::new(move |text| {
        let settings = read_settings(text)?;
        if let Some(taken) = alias.as_ref().and_then(|alias| settings.aliases.get(alias))
            && *taken != assignment
        {
            return Err(Problem::invalid_input(
                "The alias was not set: another role has it already.",
            ));
        }
        let mut text = text.to_owned();
        let had = settings.aliases.iter().filter(|(_, named)| **named == assignment);
        for (old, _) in had.filter(|(old, _)| Some(*old) != alias.as_ref()) {
            text = set_alias(&text, old, None)?;
        }
        match &alias {
            Some(alias) => Ok(set_alias(&text, alias, Some(&assignment))?),
            None => Ok(text),
        }
    }))
}

/// The edit that gives an assignment a colour, or takes it away.
pub(crate) fn colour(key: &AssignmentKey, colour: Option<&str>) -> Result<SettingsEdit, Problem> {
    let assignment = view::assignment(key)?;
    let unknown = || Problem::invalid_input("The colour was not set: there is none of that name.");
    let colour = colour
        .map(|name| Colour::parse(name).ok_or_else(unknown))
        .transpose()?;
    Ok(Box::new(move |text| Ok(set_colour(text, &assignment, colour)?)))
}

/// The edit that puts a note on an assignment, or takes it away.
pub(crate) fn note(key: &AssignmentKey, note: Option<String>) -> Result<SettingsEdit, Problem> {
    let assignment = view::assignment(key)?;
    let note = present(note);
    Ok(Box::new(move |text| {
        Ok(set_note(text, &assignment, note.as_deref())?)
    }))
}

/// The edit that sets the tags of an account.
pub(crate) fn tags(key: &AccountKey, tags: Vec<String>) -> Result<SettingsEdit, Problem> {
    let (_, account_id) = asks::account(key)?;
    let tags: Vec<String> = tags.into_iter().filter_map(|tag| present(Some(tag))).collect();
    Ok(Box::new(move |text| Ok(set_tags(text, &account_id, &tags)?)))
}

/// What a user typed, without space around it; nothing when nothing is left.
fn present(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
