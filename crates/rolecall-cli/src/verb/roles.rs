//! `rolecall roles`: the accounts and roles that the user may assume.

mod answer;

use super::labels::STAR;
use super::{guard, mark};
use crate::choice;
use crate::command_line::RolesArgs;
use crate::failure::Failure;
use crate::listing::list_anew;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use crate::times;
use rolecall::role_session::role_sessions;
use rolecall::target::{Candidate, search};
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::colour::Colour;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::settings::{Environment, Settings};
use std::collections::HashSet;

/// The first is for people alone: a pipe begins with the target.
const COLUMNS: [Column; 4] = [
    Column {
        title: "",
        kept_whole: true,
    },
    Column {
        title: "TARGET",
        kept_whole: true,
    },
    Column {
        title: "ACCOUNT",
        kept_whole: false,
    },
    Column {
        title: "",
        kept_whole: false,
    },
];

pub(super) async fn run(here: &Surroundings, args: &RolesArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    if settings.portals.is_empty() {
        choice::portal(&settings, None)?;
    }
    let failure = list_where_needed(here, &settings, args.refresh).await?;
    let candidates = choice::candidates(&here.ports, &settings)?;
    let query = args.query.join(" ");
    let found = search(&query, &candidates, &settings.aliases, &settings.tags);
    let known = Known::read(here, settings).await?;
    if args.json {
        here.terminal.json(&answer::answer(here, &known, &found)?)?;
    } else {
        show(here, &known, args, &found)?;
    }
    failure.map_or(Ok(()), Err)
}

/// What is known about roles beside the list.
struct Known {
    settings: Settings,
    active: Vec<RoleSessionRecord>,
    favourites: HashSet<Assignment>,
}

impl Known {
    async fn read(here: &Surroundings, settings: Settings) -> Result<Self, Failure> {
        let active = role_sessions(&here.ports).await;
        let favourites = here.ports.store.preference_store.favourites();
        Ok(Self {
            settings,
            active: active.map_err(|error| Failure::of(&error))?,
            favourites: favourites
                .map_err(|error| Failure::of(&error))?
                .into_iter()
                .collect(),
        })
    }

    fn environment_of(&self, candidate: &Candidate) -> Option<Environment> {
        self.settings.environment_of(&Account {
            id: candidate.assignment.account_id.clone(),
            name: candidate.account_name.clone(),
            email: None,
        })
    }

    /// One that waits for new credentials is not active.
    fn active_until(&self, assignment: &Assignment, now: Timestamp) -> Option<Timestamp> {
        let mut active = self.active.iter();
        active
            .find(|record| record.assignment == *assignment && record.expires_at > now)
            .map(|record| record.expires_at)
    }
}

/// Lists again what must be; returns the failure that the command ends with, the others are shown.
async fn list_where_needed(
    here: &Surroundings,
    settings: &Settings,
    refresh: bool,
) -> Result<Option<Failure>, Failure> {
    let mut ends_with = None;
    let mut something_listed = false;
    for portal in &settings.portals {
        let known = catalogue(here, portal)?.refreshed_at.is_some();
        something_listed |= known;
        if known && !refresh {
            continue;
        }
        mark::remark(here, portal);
        match list_anew(here, portal).await {
            Ok(()) => something_listed = true,
            Err(failure) if ends_with.is_none() => ends_with = Some(failure),
            Err(failure) => failure.show(&here.terminal),
        }
    }
    match ends_with {
        // A portal that nobody uses must not spoil the list of the others.
        Some(failure) if something_listed && !refresh => {
            failure.show(&here.terminal);
            Ok(None)
        }
        ends_with => Ok(ends_with),
    }
}

fn catalogue(here: &Surroundings, portal: &rolecall_model::portal::Portal) -> Result<Catalogue, Failure> {
    here.ports
        .store
        .catalogue_store
        .catalogue(&portal.name)
        .map_err(|error| Failure::of(&error))
}

fn show(here: &Surroundings, known: &Known, args: &RolesArgs, found: &[&Candidate]) -> Result<(), Failure> {
    let settings = &known.settings;
    let for_a_user = here.terminal.out_face().is_terminal;
    let stars = for_a_user && found.iter().any(|it| known.favourites.contains(&it.assignment));
    let mut table = Table::new(if stars { &COLUMNS } else { &COLUMNS[1..] });
    for candidate in found {
        let is_favourite = known.favourites.contains(&candidate.assignment);
        let star = stars.then(|| Text::styled(Style::Warning, if is_favourite { STAR } else { "" }));
        let environment = known.environment_of(candidate);
        let style = environment.map_or(Style::Plain, |environment| guard::word(environment).0);
        let cells = [
            Text::from(candidate.assignment.target()),
            Text::styled(style, &candidate.account_name),
            state(here, known, candidate, is_favourite && !for_a_user),
        ];
        table.push(star.into_iter().chain(cells).collect());
    }
    table.print(&here.terminal)?;
    let nothing_at_all = say_where_nothing_is_assigned(here, settings)?;
    if found.is_empty() && !args.query.is_empty() && !nothing_at_all {
        here.terminal
            .remark(format!("Nothing matches \"{}\".", args.query.join(" ")));
    }
    if here.terminal.out_face().is_terminal {
        say_what_is_shown(here, settings, found)?;
    }
    Ok(())
}

/// Returns whether that is so at every portal.
fn say_where_nothing_is_assigned(here: &Surroundings, settings: &Settings) -> Result<bool, Failure> {
    let mut everywhere = true;
    for portal in &settings.portals {
        let catalogue = catalogue(here, portal)?;
        // Roles that could not be listed may be assigned all the same.
        let none = |roles: &Option<Vec<_>>| roles.as_ref().is_some_and(Vec::is_empty);
        if catalogue.refreshed_at.is_some() && catalogue.accounts.iter().all(|listed| none(&listed.roles)) {
            here.terminal.remark(format!(
                "No role is assigned to you at {}. Ask whoever administers it; \
                 `rolecall roles --refresh` then lists what is new.",
                portal.name
            ));
        } else {
            everywhere = false;
        }
    }
    Ok(everywhere)
}

fn state(here: &Surroundings, known: &Known, candidate: &Candidate, favourite: bool) -> Text {
    let (settings, assignment) = (&known.settings, &candidate.assignment);
    let mut words = Vec::new();
    let faint = |word: String| (Style::Faint, word);
    words.extend(known.environment_of(candidate).map(|environment| {
        let (style, word) = guard::word(environment);
        (style, word.to_owned())
    }));
    words.extend(known.active_until(assignment, here.now()).map(|until| {
        let left = times::left(until, here.now());
        (Style::Good, format!("active, {left} left"))
    }));
    if settings.default_assignment.as_ref() == Some(assignment) {
        words.push((Style::Strong, "@default".to_owned()));
    }
    let alias = settings.alias_of(assignment);
    words.extend(alias.map(|alias| faint(format!("alias {alias}"))));
    let colour = settings.colours.get(assignment).copied();
    words.extend(colour.map(|colour| faint(Colour::id(colour).to_owned())));
    words.extend(favourite.then(|| faint("favourite".to_owned())));
    let tags = settings.tags.get(&assignment.account_id);
    words.extend(tags.into_iter().flatten().map(|tag| faint(format!("#{tag}"))));
    let mut text = Text::default();
    for (at, (style, word)) in words.iter().enumerate() {
        let between = if at > 0 { ", " } else { "" };
        text = text.then(Style::Faint, between).then(*style, word);
    }
    text
}

fn say_what_is_shown(here: &Surroundings, settings: &Settings, found: &[&Candidate]) -> Result<(), Failure> {
    let mut accounts: Vec<_> = found
        .iter()
        .map(|candidate| (&candidate.assignment.portal, &candidate.assignment.account_id))
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut line = format!(
        "{} · {}",
        times::counted(accounts.len(), "account"),
        times::counted(found.len(), "role")
    );
    for portal in &settings.portals {
        let updated = catalogue(here, portal)?
            .refreshed_at
            .map(|at| times::ago(at, here.now()));
        let updated = updated.unwrap_or_else(|| "never".to_owned());
        let mark = mark::of(portal)
            .map(|mark| format!(" ({mark})"))
            .unwrap_or_default();
        line.push_str(&format!(" · {}{mark} updated {updated}", portal.name));
    }
    here.terminal.remark(Text::styled(Style::Faint, &line));
    Ok(())
}

#[cfg(test)]
mod tests;
