//! Role sessions, the console and what is copied.

use super::{CommandResult, context, request};
use crate::app_state::AppState;
use crate::wire::{
    AssignmentKey, CopyReceiptView, DestinationInput, DestinationView, ExportView, RoleSessionView,
};
use crate::{actions, input, view};
use rolecall::keeper::{CopyContent, Request};
use tauri::State;

/// Starts a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_role_session(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
) -> CommandResult<RoleSessionView> {
    let (context, assignment) = (context(&state), input::assignment(&assignment)?);
    let record = context
        .keeper
        .request(|reply| Request::Start(assignment, reply))
        .await?;
    Ok(view::role_session_from_record(
        &context.keeper.snapshot(),
        &record,
    ))
}

/// Stops a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_role_session(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
) -> CommandResult<()> {
    let assignment = input::assignment(&assignment)?;
    request(&state, |reply| Request::Stop(assignment, reply)).await
}

/// Stops every role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_all_role_sessions(state: State<'_, AppState>) -> CommandResult<()> {
    request(&state, Request::StopAll).await
}

/// Requests new credentials of a role session now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn renew_role_session(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
) -> CommandResult<RoleSessionView> {
    let (context, assignment) = (context(&state), input::assignment(&assignment)?);
    let record = context
        .keeper
        .request(|reply| Request::Renew(assignment, reply))
        .await?;
    Ok(view::role_session_from_record(
        &context.keeper.snapshot(),
        &record,
    ))
}

/// Sets whether a role session is renewed automatically.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_auto_renewal(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
    enabled: bool,
) -> CommandResult<()> {
    let assignment = input::assignment(&assignment)?;
    request(&state, |reply| {
        Request::SetAutoRenewal(assignment, enabled, reply)
    })
    .await
}

/// Sets the role that `@default` means, or clears it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_default(
    state: State<'_, AppState>,
    assignment: Option<AssignmentKey>,
) -> CommandResult<()> {
    let assignment = input::optional_assignment(assignment.as_ref())?;
    request(&state, |reply| Request::SetDefault(assignment, reply)).await
}

/// Opens the console in the browser. `confirmed` tells that the user confirmed the action with a production account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
    destination: Option<DestinationInput>,
    confirmed: bool,
) -> CommandResult<()> {
    let assignment = input::assignment(&assignment)?;
    let destination = Box::new(input::destination(destination.as_ref())?);
    actions::require_confirmation(&context(&state).keeper.snapshot(), &assignment, confirmed)?;
    request(&state, |reply| {
        Request::OpenConsole(assignment, destination, reply)
    })
    .await
}

/// Returns the console services that can be opened directly.
#[tauri::command]
#[specta::specta]
pub(crate) fn destinations() -> Vec<DestinationView> {
    view::destinations()
}

/// Returns what can be copied.
#[tauri::command]
#[specta::specta]
pub(crate) fn exports() -> Vec<ExportView> {
    view::exports()
}

/// Copies a command or credentials. `confirmed` tells that the user confirmed the action with a production account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_export(
    state: State<'_, AppState>,
    assignment: AssignmentKey,
    format: String,
    confirmed: bool,
) -> CommandResult<CopyReceiptView> {
    let assignment = input::assignment(&assignment)?;
    let content = input::copy_content(&format)?;
    // A command contains no secret.
    let confirmed = confirmed || matches!(content, CopyContent::Command(_));
    actions::require_confirmation(&context(&state).keeper.snapshot(), &assignment, confirmed)?;
    let receipt = request(&state, |reply| Request::CopyExport(assignment, content, reply)).await?;
    Ok(view::export_receipt(content, receipt))
}
