//! `rolecall roles`: the accounts and roles that the person may assume.

use super::mark;
use crate::choice;
use crate::command_line::RolesArgs;
use crate::failure::Failure;
use crate::listing::list_anew;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use crate::times;
use rolecall::Timestamp;
use rolecall::account::Account;
use rolecall::assignment::Assignment;
use rolecall::catalogue::Catalogue;
use rolecall::ports::RoleSessionRecord;
use rolecall::role_session::role_sessions;
use rolecall::settings::{Environment, Settings};
use rolecall::target::{Candidate, search};
use serde::Serialize;

const COLUMNS: [Column; 3] = [
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
    let found = search(&args.query.join(" "), &candidates, &settings.aliases);
    let active = role_sessions(&here.ports)
        .await
        .map_err(|error| Failure::of(&error))?;
    if args.json {
        here.terminal.json(&answer(here, &settings, &found, &active)?)?;
    } else {
        show(here, &settings, args, &found, &active)?;
    }
    failure.map_or(Ok(()), Err)
}

/// Lists anew what must be; returns the failure that the command ends with, the others are shown.
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

fn catalogue(here: &Surroundings, portal: &rolecall::portal::Portal) -> Result<Catalogue, Failure> {
    here.ports
        .state_store
        .catalogue(&portal.name)
        .map_err(|error| Failure::of(&error))
}

fn show(
    here: &Surroundings,
    settings: &Settings,
    args: &RolesArgs,
    found: &[&Candidate],
    active: &[RoleSessionRecord],
) -> Result<(), Failure> {
    let mut table = Table::new(&COLUMNS);
    for candidate in found {
        let assignment = &candidate.assignment;
        table.push(vec![
            Text::from(assignment.target()),
            Text::styled(style(settings, candidate), &candidate.account_name),
            state(here, settings, assignment, active),
        ]);
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

/// What an account is for stands out: production above all.
fn style(settings: &Settings, candidate: &Candidate) -> Style {
    let account = Account {
        id: candidate.assignment.account_id.clone(),
        name: candidate.account_name.clone(),
        email: None,
    };
    match settings.environment_of(&account) {
        Some(Environment::Production) => Style::Bad,
        Some(Environment::Staging) => Style::Warning,
        Some(Environment::Development) => Style::Good,
        None => Style::Plain,
    }
}

fn state(
    here: &Surroundings,
    settings: &Settings,
    assignment: &Assignment,
    active: &[RoleSessionRecord],
) -> Text {
    let mut words = Vec::new();
    if let Some(expires_at) = active_until(assignment, active) {
        words.push(format!("active, {} left", times::left(expires_at, here.now())));
    }
    if settings.default_assignment.as_ref() == Some(assignment) {
        words.push("@default".to_owned());
    }
    words.extend(
        settings
            .alias_of(assignment)
            .map(|alias| format!("alias {alias}")),
    );
    Text::styled(Style::Faint, &words.join(", "))
}

fn active_until(assignment: &Assignment, active: &[RoleSessionRecord]) -> Option<Timestamp> {
    active
        .iter()
        .find(|record| record.assignment == *assignment)
        .map(|record| record.expires_at)
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

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    portals: Vec<ListedPortal>,
    assignments: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct ListedPortal {
    name: String,
    endpoint_url: Option<String>,
    demo: bool,
    refreshed_at: Option<String>,
}

#[derive(Serialize)]
struct Listed<'a> {
    target: String,
    portal: &'a str,
    account_id: &'a str,
    account_name: &'a str,
    role_name: &'a str,
    alias: Option<&'a str>,
    is_default: bool,
    environment: Option<&'static str>,
    active_until: Option<String>,
}

fn answer<'a>(
    here: &Surroundings,
    settings: &'a Settings,
    found: &[&'a Candidate],
    active: &[RoleSessionRecord],
) -> Result<Answer<'a>, Failure> {
    let mut portals = Vec::new();
    for portal in &settings.portals {
        portals.push(ListedPortal {
            name: portal.name.to_string(),
            endpoint_url: portal
                .endpoint_url
                .as_ref()
                .map(|endpoint| endpoint.as_str().to_owned()),
            demo: portal.demo,
            refreshed_at: catalogue(here, portal)?.refreshed_at.map(times::exact),
        });
    }
    let assignments = found
        .iter()
        .map(|candidate| listed(settings, candidate, active))
        .collect();
    Ok(Answer {
        version: 1,
        portals,
        assignments,
    })
}

fn listed<'a>(settings: &'a Settings, candidate: &'a Candidate, active: &[RoleSessionRecord]) -> Listed<'a> {
    let assignment = &candidate.assignment;
    let account = Account {
        id: assignment.account_id.clone(),
        name: candidate.account_name.clone(),
        email: None,
    };
    Listed {
        target: assignment.target(),
        portal: assignment.portal.as_str(),
        account_id: assignment.account_id.as_str(),
        account_name: &candidate.account_name,
        role_name: assignment.role_name.as_str(),
        alias: settings.alias_of(assignment),
        is_default: settings.default_assignment.as_ref() == Some(assignment),
        environment: settings.environment_of(&account).map(Environment::id),
        active_until: active_until(assignment, active).map(times::exact),
    }
}

#[cfg(test)]
mod tests;
