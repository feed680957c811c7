//! The history.

use super::{Answer, shown};
use crate::desktop::Desktop;
use crate::ipc::wire::{ExportedView, HistoryQueryView, HistoryView};
use crate::past;
use rolecall_model::history::Surface;
use tauri::State;

/// Returns a part of the history and its day timeline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(desktop: State<'_, Desktop>, query: HistoryQueryView) -> Answer<HistoryView> {
    past::history(&desktop.with_surface(Surface::Window), &query).map_err(shown)
}

/// Writes a part of the history as a CSV file into the folder of downloads.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_history(
    desktop: State<'_, Desktop>,
    query: HistoryQueryView,
) -> Answer<ExportedView> {
    past::export(
        &desktop.with_surface(Surface::Window),
        &desktop.composition,
        &query,
    )
    .map_err(shown)
}
