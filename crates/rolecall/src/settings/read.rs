//! Reads the settings from TOML text; says the line of what cannot be used.

use super::{Appearance, Environment, Settings, SettingsError};
use crate::assignment::Assignment;
use crate::partition::Region;
use crate::portal::{EndpointUrl, Portal, PortalName, read_start_url};
use crate::target::{Target, parse_target};
use std::time::Duration;
use toml_edit::{Document, Item, TableLike};

/// Reads the settings; empty text gives the default ones, unknown keys are ignored.
///
/// # Errors
/// [`SettingsError`] for text that is no TOML, or a value that cannot be used.
pub fn read_settings(text: &str) -> Result<Settings, SettingsError> {
    let document = Document::parse(text).map_err(|error| SettingsError {
        line: error.span().map(|span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })?;
    let reader = Reader { text };
    let mut settings = Settings::default();
    for (name, item) in reader.entries(document.as_item(), "portal")? {
        settings.portals.push(reader.portal(name, item)?);
    }
    for (alias, item) in reader.entries(document.as_item(), "alias")? {
        settings.aliases.insert(alias.to_owned(), reader.assignment(item)?);
    }
    let group = |group: &str, key: &str| document.get(group).and_then(|table| table.get(key));
    if let Some(item) = group("default", "target") {
        settings.default_assignment = Some(reader.assignment(item)?);
    }
    if let Some(item) = group("console", "region") {
        settings.console_region = Some(reader.parsed(item, Region::parse)?);
    }
    if let Some(item) = group("clipboard", "clear_after_seconds") {
        settings.clipboard_clear_in = reader.seconds(item)?;
    }
    if let Some(item) = group("appearance", "theme") {
        settings.appearance = reader.appearance(item)?;
    }
    for environment in Environment::ALL {
        if let Some(item) = group("environment", environment.id()) {
            settings.environment_patterns.insert(environment, reader.texts(item)?);
        }
    }
    Ok(settings)
}

struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, item: &Item, message: impl Into<String>) -> SettingsError {
        SettingsError {
            line: item.span().map(|span| line_at(self.text, span.start)),
            message: message.into(),
        }
    }

    fn entries<'i>(&self, root: &'i Item, group: &str) -> Result<Vec<(&'i str, &'i Item)>, SettingsError> {
        match root.get(group) {
            None => Ok(Vec::new()),
            Some(item) => match item.as_table_like() {
                Some(table) => Ok(table.iter().collect()),
                None => Err(self.wrong(item, format!("{group} must be a table"))),
            },
        }
    }

    fn string<'i>(&self, item: &'i Item) -> Result<&'i str, SettingsError> {
        item.as_str().ok_or_else(|| self.wrong(item, "must be text in quotes"))
    }

    fn parsed<T, E: ToString>(
        &self,
        item: &Item,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, SettingsError> {
        parse(self.string(item)?).map_err(|error| self.wrong(item, error.to_string()))
    }

    fn portal(&self, name: &str, item: &Item) -> Result<Portal, SettingsError> {
        let name = PortalName::parse(name).map_err(|error| self.wrong(item, error.to_string()))?;
        let Some(table) = item.as_table_like() else {
            return Err(self.wrong(item, format!("portal {name} must be a table")));
        };
        let endpoint_url =
            table.get("endpoint_url").map(|item| self.parsed(item, EndpointUrl::parse)).transpose()?;
        let start_url = self.required(item, table, "start_url")?;
        let reading = self.parsed(start_url, |text| read_start_url(text, endpoint_url.as_ref()))?;
        Ok(Portal {
            name,
            start_url: reading.start_url,
            region: self.parsed(self.required(item, table, "region")?, Region::parse)?,
            endpoint_url,
            demo: table.get("demo").and_then(Item::as_bool).unwrap_or(false),
        })
    }

    fn required<'i>(
        &self,
        item: &Item,
        table: &'i dyn TableLike,
        key: &str,
    ) -> Result<&'i Item, SettingsError> {
        table.get(key).ok_or_else(|| self.wrong(item, format!("{key} is missing")))
    }

    fn assignment(&self, item: &Item) -> Result<Assignment, SettingsError> {
        let target = parse_target(self.string(item)?).ok();
        target
            .as_ref()
            .and_then(Target::explicit)
            .ok_or_else(|| self.wrong(item, "must be written portal/account-id/role"))
    }

    fn seconds(&self, item: &Item) -> Result<Duration, SettingsError> {
        let seconds = item.as_integer().and_then(|seconds| u64::try_from(seconds).ok());
        let sensible = seconds.filter(|seconds| (5..=600).contains(seconds)).map(Duration::from_secs);
        sensible.ok_or_else(|| self.wrong(item, "must be a number from 5 to 600"))
    }

    fn appearance(&self, item: &Item) -> Result<Appearance, SettingsError> {
        match item.as_str() {
            Some("system") => Ok(Appearance::System),
            Some("light") => Ok(Appearance::Light),
            Some("dark") => Ok(Appearance::Dark),
            _ => Err(self.wrong(item, "must be \"system\", \"light\" or \"dark\"")),
        }
    }

    fn texts(&self, item: &Item) -> Result<Vec<String>, SettingsError> {
        let list = item.as_array().ok_or_else(|| self.wrong(item, "must be a list"))?;
        let texts: Option<Vec<String>> = list.iter().map(|value| value.as_str().map(ToOwned::to_owned)).collect();
        texts.ok_or_else(|| self.wrong(item, "must be a list of texts"))
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
