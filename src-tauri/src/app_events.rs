//! Handles the events that parts of the program send each other: the only module that knows both ends.

use crate::app_state::{AppEvent, AppEventReceiver, AppState};
use crate::{shell_notifications, window};
use tauri::State;

/// Handles events until the program ends.
pub(crate) async fn handle(state: State<'_, AppState>, mut events: AppEventReceiver) {
    let mut window_theme = window::FollowedTheme::default();
    while let Some(event) = events.recv().await {
        match event {
            AppEvent::ShowWindow(view) => window::show(&state, view),
            AppEvent::CloseWindow => window::close(&state),
            AppEvent::WindowClosed { tray_shown } => {
                shell_notifications::closed_to_tray(&state, tray_shown);
            }
            AppEvent::TrayUnavailable => shell_notifications::no_tray(&state),
            AppEvent::TrayAvailable => shell_notifications::tray_appeared(&state),
            AppEvent::ColourSchemeChanged(scheme) => window_theme.follow(&state.app, scheme),
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
