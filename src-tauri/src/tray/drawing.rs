//! What is to be drawn, as values, and whether the next drawing only says something else: so that a menu is not taken down under the
//! user's pointer.

use super::icons::Picture;
use super::panel::Panel;
use rolecall::keeper::Snapshot;
use rolecall::tray::{MenuEntry, TrayAction};
use rolecall_model::Timestamp;

/// All that the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drawing {
    pub(super) icon: Picture,
    pub(super) tooltip: String,
    pub(super) menu: Vec<MenuEntry>,
}

impl Drawing {
    pub(super) fn of(snapshot: &Snapshot, now: Timestamp, panel: Panel) -> Self {
        Self {
            icon: Picture {
                icon: rolecall::tray::icon(snapshot, now),
                panel,
            },
            tooltip: rolecall::tray::tooltip(snapshot, now),
            menu: rolecall::tray::menu(snapshot, now),
        }
    }
}

/// Tells whether every line that is drawn for `before` may stay for `after`: it says something else at most. Otherwise the menu must
/// be made again.
pub(super) fn stays(before: &[MenuEntry], after: &[MenuEntry]) -> bool {
    before.len() == after.len() && before.iter().zip(after).all(|(old, new)| line_stays(old, new))
}

fn line_stays(old: &MenuEntry, new: &MenuEntry) -> bool {
    match (old, new) {
        (MenuEntry::Separator, MenuEntry::Separator) | (MenuEntry::Heading(_), MenuEntry::Heading(_)) => true,
        (
            MenuEntry::Item {
                action: before,
                checked: was,
                ..
            },
            MenuEntry::Item {
                action: after,
                checked: is,
                ..
            },
        ) => may_stay(before, after) && (is_choice(after) || was == is),
        (MenuEntry::Submenu { entries: old, .. }, MenuEntry::Submenu { entries: new, .. }) => stays(old, new),
        (
            MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Item { .. } | MenuEntry::Submenu { .. },
            _,
        ) => false,
    }
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

#[cfg(test)]
mod tests;
