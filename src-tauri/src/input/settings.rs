//! The settings: what the page changes becomes one edit of the file.

use crate::messages;
use crate::wire::{LimitView, SettingValueView, SettingsInput, page_settings, setting_name};
use rolecall::keeper::SettingsEdit;
use rolecall::problem::Problem;
use rolecall::settings::bounds::{MAX_PATTERN_LENGTH, MAX_PATTERNS};
use rolecall::settings::{SettingDescriptor, SettingValue, read_settings, set_limits, set_setting};
use rolecall_model::settings::RoleSessionLimit;
use std::time::Duration;

/// Returns the edit that makes all of the changes or none; values that are the same stay untouched.
pub(crate) fn settings_edit(sent: SettingsInput) -> Result<SettingsEdit, Problem> {
    let values = sent.values.0.into_iter().map(|(name, sent)| {
        let setting = page_settings().find(|setting| setting_name(setting) == name);
        let unknown = || Problem::invalid_input(messages::UNKNOWN_SETTING);
        Ok((setting.ok_or_else(unknown)?, sent.map(value)))
    });
    let values: Vec<(&SettingDescriptor, Option<SettingValue>)> = values.collect::<Result<_, Problem>>()?;
    let limits: Option<Vec<RoleSessionLimit>> =
        sent.limits.map(|limits| limits.into_iter().map(limit).collect());
    Ok(Box::new(move |text| {
        let current = read_settings(text)?;
        let mut text = text.to_owned();
        for (setting, value) in &values {
            if setting.value(&current) != *value {
                text = set_setting(&text, setting, value.as_ref())?;
            }
        }
        match &limits {
            Some(limits) if current.limits != *limits => Ok(set_limits(&text, limits)?),
            Some(_) | None => Ok(text),
        }
    }))
}

/// Returns patterns that the settings may hold.
///
/// # Errors
/// `WrongInput` when there are too many, or one is too long.
pub(crate) fn patterns(sent: Vec<String>) -> Result<Vec<String>, Problem> {
    let is_valid = sent.len() <= MAX_PATTERNS
        && sent
            .iter()
            .all(|pattern| pattern.chars().count() <= MAX_PATTERN_LENGTH);
    is_valid
        .then_some(sent)
        .ok_or_else(|| Problem::invalid_input(messages::patterns_not_used()))
}

fn value(sent: SettingValueView) -> SettingValue {
    match sent {
        SettingValueView::Flag(flag) => SettingValue::Flag(flag),
        SettingValueView::Number(number) => SettingValue::Number(number),
        SettingValueView::Text(text) => SettingValue::Text(text),
        SettingValueView::Patterns(patterns) => SettingValue::Patterns(patterns),
    }
}

fn limit(sent: LimitView) -> RoleSessionLimit {
    RoleSessionLimit {
        accounts: sent.accounts,
        roles: sent.roles,
        max_duration: Duration::from_secs(u64::from(sent.minutes) * 60),
    }
}
