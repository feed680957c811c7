//! Editing the settings while other programs change them or hold the lock; the file of an earlier version.

use super::*;
use rolecall::settings::{SettingValue, find_setting, read_settings, set_setting};
use std::fs;
use std::time::Instant;

fn world() -> (tempfile::TempDir, SettingsToml) {
    let (home, paths) = crate::tests::home();
    (home, SettingsToml::new(&paths))
}

#[test]
fn it_passes_the_contract() {
    let (_world, settings) = world();
    rolecall_fakes::contract::settings_file(&settings, &settings.clone());
}

#[test]
fn an_edit_sees_what_another_program_wrote_meanwhile() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    let path = settings.paths.settings_file();
    let mut runs = 0;
    settings
        .edit(&mut |text| {
            runs += 1;
            if runs == 1 {
                fs::write(&path, "theirs\n").unwrap();
            }
            format!("{text}ours\n")
        })
        .unwrap();
    assert_eq!((runs, settings.read().unwrap().as_str()), (2, "theirs\nours\n"));
}

#[test]
fn an_edit_fails_while_another_program_keeps_changing_the_file() {
    let (_world, settings) = world();
    let path = settings.paths.settings_file();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    let mut runs = 0;
    let outcome = settings.edit(&mut |text| {
        runs += 1;
        fs::write(&path, "x".repeat(runs)).unwrap();
        format!("{text}ours\n")
    });
    assert!(matches!(outcome, Err(SettingsFileError::Busy)));
    assert_eq!(settings.read().unwrap(), "x".repeat(runs));
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    let path = settings.paths.settings_file();
    let modified = || fs::metadata(&path).unwrap().modified().unwrap();
    let before = modified();
    settings.edit(&mut ToOwned::to_owned).unwrap();
    assert_eq!(modified(), before);
}

#[test]
fn a_file_that_is_not_text_is_reported_and_left_unchanged() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    fs::write(settings.paths.settings_file(), b"\xff\xfe").unwrap();
    assert!(matches!(
        settings.read(),
        Err(SettingsFileError::Unreadable { .. })
    ));
    assert!(matches!(
        settings.edit(&mut |_| "new".to_owned()),
        Err(SettingsFileError::Unreadable { .. })
    ));
    assert_eq!(fs::read(settings.paths.settings_file()).unwrap(), b"\xff\xfe");
}

#[test]
fn a_lock_that_is_held_for_too_long_is_done_without() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    let held = settings.lock().unwrap();
    let second = SettingsToml {
        lock_timeout: Duration::from_millis(50),
        ..settings.clone()
    };
    let started = Instant::now();
    second.edit(&mut |text| format!("{text}two\n")).unwrap();
    assert!(started.elapsed() >= second.lock_timeout);
    assert_eq!(settings.read().unwrap(), "one\ntwo\n");
    drop(held);
}

/// The fixture is the file that the documentation of schema version 2 showed, with a comment and a key of the user's own.
#[test]
fn a_file_of_the_last_version_is_read_and_edited_in_place() {
    let (_world, settings) = world();
    let text = include_str!("../../tests/fixtures/settings-v2.toml");
    settings.edit(&mut |_| text.to_owned()).unwrap();
    let read = read_settings(&settings.read().unwrap()).unwrap();
    assert_eq!((read.portals.len(), read.history_days), (1, 90));
    assert_eq!(read.default_role.unwrap().role_name.as_str(), "Admin");
    assert_eq!(read.shortcut.as_deref(), Some("Ctrl+Alt+R"));
    let history_days = find_setting("history_days").unwrap();
    settings
        .edit(&mut |text| set_setting(text, history_days, Some(&SettingValue::Number(30))).unwrap())
        .unwrap();
    assert_eq!(
        settings.read().unwrap(),
        text.replace("history_days = 90", "history_days = 30")
    );
}
