//! What the page sends becomes one edit of the file, and what it may not send becomes none.

use super::{alias, colour, note, tags};
use crate::ipc::wire::{AccountKey, AssignmentKey};
use rolecall::settings::read_settings;
use rolecall_model::settings::Settings;

fn key(role_name: &str) -> AssignmentKey {
    AssignmentKey {
        portal: "corp".to_owned(),
        account_id: "111122223333".to_owned(),
        role_name: role_name.to_owned(),
    }
}

fn read(text: &str) -> Settings {
    read_settings(text).unwrap()
}

#[test]
fn an_assignment_has_one_alias_and_loses_the_one_before() {
    let one = alias(&key("Admin"), Some(" pay ".to_owned())).unwrap()("").unwrap();
    assert!(read(&one).aliases.contains_key("pay"));
    let other = alias(&key("Admin"), Some("money".to_owned())).unwrap()(&one).unwrap();
    let names: Vec<String> = read(&other).aliases.into_keys().collect();
    assert_eq!(names, ["money"]);
    let none = alias(&key("Admin"), Some("  ".to_owned())).unwrap()(&other).unwrap();
    assert!(read(&none).aliases.is_empty());
}

#[test]
fn an_alias_is_not_taken_from_another_role() {
    let text = alias(&key("Admin"), Some("pay".to_owned())).unwrap()("").unwrap();
    assert!(alias(&key("ReadOnly"), Some("pay".to_owned())).unwrap()(&text).is_err());
    let again = alias(&key("Admin"), Some("pay".to_owned())).unwrap()(&text).unwrap();
    assert_eq!(read(&again), read(&text));
}

#[test]
fn colours_notes_and_tags_come_and_go() {
    let text = colour(&key("Admin"), Some("teal")).unwrap()("").unwrap();
    assert_eq!(read(&text).colours.len(), 1);
    let text = note(&key("Admin"), Some("ask Ana first".to_owned())).unwrap()(&text).unwrap();
    assert_eq!(read(&text).notes.len(), 1);
    let account = AccountKey {
        portal: "corp".to_owned(),
        account_id: "111122223333".to_owned(),
    };
    let wanted = vec!["pci".to_owned(), " ".to_owned()];
    let text = tags(&account, wanted).unwrap()(&text).unwrap();
    assert_eq!(read(&text).tags.values().next().unwrap(), &["pci".to_owned()]);
    let text = colour(&key("Admin"), None).unwrap()(&text).unwrap();
    let text = note(&key("Admin"), None).unwrap()(&text).unwrap();
    let text = tags(&account, Vec::new()).unwrap()(&text).unwrap();
    let settings = read(&text);
    assert!(settings.colours.is_empty() && settings.notes.is_empty() && settings.tags.is_empty());
}

#[test]
fn what_is_no_label_is_refused() {
    assert!(colour(&key("Admin"), Some("chartreuse")).is_err());
    assert!(colour(&key("Admin"), Some("Red")).is_err());
    assert!(alias(&key("Admin"), Some("a b".to_owned())).unwrap()("").is_err());
    let nowhere = AssignmentKey {
        account_id: "12".to_owned(),
        ..key("Admin")
    };
    assert!(note(&nowhere, None).is_err());
}
