//! The history.

use super::{CommandResult, context};
use crate::app_state::AppState;
use crate::input::{MAX_EXPORTED_ENTRIES, MAX_SHOWN_ENTRIES, history_query};
use crate::wire::{HistoryFileView, HistoryQueryInput, HistoryView};
use crate::{actions, view};
use rolecall::history::history_part;
use rolecall::problem::Problem;
use tauri::State;

/// Returns a part of the history and the timeline of its role sessions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn history(
    state: State<'_, AppState>,
    query: HistoryQueryInput,
) -> CommandResult<HistoryView> {
    let context = context(&state);
    let query = history_query(&query, MAX_SHOWN_ENTRIES)?;
    let part = history_part(&context.ports, &query).map_err(|error| Problem::from(&error))?;
    Ok(view::history(&context.keeper.snapshot(), &part))
}

/// Writes a part of the history as a CSV file to the download folder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_history(
    state: State<'_, AppState>,
    query: HistoryQueryInput,
) -> CommandResult<HistoryFileView> {
    let query = history_query(&query, MAX_EXPORTED_ENTRIES)?;
    Ok(actions::export_history(
        &context(&state),
        &state.composition,
        &query,
    )?)
}
