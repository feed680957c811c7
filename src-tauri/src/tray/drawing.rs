//! What is to be drawn, as values, and how one drawing differs from the next: so that a menu that only says something else is not
//! taken down under the person's pointer.

use super::icons::Picture;
use crate::compose::ColourScheme;
use rolecall::Timestamp;
use rolecall::keeper::Snapshot;
use rolecall::tray::{MenuEntry, TrayAction};

/// All that the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) icon: Picture,
    pub(super) tooltip: String,
    pub(super) menu: Vec<MenuEntry>,
}

impl Drawing {
    pub(super) fn of(snapshot: &Snapshot, now: Timestamp, colours: ColourScheme) -> Self {
        Self {
            icon: Picture {
                icon: rolecall::tray::icon(snapshot, now),
                is_light: colours == ColourScheme::Light,
            },
            tooltip: rolecall::tray::tooltip(snapshot, now),
            menu: rolecall::tray::menu(snapshot, now),
        }
    }
}

/// A line that says something else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// The line, counted from the top through every submenu as it comes.
    pub(super) line: usize,
    /// What it says now, if that changed.
    pub(super) label: Option<String>,
    /// Its mark and what it does now, if that changed.
    pub(super) choice: Option<(bool, TrayAction)>,
}

/// Returns the lines that say something else; nothing when the menus differ in more than that, so that it must be made anew.
pub(super) fn changes(before: &[MenuEntry], after: &[MenuEntry]) -> Option<Vec<Change>> {
    let mut found = Vec::new();
    let mut line = 0;
    compare(before, after, &mut line, &mut found)?;
    Some(found)
}

fn compare(
    before: &[MenuEntry],
    after: &[MenuEntry],
    line: &mut usize,
    found: &mut Vec<Change>,
) -> Option<()> {
    if before.len() != after.len() {
        return None;
    }
    for (old, new) in before.iter().zip(after) {
        let at = *line;
        *line += 1;
        let (old_label, new_label, choice) = match (old, new) {
            (MenuEntry::Separator, MenuEntry::Separator) => continue,
            (MenuEntry::Heading(old), MenuEntry::Heading(new)) => (old, new, None),
            (
                MenuEntry::Item {
                    label: old_label,
                    action: old_action,
                    checked: was,
                },
                MenuEntry::Item {
                    label: new_label,
                    action: new_action,
                    checked: is,
                },
            ) => {
                let stays = may_stay(old_action, new_action) && (is_choice(new_action) || was == is);
                if !stays {
                    return None;
                }
                let is_other = was != is || old_action != new_action;
                (old_label, new_label, is_other.then(|| (*is, new_action.clone())))
            }
            (
                MenuEntry::Submenu {
                    label: old_label,
                    entries: old_entries,
                },
                MenuEntry::Submenu {
                    label: new_label,
                    entries: new_entries,
                },
            ) => {
                compare(old_entries, new_entries, line, found)?;
                (old_label, new_label, None)
            }
            (
                MenuEntry::Separator
                | MenuEntry::Heading(_)
                | MenuEntry::Item { .. }
                | MenuEntry::Submenu { .. },
                _,
            ) => return None,
        };
        let label = (old_label != new_label).then(|| new_label.clone());
        if label.is_some() || choice.is_some() {
            found.push(Change {
                line: at,
                label,
                choice,
            });
        }
    }
    Some(())
}

/// Whether a line that did the one may do the other from now on. Under the pointer it must not become another deed: only a switch
/// turns round.
fn may_stay(before: &TrayAction, after: &TrayAction) -> bool {
    match (before, after) {
        (TrayAction::SetRenewing(one, _), TrayAction::SetRenewing(other, _)) => one == other,
        _ => before == after,
    }
}

/// Tells whether a line carries a mark when it is so: the others have no place for one.
pub(super) fn is_choice(action: &TrayAction) -> bool {
    match action {
        TrayAction::MakeDefault(_) | TrayAction::SetRenewing(..) => true,
        TrayAction::OpenConsole(_)
        | TrayAction::CopyCommand(_)
        | TrayAction::CopyCredentials(..)
        | TrayAction::Start(_)
        | TrayAction::Renew(_)
        | TrayAction::Stop(_)
        | TrayAction::StopAll
        | TrayAction::SignIn(_)
        | TrayAction::CancelSignIn(_)
        | TrayAction::SignOut(_)
        | TrayAction::OpenWindow
        | TrayAction::OpenSettings
        | TrayAction::Quit => false,
    }
}

/// Returns a label with the letter escaped that would make the next one a shortcut: names from AWS hold it, too. The underscore,
/// which GTK takes the same way, is escaped by the library below.
pub(super) fn escaped(label: &str) -> String {
    label.replace('&', "&&")
}

#[cfg(test)]
mod tests;
