//! `rolecall label`: a user's own words for a role — alias, colour, note, favourite.
//!
//! It must not know where labels are kept.

use crate::choice;
use crate::command_line::LabelArgs;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use rolecall::settings::{set_alias, set_colour, set_note};
use rolecall_model::assignment::Assignment;
use rolecall_model::colour::Colour;
use rolecall_model::settings::Settings;
use serde::Serialize;
use std::collections::BTreeSet;

const COLUMNS: [Column; 5] = [
    Column {
        title: "TARGET",
        kept_whole: true,
    },
    Column {
        title: "",
        kept_whole: true,
    },
    Column {
        title: "ALIAS",
        kept_whole: true,
    },
    Column {
        title: "COLOUR",
        kept_whole: true,
    },
    Column {
        title: "NOTE",
        kept_whole: false,
    },
];

/// Marks a favourite.
pub(super) const STAR: &str = "★";

pub(super) async fn run(here: &Surroundings, args: &LabelArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let Some(text) = &args.target else {
        return show_all(here, &settings, args.json);
    };
    let (_, assignment) = choice::assignment(here, &settings, text).await?;
    if changes_something(args) {
        change(here, &settings, &assignment, args)?;
        desktop::changed(here).await;
    }
    let settings = choice::settings(&here.ports)?;
    let labels = Labels::of(&settings, &favourites(here)?, assignment);
    if args.json {
        return here.terminal.json(&Answer {
            version: 1,
            labels: vec![labels.one()],
        });
    }
    if labels.is_empty() {
        let target = labels.assignment.target();
        here.terminal.remark(format!("{target} has no label."));
        return Ok(());
    }
    table(&[labels]).print(&here.terminal)
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

/// The settings first: what they refuse must leave the favourite as it is.
fn change(
    here: &Surroundings,
    settings: &Settings,
    assignment: &Assignment,
    args: &LabelArgs,
) -> Result<(), Failure> {
    if let Some(alias) = &args.alias {
        refuse_taken(settings, alias, assignment)?;
    }
    choice::change_settings(&here.ports, |text| {
        let mut text = text.to_owned();
        if args.no_alias || args.alias.is_some() {
            for (alias, _) in settings.aliases.iter().filter(|(_, named)| *named == assignment) {
                text = set_alias(&text, alias, None)?;
            }
        }
        if let Some(alias) = &args.alias {
            text = set_alias(&text, alias, Some(assignment))?;
        }
        if args.no_colour || args.colour.is_some() {
            let colour = args.colour.as_deref().and_then(Colour::parse);
            text = set_colour(&text, assignment, colour)?;
        }
        if args.no_note || args.note.is_some() {
            text = set_note(&text, assignment, args.note.as_deref())?;
        }
        Ok::<_, rolecall::settings::SettingsEditError>(text)
    })?;
    if args.favourite || args.no_favourite {
        let kept = here
            .ports
            .store
            .preference_store
            .set_favourite(assignment, args.favourite);
        kept.map_err(|error| Failure::of(&error))?;
    }
    Ok(())
}

/// A name that means something already is not given another meaning in passing: scripts may use it.
fn refuse_taken(settings: &Settings, alias: &str, assignment: &Assignment) -> Result<(), Failure> {
    match settings.aliases.get(alias) {
        Some(other) if other != assignment => Err(Failure::invalid_input(
            format!("The alias {alias} stands for {} already.", other.target()),
            format!("Take another, or take it away first: rolecall label {alias} --no-alias"),
        )),
        Some(_) | None => Ok(()),
    }
}

fn show_all(here: &Surroundings, settings: &Settings, json: bool) -> Result<(), Failure> {
    let favourites = favourites(here)?;
    let labelled: BTreeSet<&Assignment> = settings
        .aliases
        .values()
        .chain(settings.colours.keys())
        .chain(settings.notes.keys())
        .chain(&favourites)
        .collect();
    let all: Vec<Labels<'_>> = labelled
        .into_iter()
        .map(|assignment| Labels::of(settings, &favourites, assignment.clone()))
        .collect();
    if json {
        let labels = all.iter().map(Labels::one).collect();
        return here.terminal.json(&Answer { version: 1, labels });
    }
    if all.is_empty() {
        here.terminal
            .remark("Nothing has a label yet. Set one with `rolecall label TARGET --alias NAME`.");
    }
    table(&all).print(&here.terminal)
}

fn favourites(here: &Surroundings) -> Result<BTreeSet<Assignment>, Failure> {
    let favourites = here.ports.store.preference_store.favourites();
    Ok(favourites
        .map_err(|error| Failure::of(&error))?
        .into_iter()
        .collect())
}

fn table(all: &[Labels<'_>]) -> Table {
    let mut table = Table::new(&COLUMNS);
    for labels in all {
        table.push(vec![
            Text::from(labels.assignment.target()),
            Text::from(if labels.favourite { STAR } else { "" }),
            Text::styled(Style::Strong, &labels.aliases.join(", ")),
            Text::from(labels.colour.map_or("", Colour::id)),
            Text::styled(Style::Faint, labels.note.unwrap_or_default()),
        ]);
    }
    table
}

/// Everything that the user calls and marks one role with.
struct Labels<'a> {
    assignment: Assignment,
    aliases: Vec<&'a str>,
    colour: Option<Colour>,
    note: Option<&'a str>,
    favourite: bool,
}

impl<'a> Labels<'a> {
    fn of(settings: &'a Settings, favourites: &BTreeSet<Assignment>, assignment: Assignment) -> Self {
        let aliases = settings.aliases.iter().filter(|(_, named)| **named == assignment);
        Self {
            aliases: aliases.map(|(alias, _)| alias.as_str()).collect(),
            colour: settings.colours.get(&assignment).copied(),
            note: settings.notes.get(&assignment).map(String::as_str),
            favourite: favourites.contains(&assignment),
            assignment,
        }
    }

    fn is_empty(&self) -> bool {
        self.aliases.is_empty() && self.colour.is_none() && self.note.is_none() && !self.favourite
    }

    fn one(&self) -> One<'_> {
        One {
            target: self.assignment.target(),
            portal: self.assignment.portal.as_str(),
            account_id: self.assignment.account_id.as_str(),
            role_name: self.assignment.role_name.as_str(),
            aliases: &self.aliases,
            colour: self.colour.map(Colour::id),
            note: self.note,
            favourite: self.favourite,
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    labels: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    target: String,
    portal: &'a str,
    account_id: &'a str,
    role_name: &'a str,
    aliases: &'a [&'a str],
    colour: Option<&'static str>,
    note: Option<&'a str>,
    favourite: bool,
}

#[cfg(test)]
mod tests;
