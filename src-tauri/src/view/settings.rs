//! The user's settings.

use crate::wire::{AppearanceView, LimitView, SettingsView};
use rolecall_model::settings::{Appearance, RoleSessionLimit, Settings};

pub(super) fn settings(settings: &Settings) -> SettingsView {
    SettingsView {
        appearance: match settings.appearance {
            Appearance::System => AppearanceView::System,
            Appearance::Light => AppearanceView::Light,
            Appearance::Dark => AppearanceView::Dark,
        },
        console_region: settings.console_region.as_ref().map(ToString::to_string),
        clipboard_clear_seconds: u32::try_from(settings.clipboard_clear_in.as_secs()).unwrap_or(u32::MAX),
        production_patterns: settings.production_patterns.clone(),
        renew: settings.renew,
        history_days: settings.history_days,
        notify_access_changes: settings.notify_access_changes,
        ask_before_production: settings.ask_before_production,
        shortcut: settings.shortcut.clone(),
        limits: settings.limits.iter().map(limit).collect(),
    }
}

fn limit(limit: &RoleSessionLimit) -> LimitView {
    LimitView {
        accounts: limit.accounts.clone(),
        roles: limit.roles.clone(),
        minutes: u32::try_from(limit.max_duration.as_secs() / 60).unwrap_or(u32::MAX),
    }
}
