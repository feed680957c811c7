//! The edit that marks an account as one of an environment, whatever its name is: by its id among the patterns.
//!
//! It must not know which pattern counts.

use super::super::descriptors::{SettingDescriptor, SettingValue, find_setting};
use super::super::error::SettingsEditError;
use super::super::read_settings;
use super::set_setting;
use rolecall_model::account::AccountId;
use rolecall_model::settings::EnvironmentMark;

/// Marks an account, or leaves it to the other patterns.
///
/// # Errors
/// [`SettingsEditError`].
pub fn set_mark(
    text: &str,
    account_id: &AccountId,
    mark: Option<EnvironmentMark>,
) -> Result<String, SettingsEditError> {
    let current = read_settings(text)?;
    let mut text = text.to_owned();
    for each in EnvironmentMark::ALL {
        let Some(setting) = find_setting(key(each)) else {
            continue;
        };
        let mut patterns = each.patterns(&current).to_vec();
        let is_marked = patterns.iter().any(|pattern| pattern == account_id.as_str());
        if mark == Some(each) {
            if is_marked {
                continue;
            }
            patterns.push(account_id.to_string());
        } else if is_marked {
            patterns.retain(|pattern| pattern != account_id.as_str());
        } else {
            continue;
        }
        text = set_setting(&text, setting, written(setting, patterns).as_ref())?;
    }
    Ok(text)
}

/// Returns what the file holds; nothing where that is the default, so that a later default counts.
fn written(setting: &SettingDescriptor, patterns: Vec<String>) -> Option<SettingValue> {
    Some(SettingValue::Patterns(patterns)).filter(|value| setting.default_value().as_ref() != Some(value))
}

fn key(mark: EnvironmentMark) -> &'static str {
    use rolecall_model::settings::Environment::{Development, Production, Staging};
    match mark {
        EnvironmentMark::Of(Production) => "environment.production",
        EnvironmentMark::Of(Staging) => "environment.staging",
        EnvironmentMark::Of(Development) => "environment.development",
        EnvironmentMark::NoEnvironment => "environment.none",
    }
}
