//! The user's settings, in both directions. The page's type has a field for each setting of the domain's table, in camel case:
//! `environment.production` is `environmentProduction`.

use rolecall::settings::{SETTINGS, SettingDescriptor, SettingKind, TextForm};
use serde::{Deserialize, Serialize};
use specta::datatype::{DataType, Enum, Field, Struct, Variant};
use specta::{Type, Types};
use std::collections::BTreeMap;

/// The user's settings.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct SettingsView {
    /// The value of each setting.
    #[serde(flatten)]
    pub(crate) values: SettingValuesView,
    /// Maximum durations of role sessions.
    pub(crate) limits: Vec<LimitView>,
}

/// The settings to change; the others stay.
#[derive(Clone, Debug, Deserialize, Type)]
pub(crate) struct SettingsInput {
    /// The new value of each setting to change.
    #[serde(flatten)]
    pub(crate) values: SettingValuesInput,
    /// Maximum durations of role sessions.
    #[specta(optional)]
    pub(crate) limits: Option<Vec<LimitView>>,
}

/// The value of each setting by its name in the page; null if it has none.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct SettingValuesView(pub(crate) BTreeMap<String, Option<SettingValueView>>);

/// Some values by the name in the page; null removes what the user set.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct SettingValuesInput(pub(crate) BTreeMap<String, Option<SettingValueView>>);

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum SettingValueView {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// A text.
    Text(String),
    /// A list of patterns.
    Patterns(Vec<String>),
}

/// The maximum duration of role sessions where both patterns match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LimitView {
    /// Patterns over account name, id and tags; empty for every account.
    pub(crate) accounts: Vec<String>,
    /// Patterns over the role's name; empty for every role.
    pub(crate) roles: Vec<String>,
    /// From the start of the role session to its end, in minutes.
    pub(crate) minutes: u32,
}

/// What patterns of production accounts would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProductionPreviewView {
    /// Number of known accounts that would be production accounts.
    pub(crate) production: u32,
    /// What each pattern matches.
    pub(crate) patterns: Vec<PatternHitsView>,
}

/// The known accounts that a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PatternHitsView {
    /// The pattern.
    pub(crate) pattern: String,
    /// Number of accounts.
    pub(crate) accounts: u32,
    /// The names of the first of them, or their ids where they have none.
    pub(crate) names: Vec<String>,
}

impl Type for SettingValuesView {
    fn definition(types: &mut Types) -> DataType {
        fields(types, false)
    }
}

impl Type for SettingValuesInput {
    fn definition(types: &mut Types) -> DataType {
        fields(types, true)
    }
}

/// Returns the settings that the page shows and changes. The default role is not one of them: it has a command of its own, which
/// writes the history.
pub(crate) fn page_settings() -> impl Iterator<Item = &'static SettingDescriptor> {
    SETTINGS.iter().filter(|setting| match &setting.kind {
        SettingKind::Text { form, .. } => *form != TextForm::Target,
        SettingKind::Flag { .. } | SettingKind::Number { .. } | SettingKind::Patterns { .. } => true,
    })
}

/// Returns the name of a setting in the page.
pub(crate) fn setting_name(setting: &SettingDescriptor) -> String {
    let mut words = setting.key.split(['.', '_']);
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut characters = word.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(characters.as_str());
    }
    name
}

fn fields(types: &mut Types, optional: bool) -> DataType {
    let mut fields = Struct::named();
    for setting in page_settings() {
        let mut field = Field::new(type_of(setting, types));
        field.docs = format!(" {}.", setting.description).into();
        field.optional = optional;
        fields.field_mut(setting_name(setting), field);
    }
    fields.build()
}

fn type_of(setting: &SettingDescriptor, types: &mut Types) -> DataType {
    let of_value = match &setting.kind {
        SettingKind::Flag { .. } => bool::definition(types),
        SettingKind::Number { .. } => u32::definition(types),
        SettingKind::Text {
            form: TextForm::Word(words),
            ..
        } => {
            let mut choices = Enum::default();
            choices.variants = words
                .iter()
                .map(|word| ((*word).into(), Variant::unit()))
                .collect();
            choices.into()
        }
        SettingKind::Text {
            form: TextForm::Region | TextForm::Shortcut | TextForm::Target,
            ..
        } => String::definition(types),
        SettingKind::Patterns { .. } => Vec::<String>::definition(types),
    };
    if setting.default_value().is_some() {
        of_value
    } else {
        DataType::Nullable(Box::new(of_value))
    }
}
