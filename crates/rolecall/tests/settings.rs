//! Every setting, at its bounds and one beyond: what is typed and what is in the file have the same verdict and sentence.

use rolecall::messages::settings_file::fault_at_line;
use rolecall::settings::{
    SETTINGS, SettingValue, SettingsFault, check_settings, find_setting, read_setting_states, read_settings,
    set_setting,
};
use rolecall_fakes::{SettingCase, setting_cases};
use rolecall_model::settings::Settings;
use std::collections::BTreeSet;

#[test]
fn a_value_is_valid_in_the_file_and_as_typed_or_in_neither() {
    for case in setting_cases() {
        let SettingCase { setting, typed, .. } = &case;
        let file = case.file();
        let read = check_settings(&file).and_then(|()| read_settings(&file));
        let parsed = setting.parse(typed);
        assert_eq!(read.is_ok(), case.is_valid, "{}", case.file());
        assert_eq!(parsed.is_ok(), case.is_valid, "{case:?}");
        match (read, parsed) {
            (Ok(settings), Ok(value)) => {
                assert_eq!(setting.value(&settings), Some(value.clone()));
                let written = set_setting("", setting, Some(&value)).unwrap();
                assert_eq!(read_settings(&written).unwrap(), settings, "{written}");
                assert_eq!(set_setting(&written, setting, Some(&value)), Ok(written));
            }
            (Err(in_file), Err(typed)) => assert_eq!(in_file.fault, SettingsFault::InvalidSetting(typed)),
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => unreachable!("compared above"),
        }
    }
}

#[test]
fn a_value_of_another_kind_is_refused() {
    let values = [
        SettingValue::Flag(true),
        SettingValue::Number(5),
        SettingValue::Text("five".to_owned()),
        SettingValue::Patterns(Vec::new()),
    ];
    for setting in SETTINGS {
        let accepted = values
            .iter()
            .filter(|value| set_setting("", setting, Some(value)).is_ok());
        assert!(accepted.count() <= 1, "{}", setting.key);
        let several = setting.parse(&["true".to_owned(), "true".to_owned()]);
        assert_eq!(several.is_ok(), setting.key.starts_with("environment."));
    }
}

#[test]
fn each_is_declared_once_with_a_default_that_is_valid() {
    let keys: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(keys.len(), SETTINGS.len());
    for setting in SETTINGS {
        assert_eq!(find_setting(setting.key).unwrap().key, setting.key);
        assert!(!setting.description.is_empty() && !setting.description.ends_with('.'));
        let default = setting.default_value();
        assert_eq!(set_setting("", setting, None), Ok(String::new()));
        if let Some(default) = &default {
            let text = set_setting("", setting, Some(default)).unwrap();
            assert_eq!(read_settings(&text).unwrap(), Settings::default());
        }
    }
    assert!(find_setting("alias").is_none());
}

#[test]
fn unsetting_takes_the_line_of_the_value_and_no_other() {
    let text = "\u{feff}# mine\r\n\r\n# why\r\nhistory_days = 30 # a month\r\nrenew=false\r\n\r\n# patterns\r\n[environment]\r\n\
                # prod\r\nproduction = [\r\n  \"a\", # one\r\n]\r\n# end\r\n";
    let unset = |text: &str, key: &str| set_setting(text, find_setting(key).unwrap(), None).unwrap();
    assert_eq!(
        unset(text, "history_days"),
        text.replace("history_days = 30 # a month\r\n", "")
    );
    assert_eq!(
        unset(text, "environment.production"),
        text.replace("production = [\r\n  \"a\", # one\r\n]\r\n", "")
    );
    assert_eq!(unset(text, "appearance"), text, "it is not set");
    for (inline, without) in [
        ("# a\nenvironment.staging = [] # b\n", "# a\n"),
        (
            "environment = { production = [], staging = ['x'], own = 1 }\n",
            "environment = { production = [], own = 1 }\n",
        ),
        ("environment = {staging = []}\n", "environment = {}\n"),
        ("'history_days' = 3", "'history_days' = 3"),
    ] {
        assert_eq!(unset(inline, "environment.staging"), without, "{inline}");
    }
    assert_eq!(unset("'history_days' = 3", "history_days"), "");
}

#[test]
fn the_states_say_what_is_in_the_file() {
    let text = "renew = true\n[environment]\nproduction = []\n";
    let states = read_setting_states(text).unwrap();
    let in_file: Vec<&str> = states
        .iter()
        .filter(|state| state.in_file)
        .map(|state| state.setting.key)
        .collect();
    assert_eq!(in_file, ["renew", "environment.production"]);
    let value = |key: &str| {
        let state = states.iter().find(|state| state.setting.key == key).unwrap();
        state.value.clone()
    };
    assert_eq!(
        value("environment.production"),
        Some(SettingValue::Patterns(vec![]))
    );
    assert_eq!(value("history_days"), Some(SettingValue::Number(90)));
    assert_eq!(value("shortcut"), None);
    let error = read_setting_states("\nenvironment = 1\n").unwrap_err();
    let expected = "line 2 of the settings: \u{2068}environment\u{2069} is a table";
    assert_eq!(fault_at_line(&error), expected);
}
