//! Role sessions, the console and what is copied.

use super::{CommandResult, context, request};
use crate::app_state::AppState;
use crate::wire::{
    CopyReceiptView, DestinationInput, DestinationView, ExportView, RecentDestinationsView, RoleKey,
    RoleSessionView,
};
use crate::{input, view};
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use rolecall::production_guard::Confirmation;
use rolecall_model::problem_code::ProblemCode;
use std::sync::Arc;
use tauri::{State, async_runtime};

/// Starts a role session. `confirmed` tells that the user confirmed the action with a production account; `reason` is what they
/// use the role for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_role_session(
    state: State<'_, AppState>,
    role_key: RoleKey,
    confirmed: bool,
    reason: Option<String>,
) -> CommandResult<RoleSessionView> {
    let (context, role) = (context(&state), input::role_ref(&role_key)?);
    let record = context
        .keeper
        .with_reason(input::reason(reason.as_deref())?)
        .request(|reply| Request::Start(role, Confirmation::from_flag(confirmed), reply))
        .await?;
    Ok(view::role_session_from_record(
        &context.keeper.snapshot(),
        &record,
    ))
}

/// Stops a role session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_role_session(state: State<'_, AppState>, role_key: RoleKey) -> CommandResult<()> {
    let role = input::role_ref(&role_key)?;
    request(&state, |reply| Request::Stop(role, reply)).await
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
    role_key: RoleKey,
) -> CommandResult<RoleSessionView> {
    let (context, role) = (context(&state), input::role_ref(&role_key)?);
    let record = context
        .keeper
        .request(|reply| Request::Renew(role, reply))
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
    role_key: RoleKey,
    enabled: bool,
) -> CommandResult<()> {
    let role = input::role_ref(&role_key)?;
    request(&state, |reply| Request::SetAutoRenewal(role, enabled, reply)).await
}

/// Sets the role that `@default` means, or clears it. `confirmed` tells that the user confirmed the action with a production
/// account, and `reason` what they use the role for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_default(
    state: State<'_, AppState>,
    role_key: Option<RoleKey>,
    confirmed: bool,
    reason: Option<String>,
) -> CommandResult<()> {
    let role = input::optional_role(role_key.as_ref())?;
    let confirmation = Confirmation::from_flag(confirmed);
    let keeper = context(&state)
        .keeper
        .with_reason(input::reason(reason.as_deref())?);
    let set = keeper.request(|reply| Request::SetDefault(role, confirmation, reply));
    Ok(set.await?)
}

/// Opens the console in the browser. `confirmed` tells that the user confirmed the action with a production account; `reason` is
/// what they use the role for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_console(
    state: State<'_, AppState>,
    role_key: RoleKey,
    destination: Option<DestinationInput>,
    confirmed: bool,
    reason: Option<String>,
) -> CommandResult<()> {
    let role = input::role_ref(&role_key)?;
    let destination = Box::new(input::destination(destination.as_ref())?);
    let confirmation = Confirmation::from_flag(confirmed);
    let keeper = context(&state)
        .keeper
        .with_reason(input::reason(reason.as_deref())?);
    let opened = keeper.request(|reply| Request::OpenConsole(role, destination, confirmation, reply));
    Ok(opened.await?)
}

/// Returns the console services that can be opened directly.
#[tauri::command]
#[specta::specta]
pub(crate) fn destinations() -> Vec<DestinationView> {
    view::destinations()
}

/// Returns where the console was opened last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recent_destinations(state: State<'_, AppState>) -> CommandResult<RecentDestinationsView> {
    let context = context(&state);
    let settings = context.keeper.snapshot().settings.clone();
    let recent = rolecall::console::recent_destinations(&context.ports, &settings)
        .map_err(|error| Problem::from(&error))?;
    Ok(view::recent_destinations(&recent))
}

/// Copies a text that the window shows, such as the id of an account.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_text(state: State<'_, AppState>, text: String) -> CommandResult<()> {
    let text = input::shown_text(text)?;
    let clipboard = &context(&state).ports.desktop.clipboard;
    Ok(clipboard.copy(&text).map_err(|error| Problem::from(&error))?)
}

/// Returns what can be copied.
#[tauri::command]
#[specta::specta]
pub(crate) fn exports() -> Vec<ExportView> {
    view::exports()
}

/// Copies a command or credentials. `confirmed` tells that the user confirmed the action with a production account; `reason` is
/// what they use the role for.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_export(
    state: State<'_, AppState>,
    role_key: RoleKey,
    format: String,
    confirmed: bool,
    reason: Option<String>,
) -> CommandResult<CopyReceiptView> {
    let role = input::role_ref(&role_key)?;
    let content = input::copy_content(&format)?;
    let confirmation = Confirmation::from_flag(confirmed);
    let keeper = context(&state)
        .keeper
        .with_reason(input::reason(reason.as_deref())?);
    let copied = keeper.request(|reply| Request::CopyExport(role, content, confirmation, reply));
    let receipt = copied.await?;
    Ok(state.on_copied(view::export_receipt(content, receipt)))
}

/// Returns the receipt of the secret that is in the clipboard, with the time that it still stays: for a window that opens.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copied_secret(state: State<'_, AppState>) -> CommandResult<Option<CopyReceiptView>> {
    Ok(state.copied_secret())
}

/// Clears what was copied from the clipboard, if it is a secret and still there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clear_clipboard(state: State<'_, AppState>) -> CommandResult<()> {
    let clipboard = Arc::clone(&context(&state).ports.desktop.clipboard);
    // Another program may hold the clipboard and be slow to say what it holds.
    let cleared = async_runtime::spawn_blocking(move || clipboard.clear_secret()).await;
    Ok(cleared.map_err(|error| Problem::new(ProblemCode::Bug, error.to_string()))?)
}
