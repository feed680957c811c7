//! `rolecall default`: shows or sets the role that `@default` stands for.
//!
//! The default is changed first and never reverted. If its role session cannot be started, a note says so, but the command
//! succeeds.

use super::{MIN_REMAINING_LIFETIME, guard};
use crate::command_line::DefaultArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::default as messages;
use crate::terminal::{Style, Text};
use crate::time_format;
use crate::{resolve, settings, state};
use rolecall::history::{MAX_ROLE_SESSION_DURATION, record_event, stale_default_users};
use rolecall::ports::Ports;
use rolecall::role_session::start_role_session;
use rolecall::settings::set_default;
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryDetail, HistoryEvent, HistoryQuery, StaleDefaultUser, Surface};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::settings::Settings;

pub(super) async fn run(ctx: &Context, args: &DefaultArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if args.clear {
        return clear(ctx, &settings).await;
    }
    let Some(text) = &args.target else {
        let role = resolve::target(ctx, &settings, "@default").await?.key;
        ctx.terminal.print_line(role.target())?;
        print_stale_users(ctx, &settings, Some(&role));
        return Ok(());
    };
    let resolved = resolve::target(ctx, &settings, text).await?;
    let role = &resolved.key;
    guard::confirm(ctx, &settings, role, args.yes)?;
    settings::change(&ctx.ports, |text| set_default(text, Some(role)))?;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(text));
    if settings.default_role.as_ref() != Some(role) {
        record_event(&ports, HistoryEvent::DefaultChanged, role, None, None);
    }
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::set(&role.target()));
    start_default(ctx, &ports, &settings, &resolved).await;
    print_stale_users(ctx, &settings, Some(role));
    Ok(())
}

async fn clear(ctx: &Context, settings: &Settings) -> Result<(), Failure> {
    settings::change(&ctx.ports, |text| set_default(text, None))?;
    let Some(previous) = &settings.default_role else {
        ctx.terminal.note(messages::NOT_SET);
        return Ok(());
    };
    let ports = ctx.ports_with_actor(Surface::Command, false);
    record_event(
        &ports,
        HistoryEvent::DefaultChanged,
        previous,
        None,
        Some(HistoryDetail::DefaultCleared),
    );
    desktop::notify_changed(ctx).await;
    ctx.terminal.note(messages::cleared(&previous.target()));
    print_stale_users(ctx, settings, None);
    Ok(())
}

/// Starts the role session of the new default, so that the next program gets its credentials without delay.
async fn start_default(ctx: &Context, ports: &Ports, settings: &Settings, role: &ResolvedRole) {
    match start_role_session(ports, role, MIN_REMAINING_LIFETIME, settings.renew).await {
        Ok(record) => {
            let expires_at = time_format::time_of_day(record.expires_at, ctx.now(), &ctx.time_zone);
            ctx.terminal
                .note(Text::styled(Style::Dim, &messages::started(&expires_at)));
            desktop::notify_changed(ctx).await;
        }
        Err(error) => {
            ctx.terminal
                .note(Text::styled(Style::Warning, messages::NOT_STARTED));
            Failure::for_role(role, &error).print(&ctx.terminal);
        }
    }
}

/// Prints the running programs that still use the credentials of a previous default.
fn print_stale_users(ctx: &Context, settings: &Settings, default: Option<&RoleRef>) {
    let now = ctx.now();
    let query = HistoryQuery {
        from: now.checked_sub(MAX_ROLE_SESSION_DURATION).unwrap_or(now),
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    // Only a note depends on it.
    let Ok(entries) = ctx.ports.store.history_store.history(&query) else {
        return;
    };
    let mut running = stale_default_users(&entries, default, now);
    running.retain(|user| ctx.ports.desktop.programs.is_running(&user.program));
    let mut printed: Vec<&RoleRef> = Vec::new();
    for user in &running {
        if !printed.contains(&&user.role) {
            printed.push(&user.role);
            print_users_of(ctx, settings, &user.role, &running);
        }
    }
}

fn print_users_of(ctx: &Context, settings: &Settings, role: &RoleRef, running: &[StaleDefaultUser]) {
    let programs: Vec<String> = running
        .iter()
        .filter(|user| user.role == *role)
        .map(|user| {
            let until = time_format::time_of_day(user.expires_at, ctx.now(), &ctx.time_zone);
            messages::program(&user.program, &until)
        })
        .collect();
    let account = state::account(&ctx.ports, settings, role);
    let name = if account.name.is_empty() {
        role.target()
    } else {
        format!("{}/{}", account.name, role.role_name.as_str())
    };
    ctx.terminal.note(Text::styled(
        Style::Warning,
        &messages::stale_users(&name, &programs),
    ));
}

#[cfg(test)]
mod tests;
