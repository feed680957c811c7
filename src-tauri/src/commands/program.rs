//! The program itself: how it starts and quits, and what its page showed.

use super::CommandResult;
use crate::app_state::{AppEvent, AppState};
use tauri::State;

/// Sets whether the program starts at login, without a window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_autostart(state: State<'_, AppState>, on: bool) -> CommandResult<()> {
    Ok(state.set_autostart(on)?)
}

/// Brings the window to the front: a sign-in that began in it ended in the browser.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_window(state: State<'_, AppState>) -> CommandResult<()> {
    state.send(AppEvent::ShowWindow(None));
    Ok(())
}

/// Closes the window as its close button does: the program keeps running.
#[tauri::command]
#[specta::specta]
pub(crate) async fn close_window(state: State<'_, AppState>) -> CommandResult<()> {
    state.send(AppEvent::CloseWindow);
    Ok(())
}

/// Quits the program.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quit(state: State<'_, AppState>) -> CommandResult<()> {
    state.quit();
    Ok(())
}

/// Saves what the page shows, for the next window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_view(state: State<'_, AppState>, view: String) -> CommandResult<()> {
    Ok(state.save_page_state(view)?)
}

/// Returns what the page of the previous window saved.
#[tauri::command]
#[specta::specta]
pub(crate) async fn saved_view(state: State<'_, AppState>) -> CommandResult<Option<String>> {
    Ok(state.saved_page_state())
}
