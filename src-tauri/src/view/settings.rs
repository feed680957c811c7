//! The user's settings.

use super::count;
use crate::wire::{
    LimitView, PatternHitsView, ProductionPreviewView, SettingValueView, SettingValuesView, SettingsView,
    page_settings, setting_name,
};
use rolecall::keeper::Snapshot;
use rolecall::settings::SettingValue;
use rolecall_model::account::Account;
use rolecall_model::settings::{RoleSessionLimit, Settings};
use std::collections::HashSet;

/// How many accounts of a pattern are named.
const MAX_NAMES: usize = 3;

pub(crate) fn settings(settings: &Settings) -> SettingsView {
    let values = page_settings().map(|setting| (setting_name(setting), setting.value(settings).map(value)));
    SettingsView {
        values: SettingValuesView(values.collect()),
        limits: settings.limits.iter().map(limit).collect(),
    }
}

/// Returns what `patterns` would do as those of production accounts, with every account that a portal listed.
pub(crate) fn production_preview(snapshot: &Snapshot, patterns: &[String]) -> ProductionPreviewView {
    let mut known = HashSet::new();
    let portals = snapshot.portals.iter();
    let listed = portals.flat_map(|state| &state.catalogue.accounts);
    let accounts = listed
        .map(|listed| &listed.account)
        .filter(|account| known.insert(&account.id));
    let preview = snapshot.settings.preview_production(patterns, accounts);
    let hits = patterns.iter().zip(&preview.hits);
    ProductionPreviewView {
        production: count(preview.production),
        patterns: hits
            .map(|(pattern, hits)| PatternHitsView {
                pattern: pattern.clone(),
                accounts: count(hits.len()),
                names: hits.iter().take(MAX_NAMES).map(|account| name(account)).collect(),
            })
            .collect(),
    }
}

fn name(account: &Account) -> String {
    if account.name.is_empty() {
        account.id.to_string()
    } else {
        account.name.clone()
    }
}

fn value(value: SettingValue) -> SettingValueView {
    match value {
        SettingValue::Flag(flag) => SettingValueView::Flag(flag),
        SettingValue::Number(number) => SettingValueView::Number(number),
        SettingValue::Text(text) => SettingValueView::Text(text),
        SettingValue::Patterns(patterns) => SettingValueView::Patterns(patterns),
    }
}

fn limit(limit: &RoleSessionLimit) -> LimitView {
    LimitView {
        accounts: limit.accounts.clone(),
        roles: limit.roles.clone(),
        minutes: u32::try_from(limit.max_duration.as_secs() / 60).unwrap_or(u32::MAX),
    }
}
