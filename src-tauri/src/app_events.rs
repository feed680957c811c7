//! Handles the events that parts of the program send each other: the only module that knows both ends.

use crate::app_state::{AppEvent, AppEventReceiver, AppState};
use crate::{shell_notifications, window};
use tauri::State;

/// Handles events until the program ends.
pub(crate) async fn handle(state: State<'_, AppState>, mut events: AppEventReceiver) {
    while let Some(event) = events.recv().await {
        match event {
            AppEvent::ShowWindow(view) => window::show(&state, view),
            AppEvent::WindowClosed { tray_shown } => {
                shell_notifications::closed_to_tray(&state, tray_shown);
            }
            AppEvent::TrayUnavailable => shell_notifications::no_tray(&state),
            AppEvent::TrayActionFailed { context, problem } => {
                shell_notifications::tray_action_failed(&state, *context, &problem);
            }
            AppEvent::Quit => {
                window::save_frame(&state);
                state.app.exit(0);
            }
        }
    }
}
