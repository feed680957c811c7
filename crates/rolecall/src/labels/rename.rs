//! What becomes of labels when a role seems to have another name now.
//!
//! Identity Center does not tell of a new name: a permission set is gone and another is there. It must not know how a portal is
//! listed.

use crate::ports::Ports;
use crate::problem::Problem;
use crate::settings::{SettingsEditError, read_settings, set_alias, set_colour, set_note};
use crate::settings_change::change_settings;
use rolecall_model::catalogue::Rename;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;

/// The aliases of a role that is gone, and the role that came in its place: the user decides whether they move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasMove {
    /// The aliases of the role that is gone.
    pub aliases: Vec<String>,
    /// The two roles.
    pub rename: Rename,
}

/// Moves what a user marks each role with to its new name: favourite, uses, colour, note. What the new name has of its own stays. The
/// rename is remembered, so that the user can be asked about aliases: see [`alias_moves`]. Aliases, `@default`, role sessions and
/// limits never follow automatically: who asks for a role by those must not get another.
///
/// # Errors
/// The state database's or the settings file's failure; what was moved before stays moved.
pub fn follow_renames(ports: &Ports, renames: &[Rename]) -> Result<(), Problem> {
    for rename in renames {
        let renamed = ports.store.preference_store.rename_role(rename);
        renamed.map_err(|error| Problem::from(&error))?;
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

/// Returns what to ask the user: for each of the `renames` that has aliases, whether they move. `is_listed` tells whether a portal
/// lists a role: one that came back, or whose new name is gone too, is not asked about.
pub fn alias_moves(
    settings: &Settings,
    renames: &[Rename],
    is_listed: impl Fn(&RoleRef) -> bool,
) -> Vec<AliasMove> {
    let open = renames
        .iter()
        .filter(|rename| is_listed(&rename.to) && !is_listed(&rename.from));
    let moves = open.map(|rename| AliasMove {
        aliases: aliases_of(settings, &rename.from).map(str::to_owned).collect(),
        rename: rename.clone(),
    });
    moves.filter(|moved| !moved.aliases.is_empty()).collect()
}

/// Returns the text of the settings with every alias of a role on its new name, as the user confirmed.
///
/// # Errors
/// [`SettingsEditError`] when the settings cannot be read or changed.
pub fn move_aliases(text: &str, rename: &Rename) -> Result<String, SettingsEditError> {
    let settings = read_settings(text)?;
    let mut text = text.to_owned();
    for alias in aliases_of(&settings, &rename.from) {
        text = set_alias(&text, alias, Some(&rename.to))?;
    }
    Ok(text)
}

fn aliases_of<'a>(settings: &'a Settings, role: &'a RoleRef) -> impl Iterator<Item = &'a str> {
    let aliases = settings.aliases.iter();
    aliases
        .filter(move |(_, named)| *named == role)
        .map(|(alias, _)| alias.as_str())
}

#[cfg(test)]
mod tests;
