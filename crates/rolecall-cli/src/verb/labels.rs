//! `rolecall label`: a user's labels for a role: alias, colour, note, favourite.
//!
//! It must not know where labels are stored.

use crate::command_line::LabelArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::labels as messages;
use crate::terminal::{Column, Style, Table, Text};
use crate::{alias_moves, resolve, settings, state};
use rolecall::settings::{set_alias, set_colour, set_note};
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_definition::RoleDefinition;
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::settings::Settings;
use serde::Serialize;
use std::collections::BTreeSet;

const COLUMNS: [Column; 5] = [
    Column::no_truncate(headings::TARGET),
    Column::no_truncate(""),
    Column::no_truncate(headings::ALIAS),
    Column::no_truncate(headings::COLOUR),
    Column::new(headings::NOTE),
];

/// The mark of a favourite.
pub(super) const STAR: &str = "★";

pub(super) async fn run(ctx: &Context, args: &LabelArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let Some(text) = &args.target else {
        show_all(ctx, &settings, args.json)?;
        return alias_moves::print(ctx, &settings);
    };
    let mut role = resolve::target(ctx, &settings, text).await?.key;
    let answers_rename = args.follow_rename || args.ignore_rename;
    if answers_rename {
        role = alias_moves::answer(ctx, &settings, role, args.follow_rename)?;
    }
    if changes_something(args) {
        change(ctx, &settings, &role, args)?;
    }
    if answers_rename || changes_something(args) {
        desktop::notify_changed(ctx).await;
    }
    let settings = settings::load(&ctx.ports)?;
    let labels = Labels::new(&settings, &state::favourites(&ctx.ports)?, role);
    if args.json {
        return Ok(ctx.terminal.print_json(&LabelsJson {
            version: 1,
            labels: vec![RoleLabelsJson::from(&labels)],
        })?);
    }
    if labels.is_empty() {
        ctx.terminal.note(messages::none_of(&labels.role.target()));
        return Ok(());
    }
    Ok(table(&[labels]).print(&ctx.terminal)?)
}

fn changes_something(args: &LabelArgs) -> bool {
    args.alias.is_some()
        || args.no_alias
        || args.colour.is_some()
        || args.no_colour
        || args.note.is_some()
        || args.no_note
        || args.favourite
        || args.no_favourite
}

/// Changes the settings first: if they refuse a label, the favourite must stay as it is.
fn change(ctx: &Context, settings: &Settings, role: &RoleRef, args: &LabelArgs) -> Result<(), Failure> {
    if let Some(alias) = &args.alias {
        check_alias_is_free(settings, alias, role)?;
    }
    settings::change(&ctx.ports, |text| {
        let mut text = text.to_owned();
        if args.no_alias || args.alias.is_some() {
            for (alias, _) in settings.aliases.iter().filter(|(_, labelled)| *labelled == role) {
                text = set_alias(&text, alias, None)?;
            }
        }
        if let Some(alias) = &args.alias {
            text = set_alias(&text, alias, Some(role))?;
        }
        if args.no_colour || args.colour.is_some() {
            let colour = args.colour.as_deref().and_then(Colour::parse);
            text = set_colour(&text, role, colour)?;
        }
        if args.no_note || args.note.is_some() {
            text = set_note(&text, role, args.note.as_deref())?;
        }
        Ok::<_, rolecall::settings::SettingsEditError>(text)
    })?;
    if args.favourite || args.no_favourite {
        let saved = ctx
            .ports
            .store
            .preference_store
            .set_favourite(role, args.favourite);
        saved.map_err(|error| Failure::from_error(&error))?;
    }
    Ok(())
}

/// An alias of another role is never reassigned silently, because scripts may use it.
fn check_alias_is_free(settings: &Settings, alias: &str, role: &RoleRef) -> Result<(), Failure> {
    let defined = settings
        .roles
        .iter()
        .find(|definition| definition.name.as_str() == alias);
    let defined = defined.map(RoleDefinition::key);
    match settings.aliases.get(alias).or(defined.as_ref()) {
        Some(other) if other != role => Err(Failure::invalid_input(
            messages::alias_in_use(alias, &other.target()),
            messages::choose_other_alias(alias),
        )),
        Some(_) | None => Ok(()),
    }
}

fn show_all(ctx: &Context, settings: &Settings, json: bool) -> Result<(), Failure> {
    let favourites: BTreeSet<RoleRef> = state::favourites(&ctx.ports)?;
    let labelled: BTreeSet<&RoleRef> = settings
        .aliases
        .values()
        .chain(settings.colours.keys())
        .chain(settings.notes.keys())
        .chain(&favourites)
        .collect();
    let all: Vec<Labels<'_>> = labelled
        .into_iter()
        .map(|role| Labels::new(settings, &favourites, role.clone()))
        .collect();
    if json {
        return Ok(ctx.terminal.print_json(&LabelsJson {
            version: 1,
            labels: all.iter().map(RoleLabelsJson::from).collect(),
        })?);
    }
    if all.is_empty() {
        ctx.terminal.note(messages::NO_LABELS);
    }
    Ok(table(&all).print(&ctx.terminal)?)
}

fn table(all: &[Labels<'_>]) -> Table {
    let mut table = Table::new(&COLUMNS);
    for labels in all {
        table.push(vec![
            Text::from(labels.role.target()),
            Text::from(if labels.favourite { STAR } else { "" }),
            Text::styled(Style::Bold, &labels.aliases.join(", ")),
            Text::from(labels.colour.map_or("", Colour::id)),
            Text::styled(Style::Dim, labels.note.unwrap_or_default()),
        ]);
    }
    table
}

/// All labels of one role.
struct Labels<'a> {
    role: RoleRef,
    aliases: Vec<&'a str>,
    colour: Option<Colour>,
    note: Option<&'a str>,
    favourite: bool,
}

impl<'a> Labels<'a> {
    fn new(settings: &'a Settings, favourites: &BTreeSet<RoleRef>, role: RoleRef) -> Self {
        let aliases = settings.aliases.iter().filter(|(_, labelled)| **labelled == role);
        Self {
            aliases: aliases.map(|(alias, _)| alias.as_str()).collect(),
            colour: settings.colours.get(&role).copied(),
            note: settings.notes.get(&role).map(String::as_str),
            favourite: favourites.contains(&role),
            role,
        }
    }

    fn is_empty(&self) -> bool {
        self.aliases.is_empty() && self.colour.is_none() && self.note.is_none() && !self.favourite
    }
}

#[derive(Serialize)]
struct LabelsJson<'a> {
    version: u8,
    labels: Vec<RoleLabelsJson<'a>>,
}

#[derive(Serialize)]
struct RoleLabelsJson<'a> {
    target: String,
    portal: Option<&'a str>,
    defined_role: Option<&'a str>,
    account_id: &'a str,
    role_name: &'a str,
    aliases: &'a [&'a str],
    colour: Option<&'static str>,
    note: Option<&'a str>,
    favourite: bool,
}

impl<'a> From<&'a Labels<'a>> for RoleLabelsJson<'a> {
    fn from(labels: &'a Labels<'a>) -> Self {
        Self {
            target: labels.role.target(),
            portal: labels.role.portal().map(PortalName::as_str),
            defined_role: labels.role.defined_name().map(DefinedRoleName::as_str),
            account_id: labels.role.account_id.as_str(),
            role_name: labels.role.role_name.as_str(),
            aliases: &labels.aliases,
            colour: labels.colour.map(Colour::id),
            note: labels.note,
            favourite: labels.favourite,
        }
    }
}

#[cfg(test)]
mod tests;
