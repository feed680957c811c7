//! `rolecall` alone: what is active, and what to type next.

use super::{portal, role_sessions};
use crate::choice;
use crate::failure::Failure;
use crate::standing::{Standing, standings};
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Text};

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
    let alive = role_sessions::alive(here).await?;
    if alive.is_empty() {
        here.terminal.line("No role session is active.")?;
    } else {
        let candidates = choice::candidates(&here.ports, &settings)?;
        role_sessions::table(here, &alive, &candidates).print(&here.terminal)?;
    }
    here.terminal.line("")?;
    let signed_in = portals
        .iter()
        .any(|(_, standing)| *standing == Standing::SignedIn);
    if signed_in {
        next(here, &SIGNED_IN)
    } else {
        next(here, &SIGNED_OUT)
    }
}

const SIGNED_OUT: [(&str, &str); 2] = [
    ("rolecall sign-in", "sign in"),
    ("rolecall --help", "all commands"),
];

const SIGNED_IN: [(&str, &str); 4] = [
    ("rolecall roles", "list what you may assume"),
    ("rolecall exec TARGET -- COMMAND", "run a command as a role"),
    ("rolecall console TARGET", "open the AWS console"),
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
