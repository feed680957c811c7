//! The snapshots that the page receives while there is a window.

use super::is_open;
use crate::app_state::AppState;
use crate::wire::SnapshotChanged;
use tauri::State;
use tauri_specta::Event as _;

/// Sends the page every snapshot, and every change of how the program fits into the desktop environment.
pub(crate) async fn send_snapshots(state: State<'_, AppState>) {
    let mut feed = state.snapshot_feed();
    let mut subscribe_integration_status = state.subscribe_integration_status();
    loop {
        tokio::select! {
            () = feed.changed() => drop(feed.snapshot()),
            Ok(()) = subscribe_integration_status.changed() => drop(subscribe_integration_status.borrow_and_update()),
        }
        if is_open(&state.app)
            && let Err(error) = SnapshotChanged(state.snapshot_view()).emit(&state.app)
        {
            tracing::warn!(%error, "a snapshot could not be sent to the page");
        }
    }
}
