//! Labels follow a role that has another name now.
//!
//! Identity Center does not tell of a new name: a permission set is gone and another is there. It must not know how a portal is
//! listed.

use crate::catalogue::Rename;
use crate::ports::Ports;
use crate::problem::Problem;
use crate::settings::{SettingsEditError, read_settings, set_alias, set_colour, set_note};
use crate::settings_change::change_settings;
use rolecall_model::settings::Settings;

/// Moves what a user calls and marks each role with to its new name: favourite, uses, aliases, colour, note. What the new
/// name has of its own stays. `@default`, role sessions and limits never follow: who asks for a role by those must not get another.
///
/// # Errors
/// The state database's or the settings file's failure; what was moved before stays moved.
pub fn follow_renames(ports: &Ports, renames: &[Rename]) -> Result<(), Problem> {
    for rename in renames {
        ports
            .store
            .preference_store
            .rename_role(&rename.from, &rename.to)
            .map_err(|error| Problem::from(&error))?;
    }
    let text = ports
        .store
        .settings_file
        .read()
        .map_err(|error| Problem::from(&error))?;
    if renamed(&text, renames)? == text {
        return Ok(());
    }
    change_settings(ports, |text| renamed(text, renames))
}

fn renamed(text: &str, renames: &[Rename]) -> Result<String, SettingsEditError> {
    let mut text = text.to_owned();
    for rename in renames {
        let settings = read_settings(&text)?;
        text = with_aliases(text, &settings, rename)?;
        if let Some(colour) = settings.colours.get(&rename.from) {
            if !settings.colours.contains_key(&rename.to) {
                text = set_colour(&text, &rename.to, Some(*colour))?;
            }
            text = set_colour(&text, &rename.from, None)?;
        }
        if let Some(note) = settings.notes.get(&rename.from) {
            if !settings.notes.contains_key(&rename.to) {
                text = set_note(&text, &rename.to, Some(note))?;
            }
            text = set_note(&text, &rename.from, None)?;
        }
    }
    Ok(text)
}

fn with_aliases(mut text: String, settings: &Settings, rename: &Rename) -> Result<String, SettingsEditError> {
    for (alias, named) in &settings.aliases {
        if *named == rename.from {
            text = set_alias(&text, alias, Some(&rename.to))?;
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
