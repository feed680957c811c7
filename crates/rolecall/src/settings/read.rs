//! Reads `settings.toml`. Unknown keys are ignored; a known key with an invalid value is an error with its line.
//! It must not know where the text comes from.

mod labels;
mod limits;
mod roles;

pub(super) use roles::parse_role;

use super::{SettingsError, bounds, keys};
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalName, StartUrl};
use rolecall_model::settings::{Appearance, Settings};
use std::ops::Range;
use std::time::Duration;
use toml_edit::{Document, Item, Table, TableLike};

/// Reads the text of the settings file. An empty text means the defaults.
///
/// # Errors
/// [`SettingsError`] if the text is not valid TOML, or a known key has an invalid value.
pub fn read_settings(text: &str) -> Result<Settings, SettingsError> {
    let document = Document::parse(text).map_err(|error| SettingsError {
        line: line_of(text, error.span()),
        message: error.message().to_owned(),
    })?;
    SettingsReader { text }.settings(document.as_table())
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
}

impl SettingsReader<'_> {
    fn settings(&self, root: &Table) -> Result<Settings, SettingsError> {
        let defaults = Settings::default();
        let roles = self.roles(root)?;
        let mut settings = Settings {
            default_role: self.parse_text(root, keys::DEFAULT, roles::EXPECTED, |text| {
                parse_role(text, &roles)
            })?,
            console_region: self.parse_text(root, keys::CONSOLE_REGION, "a region", |text| {
                Region::parse(text).ok()
            })?,
            appearance: self
                .parse_text(root, keys::APPEARANCE, "system, light or dark", Appearance::parse)?
                .unwrap_or_default(),
            clipboard_clear_in: self
                .clipboard_clear_in(root)?
                .unwrap_or(defaults.clipboard_clear_in),
            ..defaults
        };
        settings.roles = roles;
        settings.shortcut = self.parse_text(
            root,
            keys::SHORTCUT,
            "one key with others held, such as Ctrl+Alt+R",
            |text| bounds::is_valid_shortcut(text).then(|| text.to_owned()),
        )?;
        for (key, flag) in [
            (keys::RENEW, &mut settings.renew),
            (keys::NOTIFY_ACCESS_CHANGES, &mut settings.notify_access_changes),
            (keys::ASK_BEFORE_PRODUCTION, &mut settings.ask_before_production),
        ] {
            *flag = self.flag(root, key)?.unwrap_or(*flag);
        }
        if let Some(days) = self.number(root, keys::HISTORY_DAYS, "a number from 1 to 3650", |days| {
            u16::try_from(days)
                .ok()
                .filter(|days| bounds::is_valid_history_days(*days))
        })? {
            settings.history_days = days;
        }
        settings.limits = self.limits(root)?;
        if let Some((table, _)) = self.table(root, keys::PORTAL)? {
            for (name, item) in table.iter() {
                settings.portals.push(self.portal(name, item)?);
            }
        }
        self.labels(root, &mut settings)?;
        if let Some((table, _)) = self.table(root, keys::ENVIRONMENT)? {
            for (name, patterns) in [
                ("production", &mut settings.production_patterns),
                ("staging", &mut settings.staging_patterns),
                ("development", &mut settings.development_patterns),
            ] {
                if let Some(read) = self.patterns(table, name)? {
                    *patterns = read;
                }
            }
        }
        Ok(settings)
    }

    fn portal(&self, name: &str, item: &Item) -> Result<Portal, SettingsError> {
        let parsed_name = PortalName::parse(name).map_err(|error| self.error(item, error.to_string()))?;
        let table = item
            .as_table_like()
            .ok_or_else(|| self.error(item, format!("portal.{name} is a table")))?;
        let endpoint_url = self.parse_text(
            table,
            keys::ENDPOINT_URL,
            "an https address, or http on 127.0.0.1 or [::1]",
            |text| EndpointUrl::parse(text).ok(),
        )?;
        let start_url = self.parse_text(
            table,
            keys::START_URL,
            "the address of an access portal",
            |text| StartUrl::parse_stored(text, endpoint_url.as_ref()).ok(),
        )?;
        let region = self.parse_text(table, keys::REGION, "a region", |text| Region::parse(text).ok())?;
        let demo = self.flag(table, keys::DEMO)?.unwrap_or(false);
        let missing = |key: &str| self.error(item, format!("portal.{name} has no {key}"));
        Ok(Portal {
            start_url: start_url.ok_or_else(|| missing(keys::START_URL))?,
            region: region.ok_or_else(|| missing(keys::REGION))?,
            name: parsed_name,
            endpoint_url,
            demo,
        })
    }

    fn clipboard_clear_in(&self, root: &Table) -> Result<Option<Duration>, SettingsError> {
        self.number(root, keys::CLIPBOARD, "a number from 1 to 3600", |seconds| {
            bounds::is_valid_clipboard_time(seconds).then(|| Duration::from_secs(seconds))
        })
    }

    fn flag(&self, table: &dyn TableLike, key: &str) -> Result<Option<bool>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let flag = item.as_bool();
        flag.map(Some)
            .ok_or_else(|| self.error(item, format!("{key} is true or false")))
    }

    fn number<T>(
        &self,
        table: &dyn TableLike,
        key: &str,
        expected: &str,
        parse: impl FnOnce(u64) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let number = item.as_integer().and_then(|number| u64::try_from(number).ok());
        let value = number.and_then(parse);
        value
            .map(Some)
            .ok_or_else(|| self.error(item, format!("{key} is {expected}")))
    }

    fn patterns(&self, table: &dyn TableLike, name: &str) -> Result<Option<Vec<String>>, SettingsError> {
        match table.get(name) {
            Some(item) => self.texts(item, name, "patterns").map(Some),
            None => Ok(None),
        }
    }

    fn texts(&self, item: &Item, name: &str, kind: &str) -> Result<Vec<String>, SettingsError> {
        let invalid = || {
            self.error(
                item,
                format!("{} is a list of {kind} in quotes", name.escape_debug()),
            )
        };
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
            .ok_or_else(|| self.error(item, format!("{key} is a table")))?;
        Ok(Some((table, item)))
    }

    fn parse_text<T>(
        &self,
        table: &dyn TableLike,
        key: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let value = self.text_of(key, item)?.and_then(parse);
        value
            .map(Some)
            .ok_or_else(|| self.error(item, format!("{key} is {expected}")))
    }

    fn text_of<'t>(&self, key: &str, item: &'t Item) -> Result<Option<&'t str>, SettingsError> {
        item.as_str()
            .map(Some)
            .ok_or_else(|| self.error(item, format!("{} is a quoted string", key.escape_debug())))
    }

    fn error(&self, item: &Item, message: String) -> SettingsError {
        self.error_at(item.span(), message)
    }

    fn error_at(&self, span: Option<Range<usize>>, message: String) -> SettingsError {
        SettingsError {
            line: line_of(self.text, span),
            message,
        }
    }
}
