//! Values of every setting, at its bounds and one beyond: the file and the command must agree about each.

use rolecall::settings::{SETTINGS, SettingDescriptor, SettingKind, TextForm};

/// A value of a setting, in the file and on the command line.
#[derive(Clone, Debug)]
pub struct SettingCase {
    /// The setting.
    pub setting: &'static SettingDescriptor,
    /// As it is typed.
    pub typed: Vec<String>,
    /// As it is in the file, after the equals sign.
    pub toml: String,
    /// Whether the setting can have it.
    pub is_valid: bool,
}

impl SettingCase {
    /// Returns a settings file that has only this value.
    pub fn file(&self) -> String {
        let Self { setting, toml, .. } = self;
        match setting.key.split_once('.') {
            Some((table, key)) => format!("[{table}]\n{key} = {toml}\n"),
            None => format!("{} = {toml}\n", setting.key),
        }
    }
}

/// Returns the cases of every setting.
pub fn setting_cases() -> Vec<SettingCase> {
    SETTINGS.iter().flat_map(cases_of).collect()
}

fn cases_of(setting: &'static SettingDescriptor) -> Vec<SettingCase> {
    let case = |typed: &str, toml: String, is_valid| SettingCase {
        setting,
        typed: vec![typed.to_owned()],
        toml,
        is_valid,
    };
    match &setting.kind {
        SettingKind::Flag { .. } => vec![
            case("true", "true".to_owned(), true),
            case("false", "false".to_owned(), true),
            case("yes", "\"yes\"".to_owned(), false),
            case("1", "1".to_owned(), false),
        ],
        SettingKind::Number { range, .. } => {
            let (min, max) = (i64::from(*range.start()), i64::from(*range.end()));
            let number = |number: i64| {
                case(
                    &number.to_string(),
                    number.to_string(),
                    (min..=max).contains(&number),
                )
            };
            vec![
                number(min),
                number(max),
                number(min - 1),
                number(max + 1),
                number(i64::from(u32::MAX) + 1),
                case("1.5", "1.5".to_owned(), false),
                case("many", "\"many\"".to_owned(), false),
            ]
        }
        SettingKind::Text { form, .. } => {
            let (valid, invalid) = texts(*form);
            let text = |text: &&str, is_valid| case(text, format!("\"{text}\""), is_valid);
            let valid = valid.iter().map(|word| text(word, true));
            valid
                .chain(invalid.iter().map(|word| text(word, false)))
                .collect()
        }
        SettingKind::Patterns { .. } => vec![
            case("*prod*", "[\"*prod*\"]".to_owned(), true),
            SettingCase {
                typed: vec!["tag:pci".to_owned(), "it's".to_owned()],
                ..case("", "[\"tag:pci\", \"it's\"]".to_owned(), true)
            },
            case("", "[]".to_owned(), true),
        ],
    }
}

/// Returns valid and invalid texts of a form.
fn texts(form: TextForm) -> (&'static [&'static str], &'static [&'static str]) {
    match form {
        TextForm::Word(words) => (words, &["", "pink", "Light"]),
        TextForm::Region => (
            &["eu-central-1", "us-gov-west-1"],
            &["", "Europe", "evil.example/", "eu-central-one"],
        ),
        TextForm::Shortcut => (
            &["Ctrl+Alt+R", "super+Space", "CmdOrCtrl+Shift+F12", "Alt+;"],
            &[
                "", "R", "Shift+R", "Ctrl+", "Ctrl", "+R", "Ctrl+Alt", "Hyper+R", "Ctrl+R+T", "Ctrl+ä",
                "Ctrl + R",
            ],
        ),
        TextForm::Target => (
            &["corp/111122223333/Admin", "corp/111122223333/team/Reader"],
            &["", "pay", "payments/Admin", "@default"],
        ),
    }
}
