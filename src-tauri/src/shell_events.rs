//! Handles the events that one part of the shell sends to another: the only module that knows both ends.

use crate::app_state::{AppState, ShellEvent, ShellEvents};
use crate::{shell_notifications, window};
use tauri::State;

/// Handles events until the program ends.
pub(crate) async fn handle(state: State<'_, AppState>, mut events: ShellEvents) {
    while let Some(event) = events.recv().await {
        match event {
            ShellEvent::ShowWindow(view) => window::show(&state, view),
            ShellEvent::WindowClosed { tray_shown } => {
                shell_notifications::closed_to_tray(&state, tray_shown);
            }
            ShellEvent::TrayUnavailable => shell_notifications::no_tray(&state),
            ShellEvent::TrayActionFailed { context, problem } => {
                shell_notifications::tray_action_failed(&state, *context, &problem);
            }
            ShellEvent::Quit => {
                window::save_frame(&state);
                state.app.exit(0);
            }
        }
    }
}
