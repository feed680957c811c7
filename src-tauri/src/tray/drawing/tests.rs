//! A menu that only says something else stays; every other difference makes it again.

use super::stays;
use rolecall::tray::{MenuEntry, TrayAction};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;

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
fn a_menu_that_only_says_something_else_stays() {
    assert!(stays(&menu(42, true), &menu(42, true)));
    assert!(stays(&menu(42, true), &menu(41, false)), "a label and a mark");
}

#[test]
fn another_deed_under_the_pointer_makes_the_menu_anew() {
    let of = |action| vec![item("Start", action, false)];
    let one = of(TrayAction::Start(role("Admin")));
    assert!(!stays(&one, &of(TrayAction::Start(role("ReadOnly")))));
    assert!(!stays(&one, &of(TrayAction::Stop(role("Admin")))));
    let renew = of(TrayAction::SetRenewing(role("Admin"), true));
    assert!(stays(&renew, &of(TrayAction::SetRenewing(role("Admin"), false))));
    assert!(!stays(&renew, &of(TrayAction::SetRenewing(role("Other"), true))));
}

#[test]
fn another_shape_makes_the_menu_anew() {
    let mut longer = menu(42, true);
    longer.push(MenuEntry::Separator);
    assert!(!stays(&menu(42, true), &longer));
    let mut other = menu(42, true);
    other[2] = MenuEntry::Heading(String::new());
    assert!(!stays(&menu(42, true), &other));
    let mut inside = menu(42, true);
    inside[1] = submenu("payments · Admin — 42 min", Vec::new());
    assert!(!stays(&menu(42, true), &inside));
}

#[test]
fn a_mark_on_what_has_no_place_for_one_makes_the_menu_anew() {
    let of = |checked| vec![item("Stop", TrayAction::Stop(role("Admin")), checked)];
    assert!(!stays(&of(false), &of(true)));
}
