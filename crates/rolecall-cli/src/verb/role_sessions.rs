//! `rolecall start` and `stop`: role sessions begin and end.

mod listed;

pub(super) use listed::{Listing, list};

use super::{MIN_REMAINING_LIFETIME, guard, mark};
use crate::choice;
use crate::command_line::{StartArgs, StopArgs};
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use crate::times;
use rolecall::ports::Ports;
use rolecall::role_session::{role_sessions, start_role_session, stop_role_session, stored_role_credentials};
use rolecall_model::assignment::Assignment;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::Settings;
use std::time::Duration;

pub(super) async fn start(here: &Surroundings, args: &StartArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, &args.target).await?;
    mark::remark(here, &portal);
    guard::pass(here, &settings, &assignment, args.yes)?;
    let renew = settings.renew && !args.no_renew;
    let ports = here.acting(Surface::Command, choice::is_default(&args.target));
    let started = start_role_session(&ports, &portal, &assignment, MIN_REMAINING_LIFETIME, renew).await;
    let mut record = started.map_err(|error| Failure::at(&portal.name, &error))?;
    if args.no_renew && record.renewal == Renewal::On {
        // It lived already, and goes on as the user chose before; now they chose again.
        let kept = ports
            .store
            .role_session_index
            .set_renewal(&assignment, Renewal::Off);
        kept.map_err(|error| Failure::of(&error))?;
        record.renewal = Renewal::Off;
    }
    let is_heard = desktop::tell(here, &desktop::CHANGED).await.is_ok();
    say_started(here, &settings, &record, is_heard);
    Ok(())
}

fn say_started(here: &Surroundings, settings: &Settings, record: &RoleSessionRecord, desktop_runs: bool) {
    let now = here.now();
    here.terminal.remark(format!(
        "{} is active until {}, {} from now.",
        record.assignment.target(),
        times::at(record.expires_at, now, &here.time_zone),
        times::left(record.expires_at, now),
    ));
    let account = choice::account(&here.ports, &record.assignment);
    let ends_at = listed::ends_at(settings, &account, record);
    let limit = ends_at.map(|ends_at| {
        let at = times::at(ends_at, now, &here.time_zone);
        format!("Its limit ends it at {at}.")
    });
    let renewal = match record.renewal {
        Renewal::On if desktop_runs => Some("It is renewed until you stop it.".to_owned()),
        Renewal::On => Some("It is renewed once Rolecall's window or tray runs: rolecall app".to_owned()),
        Renewal::Off | Renewal::OnDemand => None,
    };
    for remark in [renewal, limit].into_iter().flatten() {
        here.terminal.remark(Text::styled(Style::Faint, &remark));
    }
}

pub(super) async fn stop(here: &Surroundings, args: &StopArgs) -> Result<(), Failure> {
    let Some(text) = &args.target else {
        return stop_all(here).await;
    };
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, text).await?;
    let was_active = is_active(here, &portal, &assignment).await;
    let ports = here.acting(Surface::Command, choice::is_default(text));
    erase(&ports, &assignment).await?;
    desktop::changed(here).await;
    let now = if was_active { "stopped" } else { "not active" };
    here.terminal.remark(format!("{} is {now}.", assignment.target()));
    Ok(())
}

/// Only words depend on it: what cannot be read is erased all the same.
async fn is_active(here: &Surroundings, portal: &Portal, assignment: &Assignment) -> bool {
    let indexed = known(here).await.unwrap_or_default();
    // Credentials that are kept may have been lost from the index.
    indexed.iter().any(|record| record.assignment == *assignment)
        || matches!(
            stored_role_credentials(&here.ports, portal, assignment, Duration::ZERO).await,
            Ok(Some(_))
        )
}

async fn stop_all(here: &Surroundings) -> Result<(), Failure> {
    let known = known(here).await?;
    if known.is_empty() {
        here.terminal.remark("No role session is active.");
    }
    let ports = here.acting(Surface::Command, false);
    for RoleSessionRecord { assignment, .. } in known {
        erase(&ports, &assignment).await?;
        here.terminal
            .remark(format!("{} is stopped.", assignment.target()));
    }
    desktop::changed(here).await;
    Ok(())
}

async fn erase(ports: &Ports, assignment: &Assignment) -> Result<(), Failure> {
    stop_role_session(ports, assignment)
        .await
        .map_err(|error| Failure::of(&error))
}

/// Returns the role sessions that are alive or wait to be renewed.
pub(super) async fn known(here: &Surroundings) -> Result<Vec<RoleSessionRecord>, Failure> {
    role_sessions(&here.ports)
        .await
        .map_err(|error| Failure::of(&error))
}

#[cfg(test)]
mod tests;
