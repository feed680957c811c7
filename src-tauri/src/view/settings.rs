//! The user's settings.

use crate::wire::{
    LimitView, SettingValueView, SettingValuesView, SettingsView, page_settings, setting_name,
};
use rolecall::settings::SettingValue;
use rolecall_model::settings::{RoleSessionLimit, Settings};

pub(crate) fn settings(settings: &Settings) -> SettingsView {
    let values = page_settings().map(|setting| (setting_name(setting), setting.value(settings).map(value)));
    SettingsView {
        values: SettingValuesView(values.collect()),
        limits: settings.limits.iter().map(limit).collect(),
    }
}

fn value(value: SettingValue) -> SettingValueView {
    match value {
        SettingValue::Flag(flag) => SettingValueView::Flag(flag),
        SettingValue::Number(number) => SettingValueView::Number(number),
        SettingValue::Text(text) => SettingValueView::Text(text),
        SettingValue::Patterns(patterns) => SettingValueView::Patterns(patterns),
    }
}

fn limit(limit: &RoleSessionLimit) -> LimitView {
    LimitView {
        accounts: limit.accounts.clone(),
        roles: limit.roles.clone(),
        minutes: u32::try_from(limit.max_duration.as_secs() / 60).unwrap_or(u32::MAX),
    }
}
