//! What a setting may be.

use crate::settings::{InvalidSettingValue, SettingDescriptor, SettingKind, TextForm, find_setting};

/// What a text that stands for a role looks like.
pub(super) const ROLE: &str = "portal/account-id/role or the name of a defined role";
pub(super) const FLAG: &str = "true or false";
pub(super) const PATTERNS: &str = "a list of patterns in quotes";
pub(super) const REGION: &str = "a region, such as eu-central-1";

pub(super) fn whole_number(start: u32, end: u32) -> String {
    format!("a whole number from {start} to {end}")
}

/// Returns what a setting is instead of a value that it cannot have; ends a sentence.
pub(super) fn invalid_value(InvalidSettingValue { key }: &InvalidSettingValue) -> String {
    let expected = find_setting(key).map(expected_setting).unwrap_or_default();
    format!("{key} is {expected}")
}

/// Returns what the values of a setting are, such as `a whole number from 1 to 3650`; follows "is".
pub fn expected_setting(setting: &SettingDescriptor) -> String {
    match &setting.kind {
        SettingKind::Flag { .. } => FLAG.to_owned(),
        SettingKind::Number { range, .. } => whole_number(*range.start(), *range.end()),
        SettingKind::Text { form, .. } => match form {
            TextForm::Word(words) => one_of(words),
            TextForm::Region => REGION.to_owned(),
            TextForm::Shortcut => "a key with Ctrl, Alt or Super held, such as Ctrl+Alt+R".to_owned(),
            TextForm::Target => ROLE.to_owned(),
        },
        SettingKind::Patterns { .. } => PATTERNS.to_owned(),
    }
}

fn one_of(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
