//! `rolecall console`: opens the AWS console as a role, or prints the link.

use super::{credentials, guard, mark};
use crate::choice;
use crate::command_line::ConsoleArgs;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use rolecall::console::{ConsoleError, Destination, console_url, open_console, parse_destination};
use rolecall::problem::Problem;
use rolecall_model::history::Surface;
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;

pub(super) async fn run(here: &Surroundings, args: &ConsoleArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, &args.target).await?;
    let mut destination = destination(args)?;
    destination.region = region(args, &portal)?.or(destination.region);
    let region = settings.console_region.as_ref();
    mark::remark(here, &portal);
    guard::pass(here, &settings, &assignment, args.yes)?;
    let ports = here.acting(Surface::Command, choice::is_default(&args.target));
    if args.print {
        let url = console_url(&ports, &portal, &assignment, &destination, region).await;
        let url = url.map_err(|error| Failure::at(&portal.name, &error))?;
        // EXPOSE: the user asked for the link itself
        return credentials::delivered(here.terminal.line(url.expose()));
    }
    here.terminal.progress(format!(
        "Opening the console as {} and waiting for your browser. Ctrl-C gives up.",
        assignment.target()
    ));
    let opened = open_console(&ports, &portal, &assignment, &destination, region).await;
    opened.map_err(|error| not_opened(&portal, &error))?;
    here.terminal.remark(format!(
        "The console opens in your browser as {}.",
        assignment.target()
    ));
    Ok(())
}

/// Where no browser is, the link can still be taken elsewhere.
fn not_opened(portal: &Portal, error: &ConsoleError) -> Failure {
    match error {
        ConsoleError::Browser(error) => Problem {
            advice: "Add --print and open the link in a browser yourself.".to_owned(),
            ..Problem::from(error)
        }
        .into(),
        ConsoleError::Destination(_) | ConsoleError::RoleSession(_) | ConsoleError::Federation(_) => {
            Failure::at(&portal.name, error)
        }
    }
}

fn destination(args: &ConsoleArgs) -> Result<Destination, Failure> {
    let given = args.destination.as_deref().map(parse_destination).transpose();
    Ok(given
        .map_err(|error| {
            let text = args.destination.as_deref().unwrap_or_default();
            Failure::invalid_input(
                format!("\"{text}\" is no destination: {error}."),
                "Give a service such as s3, a path such as /s3/buckets, or an address of the console.",
            )
        })?
        .unwrap_or_default())
}

/// A region that was asked for is landed in or refused, never replaced.
fn region(args: &ConsoleArgs, portal: &Portal) -> Result<Option<Region>, Failure> {
    let Some(text) = args.region.as_deref() else {
        return Ok(None);
    };
    let region = Region::parse(text).map_err(|_| {
        Failure::invalid_input(
            format!("\"{text}\" is no region."),
            "A region looks like eu-central-1.",
        )
    })?;
    let (asked, own) = (region.partition(), portal.partition());
    if asked == own {
        return Ok(Some(region));
    }
    Err(Failure::invalid_input(
        format!(
            "The region {region} is in the partition {}, the portal {} is in {}.",
            asked.id(),
            portal.name,
            own.id()
        ),
        format!("Give a region of {}, such as {}.", own.id(), portal.region),
    ))
}

#[cfg(test)]
mod tests;
