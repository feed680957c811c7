//! What the page shows, and on which stage.

use super::{Answer, shown};
use crate::asks;
use crate::desktop::Desktop;
use crate::ipc::wire::{AccountKey, RowsView, SnapshotView};
use crate::view;
use rolecall::keeper::Request;
use rolecall_model::history::Surface;
use tauri::State;

/// Returns all of the desktop's state but the rows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn snapshot(desktop: State<'_, Desktop>) -> Answer<SnapshotView> {
    desktop.page_listens();
    Ok(desktop.view())
}

/// Returns the rows of the list.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_account_roles(desktop: State<'_, Desktop>) -> Answer<RowsView> {
    Ok(view::rows(
        &desktop.with_surface(Surface::Window).keeper.snapshot(),
    ))
}

/// Tells which accounts are visible or searched: their roles are listed first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_accounts(desktop: State<'_, Desktop>, keys: Vec<AccountKey>) -> Answer<()> {
    let accounts = keys
        .iter()
        .map(asks::account)
        .collect::<Result<_, _>>()
        .map_err(shown)?;
    desktop
        .with_surface(Surface::Window)
        .keeper
        .send(Request::PrioritizeAccounts(accounts));
    Ok(())
}

/// Takes a problem off the screen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_problem(desktop: State<'_, Desktop>, portal: Option<String>) -> Answer<()> {
    let name = portal
        .as_deref()
        .map(view::portal_name)
        .transpose()
        .map_err(shown)?;
    let acting = desktop.with_surface(Surface::Window);
    acting.stage.dismiss_warning();
    acting.keeper.send(Request::DismissProblem(name));
    Ok(())
}

/// Goes on in the demo organization.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_demo(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.enter_demo().await.map_err(shown)
}

/// Goes back to the user's own portals.
#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_demo(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.leave_demo();
    Ok(())
}
