//! What the page shows, and of which organization.

use super::{CommandResult, context, send};
use crate::app_state::AppState;
use crate::wire::{AccountKey, RowsView, SnapshotView};
use crate::{input, view};
use rolecall::keeper::Request;
use rolecall::problem::Problem;
use tauri::State;

/// Returns all of the desktop's state but the rows. The page calls this when it listens to events.
#[tauri::command]
#[specta::specta]
pub(crate) async fn snapshot(state: State<'_, AppState>) -> CommandResult<SnapshotView> {
    state.on_page_ready();
    Ok(state.snapshot_view())
}

/// Returns the rows of the role list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_account_roles(state: State<'_, AppState>) -> CommandResult<RowsView> {
    Ok(view::rows(&context(&state).keeper.snapshot()))
}

/// Sets the accounts that are visible or match a search: their roles are listed first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prioritize_accounts(
    state: State<'_, AppState>,
    keys: Vec<AccountKey>,
) -> CommandResult<()> {
    send(
        &state,
        Request::PrioritizeAccounts(input::listed_accounts(&keys)?),
    )
}

/// Dismisses the problem of a portal, or those of the program.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_problem(state: State<'_, AppState>, portal: Option<String>) -> CommandResult<()> {
    let portal = input::optional_portal_name(portal.as_deref())?;
    let context = context(&state);
    context.runtime.dismiss_warning();
    context.keeper.send(Request::DismissProblem(portal));
    Ok(())
}

/// Switches to the demo organization.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_demo(state: State<'_, AppState>) -> CommandResult<()> {
    Ok(state.enter_demo().await.map_err(Problem::from)?)
}

/// Switches back to the user's own portals.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_demo(state: State<'_, AppState>) -> CommandResult<()> {
    state.leave_demo();
    Ok(())
}
