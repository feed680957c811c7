//! What is done with a role: its console is opened, a command or its credentials are copied.
//!
//! Window and tray do the same by the same way; only the window is asked first about production, since the tray's menu asks itself.

use crate::ipc::wire::{AssignmentKey, CopiedView, DestinationKey, DestinationView, ExportView};
use crate::stage::Acting;
use crate::view;
use rolecall::console::{self, Destination, services};
use rolecall::export::{ExportContext, ExportFormat, eval_command, export_text, profile_command};
use rolecall::history;
use rolecall::keeper::{Request, Snapshot};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::role_credentials;
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::partition::Region;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::secret::ExportText;
use rolecall_model::settings::{Environment, environment_of};
use std::time::Duration;

/// Credentials that are copied are worth at least this much time.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);
/// What stands before the id of a format when the command is copied that prints it, not the credentials.
const COMMAND: &str = "command:";

/// Opens the console as the page asks.
pub(crate) async fn open_console(
    acting: &Acting,
    key: &AssignmentKey,
    destination: Option<&DestinationKey>,
    confirmed: bool,
) -> Result<(), Problem> {
    let assignment = view::assignment(key)?;
    guard(&acting.keeper.snapshot(), &assignment, confirmed)?;
    let region = destination
        .and_then(|key| key.region.as_deref())
        .map(Region::parse)
        .transpose();
    let destination = Destination {
        service: destination.and_then(|key| key.service.clone()),
        region: region
            .map_err(|error| Problem::invalid_input(format!("The console was not opened: {error}.")))?,
        ..Destination::default()
    };
    open_console_at(acting, &assignment, &destination).await
}

/// Opens the console at a place.
pub(crate) async fn open_console_at(
    acting: &Acting,
    assignment: &Assignment,
    destination: &Destination,
) -> Result<(), Problem> {
    let portal = portal_of(acting, &assignment.portal)?;
    let region = acting.keeper.snapshot().settings.console_region.clone();
    let opened =
        console::open_console(&acting.ports, &portal, assignment, destination, region.as_ref()).await;
    acting.keeper.send(Request::Reload);
    opened.map_err(|error| Problem::from(&error).at(&portal.name))
}

/// Refuses what the user wants to be asked about first, until they confirmed it.
fn guard(snapshot: &Snapshot, assignment: &Assignment, confirmed: bool) -> Result<(), Problem> {
    let is_production = || {
        let state = snapshot.portal(&assignment.portal);
        let listed = state.and_then(|state| {
            state
                .catalogue
                .accounts
                .iter()
                .find(|it| it.account.id == assignment.account_id)
        });
        let unlisted = || Account::unlisted(&assignment.account_id);
        let account = listed.map_or_else(unlisted, |listed| listed.account.clone());
        environment_of(&snapshot.settings, &account) == Some(Environment::Production)
    };
    if snapshot.settings.ask_before_production && !confirmed && is_production() {
        return Err(Problem::new(ProblemCode::ConfirmationNeeded, ""));
    }
    Ok(())
}

pub(crate) fn destinations() -> Vec<DestinationView> {
    let view = |service: &console::Service| DestinationView {
        service: service.short.to_owned(),
        label: service.label.to_owned(),
        global: service.global,
    };
    services().iter().map(view).collect()
}

/// What the copy menu offers: one entry for each way of writing, by the names that people know it by.
const OFFERED: [(ExportFormat, &str); 8] = [
    (ExportFormat::Bash, "bash, zsh"),
    (ExportFormat::Fish, "fish"),
    (ExportFormat::PowerShell, "PowerShell"),
    (ExportFormat::Cmd, "cmd"),
    (ExportFormat::Nushell, "Nushell"),
    (ExportFormat::Dotenv, ".env file"),
    (ExportFormat::Json, "JSON"),
    (ExportFormat::CredentialProcess, "credential_process JSON"),
];

/// Returns what can be copied: commands that carry no secret first.
pub(crate) fn exports() -> Vec<ExportView> {
    let commands = OFFERED[..3].iter().map(|(format, label)| ExportView {
        format: format!("{COMMAND}{}", format.id()),
        label: format!("Command for {label}"),
        secret: false,
    });
    let profile = ExportView {
        format: format!("{COMMAND}{}", ExportFormat::CredentialProcess.id()),
        label: "credential_process for ~/.aws/config".to_owned(),
        secret: false,
    };
    let credentials = OFFERED.iter().map(|(format, label)| ExportView {
        format: format.id().to_owned(),
        label: (*label).to_owned(),
        secret: true,
    });
    commands.chain([profile]).chain(credentials).collect()
}

/// Copies what the page asks for.
pub(crate) async fn copy_export(
    acting: &Acting,
    key: &AssignmentKey,
    format: &str,
    confirmed: bool,
) -> Result<CopiedView, Problem> {
    let assignment = view::assignment(key)?;
    if let Some(id) = format.strip_prefix(COMMAND) {
        return copy_command(acting, &assignment, id);
    }
    guard(&acting.keeper.snapshot(), &assignment, confirmed)?;
    copy_credentials(acting, &assignment, format).await
}

/// Copies the command that prints or passes on the credentials in the format `id`; the command holds no secret.
pub(crate) fn copy_command(
    acting: &Acting,
    assignment: &Assignment,
    id: &str,
) -> Result<CopiedView, Problem> {
    let target = assignment.target();
    let command = if id == ExportFormat::CredentialProcess.id() {
        profile_command(&target)
    } else {
        eval_command(&target, ExportFormat::parse(id).ok_or_else(unknown)?)
    };
    copy_plain(acting, &command.map_err(cannot)?, "the command")
}

/// Copies credentials in the format `id`; they leave the clipboard again.
pub(crate) async fn copy_credentials(
    acting: &Acting,
    assignment: &Assignment,
    id: &str,
) -> Result<CopiedView, Problem> {
    let format = ExportFormat::parse(id).ok_or_else(unknown)?;
    let portal = portal_of(acting, &assignment.portal)?;
    let credentials = role_credentials(&acting.ports, &portal, assignment, MIN_REMAINING_LIFETIME).await;
    acting.keeper.send(Request::Reload);
    let credentials = credentials.map_err(|error| Problem::from(&error).at(&portal.name))?;
    let region = acting.keeper.snapshot().settings.console_region.clone();
    let context = ExportContext::of(&portal, &assignment.account_id, region);
    let text = export_text(format, &credentials, &context).map_err(cannot)?;
    let copied = copy_secret(acting, &text, &format!("credentials for {}", format.label()))?;
    history::log_copied(&acting.ports, assignment, credentials.expires_at, format.id());
    Ok(copied)
}

fn unknown() -> Problem {
    Problem::invalid_input("Nothing was copied: that format is not known.")
}

fn cannot(error: rolecall::export::ExportError) -> Problem {
    Problem::invalid_input(format!("Nothing was copied: {error}."))
}

fn portal_of(acting: &Acting, name: &PortalName) -> Result<Portal, Problem> {
    let snapshot = acting.keeper.snapshot();
    let gone = || Problem::invalid_input(format!("There is no portal called {name}."));
    snapshot
        .portal(name)
        .map(|state| state.portal.clone())
        .ok_or_else(gone)
}

pub(super) fn copy_plain(acting: &Acting, text: &str, what: &str) -> Result<CopiedView, Problem> {
    acting
        .ports
        .desktop
        .clipboard
        .copy(text)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopiedView {
        what: what.to_owned(),
        clears_in_seconds: None,
    })
}

pub(super) fn copy_secret(acting: &Acting, text: &ExportText, what: &str) -> Result<CopiedView, Problem> {
    let clear_in = acting.keeper.snapshot().settings.clipboard_clear_in;
    acting
        .ports
        .desktop
        .clipboard
        .copy_secret(text, clear_in)
        .map_err(|error| Problem::from(&error))?;
    Ok(CopiedView {
        what: what.to_owned(),
        clears_in_seconds: u32::try_from(clear_in.as_secs()).ok(),
    })
}

#[cfg(test)]
mod tests;
