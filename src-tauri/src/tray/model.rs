//! What the tray shows, as values, and whether the layout of the menu is unchanged: then only labels are updated, and a menu that is
//! open stays open.

use super::icons::IconVariant;
use super::panel_theme::PanelTheme;
use rolecall::keeper::Snapshot;
use rolecall::tray::{MenuEntry, TrayAction};
use rolecall_model::Timestamp;

/// Everything that the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TrayModel {
    pub(super) icon: IconVariant,
    pub(super) tooltip: String,
    pub(super) menu: Vec<MenuEntry>,
}

impl TrayModel {
    /// Returns what the tray shows of a snapshot at `now`.
    pub(super) fn new(snapshot: &Snapshot, now: Timestamp, theme: PanelTheme) -> Self {
        Self {
            icon: IconVariant {
                icon: rolecall::tray::icon(snapshot, now),
                theme,
            },
            tooltip: rolecall::tray::tooltip(snapshot, now),
            menu: rolecall::tray::menu(snapshot, now),
        }
    }
}

/// Tells whether `after` differs from `before` at most in labels and check marks. Otherwise the menu must be built again.
pub(super) fn layout_unchanged(before: &[MenuEntry], after: &[MenuEntry]) -> bool {
    before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(before, after)| entry_unchanged(before, after))
}

fn entry_unchanged(before: &MenuEntry, after: &MenuEntry) -> bool {
    match (before, after) {
        (MenuEntry::Separator, MenuEntry::Separator) | (MenuEntry::Heading(_), MenuEntry::Heading(_)) => true,
        (
            MenuEntry::Item {
                action: before,
                checked: was_checked,
                ..
            },
            MenuEntry::Item {
                action: after,
                checked: is_checked,
                ..
            },
        ) => same_action(before, after) && (is_checkable(after) || was_checked == is_checked),
        (MenuEntry::Submenu { entries: before, .. }, MenuEntry::Submenu { entries: after, .. }) => {
            layout_unchanged(before, after)
        }
        (
            MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Item { .. } | MenuEntry::Submenu { .. },
            _,
        ) => false,
    }
}

/// Tells whether both menus have as many lines everywhere, whatever the lines are.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn has_same_shape(before: &[MenuEntry], after: &[MenuEntry]) -> bool {
    before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(before, after)| has_same_shape(lines_behind(before), lines_behind(after)))
}

#[cfg(all(unix, not(target_os = "macos")))]
fn lines_behind(entry: &MenuEntry) -> &[MenuEntry] {
    match entry {
        MenuEntry::Submenu { entries, .. } => entries,
        MenuEntry::Separator | MenuEntry::Heading(_) | MenuEntry::Item { .. } => &[],
    }
}

/// Tells whether an item may take over the action without being built again: under the pointer it must not become another action, but
/// a switch may reverse.
fn same_action(before: &TrayAction, after: &TrayAction) -> bool {
    match (before, after) {
        (TrayAction::SetRenewing(before, _), TrayAction::SetRenewing(after, _)) => before == after,
        _ => before == after,
    }
}

/// Tells whether the item of an action has a check mark.
pub(super) fn is_checkable(action: &TrayAction) -> bool {
    match action {
        TrayAction::MakeDefault(..) | TrayAction::SetRenewing(..) => true,
        TrayAction::OpenConsole(..)
        | TrayAction::CopyCommand(_)
        | TrayAction::Start(..)
        | TrayAction::ClearDefault
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
