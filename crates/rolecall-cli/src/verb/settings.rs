//! `rolecall settings`: lists, shows and changes the settings that are one value or one list of patterns, and edits the file.
//!
//! It must not know a setting by name, except the default role, which `rolecall default` changes.

mod edit;
mod json;

use super::default;
use crate::command_line::{DefaultArgs, SettingSetArgs, SettingsVerb};
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::settings as messages;
use crate::settings;
use crate::terminal::{Column, Style, Table, Text};
use rolecall::settings::{
    SettingDescriptor, SettingKind, SettingState, SettingValue, TextForm, read_setting_states, set_setting,
};

const COLUMNS: [Column; 3] = [
    Column::no_truncate("SETTING"),
    Column::new("VALUE"),
    Column::no_truncate("SOURCE"),
];

pub(super) async fn run(ctx: &Context, verb: Option<SettingsVerb>, json: bool) -> Result<(), Failure> {
    match verb {
        None => list(ctx, json),
        Some(SettingsVerb::List(args)) => list(ctx, args.json),
        Some(SettingsVerb::Get(args)) => get(ctx, args.setting),
        Some(SettingsVerb::Set(args)) => set(ctx, &args).await,
        Some(SettingsVerb::Unset(args)) => unset(ctx, args.setting).await,
        Some(SettingsVerb::Edit) => edit::run(ctx).await,
        Some(SettingsVerb::Path) => {
            let path = ctx.ports.store.settings_file.shown_path();
            Ok(ctx.terminal.print_line(path)?)
        }
    }
}

fn list(ctx: &Context, json: bool) -> Result<(), Failure> {
    let states = states(ctx)?;
    if json {
        let path = ctx.ports.store.settings_file.shown_path();
        return Ok(ctx.terminal.print_json(&json::settings(&path, &states))?);
    }
    let for_terminal = ctx.terminal.stdout_caps().is_terminal;
    let mut table = Table::new(&COLUMNS);
    for state in &states {
        let value = match &state.value {
            Some(value) if for_terminal => text(state.setting, value),
            Some(value) => lines(value).join(", "),
            None if for_terminal => messages::NOT_SET.to_owned(),
            None => String::new(),
        };
        let style = if state.in_file { Style::Plain } else { Style::Dim };
        table.push(vec![
            Text::from(state.setting.key),
            Text::styled(style, &value),
            Text::styled(style, source(state)),
        ]);
    }
    Ok(table.print(&ctx.terminal)?)
}

fn get(ctx: &Context, setting: &SettingDescriptor) -> Result<(), Failure> {
    for line in state(ctx, setting)?.value.iter().flat_map(lines) {
        ctx.terminal.print_line(line)?;
    }
    Ok(())
}

async fn set(ctx: &Context, args: &SettingSetArgs) -> Result<(), Failure> {
    let setting = args.setting;
    if let ([target], true) = (args.values.as_slice(), is_default_role(setting)) {
        let args = DefaultArgs {
            target: Some(target.clone()),
            clear: false,
            yes: args.yes,
        };
        return default::run(ctx, &args).await;
    }
    let value = setting
        .parse(&args.values)
        .map_err(|error| Failure::from_error(&error))?;
    let before = state(ctx, setting)?;
    settings::change(&ctx.ports, |text| set_setting(text, setting, Some(&value)))?;
    desktop::notify_changed(ctx).await;
    let key = setting.key;
    let now = text(setting, &value);
    ctx.terminal.note(match &before.value {
        Some(previous) if *previous == value => messages::unchanged_value(key, &now),
        Some(previous) => messages::changed_value(key, &now, &text(setting, previous)),
        None => messages::new_value(key, &now),
    });
    Ok(())
}

async fn unset(ctx: &Context, setting: &SettingDescriptor) -> Result<(), Failure> {
    if is_default_role(setting) {
        let args = DefaultArgs {
            target: None,
            clear: true,
            yes: false,
        };
        return default::run(ctx, &args).await;
    }
    let before = state(ctx, setting)?;
    settings::change(&ctx.ports, |text| set_setting(text, setting, None))?;
    desktop::notify_changed(ctx).await;
    let key = setting.key;
    let default = setting.default_value();
    let default = default.map(|value| text(setting, &value));
    let default = default.as_deref();
    ctx.terminal.note(match &before.value {
        Some(previous) if before.in_file => messages::removed_value(key, &text(setting, previous), default),
        Some(_) | None => messages::no_value(key, default),
    });
    Ok(())
}

fn states(ctx: &Context) -> Result<Vec<SettingState>, Failure> {
    let text = ctx.ports.store.settings_file.read();
    let text = text.map_err(|error| Failure::from_error(&error))?;
    read_setting_states(&text).map_err(|error| Failure::from_error(&error))
}

fn state(ctx: &Context, setting: &SettingDescriptor) -> Result<SettingState, Failure> {
    let state = states(ctx)?
        .into_iter()
        .find(|state| state.setting.key == setting.key);
    state.ok_or_else(|| Failure::Message(messages::unknown(setting.key)))
}

/// The history tells when the default role changed, and its role session starts: `rolecall default` does both.
fn is_default_role(setting: &SettingDescriptor) -> bool {
    match &setting.kind {
        SettingKind::Text { form, .. } => *form == TextForm::Target,
        SettingKind::Flag { .. } | SettingKind::Number { .. } | SettingKind::Patterns { .. } => false,
    }
}

fn source(state: &SettingState) -> &'static str {
    if state.in_file { "file" } else { "default" }
}

/// Returns a value for people, in one line.
fn text(setting: &SettingDescriptor, value: &SettingValue) -> String {
    match (&setting.kind, lines(value)) {
        (SettingKind::Number { unit, .. }, lines) => messages::number(&lines.concat(), unit),
        (SettingKind::Patterns { .. }, lines) if lines.is_empty() => messages::EMPTY_LIST.to_owned(),
        (SettingKind::Flag { .. } | SettingKind::Text { .. } | SettingKind::Patterns { .. }, lines) => {
            lines.join(", ")
        }
    }
}

/// Returns a value for programs: one line, or one per pattern.
fn lines(value: &SettingValue) -> Vec<String> {
    match value {
        SettingValue::Flag(flag) => vec![flag.to_string()],
        SettingValue::Number(number) => vec![number.to_string()],
        SettingValue::Text(text) => vec![text.clone()],
        SettingValue::Patterns(patterns) => patterns.clone(),
    }
}

#[cfg(test)]
mod tests;
