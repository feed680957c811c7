//! The surfaces of Rolecall.

use serde::Serialize;
use specta::Type;

/// Which surface of Rolecall acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SurfaceView {
    /// The window.
    Window,
    /// The tray's menu.
    Tray,
    /// A button of a notification.
    Notification,
    /// The `rolecall` command.
    Command,
    /// `rolecall credential-process`, called by an SDK.
    CredentialProcess,
    /// The desktop program without a user: renewals, limits, refreshes.
    Keeper,
}
