//! `rolecall env`, `exec`, `shell` and `credential-process`: credentials of a role for a shell or a program.
//!
//! They leave through standard output or the environment of a child, never through an argument or a file.

use super::mark;
use crate::choice;
use crate::command_line::{EnvArgs, ExecArgs, TargetArg};
use crate::failure::Failure;
use crate::machine::{Program, ProgramError};
use crate::surroundings::Surroundings;
use rolecall::assignment::Assignment;
use rolecall::credentials::RoleCredentials;
use rolecall::export::{
    ExportContext, ExportError, ExportFormat, REMOVED_VARIABLES, credential_process_json, environment,
    export_text,
};
use rolecall::portal::Portal;
use rolecall::role_session::role_credentials;
use rolecall::secret::ExportText;
use rolecall::settings::Settings;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

/// Botocore asks again from 15 minutes before the end: credentials that end sooner would make every call ask again.
pub(crate) const AT_LEAST: Duration = Duration::from_mins(15);

pub(super) async fn env(here: &Surroundings, args: &EnvArgs) -> Result<(), Failure> {
    let format = args
        .shell
        .as_deref()
        .and_then(ExportFormat::parse)
        .unwrap_or_else(|| own_shell(here));
    let (context, credentials) = obtain(here, &args.target).await?;
    let text = export_text(format, &credentials, &context).map_err(|error| unexportable(&error))?;
    answer(here, &text)?;
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
    become_program(here, &args.target, name, words.collect()).await
}

pub(super) async fn shell(here: &Surroundings, args: &TargetArg) -> Result<(), Failure> {
    let Some(shell) = here.machine.shell() else {
        return Err(Failure::of_input(
            "Your shell is not known: SHELL is not set.",
            "Name it with `rolecall exec TARGET -- SHELL`.",
        ));
    };
    become_program(here, &args.target, shell.into_os_string(), Vec::new()).await
}

pub(super) async fn credential_process(here: &Surroundings, args: &TargetArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, &args.target).await?;
    let credentials = role_credentials(&here.ports, &portal, &assignment, AT_LEAST).await;
    let credentials = credentials.map_err(|error| Failure::at(&portal.name, &error))?;
    delivered(answer(
        here,
        &credential_process_json(&credentials, &assignment.account_id),
    ))
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

async fn obtain(here: &Surroundings, target: &str) -> Result<(ExportContext, RoleCredentials), Failure> {
    let settings = choice::settings(&here.ports)?;
    let (portal, assignment) = choice::assignment(here, &settings, target).await?;
    mark::remark_to_a_person(here, &portal);
    let credentials = role_credentials(&here.ports, &portal, &assignment, AT_LEAST).await;
    Ok((
        context(here, &settings, &portal, &assignment),
        credentials.map_err(|error| Failure::at(&portal.name, &error))?,
    ))
}

async fn become_program(
    here: &Surroundings,
    target: &str,
    name: OsString,
    arguments: Vec<OsString>,
) -> Result<(), Failure> {
    let (context, credentials) = obtain(here, target).await?;
    let set = environment(&credentials, &context);
    drop(credentials);
    let program = Program {
        name,
        arguments,
        set,
        removed: &REMOVED_VARIABLES,
    };
    here.say_news();
    match here.machine.become_program(&program) {
        Ok(0) => Ok(()),
        Ok(code) => Err(Failure::Program(code)),
        Err(error) => Err(not_started(&program, &error)),
    }
}

fn not_started(program: &Program, error: &ProgramError) -> Failure {
    let name = program.name.to_string_lossy();
    match error {
        ProgramError::NotFound => Failure::of_input(
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

/// A region that the person chose in the environment stays; without any, most programs do not start.
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
    // EXPOSE: standard output is where the person asked for it
    here.terminal.exact(text.expose().as_bytes())
}

fn unexportable(error: &ExportError) -> Failure {
    Failure::Failed(format!(
        "Nothing was printed: {error}. Use `rolecall exec` instead."
    ))
}

#[cfg(test)]
mod tests;
