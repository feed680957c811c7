//! The settings: what the page sends becomes one edit of the file.

use crate::messages::{self, InvalidField};
use crate::wire::{AppearanceView, LimitView, SettingsView};
use rolecall::keeper::SettingsEdit;
use rolecall::problem::Problem;
use rolecall::settings::{
    read_settings, set_appearance, set_ask_before_production, set_clipboard_clear_in, set_console_region,
    set_environment_patterns, set_history_days, set_limits, set_notify_access_changes, set_renew,
    set_shortcut,
};
use rolecall_model::partition::Region;
use rolecall_model::settings::{Appearance, Environment, RoleSessionLimit, Settings};
use std::time::Duration;

/// Returns the edit that brings the file to what the page shows; it leaves values that are the same untouched.
pub(crate) fn settings_edit(sent: SettingsView) -> SettingsEdit {
    Box::new(move |text| {
        let current = read_settings(text)?;
        let text = edit_appearance(text, &current, &sent)?;
        edit_role_sessions(&text, &current, &sent)
    })
}

fn edit_appearance(text: &str, current: &Settings, sent: &SettingsView) -> Result<String, Problem> {
    let mut text = text.to_owned();
    let appearance = match sent.appearance {
        AppearanceView::System => Appearance::System,
        AppearanceView::Light => Appearance::Light,
        AppearanceView::Dark => Appearance::Dark,
    };
    if appearance != current.appearance {
        text = set_appearance(&text, appearance)?;
    }
    let region = sent.console_region.as_deref().map(Region::parse).transpose();
    let region =
        region.map_err(|_| Problem::invalid_input(messages::settings_not_saved(InvalidField::Region)))?;
    if region != current.console_region {
        text = set_console_region(&text, region.as_ref())?;
    }
    let clear_in = Duration::from_secs(sent.clipboard_clear_seconds.into());
    if clear_in != current.clipboard_clear_in {
        text = set_clipboard_clear_in(&text, clear_in)?;
    }
    let shortcut = sent
        .shortcut
        .as_deref()
        .map(str::trim)
        .filter(|keys| !keys.is_empty());
    if shortcut != current.shortcut.as_deref() {
        text = set_shortcut(&text, shortcut)?;
    }
    Ok(text)
}

fn edit_role_sessions(text: &str, current: &Settings, sent: &SettingsView) -> Result<String, Problem> {
    let mut text = text.to_owned();
    if current.production_patterns != sent.production_patterns {
        text = set_environment_patterns(&text, Environment::Production, &sent.production_patterns)?;
    }
    if current.ask_before_production != sent.ask_before_production {
        text = set_ask_before_production(&text, sent.ask_before_production)?;
    }
    if current.renew != sent.renew {
        text = set_renew(&text, sent.renew)?;
    }
    let limits: Vec<RoleSessionLimit> = sent.limits.iter().map(limit).collect();
    if current.limits != limits {
        text = set_limits(&text, &limits)?;
    }
    if current.history_days != sent.history_days {
        text = set_history_days(&text, sent.history_days)?;
    }
    if current.notify_access_changes != sent.notify_access_changes {
        text = set_notify_access_changes(&text, sent.notify_access_changes)?;
    }
    Ok(text)
}

fn limit(sent: &LimitView) -> RoleSessionLimit {
    RoleSessionLimit {
        accounts: sent.accounts.clone(),
        roles: sent.roles.clone(),
        max_duration: Duration::from_secs(u64::from(sent.minutes) * 60),
    }
}
