//! `rolecall` without a verb: the portals, the active role sessions, and useful next commands.

use super::role::certificate_warning;
use super::role_sessions::RoleSessionList;
use super::{guard, portal};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::overview as messages;
use crate::messages::role_sessions::NONE_ACTIVE;
use crate::settings;
use crate::sign_in_status::{SignInStatus, sign_in_statuses};
use crate::state::{self, CachedLists};
use crate::terminal::{Style, Text};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;

pub(super) async fn show(ctx: &Context) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if settings.portals.is_empty() {
        ctx.terminal.print_line(messages::INTRODUCTION)?;
        ctx.terminal.print_line("")?;
        return print_next_commands(ctx, &messages::WITHOUT_PORTAL);
    }
    let (portals, failure) = sign_in_statuses(&ctx.ports, &settings.portals).await;
    portal::table(&portals).print(&ctx.terminal)?;
    failure.map_or(Ok(()), Err)?;
    ctx.terminal.print_line("")?;
    let active = RoleSessionList::read(ctx, &settings).await?;
    if active.is_empty() {
        ctx.terminal.print_line(NONE_ACTIVE)?;
    } else {
        active.print(ctx).await?;
    }
    ctx.terminal.print_line("")?;
    print_certificates(ctx, &settings).await?;
    let lists = CachedLists::read(&ctx.ports, &settings)?;
    print_default(ctx, &settings, &lists)?;
    print_recents(ctx, &settings, &active, &lists)?;
    let signed_in = portals
        .iter()
        .any(|(_, status)| *status == SignInStatus::SignedIn);
    if signed_in {
        print_next_commands(ctx, &messages::SIGNED_IN)
    } else {
        print_next_commands(ctx, &messages::SIGNED_OUT)
    }
}

/// Prints which certificates end soon.
async fn print_certificates(ctx: &Context, settings: &Settings) -> Result<(), Failure> {
    let mut has_any = false;
    for role in &settings.roles {
        if let Some(warning) = certificate_warning(ctx, role).await {
            let line = Text::styled(Style::Bold, role.name.as_str()).plain(": ");
            ctx.terminal.print_line(line.with(Style::Warning, &warning))?;
            has_any = true;
        }
    }
    if has_any {
        ctx.terminal.print_line("")?;
    }
    Ok(())
}

fn print_default(ctx: &Context, settings: &Settings, lists: &CachedLists) -> Result<(), Failure> {
    let Some(default) = &settings.default_role else {
        return Ok(());
    };
    let line = Text::styled(Style::Bold, "@default").plain(messages::IS);
    ctx.terminal
        .print_line(line.append(role_text(settings, default, lists)))?;
    Ok(ctx.terminal.print_line("")?)
}

/// Prints roles that are used often and recently, without those that are active.
fn print_recents(
    ctx: &Context,
    settings: &Settings,
    active: &RoleSessionList,
    lists: &CachedLists,
) -> Result<(), Failure> {
    let recents = state::recents(&ctx.ports, MAX_RECENTS * 2);
    let recents: Vec<_> = recents
        .into_iter()
        .filter(|role| settings.resolve(role).is_ok() && !active.contains(role))
        .take(MAX_RECENTS)
        .collect();
    if recents.is_empty() {
        return Ok(());
    }
    ctx.terminal
        .print_line(Text::styled(Style::Dim, messages::FREQUENTLY_USED))?;
    for role in recents {
        let role = role_text(settings, &role, lists);
        ctx.terminal.print_line(Text::from("  ").append(role))?;
    }
    Ok(ctx.terminal.print_line("")?)
}

/// Returns the role by its most readable target, in the colour of its environment.
fn role_text(settings: &Settings, role: &RoleRef, lists: &CachedLists) -> Text {
    let account = lists.account(role);
    let environment = settings.environment_of(&account);
    let style = environment.map_or(Style::Plain, |environment| guard::label(environment).0);
    Text::styled(style, &lists.readable_target(role))
}

const MAX_RECENTS: usize = 5;

fn print_next_commands(ctx: &Context, commands: &[(&str, &str)]) -> Result<(), Failure> {
    let widest = commands
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    for (command, description) in commands {
        let text = Text::from("  ")
            .with(Style::Bold, command)
            .plain(&" ".repeat(widest + 2 - command.len()));
        ctx.terminal.print_line(text.with(Style::Dim, description))?;
    }
    Ok(())
}
