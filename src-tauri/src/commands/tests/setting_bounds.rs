//! The domain's bounds and defaults of settings, and its bounds of labels, as they are generated into the page; and the table of
//! settings in the documentation.

use crate::view;
use crate::wire::setting_name;
use rolecall::messages::settings::expected_setting;
use rolecall::settings::{SETTINGS, SettingDescriptor, SettingKind, SettingValue, bounds};
use rolecall_model::settings::Settings;
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// Returns the bounds under the names that the page uses.
pub(super) fn setting_bounds() -> Value {
    json!({
        "numbers": numbers(),
        "limitMinutes": range(&bounds::ROLE_SESSION_LIMIT_MINUTES),
        "maxLimits": bounds::MAX_LIMITS,
        "maxPatterns": bounds::MAX_PATTERNS,
        "maxPatternLength": bounds::MAX_PATTERN_LENGTH,
        "maxAliasLength": bounds::MAX_ALIAS_LENGTH,
        "maxNoteLength": bounds::MAX_NOTE_LENGTH,
        "maxTags": bounds::MAX_TAGS,
        "maxTagLength": bounds::MAX_TAG_LENGTH,
    })
}

/// Returns the settings of a user who set nothing.
pub(super) fn setting_defaults() -> Value {
    serde_json::to_value(view::settings(&Settings::default())).unwrap()
}

/// Returns the table of settings for the documentation.
pub(super) fn setting_table() -> String {
    let rows = SETTINGS.iter().map(|setting| {
        let default = setting.default_value();
        let default = default.map_or_else(|| "not set".to_owned(), |value| format!("`{}`", toml(&value)));
        format!(
            "| `{}` | {} | {default} | {} |\n",
            setting.key,
            values(setting),
            setting.description
        )
    });
    format!(
        "| setting | value | default | meaning |\n| --- | --- | --- | --- |\n{}",
        rows.collect::<String>()
    )
}

fn values(setting: &SettingDescriptor) -> String {
    match &setting.kind {
        SettingKind::Number { range, unit, .. } => format!("{} to {} {unit}", range.start(), range.end()),
        SettingKind::Patterns { .. } => "patterns".to_owned(),
        SettingKind::Flag { .. } | SettingKind::Text { .. } => expected_setting(setting),
    }
}

fn toml(value: &SettingValue) -> String {
    match value {
        SettingValue::Flag(flag) => flag.to_string(),
        SettingValue::Number(number) => number.to_string(),
        SettingValue::Text(text) => format!("{text:?}"),
        SettingValue::Patterns(patterns) => format!("{patterns:?}"),
    }
}

fn numbers() -> Map<String, Value> {
    SETTINGS
        .iter()
        .filter_map(|setting| match &setting.kind {
            SettingKind::Number { range: bounds, .. } => Some((setting_name(setting), range(bounds))),
            SettingKind::Flag { .. } | SettingKind::Text { .. } | SettingKind::Patterns { .. } => None,
        })
        .collect()
}

/// Both ends are included.
fn range(range: &RangeInclusive<u32>) -> Value {
    json!({ "min": range.start(), "max": range.end() })
}
