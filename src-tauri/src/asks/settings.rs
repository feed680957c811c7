//! The settings of the page as an edit of the file.

use crate::ipc::wire::{AppearanceView, LimitView, SettingsView};
use rolecall::keeper::SettingsEdit;
use rolecall::problem::Problem;
use rolecall::settings::{
    read_settings, set_appearance, set_ask_before_production, set_clipboard_clear_in, set_console_region,
    set_environment_patterns, set_history_days, set_limits, set_notify_access_changes, set_renew,
    set_shortcut,
};
use rolecall_model::partition::Region;
use rolecall_model::settings::{Appearance, Environment, Limit, Settings};
use std::time::Duration;

/// Makes the edit that brings the file to what the page shows; a value that is the same already stays untouched.
pub(crate) fn settings_edit(wanted: SettingsView) -> SettingsEdit {
    Box::new(move |text| {
        let now = read_settings(text)?;
        let text = edit_look(text, &now, &wanted)?;
        edit_life(&text, &now, &wanted)
    })
}

fn edit_look(text: &str, now: &Settings, wanted: &SettingsView) -> Result<String, Problem> {
    let mut text = text.to_owned();
    let appearance = match wanted.appearance {
        AppearanceView::System => Appearance::System,
        AppearanceView::Light => Appearance::Light,
        AppearanceView::Dark => Appearance::Dark,
    };
    if appearance != now.appearance {
        text = set_appearance(&text, appearance)?;
    }
    let region = wanted.console_region.as_deref().map(Region::parse).transpose();
    let region =
        region.map_err(|error| Problem::invalid_input(format!("The settings were not saved: {error}.")))?;
    if region != now.console_region {
        text = set_console_region(&text, region.as_ref())?;
    }
    let clear_in = Duration::from_secs(wanted.clipboard_clear_seconds.into());
    if clear_in != now.clipboard_clear_in {
        text = set_clipboard_clear_in(&text, clear_in)?;
    }
    let shortcut = wanted
        .shortcut
        .as_deref()
        .map(str::trim)
        .filter(|keys| !keys.is_empty());
    if shortcut != now.shortcut.as_deref() {
        text = set_shortcut(&text, shortcut)?;
    }
    Ok(text)
}

fn edit_life(text: &str, now: &Settings, wanted: &SettingsView) -> Result<String, Problem> {
    let mut text = text.to_owned();
    if now.production_patterns != wanted.production_patterns {
        text = set_environment_patterns(&text, Environment::Production, &wanted.production_patterns)?;
    }
    if now.ask_before_production != wanted.ask_before_production {
        text = set_ask_before_production(&text, wanted.ask_before_production)?;
    }
    if now.renew != wanted.renew {
        text = set_renew(&text, wanted.renew)?;
    }
    let limits: Vec<Limit> = wanted.limits.iter().map(limit).collect();
    if now.limits != limits {
        text = set_limits(&text, &limits)?;
    }
    if now.history_days != wanted.history_days {
        text = set_history_days(&text, wanted.history_days)?;
    }
    if now.notify_access_changes != wanted.notify_access_changes {
        text = set_notify_access_changes(&text, wanted.notify_access_changes)?;
    }
    Ok(text)
}

fn limit(wanted: &LimitView) -> Limit {
    Limit {
        accounts: wanted.accounts.clone(),
        roles: wanted.roles.clone(),
        time: Duration::from_secs(u64::from(wanted.minutes) * 60),
    }
}
