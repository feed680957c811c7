//! `rolecall default`: shows or sets what `@default` means.
//!
//! The switch comes first and is never undone: that the new role session could not be started is told and no failure.

use super::{MIN_REMAINING_LIFETIME, guard};
use crate::choice;
use crate::command_line::DefaultArgs;
use crate::desktop;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use crate::times;
use rolecall::history::{MAX_ROLE_SESSION_DURATION, log_event, stale_default_users};
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall::role_session::start_role_session;
use rolecall::settings::set_default;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::StaleDefaultUser;
use rolecall_model::history::{HistoryEvent, HistoryQuery, Surface};
use rolecall_model::portal::Portal;
use rolecall_model::settings::Settings;

pub(super) async fn run(here: &Surroundings, args: &DefaultArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    if args.clear {
        return clear(here, &settings).await;
    }
    let Some(text) = &args.target else {
        let (_, assignment) = choice::assignment(here, &settings, "@default").await?;
        here.terminal.line(assignment.target())?;
        say_who_holds_another(here, Some(&assignment));
        return Ok(());
    };
    let (portal, assignment) = choice::assignment(here, &settings, text).await?;
    guard::mark_to_a_user(here, &settings, &assignment);
    choice::change_settings(&here.ports, |text| set_default(text, Some(&assignment)))?;
    let ports = here.acting(Surface::Command, choice::is_default(text));
    if settings.default_assignment.as_ref() != Some(&assignment) {
        log_event(&ports, HistoryEvent::DefaultChanged, &assignment, None, None);
    }
    desktop::changed(here).await;
    here.terminal
        .remark(format!("@default now means {}.", assignment.target()));
    warm(here, &ports, &settings, &portal, &assignment).await;
    say_who_holds_another(here, Some(&assignment));
    Ok(())
}

async fn clear(here: &Surroundings, settings: &Settings) -> Result<(), Failure> {
    choice::change_settings(&here.ports, |text| set_default(text, None))?;
    let Some(before) = &settings.default_assignment else {
        here.terminal.remark("@default means nothing.");
        return Ok(());
    };
    let ports = here.acting(Surface::Command, false);
    log_event(
        &ports,
        HistoryEvent::DefaultChanged,
        before,
        None,
        Some("cleared"),
    );
    desktop::changed(here).await;
    here.terminal.remark(format!(
        "@default means nothing now; it meant {}.",
        before.target()
    ));
    say_who_holds_another(here, None);
    Ok(())
}

/// Starts the role session, so that the next program that asks is answered at once.
async fn warm(
    here: &Surroundings,
    ports: &Ports,
    settings: &Settings,
    portal: &Portal,
    assignment: &Assignment,
) {
    match start_role_session(ports, portal, assignment, MIN_REMAINING_LIFETIME, settings.renew).await {
        Ok(record) => {
            let until = times::at(record.expires_at, here.now(), &here.time_zone);
            here.terminal.remark(Text::styled(
                Style::Faint,
                &format!("Its role session is active until {until}."),
            ));
            desktop::changed(here).await;
        }
        Err(error) => {
            let problem = Problem::from(&error).at(&portal.name);
            here.terminal.remark(Text::styled(
                Style::Warning,
                "Its role session could not be started; programs that ask for it now try again.",
            ));
            Failure::from(problem).show(&here.terminal);
        }
    }
}

/// Tells which programs still work with what `@default` meant before.
fn say_who_holds_another(here: &Surroundings, default: Option<&Assignment>) {
    let now = here.now();
    let query = HistoryQuery {
        from: now.checked_sub(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    // Only a remark depends on it.
    let Ok(entries) = here.ports.store.history_store.history(&query) else {
        return;
    };
    let mut running = stale_default_users(&entries, default, now);
    running.retain(|holder| here.ports.desktop.programs.is_running(&holder.program));
    let mut told: Vec<&Assignment> = Vec::new();
    for holder in &running {
        if !told.contains(&&holder.assignment) {
            told.push(&holder.assignment);
            say_who_holds(here, &holder.assignment, &running);
        }
    }
}

fn say_who_holds(here: &Surroundings, held: &Assignment, running: &[StaleDefaultUser]) {
    let who: Vec<String> = running
        .iter()
        .filter(|holder| holder.assignment == *held)
        .map(|holder| {
            let until = times::at(holder.until, here.now(), &here.time_zone);
            format!(
                "{} (pid {}) until {until}",
                holder.program.name, holder.program.pid
            )
        })
        .collect();
    let verb = if who.len() == 1 { "holds" } else { "hold" };
    let account = choice::account(&here.ports, held);
    let name = if account.name.is_empty() {
        held.target()
    } else {
        format!("{}/{}", account.name, held.role_name.as_str())
    };
    here.terminal.remark(Text::styled(
        Style::Warning,
        &format!(
            "{} still {verb} {name}: {}.",
            times::counted(who.len(), "program"),
            who.join(", ")
        ),
    ));
}

#[cfg(test)]
mod tests;
