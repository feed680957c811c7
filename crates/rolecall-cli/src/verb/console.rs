//! `rolecall console`: opens the AWS console as a role, or prints the sign-in link.

use super::{demo_banner, guard};
use crate::command_line::ConsoleArgs;
use crate::context::Context;
use crate::failure::{Failure, require_delivery};
use crate::{resolve, settings};
use rolecall::console::{ConsoleError, Destination, console_url, open_console, parse_destination};
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
    guard::confirm(ctx, &settings, &role.key, args.yes)?;
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(&args.target));
    if args.print {
        let url = console_url(&ports, &role, &destination, region).await;
        let url = url.map_err(|error| Failure::for_role(&role, &error))?;
        // EXPOSE: the user requested the link itself
        return require_delivery(ctx.terminal.print_line(url.expose()));
    }
    ctx.terminal.show_progress(format!(
        "Opening the console as {} and waiting for your browser. Press Ctrl-C to cancel.",
        role.key.target()
    ));
    let opened = open_console(&ports, &role, &destination, region).await;
    opened.map_err(|error| not_opened(&role, &error))?;
    ctx.terminal.note(format!(
        "Opened the console in your browser as {}.",
        role.key.target()
    ));
    Ok(())
}

/// If there is no browser, the link can still be opened elsewhere.
fn not_opened(role: &ResolvedRole, error: &ConsoleError) -> Failure {
    match error {
        ConsoleError::Browser(error) => Problem {
            advice: "Use --print and open the link in a browser yourself.".to_owned(),
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
                format!("Invalid destination \"{text}\": {error}."),
                "Use a service such as s3, a path such as /s3/buckets, or a console URL.",
            )
        })?
        .unwrap_or_default())
}

/// A region on the command line is used or refused, never replaced by another.
fn region(args: &ConsoleArgs, role: &ResolvedRole) -> Result<Option<Region>, Failure> {
    let Some(text) = args.region.as_deref() else {
        return Ok(None);
    };
    let region = Region::parse(text).map_err(|_| {
        Failure::invalid_input(
            format!("Invalid region \"{text}\"."),
            "A region looks like eu-central-1.",
        )
    })?;
    let endpoints = role.source.endpoints();
    let (partition, own) = (region.partition(), endpoints.partition());
    if partition == own {
        return Ok(Some(region));
    }
    Err(Failure::invalid_input(
        format!(
            "The region {region} is in the partition {}, but the role {} is in {}.",
            partition.id(),
            role.key.target(),
            own.id()
        ),
        format!("Use a region of {}, such as {}.", own.id(), endpoints.region),
    ))
}

#[cfg(test)]
mod tests;
