//! A menu that only says something else is changed in place; every other difference makes it anew.

use super::{Change, changes, escaped};
use rolecall::account::{AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::portal::PortalName;
use rolecall::tray::{MenuEntry, TrayAction};

fn role(name: &str) -> Assignment {
    Assignment {
        portal: PortalName::parse("corp").unwrap(),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(name),
    }
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
                    "Keep renewing",
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
fn the_same_menu_has_no_changes() {
    assert_eq!(changes(&menu(42, true), &menu(42, true)), Some(vec![]));
}

#[test]
fn a_label_and_a_mark_change_in_place() {
    let label = Change {
        line: 1,
        label: Some("payments · Admin — 41 min".to_owned()),
        choice: None,
    };
    let mark = Change {
        line: 3,
        label: None,
        choice: Some((false, TrayAction::SetRenewing(role("Admin"), true))),
    };
    assert_eq!(
        changes(&menu(42, true), &menu(41, true)),
        Some(vec![label.clone()])
    );
    let both = changes(&menu(42, true), &menu(41, false)).unwrap();
    assert_eq!(both, [mark, label]);
}

#[test]
fn another_deed_under_the_pointer_makes_the_menu_anew() {
    let of = |action| vec![item("Start", action, false)];
    let one = of(TrayAction::Start(role("Admin")));
    assert_eq!(changes(&one, &of(TrayAction::Start(role("ReadOnly")))), None);
    assert_eq!(changes(&one, &of(TrayAction::Stop(role("Admin")))), None);
    let renew = of(TrayAction::SetRenewing(role("Admin"), true));
    assert_eq!(
        changes(&renew, &of(TrayAction::SetRenewing(role("Other"), true))),
        None
    );
}

#[test]
fn another_shape_makes_the_menu_anew() {
    let mut longer = menu(42, true);
    longer.push(MenuEntry::Separator);
    assert_eq!(changes(&menu(42, true), &longer), None);
    let mut other = menu(42, true);
    other[2] = MenuEntry::Heading(String::new());
    assert_eq!(changes(&menu(42, true), &other), None);
    let mut inside = menu(42, true);
    inside[1] = submenu("payments · Admin — 42 min", Vec::new());
    assert_eq!(changes(&menu(42, true), &inside), None);
}

#[test]
fn a_mark_on_what_has_no_place_for_one_makes_the_menu_anew() {
    let of = |checked| vec![item("Stop", TrayAction::Stop(role("Admin")), checked)];
    assert_eq!(changes(&of(false), &of(true)), None);
}

#[test]
fn names_make_no_shortcuts() {
    assert_eq!(escaped("R&D · A && B"), "R&&D · A &&&& B");
}
