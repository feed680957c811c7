//! `rolecall start` and `stop`: start and stop role sessions.

mod list;

pub(super) use list::{RoleSessionList, run_list};

use super::{MIN_REMAINING_LIFETIME, demo_banner, guard, reason};
use crate::command_line::{StartArgs, StopArgs};
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::{reasons, role_sessions as messages};
use crate::terminal::{Style, Text};
use crate::{mfa, resolve, settings, state, time_format, time_limit};
use rolecall::role_session::{role_sessions, start_role_session, stop_all_role_sessions, stop_role_session};
use rolecall_model::history::Surface;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::Settings;

pub(super) async fn start(ctx: &Context, args: &StartArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let role = resolve::target(ctx, &settings, &args.target).await?;
    demo_banner::print_for_role(ctx, &role);
    let reason = reason::of_user(ctx, &settings, &role.key, &args.reason)?;
    guard::confirm(ctx, &settings, &role.key, args.yes)?;
    let renew = settings.renew && !args.no_renew;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(&args.target));
    let ports = time_limit::of_obtaining(&ports.with_reason(reason));
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    let started = start_role_session(&ports, &role, MIN_REMAINING_LIFETIME, renew).await;
    let mut record = started.map_err(|error| Failure::for_role(&role, &error))?;
    if args.no_renew && record.renewal == Renewal::On {
        // An active role session keeps its renewal when it is started again; the option overrides that.
        let saved = ports
            .store
            .role_session_index
            .set_renewal(&role.key, Renewal::Off);
        saved.map_err(|error| Failure::from_error(&error))?;
        record.renewal = Renewal::Off;
    }
    let desktop_runs = desktop::send(ctx, &desktop::CHANGED).await.is_ok();
    print_started(ctx, &settings, &record, desktop_runs);
    if record.reason.is_some() && !role.source.names_reason() {
        ctx.terminal
            .note(Text::styled(Style::Dim, reasons::IN_HISTORY_ONLY));
    }
    Ok(())
}

fn print_started(ctx: &Context, settings: &Settings, record: &RoleSessionRecord, desktop_runs: bool) {
    let now = ctx.now();
    ctx.terminal.note(messages::active(
        &record.role.target(),
        &time_format::time_of_day(record.expires_at, now, &ctx.time_zone),
        &time_format::time_left(record.expires_at, now),
    ));
    let account = state::account(&ctx.ports, settings, &record.role);
    let ends_at = settings.limit_time(&account, record);
    let limit = ends_at.map(|ends_at| {
        let at = time_format::time_of_day(ends_at, now, &ctx.time_zone);
        messages::limit(&at)
    });
    let renewal = match record.renewal {
        Renewal::On if desktop_runs => Some(messages::RENEWED.to_owned()),
        Renewal::On => Some(messages::RENEWED_BY_WINDOW.to_owned()),
        Renewal::Off | Renewal::OnDemand => None,
    };
    for note in [renewal, limit].into_iter().flatten() {
        ctx.terminal.note(Text::styled(Style::Dim, &note));
    }
}

pub(super) async fn stop(ctx: &Context, args: &StopArgs) -> Result<(), Failure> {
    let Some(text) = &args.target else {
        return stop_all(ctx).await;
    };
    let settings = settings::load(&ctx.ports);
    let settings = settings.as_ref().map_err(Clone::clone);
    let role = resolve::role_to_stop(ctx, settings.clone(), text).await?;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(text));
    let stopped = stop_role_session(&ports, &role).await;
    let stopped = stopped.map_err(|error| Failure::from_error(&error))?;
    desktop::notify_changed(ctx).await;
    if stopped.was_known {
        ctx.terminal.note(messages::stopped(&role.target()));
    } else {
        resolve::source(settings?, &role)?;
        ctx.terminal.note(messages::not_active(&role.target()));
    }
    Ok(())
}

async fn stop_all(ctx: &Context) -> Result<(), Failure> {
    let ports = ctx.ports_with_actor(Surface::Command, false);
    let stopped = stop_all_role_sessions(&ports).await;
    let stopped = stopped.map_err(|error| Failure::from_error(&error))?;
    if stopped.is_empty() {
        ctx.terminal.note(messages::NONE_ACTIVE);
    }
    let mut failure = None;
    for (target, outcome) in stopped {
        match outcome {
            Ok(_) => ctx.terminal.note(messages::stopped(&target)),
            Err(error) => failure = failure.or_else(|| Some(Failure::from_error(&error))),
        }
    }
    desktop::notify_changed(ctx).await;
    failure.map_or(Ok(()), Err)
}

/// Returns the role sessions that are active or waiting to be renewed.
pub(super) async fn all(ctx: &Context) -> Result<Vec<RoleSessionRecord>, Failure> {
    role_sessions(&ctx.ports)
        .await
        .map_err(|error| Failure::from_error(&error))
}

#[cfg(test)]
mod tests;
