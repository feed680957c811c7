//! The program itself: how it starts, how it ends, where its window was.

use super::{Answer, shown};
use crate::desktop::Desktop;
use tauri::State;

/// Sets whether the program starts with the desktop, without a window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_autostart(desktop: State<'_, Desktop>, on: bool) -> Answer<()> {
    desktop.set_autostart(on).map_err(shown)
}

/// Ends the program.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quit(desktop: State<'_, Desktop>) -> Answer<()> {
    desktop.quit();
    Ok(())
}

/// Keeps where the page is, for the window that is opened next.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_place(desktop: State<'_, Desktop>, place: String) -> Answer<()> {
    desktop.keep_place(place).map_err(shown)
}

/// Returns where the page was in the window before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn place(desktop: State<'_, Desktop>) -> Answer<Option<String>> {
    Ok(desktop.place())
}
