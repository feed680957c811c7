//! `rolecall start`, `stop` and `sessions`: role sessions begin, end and are listed.

use super::{AT_LEAST, mark};
use crate::choice;
use crate::command_line::{JsonArg, StopArgs, TargetArg};
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use crate::times;
use rolecall::assignment::Assignment;
use rolecall::portal::Portal;
use rolecall::ports::RoleSessionRecord;
use rolecall::role_session::{kept_role_credentials, role_credentials, role_sessions, stop_role_session};
use rolecall::target::Candidate;
use serde::Serialize;
use std::time::Duration;

const COLUMNS: [Column; 4] = [
    Column {
        title: "TARGET",
        kept_whole: true,
    },
    Column {
        title: "ACCOUNT",
        kept_whole: false,
    },
    Column {
        title: "LEFT",
        kept_whole: true,
    },
    Column {
        title: "UNTIL",
        kept_whole: true,
    },
];

pub(super) async fn start(here: &Surroundings, args: &TargetArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, &args.target).await?;
    mark::remark(here, &portal);
    let credentials = role_credentials(&here.ports, &portal, &assignment, AT_LEAST).await;
    let expires_at = credentials
        .map_err(|error| Failure::at(&portal.name, &error))?
        .expires_at;
    let record = RoleSessionRecord {
        assignment,
        started_at: here.now(),
        expires_at,
    };
    // Credentials that were kept already may have been lost from the index.
    here.ports
        .state_store
        .keep_role_session(&record)
        .map_err(|error| Failure::of(&error))?;
    let now = here.now();
    here.terminal.remark(format!(
        "{} is active until {}, {} from now.",
        record.assignment.target(),
        times::at(expires_at, now, &here.time_zone),
        times::left(expires_at, now),
    ));
    Ok(())
}

pub(super) async fn stop(here: &Surroundings, args: &StopArgs) -> Result<(), Failure> {
    let Some(text) = &args.target else {
        return stop_all(here).await;
    };
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, text).await?;
    let was_active = is_active(here, &portal, &assignment).await;
    erase(here, &assignment).await?;
    let now = if was_active { "stopped" } else { "not active" };
    here.terminal.remark(format!("{} is {now}.", assignment.target()));
    Ok(())
}

/// Only words depend on it: what cannot be read is erased all the same.
async fn is_active(here: &Surroundings, portal: &Portal, assignment: &Assignment) -> bool {
    let indexed = alive(here).await.unwrap_or_default();
    // Credentials that are kept may have been lost from the index.
    indexed.iter().any(|record| record.assignment == *assignment)
        || matches!(
            kept_role_credentials(&here.ports, portal, assignment, Duration::ZERO).await,
            Ok(Some(_))
        )
}

async fn stop_all(here: &Surroundings) -> Result<(), Failure> {
    let alive = alive(here).await?;
    if alive.is_empty() {
        here.terminal.remark("No role session is active.");
    }
    for RoleSessionRecord { assignment, .. } in alive {
        erase(here, &assignment).await?;
        here.terminal
            .remark(format!("{} is stopped.", assignment.target()));
    }
    Ok(())
}

async fn erase(here: &Surroundings, assignment: &Assignment) -> Result<(), Failure> {
    stop_role_session(&here.ports, assignment)
        .await
        .map_err(|error| Failure::of(&error))
}

pub(super) async fn list(here: &Surroundings, args: &JsonArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let alive = alive(here).await?;
    let candidates = choice::candidates(&here.ports, &settings)?;
    if args.json {
        let role_sessions = alive.iter().map(|record| one(record, &candidates)).collect();
        return here.terminal.json(&Answer {
            version: 1,
            role_sessions,
        });
    }
    if alive.is_empty() {
        here.terminal
            .remark("No role session is active. Start one with `rolecall start TARGET`.");
    }
    table(here, &alive, &candidates).print(&here.terminal)
}

pub(super) async fn alive(here: &Surroundings) -> Result<Vec<RoleSessionRecord>, Failure> {
    role_sessions(&here.ports)
        .await
        .map_err(|error| Failure::of(&error))
}

/// Returns the role sessions as a table.
pub(super) fn table(here: &Surroundings, alive: &[RoleSessionRecord], candidates: &[Candidate]) -> Table {
    let now = here.now();
    let mut table = Table::new(&COLUMNS);
    for record in alive {
        table.push(vec![
            Text::from(record.assignment.target()),
            Text::from(account_name(&record.assignment, candidates)),
            Text::styled(Style::Good, &times::left(record.expires_at, now)),
            Text::from(times::at(record.expires_at, now, &here.time_zone)),
        ]);
    }
    table
}

fn account_name<'a>(assignment: &Assignment, candidates: &'a [Candidate]) -> &'a str {
    let same = |candidate: &&Candidate| {
        candidate.assignment.portal == assignment.portal
            && candidate.assignment.account_id == assignment.account_id
    };
    candidates
        .iter()
        .find(same)
        .map_or("", |candidate| candidate.account_name.as_str())
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    role_sessions: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    target: String,
    portal: &'a str,
    account_id: &'a str,
    account_name: &'a str,
    role_name: &'a str,
    started_at: String,
    expires_at: String,
}

fn one<'a>(record: &'a RoleSessionRecord, candidates: &'a [Candidate]) -> One<'a> {
    let assignment = &record.assignment;
    One {
        target: assignment.target(),
        portal: assignment.portal.as_str(),
        account_id: assignment.account_id.as_str(),
        account_name: account_name(assignment, candidates),
        role_name: assignment.role_name.as_str(),
        started_at: times::exact(record.started_at),
        expires_at: times::exact(record.expires_at),
    }
}

#[cfg(test)]
mod tests;
