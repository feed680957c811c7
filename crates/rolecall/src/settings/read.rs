//! Reads `settings.toml`. Unknown keys are ignored. A value that is not valid is an error where it decides for everyone: limits,
//! patterns, settings that are strict. What concerns itself alone, such as a colour, an alias or one portal, is left out and reported,
//! so that it takes nothing else away. It must not know where the text comes from.

mod account_access;
mod foreign;
mod iam_user;
mod labels;
mod limits;
mod login;
mod roles;
mod roles_anywhere;
mod saml;
mod web_identity;

pub(super) use foreign::ENTERED as ENTERED_CREDENTIALS;
pub(super) use saml::ENTERED as ENTERED_ASSERTION;

use super::bounds::MAX_TABLE_ENTRIES;
use super::descriptors::{SETTINGS, SettingDescriptor, SettingKind, SettingValue};
use super::error::{ExpectedValue, SettingsFault};
use super::{SettingsError, keys};
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, StartUrl};
use rolecall_model::settings::Settings;
use std::cell::RefCell;
use std::ops::Range;
use toml_edit::{Document, Item, Table, TableLike};

/// Reads the text of the settings file, without the parts that are left out. An empty text means the defaults.
///
/// # Errors
/// [`SettingsError`] if the text is not valid TOML, or a value that decides for everyone is invalid.
pub fn read_settings(text: &str) -> Result<Settings, SettingsError> {
    Ok(read_settings_and_faults(text)?.0)
}

/// Reads the text of the settings file; returns the settings, and why parts of it are left out.
///
/// # Errors
/// As [`read_settings`].
pub fn read_settings_and_faults(text: &str) -> Result<(Settings, Vec<SettingsError>), SettingsError> {
    let document = parse_document(text)?;
    let reader = SettingsReader::new(text);
    let settings = reader.settings(document.as_table())?;
    Ok((settings, reader.left_out.into_inner()))
}

/// Checks that every value of the text is valid.
///
/// # Errors
/// [`SettingsError`] of the first that is not.
pub fn check_settings(text: &str) -> Result<(), SettingsError> {
    let (_, faults) = read_settings_and_faults(text)?;
    faults.into_iter().next().map_or(Ok(()), Err)
}

/// A setting and what the file says about it.
#[derive(Clone, Debug)]
pub struct SettingState {
    /// The setting.
    pub setting: &'static SettingDescriptor,
    /// Its value; `None` if it has none.
    pub value: Option<SettingValue>,
    /// Whether the file has a value for it that is used; otherwise the value is the default.
    pub in_file: bool,
}

/// Reads the text of the settings file as a list of every setting, in the order of [`SETTINGS`].
///
/// # Errors
/// As [`read_settings`].
pub fn read_setting_states(text: &str) -> Result<Vec<SettingState>, SettingsError> {
    let document = parse_document(text)?;
    let reader = SettingsReader::new(text);
    let settings = reader.settings(document.as_table())?;
    SETTINGS
        .iter()
        .map(|setting| {
            let item = reader.item(document.as_table(), setting)?;
            let is_used = |item| reader.assign(setting, item, &mut settings.clone()).is_ok();
            Ok(SettingState {
                setting,
                value: setting.value(&settings),
                in_file: item.is_some_and(is_used),
            })
        })
        .collect()
}

fn parse_document(text: &str) -> Result<Document<&str>, SettingsError> {
    Document::parse(text).map_err(|error| SettingsError {
        line: line_of(text, error.span()),
        fault: SettingsFault::Syntax(error.message().to_owned()),
    })
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let offset = span.map_or(0, |span| span.start).min(text.len());
    1 + text.as_bytes()[..offset]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
}

struct SettingsReader<'a> {
    text: &'a str,
    left_out: RefCell<Vec<SettingsError>>,
}

impl<'a> SettingsReader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            left_out: RefCell::default(),
        }
    }

    /// Returns what was read; if it is invalid, it is left out.
    fn or_left_out<T>(&self, read: Result<T, SettingsError>) -> Option<T> {
        read.map_err(|error| self.left_out.borrow_mut().push(error)).ok()
    }

    fn settings(&self, root: &Table) -> Result<Settings, SettingsError> {
        // What refers to a defined role is read after the definitions.
        let mut settings = Settings {
            roles: self.roles(root),
            ..Settings::default()
        };
        for setting in SETTINGS {
            if let Some(item) = self.item(root, setting)? {
                let assigned = self.assign(setting, item, &mut settings);
                if setting.is_strict {
                    assigned?;
                } else {
                    self.or_left_out(assigned);
                }
            }
        }
        settings.limits = self.limits(root)?;
        for (name, item) in self.entries(root, keys::PORTAL) {
            settings.portals.extend(self.or_left_out(self.portal(name, item)));
        }
        self.labels(root, &mut settings);
        Ok(settings)
    }

    /// Returns the entries of a table of which each may be left out; none if the table itself is invalid.
    fn entries<'t>(&self, root: &'t Table, key: &'static str) -> Vec<(&'t str, &'t Item)> {
        let table = self.table(root, key).and_then(|found| match found {
            Some((table, item)) if table.len() > MAX_TABLE_ENTRIES => {
                Err(self.error(item, SettingsFault::TooManyEntries { table: key }))
            }
            Some((table, _)) => Ok(table.iter().collect()),
            None => Ok(Vec::new()),
        });
        self.or_left_out(table).unwrap_or_default()
    }

    fn assign(
        &self,
        setting: &SettingDescriptor,
        item: &Item,
        settings: &mut Settings,
    ) -> Result<(), SettingsError> {
        let value = self.value(setting, item)?;
        let assigned = setting.assign(settings, Some(&value));
        assigned.map_err(|error| self.error(item, SettingsFault::InvalidSetting(error)))
    }

    /// Returns what the file has under the key of `setting`.
    fn item<'t>(
        &self,
        root: &'t Table,
        setting: &SettingDescriptor,
    ) -> Result<Option<&'t Item>, SettingsError> {
        match setting.table() {
            Some(table) => Ok(self
                .table(root, table)?
                .and_then(|(table, _)| table.get(setting.key_in_table()))),
            None => Ok(root.get(setting.key)),
        }
    }

    fn value(&self, setting: &SettingDescriptor, item: &Item) -> Result<SettingValue, SettingsError> {
        let value = match &setting.kind {
            SettingKind::Flag { .. } => item.as_bool().map(SettingValue::Flag),
            SettingKind::Number { .. } => item
                .as_integer()
                .and_then(|number| u32::try_from(number).ok())
                .map(SettingValue::Number),
            SettingKind::Text { .. } => {
                let text = item.as_str();
                let text = text.ok_or_else(|| self.unexpected(item, setting.key, ExpectedValue::Text))?;
                Some(SettingValue::Text(text.to_owned()))
            }
            SettingKind::Patterns { .. } => Some(SettingValue::Patterns(self.texts(
                item,
                setting.key,
                ExpectedValue::Patterns,
            )?)),
        };
        value.ok_or_else(|| self.error(item, SettingsFault::InvalidSetting(setting.invalid())))
    }

    fn portal(&self, name: &str, item: &Item) -> Result<Portal, SettingsError> {
        let parsed_name =
            PortalName::parse(name).map_err(|_| self.error(item, SettingsFault::InvalidPortalName))?;
        let path = format!("{}.{name}", keys::PORTAL);
        let table = item
            .as_table_like()
            .ok_or_else(|| self.unexpected(item, &path, ExpectedValue::Table))?;
        let endpoint_url =
            self.parse_text(table, keys::ENDPOINT_URL, ExpectedValue::EndpointUrl, |text| {
                EndpointUrl::parse(text).ok()
            })?;
        let start_url = self.parse_text(table, keys::START_URL, ExpectedValue::StartUrl, |text| {
            StartUrl::parse_stored(text, endpoint_url.as_ref()).ok()
        })?;
        let region = self.parse_text(table, keys::REGION, ExpectedValue::Region, |text| {
            Region::parse_typed(text).ok()
        })?;
        let demo = self.flag(table, keys::DEMO)?.unwrap_or(false);
        let missing = |key| self.missing(item, &path, key);
        let start_url = start_url.ok_or_else(|| missing(keys::START_URL))?;
        let kind = self.portal_kind(table, &start_url, endpoint_url.as_ref())?;
        Ok(Portal {
            kind: kind.ok_or_else(|| missing(keys::IDENTITY_CENTER_URL))?,
            start_url,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            name: parsed_name,
            endpoint_url,
            demo,
        })
    }

    fn flag(&self, table: &dyn TableLike, key: &str) -> Result<Option<bool>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let flag = item.as_bool();
        flag.map(Some)
            .ok_or_else(|| self.unexpected(item, key, ExpectedValue::Flag))
    }

    fn number<T>(
        &self,
        table: &dyn TableLike,
        key: &str,
        expected: ExpectedValue,
        parse: impl FnOnce(u64) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let number = item.as_integer().and_then(|number| u64::try_from(number).ok());
        let value = number.and_then(parse);
        value
            .map(Some)
            .ok_or_else(|| self.unexpected(item, key, expected))
    }

    fn patterns(&self, table: &dyn TableLike, name: &str) -> Result<Option<Vec<String>>, SettingsError> {
        match table.get(name) {
            Some(item) => self.texts(item, name, ExpectedValue::Patterns).map(Some),
            None => Ok(None),
        }
    }

    fn texts(&self, item: &Item, name: &str, expected: ExpectedValue) -> Result<Vec<String>, SettingsError> {
        let invalid = || self.unexpected(item, name, expected);
        let array = item.as_array().ok_or_else(invalid)?;
        array
            .iter()
            .map(|value| value.as_str().map(str::to_owned).ok_or_else(invalid))
            .collect()
    }

    fn table<'t>(
        &self,
        root: &'t Table,
        key: &str,
    ) -> Result<Option<(&'t dyn TableLike, &'t Item)>, SettingsError> {
        let Some(item) = root.get(key) else {
            return Ok(None);
        };
        let table = item
            .as_table_like()
            .ok_or_else(|| self.unexpected(item, key, ExpectedValue::Table))?;
        Ok(Some((table, item)))
    }

    fn parse_text<T>(
        &self,
        table: &dyn TableLike,
        key: &str,
        expected: ExpectedValue,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let value = self.text_of(key, item)?.and_then(parse);
        value
            .map(Some)
            .ok_or_else(|| self.unexpected(item, key, expected))
    }

    fn text_of<'t>(&self, key: &str, item: &'t Item) -> Result<Option<&'t str>, SettingsError> {
        item.as_str()
            .map(Some)
            .ok_or_else(|| self.unexpected(item, key, ExpectedValue::Text))
    }

    fn unexpected(&self, item: &Item, key: &str, expected: ExpectedValue) -> SettingsError {
        let key = key.to_owned();
        self.error(item, SettingsFault::Unexpected { key, expected })
    }

    fn missing(&self, item: &Item, table: &str, key: &'static str) -> SettingsError {
        let table = table.to_owned();
        self.error(item, SettingsFault::Missing { table, key })
    }

    fn error(&self, item: &Item, fault: SettingsFault) -> SettingsError {
        self.error_at(item.span(), fault)
    }

    fn error_at(&self, span: Option<Range<usize>>, fault: SettingsFault) -> SettingsError {
        SettingsError {
            line: line_of(self.text, span),
            fault,
        }
    }
}
