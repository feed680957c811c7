//! `rolecall console`: opens the AWS console as a role, or prints the sign-in link.

use super::{demo_banner, guard, reason};
use crate::command_line::ConsoleArgs;
use crate::context::Context;
use crate::failure::{Failure, require_delivery};
use crate::messages::credentials as messages;
use crate::messages::targets;
use crate::terminal::{Style, Text};
use crate::{mfa, resolve, settings, time_limit};
use rolecall::console::{ConsoleError, Destination, console_url, open_console, parse_destination};
use rolecall::ports::BrowserWarning;
use rolecall::problem::Problem;
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::role_source::ResolvedRole;

pub(super) async fn run(ctx: &Context, args: &ConsoleArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let role = resolve::target(ctx, &settings, &args.target).await?;
    let mut destination = destination(args)?;
    destination.region = region(args, &role)?.or(destination.region);
    let region = settings.console_region.as_ref();
    demo_banner::print_for_role(ctx, &role);
    let reason = reason::of_user(ctx, &settings, &role.key, &args.reason)?;
    guard::confirm(ctx, &settings, &role.key, args.yes)?;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(&args.target));
    let ports = time_limit::of_obtaining(&ports.with_reason(reason));
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    if args.print {
        let url = console_url(&ports, &role, &destination, region).await;
        let url = url.map_err(|error| Failure::for_role(&role, &error))?;
        // EXPOSE: the user requested the link itself
        return require_delivery(ctx.terminal.print_line(url.expose()));
    }
    let target = role.key.target();
    ctx.terminal.show_progress(messages::opening_console(&target));
    let warn = |warning| print_warning(ctx, warning);
    let opened = open_console(&ports, &role, &destination, region, &warn).await;
    opened.map_err(|error| not_opened(&role, &error))?;
    ctx.terminal.note(messages::opened_console(&target));
    Ok(())
}

/// The page may still open: the console is not given up.
fn print_warning(ctx: &Context, warning: BrowserWarning) {
    let summary = Problem::from(&warning.failure).summary;
    ctx.terminal.note(Text::styled(Style::Warning, &summary));
    ctx.terminal.note(messages::OPEN_ONE_TIME_LINK);
    // EXPOSE: the user opens the console with it, once and within a minute; the browser's program already has it
    ctx.terminal.note(format!("  {}", warning.address.expose()));
}

/// If there is no browser, the link can still be opened elsewhere.
fn not_opened(role: &ResolvedRole, error: &ConsoleError) -> Failure {
    match error {
        ConsoleError::Browser(error) => Problem {
            advice: messages::OPEN_LINK.to_owned(),
            ..Problem::from(error)
        }
        .into(),
        ConsoleError::Destination(_) | ConsoleError::RoleSession(_) | ConsoleError::Federation(_) => {
            Failure::for_role(role, error)
        }
    }
}

fn destination(args: &ConsoleArgs) -> Result<Destination, Failure> {
    let destination = args.destination.as_deref().map(parse_destination).transpose();
    Ok(destination
        .map_err(|error| {
            let text = args.destination.as_deref().unwrap_or_default();
            Failure::invalid_input(
                messages::invalid_destination(text, &error),
                messages::DESTINATION_FORM,
            )
        })?
        .unwrap_or_default())
}

/// A region on the command line is used or refused, never replaced by another.
fn region(args: &ConsoleArgs, role: &ResolvedRole) -> Result<Option<Region>, Failure> {
    let Some(text) = args.region.as_deref() else {
        return Ok(None);
    };
    let region = Region::parse_typed(text)
        .map_err(|_| Failure::invalid_input(targets::invalid_region(text), targets::REGION_FORM))?;
    let endpoints = role.source.endpoints();
    if region.partition() == endpoints.partition() {
        return Ok(Some(region));
    }
    Err(Failure::invalid_input(
        targets::region_of_other_partition(&region, &role.key.target(), endpoints.partition()),
        targets::use_region_of(&endpoints),
    ))
}

#[cfg(test)]
mod tests;
