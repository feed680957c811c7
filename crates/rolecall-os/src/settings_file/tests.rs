//! Editing the settings beside other programs.

use super::*;
use crate::environment::Environment;
use std::fs;

fn world() -> (tempfile::TempDir, SettingsToml) {
    let folder = tempfile::tempdir().unwrap();
    let environment = Environment {
        rolecall_home: Some(folder.path().to_owned()),
        ..Environment::default()
    };
    let settings = SettingsToml::new(&Places::from_environment(&environment).unwrap());
    (folder, settings)
}

#[test]
fn it_keeps_the_contract() {
    let (_world, settings) = world();
    rolecall_fakes::contract::settings_file(&settings, &settings.clone());
}

#[test]
fn an_edit_sees_what_another_program_wrote_meanwhile() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    let path = settings.places.settings_file();
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
fn a_program_that_never_stops_changing_it_wins() {
    let (_world, settings) = world();
    let path = settings.places.settings_file();
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
    let before = fs::metadata(settings.places.settings_file())
        .unwrap()
        .modified()
        .unwrap();
    settings.edit(&mut ToOwned::to_owned).unwrap();
    assert_eq!(
        fs::metadata(settings.places.settings_file())
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
}

#[test]
fn what_is_no_text_is_told_and_left_alone() {
    let (_world, settings) = world();
    settings.edit(&mut |_| "one\n".to_owned()).unwrap();
    fs::write(settings.places.settings_file(), b"\xff\xfe").unwrap();
    assert!(matches!(
        settings.read(),
        Err(SettingsFileError::Unreadable { .. })
    ));
    assert!(matches!(
        settings.edit(&mut |_| "new".to_owned()),
        Err(SettingsFileError::Unreadable { .. })
    ));
    assert_eq!(fs::read(settings.places.settings_file()).unwrap(), b"\xff\xfe");
}
