//! Reads the limits of role sessions.
//!
//! It must not know which role session a limit applies to.

use super::super::bounds::{are_valid_limits, are_valid_patterns, is_valid_max_duration};
use super::super::error::{ExpectedValue, SettingsFault};
use super::super::{SettingsError, keys};
use super::SettingsReader;
use rolecall_model::settings::RoleSessionLimit;
use std::ops::Range;
use std::time::Duration;
use toml_edit::{Item, Table, TableLike};

impl SettingsReader<'_> {
    pub(super) fn limits(&self, root: &Table) -> Result<Vec<RoleSessionLimit>, SettingsError> {
        let Some(item) = root.get(keys::LIMIT) else {
            return Ok(Vec::new());
        };
        let limits = if let Some(tables) = item.as_array_of_tables() {
            tables
                .iter()
                .map(|table| self.limit(table, table.span()))
                .collect::<Result<Vec<_>, _>>()?
        } else {
            let values = item
                .as_array()
                .ok_or_else(|| self.unexpected(item, keys::LIMIT, ExpectedValue::TableList))?;
            let tables = values.iter().map(|value| {
                let table = value.as_inline_table();
                let table = table.ok_or_else(|| self.error(item, SettingsFault::InvalidLimit))?;
                self.limit(table, table.span())
            });
            tables.collect::<Result<Vec<_>, _>>()?
        };
        if are_valid_limits(&limits) {
            Ok(limits)
        } else {
            Err(self.error(item, SettingsFault::TooManyLimits))
        }
    }

    fn limit(
        &self,
        table: &dyn TableLike,
        span: Option<Range<usize>>,
    ) -> Result<RoleSessionLimit, SettingsError> {
        let max_duration = self.number(table, keys::MINUTES, ExpectedValue::LimitMinutes, |minutes| {
            let duration = Duration::from_secs(minutes.checked_mul(60)?);
            is_valid_max_duration(duration).then_some(duration)
        })?;
        let patterns = |key: &str| {
            let read = self.patterns(table, key)?.unwrap_or_default();
            if are_valid_patterns(&read) {
                Ok(read)
            } else {
                let span = table.get(key).and_then(Item::span);
                let (key, expected) = (key.to_owned(), ExpectedValue::LimitPatterns);
                Err(self.error_at(span, SettingsFault::Unexpected { key, expected }))
            }
        };
        Ok(RoleSessionLimit {
            accounts: patterns(keys::ACCOUNTS)?,
            roles: patterns(keys::ROLES)?,
            max_duration: max_duration
                .ok_or_else(|| self.error_at(span, SettingsFault::LimitWithoutMinutes))?,
        })
    }
}
