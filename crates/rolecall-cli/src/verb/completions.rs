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
use rolecall::target::Candidate;
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::ffi::OsStr;

/// The variable by which the script asks for candidates.
pub const VARIABLE: &str = "_ROLECALL_COMPLETE";

const NAME: &str = "rolecall";
const TAKE_A_TARGET: [&str; 9] = [
    "start",
    "stop",
    "default",
    "label",
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
    let of_tags = ports.clone();
    let accounts = ArgValueCompleter::new(move |typed: &OsStr| offered(typed, accounts(&of_tags)));
    let of_tags = ports.clone();
    let tags = ArgValueCompleter::new(move |typed: &OsStr| offered(typed, tags(&of_tags)));
    command = command.mut_subcommand("tag", |verb| {
        verb.mut_arg("account", |arg| arg.add(accounts))
            .mut_arg("tags", |arg| arg.add(tags))
    });
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
    let mut listed = choice::candidates(ports, &settings).unwrap_or_default();
    let aliases = settings
        .aliases
        .iter()
        .map(|(alias, assignment)| (alias.clone(), assignment.target()));
    let default = settings
        .default_assignment
        .iter()
        .map(|assignment| ("@default".to_owned(), assignment.target()));
    let recents = choice::recents(ports, usize::MAX);
    let places: HashMap<&Assignment, usize> = recents.iter().zip(0..).collect();
    let place = |candidate: &Candidate| places.get(&candidate.assignment).copied().unwrap_or(usize::MAX);
    // What is used often comes first; the rest stays as it is listed.
    listed.sort_by_key(place);
    let targets = listed
        .iter()
        .map(|candidate| (candidate.assignment.target(), candidate.account_name.clone()));
    aliases.chain(default).chain(targets).collect()
}

fn accounts(ports: &Ports) -> Named {
    let settings = choice::settings(ports).unwrap_or_default();
    let listed = choice::candidates(ports, &settings).unwrap_or_default();
    let mut accounts: Named = listed
        .into_iter()
        .map(|candidate| {
            (
                candidate.assignment.account_id.to_string(),
                candidate.account_name,
            )
        })
        .collect();
    accounts.dedup();
    accounts
}

fn tags(ports: &Ports) -> Named {
    let settings = choice::settings(ports).unwrap_or_default();
    let mut tags: Vec<String> = settings.tags.into_values().flatten().collect();
    tags.sort();
    tags.dedup();
    tags.into_iter().map(|tag| (tag, String::new())).collect()
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
