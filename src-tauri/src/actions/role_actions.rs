//! What is done with a role: its console is opened, a command or its credentials are copied. Window and tray do it the same way.

use super::clipboard::{copy_plain, copy_secret};
use crate::input::ExportChoice;
use crate::runtime::ActionContext;
use crate::wire::CopyReceiptView;
use rolecall::console::{self, Destination};
use rolecall::export::{
    ExportContext, ExportError, ExportFormat, eval_command, export_text, profile_command,
};
use rolecall::history;
use rolecall::keeper::{Request, Snapshot};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::role_credentials;
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::settings::{Environment, environment_of};
use std::time::Duration;

/// Credentials that are copied are valid for at least this long.
const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

/// Opens the console in the browser.
///
/// # Errors
/// When the portal is unknown, no credentials can be obtained, or no browser can be opened.
pub(crate) async fn open_console(
    context: &ActionContext,
    assignment: &Assignment,
    destination: &Destination,
) -> Result<(), Problem> {
    let portal = portal(context, &assignment.portal)?;
    let region = context.keeper.snapshot().settings.console_region.clone();
    let opened =
        console::open_console(&context.ports, &portal, assignment, destination, region.as_ref()).await;
    context.keeper.send(Request::Reload);
    opened.map_err(|error| Problem::from(&error).at(&portal.name))
}

/// Checks that the user confirmed an action with a production account, where the settings ask for it. The window checks this;
/// the tray's menu has its own confirmation.
///
/// # Errors
/// `ConfirmationNeeded`.
pub(crate) fn require_confirmation(
    snapshot: &Snapshot,
    assignment: &Assignment,
    confirmed: bool,
) -> Result<(), Problem> {
    if snapshot.settings.ask_before_production && !confirmed && is_production(snapshot, assignment) {
        return Err(Problem::new(ProblemCode::ConfirmationNeeded, ""));
    }
    Ok(())
}

fn is_production(snapshot: &Snapshot, assignment: &Assignment) -> bool {
    let listed = snapshot.portal(&assignment.portal).and_then(|state| {
        let mut accounts = state.catalogue.accounts.iter();
        accounts.find(|listed| listed.account.id == assignment.account_id)
    });
    let unlisted = || Account::unlisted(&assignment.account_id);
    let account = listed.map_or_else(unlisted, |listed| listed.account.clone());
    environment_of(&snapshot.settings, &account) == Some(Environment::Production)
}

/// Copies a command or credentials.
///
/// # Errors
/// When the text cannot be made or copied, or no credentials can be obtained.
pub(crate) async fn copy_export(
    context: &ActionContext,
    assignment: &Assignment,
    choice: ExportChoice,
) -> Result<CopyReceiptView, Problem> {
    match choice {
        ExportChoice::Command(format) => copy_command(context, assignment, format),
        ExportChoice::Credentials(format) => copy_credentials(context, assignment, format).await,
    }
}

fn copy_command(
    context: &ActionContext,
    assignment: &Assignment,
    format: ExportFormat,
) -> Result<CopyReceiptView, Problem> {
    let target = assignment.target();
    let command = if format == ExportFormat::CredentialProcess {
        profile_command(&target)
    } else {
        eval_command(&target, format)
    };
    copy_plain(context, &command.map_err(not_copied)?, "the command")
}

async fn copy_credentials(
    context: &ActionContext,
    assignment: &Assignment,
    format: ExportFormat,
) -> Result<CopyReceiptView, Problem> {
    let portal = portal(context, &assignment.portal)?;
    let credentials = role_credentials(&context.ports, &portal, assignment, MIN_REMAINING_LIFETIME).await;
    context.keeper.send(Request::Reload);
    let credentials = credentials.map_err(|error| Problem::from(&error).at(&portal.name))?;
    let region = context.keeper.snapshot().settings.console_region.clone();
    let export = ExportContext::of(&portal, &assignment.account_id, region);
    let text = export_text(format, &credentials, &export).map_err(not_copied)?;
    let receipt = copy_secret(context, &text, &format!("credentials for {}", format.label()))?;
    history::log_copied(&context.ports, assignment, credentials.expires_at, format.id());
    Ok(receipt)
}

fn not_copied(error: ExportError) -> Problem {
    Problem::invalid_input(format!("Nothing was copied: {error}."))
}

fn portal(context: &ActionContext, name: &PortalName) -> Result<Portal, Problem> {
    let unknown = || Problem::invalid_input(format!("There is no portal called {name}."));
    let snapshot = context.keeper.snapshot();
    let state = snapshot.portal(name).ok_or_else(unknown)?;
    Ok(state.portal.clone())
}

#[cfg(test)]
mod tests;
