//! The events that parts of the program send each other, so that neither imports the other.

use crate::compose::ColourScheme;
use crate::runtime::ActionContext;
use rolecall::problem::Problem;
use rolecall_model::desktop_message::WindowView as View;
use tokio::sync::mpsc;

/// The receiver of the events; `app_events` handles them.
pub(crate) type AppEventReceiver = mpsc::UnboundedReceiver<AppEvent>;

/// An event that one part of the program sends to another.
pub(crate) enum AppEvent {
    /// Show the window, with a view of the page if one is named.
    ShowWindow(Option<View>),
    /// Close the window as its close button does.
    CloseWindow,
    /// The window was closed.
    WindowClosed {
        /// Whether the tray icon was shown then; absent if unknown.
        tray_shown: Option<bool>,
    },
    /// The desktop environment shows no tray icons.
    TrayUnavailable,
    /// The desktop environment shows tray icons now, after it did not.
    TrayAvailable,
    /// The desktop environment became light or dark.
    ColourSchemeChanged(ColourScheme),
    /// An action of the tray's menu failed.
    TrayActionFailed {
        /// The context that it ran in.
        context: Box<ActionContext>,
        /// Why it failed.
        problem: Box<Problem>,
    },
    /// Quit the program.
    Quit,
}
