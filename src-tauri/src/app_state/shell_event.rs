//! What one part of the shell wants of another, so that neither imports the other.

use crate::runtime::ActionContext;
use rolecall::problem::Problem;
use rolecall_model::desktop_message::WindowView as View;
use tokio::sync::mpsc;

/// The receiving end of the shell's events; `shell_events` handles them.
pub(crate) type ShellEvents = mpsc::UnboundedReceiver<ShellEvent>;

/// What one part of the shell wants of another.
pub(crate) enum ShellEvent {
    /// Show the window, with a view of the page if one is named.
    ShowWindow(Option<View>),
    /// The window was closed.
    WindowClosed {
        /// Whether the tray icon was shown then; absent if unknown.
        tray_shown: Option<bool>,
    },
    /// The desktop environment shows no tray icons.
    TrayUnavailable,
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
