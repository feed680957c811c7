//! `rolecall completions`: prints the completion script of a shell, and the candidates that the script requests.
//!
//! Targets come from the cached lists: completion uses neither the network nor the keychain. Only names that are a plain
//! word in every shell are offered.

use crate::command_line::{CommandLine, CompletionsArgs};
use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::OutputError;
use crate::{settings, state};
use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use rolecall::ports::Ports;
use rolecall::settings::{SettingDescriptor, find_setting};
use rolecall::target::Candidate;
use rolecall_model::role_definition::RoleMethod;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};

/// The environment variable with which the script requests candidates.
pub const VARIABLE: &str = "_ROLECALL_COMPLETE";

const NAME: &str = "rolecall";
const VERBS_WITH_TARGET: [&str; 9] = [
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
const VERBS_WITH_PORTAL: [&str; 2] = ["sign-in", "sign-out"];

pub(super) fn run(ctx: &Context, args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&args.shell) {
        let written = shell.write_registration(VARIABLE, NAME, NAME, NAME, &mut script);
        written.map_err(OutputError::from)?;
    }
    Ok(ctx.terminal.write_raw(&script)?)
}

/// Returns the definition of the command line with completions for targets, portals, accounts and tags from `ports`, and for
/// values of the setting that `arguments` name so far.
pub fn command_with_completions(ports: &Ports, arguments: &[OsString]) -> Command {
    let mut command = CommandLine::command();
    for verb in VERBS_WITH_TARGET {
        let ports = ports.clone();
        let completer = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, targets(&ports)));
        command = with_completer(command, verb, "target", &completer);
    }
    for verb in VERBS_WITH_PORTAL {
        let ports = ports.clone();
        let completer = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, sign_ins(&ports)));
        command = with_completer(command, verb, "portal", &completer);
    }
    let account_ports = ports.clone();
    let accounts = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, accounts(&account_ports)));
    let tag_ports = ports.clone();
    let tags = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, tags(&tag_ports)));
    command = with_completer(command, "tag", "account", &accounts);
    command = with_completer(command, "tag", "tags", &tags);
    let choices = setting_choices(arguments);
    let values = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, choices.clone()));
    command = command.mut_subcommand("settings", |settings| {
        with_completer(settings, "set", "values", &values)
    });
    command = with_role_completions(command, ports);
    let ports = ports.clone();
    let completer = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, portals(&ports)));
    command.mut_subcommand("portal", |portal| {
        with_completer(portal, "remove", "name", &completer)
    })
}

/// Adds completers to the names of defined roles, and to what they are assumed with.
fn with_role_completions(command: Command, ports: &Ports) -> Command {
    let target_ports = ports.clone();
    let targets = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, targets(&target_ports)));
    let ports = ports.clone();
    let names = ArgValueCompleter::new(move |typed: &OsStr| matching(typed, defined_roles(&ports)));
    command.mut_subcommand("role", |role| {
        let verbs = ["edit", "remove", "test"].into_iter();
        let role = verbs.fold(role, |role, verb| with_completer(role, verb, "name", &names));
        let verbs = ["add", "edit"].into_iter();
        verbs.fold(role, |role, verb| with_completer(role, verb, "from", &targets))
    })
}

/// Adds a completer to the argument `id` of the subcommand `verb`. The arguments keep their order, which decides which positional
/// one a word is for.
fn with_completer(command: Command, verb: &str, id: &str, completer: &ArgValueCompleter) -> Command {
    command.mut_subcommand(verb, |verb| {
        verb.mut_args(|arg| {
            if arg.get_id() == id {
                arg.add(completer.clone())
            } else {
                arg
            }
        })
    })
}

/// Values to complete, each with a description.
type Completions = Vec<(String, String)>;

fn targets(ports: &Ports) -> Completions {
    let settings = settings::load(ports).unwrap_or_default();
    let mut candidates = state::candidates(ports, &settings).unwrap_or_default();
    let aliases = settings
        .aliases
        .iter()
        .map(|(alias, role)| (alias.clone(), role.target()));
    let default = settings
        .default_role
        .iter()
        .map(|role| ("@default".to_owned(), role.target()));
    let recents = state::recents(ports, usize::MAX);
    let ranks: HashMap<&RoleRef, usize> = recents.iter().zip(0..).collect();
    let rank = |candidate: &Candidate| ranks.get(&candidate.role).copied().unwrap_or(usize::MAX);
    // Roles that are used often come first; the others keep their order.
    candidates.sort_by_key(rank);
    let targets = candidates
        .iter()
        .map(|candidate| (candidate.role.target(), candidate.account_name.clone()));
    aliases.chain(default).chain(targets).collect()
}

fn defined_roles(ports: &Ports) -> Completions {
    let settings = settings::load(ports).unwrap_or_default();
    let roles = settings.roles.iter();
    roles
        .map(|role| {
            let arn = role.method.role_arn().unwrap_or_default();
            (role.name.to_string(), arn.to_owned())
        })
        .collect()
}

/// The portals, and the roles that a sign-in to the console leads to.
fn sign_ins(ports: &Ports) -> Completions {
    let settings = settings::load(ports).unwrap_or_default();
    let logins = settings.roles.iter().filter_map(|role| {
        let RoleMethod::Login(login) = &role.method else {
            return None;
        };
        Some((role.name.to_string(), login.login_session.to_string()))
    });
    portals(ports).into_iter().chain(logins).collect()
}

fn accounts(ports: &Ports) -> Completions {
    let settings = settings::load(ports).unwrap_or_default();
    let candidates = state::candidates(ports, &settings).unwrap_or_default();
    let mut accounts: Completions = candidates
        .into_iter()
        .map(|candidate| (candidate.role.account_id.to_string(), candidate.account_name))
        .collect();
    accounts.dedup();
    accounts
}

fn tags(ports: &Ports) -> Completions {
    let settings = settings::load(ports).unwrap_or_default();
    let mut tags: Vec<String> = settings.tags.into_values().flatten().collect();
    tags.sort();
    tags.dedup();
    tags.into_iter().map(|tag| (tag, String::new())).collect()
}

/// Returns the words that the setting after `settings set` can be; nothing if its values are not a short list.
fn setting_choices(arguments: &[OsString]) -> Completions {
    let setting = arguments.windows(3).find_map(|words| match words {
        [settings, set, key] if settings == "settings" && set == "set" => find_setting(key.to_str()?),
        _ => None,
    });
    let choices = setting.map(SettingDescriptor::choices).unwrap_or_default();
    choices
        .iter()
        .map(|choice| ((*choice).to_owned(), String::new()))
        .collect()
}

fn portals(ports: &Ports) -> Completions {
    let settings: Settings = settings::load(ports).unwrap_or_default();
    settings
        .portals
        .iter()
        .map(|portal| (portal.name.to_string(), portal.start_url.as_str().to_owned()))
        .collect()
}

fn matching(typed: &OsStr, completions: Completions) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    completions
        .into_iter()
        .filter(|(value, _)| value.starts_with(typed.as_ref()) && is_plain_word(value))
        .map(|(value, description)| {
            let description = rolecall::hostile_text::printable(&description).into_owned();
            CompletionCandidate::new(value).help(Some(description.into()))
        })
        .collect()
}

/// Returns whether no shell gives a meaning to any character of `value`.
fn is_plain_word(value: &str) -> bool {
    value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"/@._+=,-".contains(&b))
}

#[cfg(test)]
mod tests;
