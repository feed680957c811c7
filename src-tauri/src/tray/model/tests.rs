//! A menu whose labels differ stays open; every other difference builds it again.

use super::layout_unchanged;
use crate::tests::role_ref;
use rolecall::production_guard::Confirmation;
use rolecall::tray::{MenuEntry, TrayAction};
use rolecall_model::role_ref::RoleRef;

fn role(name: &str) -> RoleRef {
    role_ref("111122223333", name)
}

fn item(label: &str, action: TrayAction, checked: bool) -> MenuEntry {
    MenuEntry::Item {
        label: label.to_owned(),
        action,
        checked,
    }
}

fn submenu(label: &str, entries: Vec<MenuEntry>) -> MenuEntry {
    MenuEntry::Submenu {
        label: label.to_owned(),
        entries,
    }
}

fn menu(minutes: u32, renewing: bool) -> Vec<MenuEntry> {
    vec![
        MenuEntry::Heading("Active".to_owned()),
        submenu(
            &format!("payments · Admin — {minutes} min"),
            vec![
                item("Stop", TrayAction::Stop(role("Admin")), false),
                item(
                    "Renew automatically",
                    TrayAction::SetRenewing(role("Admin"), !renewing),
                    renewing,
                ),
            ],
        ),
        MenuEntry::Separator,
        item("Quit", TrayAction::Quit, false),
    ]
}

#[test]
fn a_menu_whose_labels_differ_stays_open() {
    assert!(layout_unchanged(&menu(42, true), &menu(42, true)));
    assert!(
        layout_unchanged(&menu(42, true), &menu(41, false)),
        "a label and a mark"
    );
}

#[test]
fn another_action_builds_the_menu_again() {
    let menu_with = |action| vec![item("Start", action, false)];
    let renewing = |name, is_on| TrayAction::SetRenewing(role(name), is_on);
    let start = || TrayAction::Start(role("Admin"), Confirmation::Missing);
    for (first, second, is_unchanged) in [
        (
            start(),
            TrayAction::Start(role("ReadOnly"), Confirmation::Missing),
            false,
        ),
        (start(), TrayAction::Stop(role("Admin")), false),
        (renewing("Admin", true), renewing("Admin", false), true),
        (renewing("Admin", true), renewing("Other", true), false),
    ] {
        let layout = layout_unchanged(&menu_with(first), &menu_with(second));
        assert_eq!(layout, is_unchanged);
    }
}

#[test]
fn another_layout_builds_the_menu_again() {
    let mut longer = menu(42, true);
    longer.push(MenuEntry::Separator);
    assert!(!layout_unchanged(&menu(42, true), &longer));
    let mut other = menu(42, true);
    other[2] = MenuEntry::Heading(String::new());
    assert!(!layout_unchanged(&menu(42, true), &other));
    let mut nested = menu(42, true);
    nested[1] = submenu("payments · Admin — 42 min", Vec::new());
    assert!(!layout_unchanged(&menu(42, true), &nested));
}

#[test]
fn a_check_mark_on_an_item_without_one_builds_the_menu_again() {
    let menu_with = |checked| vec![item("Stop", TrayAction::Stop(role("Admin")), checked)];
    assert!(!layout_unchanged(&menu_with(false), &menu_with(true)));
}
