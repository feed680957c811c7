//! The settings as JSON.

use super::source;
use rolecall::settings::{SettingKind, SettingState, SettingValue, TextForm};
use serde::{Serialize, Serializer};

/// Returns the JSON of every setting.
pub(super) fn settings<'a>(path: &'a str, states: &'a [SettingState]) -> impl Serialize + 'a {
    SettingsJson {
        version: 1,
        path,
        settings: states.iter().map(SettingJson::new).collect(),
    }
}

#[derive(Serialize)]
struct SettingsJson<'a> {
    version: u8,
    path: &'a str,
    settings: Vec<SettingJson>,
}

#[derive(Serialize)]
struct SettingJson {
    key: &'static str,
    #[serde(serialize_with = "plain")]
    value: Option<SettingValue>,
    #[serde(serialize_with = "plain")]
    default: Option<SettingValue>,
    is_default: bool,
    source: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    choices: &'static [&'static str],
    description: &'static str,
}

impl SettingJson {
    fn new(state: &SettingState) -> Self {
        let setting = state.setting;
        let default = setting.default_value();
        let (unit, range) = match &setting.kind {
            SettingKind::Number { unit, range, .. } => (Some(*unit), Some(range)),
            SettingKind::Flag { .. } | SettingKind::Text { .. } | SettingKind::Patterns { .. } => {
                (None, None)
            }
        };
        Self {
            key: setting.key,
            is_default: state.value == default,
            value: state.value.clone(),
            default,
            source: source(state),
            kind: kind(&setting.kind),
            unit,
            min: range.map(|range| *range.start()),
            max: range.map(|range| *range.end()),
            choices: choices(&setting.kind),
            description: setting.description,
        }
    }
}

fn kind(kind: &SettingKind) -> &'static str {
    match kind {
        SettingKind::Flag { .. } => "flag",
        SettingKind::Number { .. } => "number",
        SettingKind::Text { form, .. } => match form {
            TextForm::Word(_) => "choice",
            TextForm::Region => "region",
            TextForm::Shortcut => "shortcut",
            TextForm::Target => "target",
        },
        SettingKind::Patterns { .. } => "patterns",
    }
}

fn choices(kind: &SettingKind) -> &'static [&'static str] {
    match kind {
        SettingKind::Text {
            form: TextForm::Word(words),
            ..
        } => words,
        SettingKind::Text {
            form: TextForm::Region | TextForm::Shortcut | TextForm::Target,
            ..
        }
        | SettingKind::Flag { .. }
        | SettingKind::Number { .. }
        | SettingKind::Patterns { .. } => &[],
    }
}

fn plain<S: Serializer>(value: &Option<SettingValue>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(SettingValue::Flag(flag)) => flag.serialize(serializer),
        Some(SettingValue::Number(number)) => number.serialize(serializer),
        Some(SettingValue::Text(text)) => text.serialize(serializer),
        Some(SettingValue::Patterns(patterns)) => patterns.serialize(serializer),
        None => serializer.serialize_none(),
    }
}
