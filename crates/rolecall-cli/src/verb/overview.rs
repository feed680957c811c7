//! `rolecall` alone: what is active, and what to type next.

use super::role_sessions::Listing;
use super::{guard, portal};
use crate::choice;
use crate::failure::Failure;
use crate::standing::{Standing, standings};
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};
use rolecall::target::Candidate;
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::Settings;

pub(super) async fn show(here: &Surroundings) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    if settings.portals.is_empty() {
        here.terminal
            .line("Rolecall gives you access to your AWS accounts and roles.")?;
        here.terminal.line("")?;
        return next(
            here,
            &[
                (
                    "rolecall portal add NAME --start-url URL --region REGION",
                    "add your access portal",
                ),
                ("rolecall --help", "all commands"),
            ],
        );
    }
    let (portals, failure) = standings(&here.ports, &settings.portals).await;
    portal::table(&portals).print(&here.terminal)?;
    failure.map_or(Ok(()), Err)?;
    here.terminal.line("")?;
    let listing = Listing::read(here, &settings).await?;
    if listing.is_empty() {
        here.terminal.line("No role session is active.")?;
    } else {
        listing.show(here).await?;
    }
    here.terminal.line("")?;
    let candidates = choice::candidates(&here.ports, &settings)?;
    show_default(here, &settings, &candidates)?;
    show_recents(here, &settings, &listing, &candidates)?;
    let signed_in = portals
        .iter()
        .any(|(_, standing)| *standing == Standing::SignedIn);
    if signed_in {
        next(here, &SIGNED_IN)
    } else {
        next(here, &SIGNED_OUT)
    }
}

fn show_default(here: &Surroundings, settings: &Settings, candidates: &[Candidate]) -> Result<(), Failure> {
    let Some(default) = &settings.default_assignment else {
        return Ok(());
    };
    let line = Text::styled(Style::Strong, "@default").plain(" is ");
    here.terminal
        .line(line.followed_by(named(settings, default, candidates)))?;
    here.terminal.line("")
}

/// What is used often and lately comes first; what is active was shown already.
fn show_recents(
    here: &Surroundings,
    settings: &Settings,
    listing: &Listing,
    candidates: &[Candidate],
) -> Result<(), Failure> {
    let recents = choice::recents(&here.ports, MOST_RECENTS * 2);
    let recents: Vec<_> = recents
        .into_iter()
        .filter(|assignment| settings.portal(&assignment.portal).is_some() && !listing.has(assignment))
        .take(MOST_RECENTS)
        .collect();
    if recents.is_empty() {
        return Ok(());
    }
    here.terminal.line(Text::styled(Style::Faint, "Often used:"))?;
    for assignment in recents {
        let name = named(settings, &assignment, candidates);
        here.terminal.line(Text::from("  ").followed_by(name))?;
    }
    here.terminal.line("")
}

/// The role by the names of a user, in the colour of its environment.
fn named(settings: &Settings, assignment: &Assignment, candidates: &[Candidate]) -> Text {
    let account = choice::account_in(candidates, assignment);
    let environment = settings.environment_of(&account);
    let style = environment.map_or(Style::Plain, |environment| guard::word(environment).0);
    Text::styled(style, &choice::name(assignment, &account, candidates))
}

const MOST_RECENTS: usize = 5;

const SIGNED_OUT: [(&str, &str); 2] = [
    ("rolecall sign-in", "sign in"),
    ("rolecall --help", "all commands"),
];

const SIGNED_IN: [(&str, &str); 6] = [
    ("rolecall roles", "list what you may assume"),
    ("rolecall exec TARGET -- COMMAND", "run a command as a role"),
    ("rolecall default TARGET", "switch what programs get"),
    ("rolecall console TARGET", "open the AWS console"),
    ("rolecall history", "what was done, and by whom"),
    ("rolecall --help", "all commands"),
];

fn next(here: &Surroundings, commands: &[(&str, &str)]) -> Result<(), Failure> {
    let widest = commands
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    for (command, what) in commands {
        let text = Text::from("  ")
            .then(Style::Strong, command)
            .plain(&" ".repeat(widest + 2 - command.len()));
        here.terminal.line(text.then(Style::Faint, what))?;
    }
    Ok(())
}
