//! Every setting that is one value or one list of patterns, declared once: its key, kind, bounds and meaning, and where its
//! value is in [`Settings`]. Reading, editing, `rolecall settings`, the page and `docs/settings.md` follow from this table; the
//! defaults are those of [`Settings`].
//!
//! It must not know how the file is written, or the tables that have commands of their own, such as aliases and limits.

use super::bounds::is_valid_shortcut;
use super::role_text::parse_role;
use rolecall_model::partition::Region;
use rolecall_model::settings::{Appearance, Settings};
use std::ops::RangeInclusive;
use std::time::Duration;
use thiserror::Error;

/// A setting: how the user writes it and what it means.
#[derive(Clone, Debug)]
pub struct SettingDescriptor {
    /// Its key; `environment.production` is the key `production` of the table `environment`.
    pub key: &'static str,
    /// Its meaning, in one line without a full stop.
    pub description: &'static str,
    /// Whether it decides who gets which credentials, for how long or for where: an invalid value of it makes the file unusable. An
    /// invalid value of another setting is reported, and the default is used.
    pub is_strict: bool,
    /// Its valid values.
    pub kind: SettingKind,
}

/// The valid values of a setting, and where it is in the settings.
#[derive(Clone, Debug)]
pub enum SettingKind {
    /// Yes or no.
    Flag {
        /// Reads it.
        get: fn(&Settings) -> bool,
        /// Writes it.
        set: fn(&mut Settings, bool),
    },
    /// A whole number.
    Number {
        /// From the least to the greatest.
        range: RangeInclusive<u32>,
        /// What it counts, in the plural.
        unit: &'static str,
        /// Reads it.
        get: fn(&Settings) -> u32,
        /// Writes it; the number is in the range.
        set: fn(&mut Settings, u32),
    },
    /// A text of one form. Some have no value unless the user sets one.
    Text {
        /// The form.
        form: TextForm,
        /// Reads it.
        get: fn(&Settings) -> Option<String>,
        /// Writes it; `None`, with nothing changed, if the text is not of the form.
        set: fn(&mut Settings, Option<&str>) -> Option<()>,
    },
    /// A list of patterns over account names, IDs and tags.
    Patterns {
        /// Reads it.
        get: fn(&Settings) -> &Vec<String>,
        /// Writes it.
        set: fn(&mut Settings, Vec<String>),
    },
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// One of these words.
    Word(&'static [&'static str]),
    /// A region of AWS.
    Region,
    /// A global shortcut.
    Shortcut,
    /// A role: `portal/account-id/role`, or the name of a defined role.
    Target,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(u32),
    /// A text.
    Text(String),
    /// A list of patterns.
    Patterns(Vec<String>),
}

/// A value that a setting cannot have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("an invalid value of {key}")]
pub struct InvalidSettingValue {
    /// The key of the setting.
    pub key: &'static str,
}

/// Every setting, in the order in which they are listed.
pub static SETTINGS: &[SettingDescriptor] = &[
    SettingDescriptor {
        key: "default",
        description: "Role that @default stands for",
        is_strict: false,
        kind: SettingKind::Text {
            form: TextForm::Target,
            get: |settings| Some(settings.default_role.as_ref()?.target()),
            set: |settings, text| {
                settings.default_role = optional(text, |text| parse_role(text, &settings.roles))?;
                Some(())
            },
        },
    },
    SettingDescriptor {
        key: "appearance",
        description: "Appearance of the window; system is that of the desktop environment",
        is_strict: false,
        kind: SettingKind::Text {
            form: TextForm::Word(&Appearance::IDS),
            get: |settings| Some(settings.appearance.id().to_owned()),
            set: |settings, text| {
                settings.appearance = Appearance::parse(text?)?;
                Some(())
            },
        },
    },
    SettingDescriptor {
        key: "shortcut",
        description: "Global shortcut that shows the window; if not set: none",
        is_strict: false,
        kind: SettingKind::Text {
            form: TextForm::Shortcut,
            get: |settings| settings.shortcut.clone(),
            set: |settings, text| {
                let parse = |text: &str| is_valid_shortcut(text).then(|| text.to_owned());
                settings.shortcut = optional(text, parse)?;
                Some(())
            },
        },
    },
    SettingDescriptor {
        key: "renew",
        description: "Renew automatically the role sessions that you start, until you stop them",
        is_strict: true,
        kind: SettingKind::Flag {
            get: |settings| settings.renew,
            set: |settings, renew| settings.renew = renew,
        },
    },
    SettingDescriptor {
        key: "console_region",
        description: "Region of the console and of exports; if not set: the portal's region",
        is_strict: true,
        kind: SettingKind::Text {
            form: TextForm::Region,
            get: |settings| Some(settings.console_region.as_ref()?.to_string()),
            set: |settings, text| {
                settings.console_region = optional(text, |text| Region::parse_typed(text).ok())?;
                Some(())
            },
        },
    },
    SettingDescriptor {
        key: "clipboard_clear_in_seconds",
        description: "Time until a copied secret is cleared from the clipboard",
        is_strict: false,
        kind: SettingKind::Number {
            range: 1..=3600,
            unit: "seconds",
            get: |settings| u32::try_from(settings.clipboard_clear_in.as_secs()).unwrap_or(u32::MAX),
            set: |settings, seconds| settings.clipboard_clear_in = Duration::from_secs(seconds.into()),
        },
    },
    SettingDescriptor {
        key: "ask_before_production",
        description: "Ask before using a production account",
        is_strict: true,
        kind: SettingKind::Flag {
            get: |settings| settings.ask_before_production,
            set: |settings, ask| settings.ask_before_production = ask,
        },
    },
    SettingDescriptor {
        key: "require_reason_for_production",
        description: "Require a reason, such as a ticket, before using a production account",
        is_strict: true,
        kind: SettingKind::Flag {
            get: |settings| settings.require_reason_for_production,
            set: |settings, require| settings.require_reason_for_production = require,
        },
    },
    SettingDescriptor {
        key: "history_days",
        description: "Time to keep the history",
        is_strict: false,
        kind: SettingKind::Number {
            range: 1..=3650,
            unit: "days",
            get: |settings| settings.history_days,
            set: |settings, days| settings.history_days = days,
        },
    },
    SettingDescriptor {
        key: "notify_access_changes",
        description: "Refresh the list once a day and tell you when your access changes",
        is_strict: false,
        kind: SettingKind::Flag {
            get: |settings| settings.notify_access_changes,
            set: |settings, notify| settings.notify_access_changes = notify,
        },
    },
    SettingDescriptor {
        key: "environment.production",
        description: "Patterns of production accounts",
        is_strict: true,
        kind: SettingKind::Patterns {
            get: |settings| &settings.production_patterns,
            set: |settings, patterns| settings.production_patterns = patterns,
        },
    },
    SettingDescriptor {
        key: "environment.staging",
        description: "Patterns of staging accounts",
        is_strict: true,
        kind: SettingKind::Patterns {
            get: |settings| &settings.staging_patterns,
            set: |settings, patterns| settings.staging_patterns = patterns,
        },
    },
    SettingDescriptor {
        key: "environment.development",
        description: "Patterns of development accounts",
        is_strict: true,
        kind: SettingKind::Patterns {
            get: |settings| &settings.development_patterns,
            set: |settings, patterns| settings.development_patterns = patterns,
        },
    },
    SettingDescriptor {
        key: "environment.none",
        description: "Patterns of accounts that belong to no environment",
        is_strict: true,
        kind: SettingKind::Patterns {
            get: |settings| &settings.no_environment_patterns,
            set: |settings, patterns| settings.no_environment_patterns = patterns,
        },
    },
];

/// Returns the setting with the key.
pub fn find_setting(key: &str) -> Option<&'static SettingDescriptor> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Parses a text, if there is one; `None` if it is invalid.
fn optional<T>(text: Option<&str>, parse: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    text.map_or(Some(None), |text| parse(text).map(Some))
}

impl SettingDescriptor {
    /// Returns the table that it is in, if it is not at the root of the file.
    pub fn table(&self) -> Option<&'static str> {
        self.key.split_once('.').map(|(table, _)| table)
    }

    /// Returns its key in its table.
    pub(super) fn key_in_table(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, key)| key)
    }

    /// Returns its value; `None` if it has none.
    pub fn value(&self, settings: &Settings) -> Option<SettingValue> {
        match &self.kind {
            SettingKind::Flag { get, .. } => Some(SettingValue::Flag(get(settings))),
            SettingKind::Number { get, .. } => Some(SettingValue::Number(get(settings))),
            SettingKind::Text { get, .. } => get(settings).map(SettingValue::Text),
            SettingKind::Patterns { get, .. } => Some(SettingValue::Patterns(get(settings).clone())),
        }
    }

    /// Returns the value that it has unless the user sets one.
    pub fn default_value(&self) -> Option<SettingValue> {
        self.value(&Settings::default())
    }

    /// Returns the words that it can be, or nothing if its values are not a short list.
    pub fn choices(&self) -> &'static [&'static str] {
        match &self.kind {
            SettingKind::Flag { .. } => &["true", "false"],
            SettingKind::Text {
                form: TextForm::Word(words),
                ..
            } => words,
            SettingKind::Text {
                form: TextForm::Region | TextForm::Shortcut | TextForm::Target,
                ..
            }
            | SettingKind::Number { .. }
            | SettingKind::Patterns { .. } => &[],
        }
    }

    /// Reads a value as it is typed on a command line. Only a list takes several texts; empty ones are left out of it.
    ///
    /// # Errors
    /// [`InvalidSettingValue`].
    pub fn parse(&self, texts: &[String]) -> Result<SettingValue, InvalidSettingValue> {
        let value = match (&self.kind, texts) {
            (SettingKind::Flag { .. }, [text]) => text.parse().ok().map(SettingValue::Flag),
            (SettingKind::Number { .. }, [text]) => text.parse().ok().map(SettingValue::Number),
            (SettingKind::Text { .. }, [text]) => Some(SettingValue::Text(text.clone())),
            (SettingKind::Patterns { .. }, texts) => {
                let patterns = texts.iter().filter(|text| !text.is_empty());
                Some(SettingValue::Patterns(patterns.cloned().collect()))
            }
            (SettingKind::Flag { .. } | SettingKind::Number { .. } | SettingKind::Text { .. }, _) => None,
        };
        let value = value.ok_or_else(|| self.invalid())?;
        self.assign(&mut Settings::default(), Some(&value))?;
        Ok(value)
    }

    /// Sets its value in `settings`; `None` is the default.
    ///
    /// # Errors
    /// [`InvalidSettingValue`]; then nothing is changed.
    pub(super) fn assign(
        &self,
        settings: &mut Settings,
        value: Option<&SettingValue>,
    ) -> Result<(), InvalidSettingValue> {
        let default = self.default_value();
        let assigned = match (&self.kind, value.or(default.as_ref())) {
            (SettingKind::Flag { set, .. }, Some(SettingValue::Flag(flag))) => {
                set(settings, *flag);
                Some(())
            }
            (SettingKind::Number { range, set, .. }, Some(SettingValue::Number(number))) => {
                range.contains(number).then(|| set(settings, *number))
            }
            (SettingKind::Text { set, .. }, Some(SettingValue::Text(text))) => set(settings, Some(text)),
            (SettingKind::Text { set, .. }, None) => set(settings, None),
            (SettingKind::Patterns { set, .. }, Some(SettingValue::Patterns(patterns))) => {
                set(settings, patterns.clone());
                Some(())
            }
            (SettingKind::Flag { .. }, _)
            | (SettingKind::Number { .. }, _)
            | (SettingKind::Text { .. }, Some(_))
            | (SettingKind::Patterns { .. }, _) => None,
        };
        assigned.ok_or_else(|| self.invalid())
    }

    pub(super) fn invalid(&self) -> InvalidSettingValue {
        InvalidSettingValue { key: self.key }
    }
}
