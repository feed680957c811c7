//! `rolecall completions`: the script for a shell, and the candidates that the script asks this command for.
//!
//! Targets come from the kept list: completing touches neither the network nor the keychain. Only names that no
//! shell reads as anything but a word are offered.

use crate::choice;
use crate::command_line::{CommandLine, CompletionsArgs};
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use rolecall::ports::Ports;
use rolecall::settings::Settings;
use std::ffi::OsStr;

/// The variable by which the script asks for candidates.
pub const VARIABLE: &str = "_ROLECALL_COMPLETE";

const NAME: &str = "rolecall";
const TAKE_A_TARGET: [&str; 8] = [
    "start",
    "stop",
    "default",
    "env",
    "exec",
    "shell",
    "credential-process",
    "console",
];
const TAKE_A_PORTAL: [&str; 2] = ["sign-in", "sign-out"];

pub(super) fn run(here: &Surroundings, args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&args.shell) {
        let written = shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut script);
        written.map_err(|error| Failure::output(&error))?;
    }
    here.terminal.exact(&script)
}

/// Returns the command line as the shells' scripts complete it, with targets and portals from `ports`.
pub fn command_with_completions(ports: &Ports) -> Command {
    let mut command = CommandLine::command();
    for verb in TAKE_A_TARGET {
        let ports = ports.clone();
        let completer = ArgValueCompleter::new(move |typed: &OsStr| offered(typed, targets(&ports)));
        command = command.mut_subcommand(verb, |verb| verb.mut_arg("target", |arg| arg.add(completer)));
    }
    for verb in TAKE_A_PORTAL {
        let ports = ports.clone();
        let completer = ArgValueCompleter::new(move |typed: &OsStr| offered(typed, portals(&ports)));
        command = command.mut_subcommand(verb, |verb| verb.mut_arg("portal", |arg| arg.add(completer)));
    }
    let ports = ports.clone();
    let completer = ArgValueCompleter::new(move |typed: &OsStr| offered(typed, portals(&ports)));
    command.mut_subcommand("portal", |portal| {
        portal.mut_subcommand("remove", |verb| verb.mut_arg("name", |arg| arg.add(completer)))
    })
}

/// Each with what it is.
type Named = Vec<(String, String)>;

fn targets(ports: &Ports) -> Named {
    let settings = choice::settings(ports).unwrap_or_default();
    let listed = choice::candidates(ports, &settings).unwrap_or_default();
    let aliases = settings
        .aliases
        .iter()
        .map(|(alias, assignment)| (alias.clone(), assignment.target()));
    let default = settings
        .default_assignment
        .iter()
        .map(|assignment| ("@default".to_owned(), assignment.target()));
    let targets = listed
        .iter()
        .map(|candidate| (candidate.assignment.target(), candidate.account_name.clone()));
    aliases.chain(default).chain(targets).collect()
}

fn portals(ports: &Ports) -> Named {
    let settings: Settings = choice::settings(ports).unwrap_or_default();
    settings
        .portals
        .iter()
        .map(|portal| (portal.name.to_string(), portal.start_url.as_str().to_owned()))
        .collect()
}

fn offered(typed: &OsStr, named: Named) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    named
        .into_iter()
        .filter(|(name, _)| name.starts_with(typed.as_ref()) && is_a_word_everywhere(name))
        .map(|(name, what)| {
            let what = rolecall::hostile_text::printable(&what).into_owned();
            CompletionCandidate::new(name).help(Some(what.into()))
        })
        .collect()
}

fn is_a_word_everywhere(name: &str) -> bool {
    name.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/@._+=,-".contains(&b))
}

#[cfg(test)]
mod tests;
