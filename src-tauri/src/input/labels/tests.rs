//! A change becomes one edit of the file, and invalid input becomes none.

use super::{alias_edit, colour, colour_edit, note_edit, tags_edit};
use crate::wire::{AccountKey, ColourView, RoleKey};
use rolecall::problem::Problem;
use rolecall::settings::read_settings;
use rolecall_model::colour::Colour;
use rolecall_model::settings::Settings;

fn key(role_name: &str) -> RoleKey {
    RoleKey {
        origin: "corp".to_owned(),
        account_id: "111122223333".to_owned(),
        role_name: role_name.to_owned(),
    }
}

fn read(text: &str) -> Settings {
    read_settings(text).unwrap()
}

fn alias(role_name: &str, alias: &str, text: &str) -> Result<String, Problem> {
    alias_edit(&key(role_name), Some(alias.to_owned())).unwrap()(text)
}

#[test]
fn an_alias_replaces_the_previous_one() {
    let first = alias("Admin", " pay ", "").unwrap();
    assert!(read(&first).aliases.contains_key("pay"));
    let second = alias("Admin", "money", &first).unwrap();
    let names: Vec<String> = read(&second).aliases.into_keys().collect();
    assert_eq!(names, ["money"]);
    let none = alias("Admin", "  ", &second).unwrap();
    assert!(read(&none).aliases.is_empty());
}

#[test]
fn an_alias_of_another_role_is_refused() {
    let text = alias("Admin", "pay", "").unwrap();
    assert!(alias("ReadOnly", "pay", &text).is_err());
    let again = alias("Admin", "pay", &text).unwrap();
    assert_eq!(read(&again), read(&text));
}

#[test]
fn colours_notes_and_tags_are_set_and_removed() {
    let text = colour_edit(&key("Admin"), Some(ColourView::Teal)).unwrap()("").unwrap();
    assert_eq!(read(&text).colours.len(), 1);
    let text = note_edit(&key("Admin"), Some("ask Ana first".to_owned())).unwrap()(&text).unwrap();
    assert_eq!(read(&text).notes.len(), 1);
    let account = AccountKey {
        portal: Some("corp".to_owned()),
        account_id: "111122223333".to_owned(),
    };
    let sent = vec!["pci".to_owned(), " ".to_owned()];
    let text = tags_edit(&account, sent).unwrap()(&text).unwrap();
    assert_eq!(read(&text).tags.values().next().unwrap(), &["pci".to_owned()]);
    let text = colour_edit(&key("Admin"), None).unwrap()(&text).unwrap();
    let text = note_edit(&key("Admin"), None).unwrap()(&text).unwrap();
    let text = tags_edit(&account, Vec::new()).unwrap()(&text).unwrap();
    let settings = read(&text);
    assert!(settings.colours.is_empty() && settings.notes.is_empty() && settings.tags.is_empty());
}

#[test]
fn invalid_labels_are_refused() {
    for word in ["chartreuse", "Red", ""] {
        let view = serde_json::from_value::<ColourView>(word.into());
        assert!(view.is_err(), "{word}");
    }
    assert!(alias("Admin", "a b", "").is_err());
    let malformed = RoleKey {
        account_id: "12".to_owned(),
        ..key("Admin")
    };
    assert!(note_edit(&malformed, None).is_err());
}

#[test]
fn the_page_names_every_colour_by_the_word_of_the_settings_file() {
    for expected in Colour::ALL {
        let view: ColourView = serde_json::from_value(expected.id().into()).unwrap();
        assert_eq!(colour(view), expected);
    }
}
