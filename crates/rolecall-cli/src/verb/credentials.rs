//! `rolecall env`, `exec`, `shell` and `credential-process`: credentials of a role for a shell or a program.
//!
//! They leave through standard output or the environment of a child, never through an argument or a file.

use super::{guard, mark};
use crate::choice;
use crate::command_line::{EnvArgs, ExecArgs, ShellArgs, TargetArg};
use crate::failure::Failure;
use crate::machine::{Program, ProgramError};
use crate::surroundings::Surroundings;
use rolecall::export::{
    ExportContext, ExportError, ExportFormat, REMOVED_VARIABLES, credential_process_json, environment,
    export_text,
};
use rolecall::history::log_vended;
use rolecall::ports::Ports;
use rolecall::role_session::role_credentials;
use rolecall_model::assignment::Assignment;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::history::Surface;
use rolecall_model::portal::Portal;
use rolecall_model::secret::ExportText;
use rolecall_model::settings::Settings;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// Botocore asks again from 15 minutes before the end: credentials that end sooner would make every call ask again.
pub(crate) const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

pub(super) async fn env(here: &Surroundings, args: &EnvArgs) -> Result<(), Failure> {
    let format = args
        .shell
        .as_deref()
        .and_then(ExportFormat::parse)
        .unwrap_or_else(|| own_shell(here));
    let obtained = obtain(here, &args.target, args.yes).await?;
    let text = export_text(format, &obtained.credentials, &obtained.context);
    answer(here, &text.map_err(|error| unexportable(&error))?)?;
    obtained.log_vended(&obtained.ports, format.id());
    if here.terminal.out_face().is_terminal {
        here.terminal
            .remark("These are secrets. To use them without showing them: eval \"$(rolecall env …)\"");
    }
    Ok(())
}

pub(super) async fn exec(here: &Surroundings, args: ExecArgs) -> Result<(), Failure> {
    let mut words = args.command.into_iter();
    // The command line demands one word at least.
    let name = words.next().unwrap_or_default();
    let wanted = Wanted {
        target: &args.target,
        yes: args.yes,
        how: "exec",
    };
    become_program(here, &wanted, name, words.collect()).await
}

pub(super) async fn shell(here: &Surroundings, args: &ShellArgs) -> Result<(), Failure> {
    let Some(shell) = here.machine.shell() else {
        return Err(Failure::invalid_input(
            "Your shell is not known: SHELL is not set.",
            "Name it with `rolecall exec TARGET -- SHELL`.",
        ));
    };
    let wanted = Wanted {
        target: &args.target,
        yes: args.yes,
        how: "shell",
    };
    become_program(here, &wanted, shell.into_os_string(), Vec::new()).await
}

pub(super) async fn credential_process(here: &Surroundings, args: &TargetArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, &args.target).await?;
    let ports = here.acting(Surface::CredentialProcess, choice::is_default(&args.target));
    let credentials = role_credentials(&ports, &portal, &assignment, MIN_REMAINING_LIFETIME).await;
    let credentials = credentials.map_err(|error| Failure::at(&portal.name, &error))?;
    delivered(answer(
        here,
        &credential_process_json(&credentials, &assignment.account_id),
    ))?;
    log_vended(&ports, &assignment, credentials.expires_at, None);
    Ok(())
}

/// Makes a closed output a failure: an SDK that did not get the document must not be told that it did.
///
/// # Errors
/// As `answered`, and [`Failure::Output`] when nobody reads.
pub fn delivered(answered: Result<(), Failure>) -> Result<(), Failure> {
    match answered {
        Err(Failure::Closed) => Err(Failure::Output("nobody reads it".to_owned())),
        answered => answered,
    }
}

/// Credentials, and everything that belongs to handing them on.
struct Obtained {
    ports: Ports,
    assignment: Assignment,
    context: ExportContext,
    credentials: RoleCredentials,
}

impl Obtained {
    fn log_vended(&self, ports: &Ports, how: &str) {
        log_vended(ports, &self.assignment, self.credentials.expires_at, Some(how));
    }
}

async fn obtain(here: &Surroundings, target: &str, yes: bool) -> Result<Obtained, Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, target).await?;
    mark::remark_to_a_user(here, &portal);
    guard::pass(here, &settings, &assignment, yes)?;
    let ports = here.acting(Surface::Command, choice::is_default(target));
    let credentials = role_credentials(&ports, &portal, &assignment, MIN_REMAINING_LIFETIME).await;
    Ok(Obtained {
        credentials: credentials.map_err(|error| Failure::at(&portal.name, &error))?,
        context: context(here, &settings, &portal, &assignment),
        assignment,
        ports,
    })
}

/// Which credentials a program gets, and by which verb.
struct Wanted<'a> {
    target: &'a str,
    yes: bool,
    how: &'static str,
}

async fn become_program(
    here: &Surroundings,
    wanted: &Wanted<'_>,
    name: OsString,
    arguments: Vec<OsString>,
) -> Result<(), Failure> {
    let obtained = obtain(here, wanted.target, wanted.yes).await?;
    let program = Program {
        set: environment(&obtained.credentials, &obtained.context),
        name,
        arguments,
        removed: &REMOVED_VARIABLES,
    };
    // Nothing can be written once this process is the program.
    obtained.log_vended(&as_program(here, &obtained.ports, &program.name), wanted.how);
    drop(obtained);
    here.say_news();
    match here.machine.become_program(&program) {
        Ok(0) => Ok(()),
        Ok(code) => Err(Failure::Program(code)),
        Err(error) => Err(not_started(&program.name, &error)),
    }
}

/// Where this process becomes the program, that one holds the credentials, not whoever started this one.
fn as_program(here: &Surroundings, ports: &Ports, name: &OsString) -> Ports {
    let mut ports = ports.clone();
    let file = Path::new(name).file_name().unwrap_or(name);
    ports.actor.program = here
        .machine
        .this_program(&file.to_string_lossy())
        .or(ports.actor.program);
    ports
}

fn not_started(name: &OsString, error: &ProgramError) -> Failure {
    let name = name.to_string_lossy();
    match error {
        ProgramError::NotFound => Failure::invalid_input(
            format!("There is no program called \"{name}\"."),
            "Check its name and your PATH.",
        ),
        ProgramError::Failed { detail } => Failure::Failed(format!(
            "\"{name}\" could not be started: {detail}. Check that it may be run."
        )),
    }
}

fn own_shell(here: &Surroundings) -> ExportFormat {
    let shell = here.machine.shell();
    let name = shell
        .as_deref()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str());
    let usual = if cfg!(windows) {
        ExportFormat::PowerShell
    } else {
        ExportFormat::Posix
    };
    name.and_then(ExportFormat::parse).unwrap_or(usual)
}

/// A region that the user chose in the environment stays; without any, most programs do not start.
fn context(
    here: &Surroundings,
    settings: &Settings,
    portal: &Portal,
    assignment: &Assignment,
) -> ExportContext {
    let chosen = settings.console_region.as_ref();
    let region = chosen
        .filter(|region| region.partition() == portal.partition())
        .unwrap_or(&portal.region);
    let region = (!here.machine.has_region()).then(|| region.clone());
    ExportContext::of(portal, &assignment.account_id, region)
}

fn answer(here: &Surroundings, text: &ExportText) -> Result<(), Failure> {
    // EXPOSE: standard output is where the user asked for it
    here.terminal.exact(text.expose().as_bytes())
}

fn unexportable(error: &ExportError) -> Failure {
    Failure::Failed(format!(
        "Nothing was printed: {error}. Use `rolecall exec` instead."
    ))
}

#[cfg(test)]
mod tests;
