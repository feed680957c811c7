//! The tray: its icon and its menu as plain data, made by pure functions of a snapshot and the time.
//!
//! A label is printable whatever accounts are called, each name in it isolated, and no longer than a menu is wide. Where a menu gives a character a meaning of
//! its own, such as the underscore of GTK and of `com.canonical.dbusmenu`, what draws the menu escapes it. It must not know what
//! draws a menu.

mod change;
mod entries;
mod icon;
mod menu;
mod names;
mod portals;
mod role_session;
mod time_left;

pub use change::changes_at;
pub use icon::{icon, tooltip};
pub use menu::menu;

use crate::production_guard::Confirmation;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;

/// What the icon says at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TrayIcon {
    /// No role session is alive.
    Idle,
    /// Role sessions are alive and well.
    Active,
    /// One that a user started ends within ten minutes and is not renewed.
    Expiring,
    /// Something needs the user.
    Problem,
}

/// One line of a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuEntry {
    /// A line between groups.
    Separator,
    /// Words that nothing happens on.
    Heading(String),
    /// Something that can be done.
    Item {
        /// What it says; printable, whatever accounts are called.
        label: String,
        /// What it does.
        action: TrayAction,
        /// Whether it carries a check mark.
        checked: bool,
    },
    /// More lines behind one.
    Submenu {
        /// What it says; printable.
        label: String,
        /// What is behind it.
        entries: Vec<MenuEntry>,
    },
}

/// What a click on the menu asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TrayAction {
    /// Opens the console where it opens by default.
    OpenConsole(RoleRef, Confirmation),
    /// Copies the command that needs no secret.
    CopyCommand(RoleRef),
    /// Starts a role session.
    Start(RoleRef, Confirmation),
    /// Makes `@default` mean this role, and starts its role session.
    MakeDefault(RoleRef, Confirmation),
    /// Makes `@default` mean nothing.
    ClearDefault,
    /// Obtains new credentials now.
    Renew(RoleRef),
    /// Switches renewing on or off.
    SetRenewing(RoleRef, bool),
    /// Stops a role session.
    Stop(RoleRef),
    /// Stops every role session.
    StopAll,
    /// Starts a sign-in.
    SignIn(PortalName),
    /// Gives up a sign-in.
    CancelSignIn(PortalName),
    /// Signs out.
    SignOut(PortalName),
    /// Shows the window.
    OpenWindow,
    /// Shows the settings.
    OpenSettings,
    /// Ends the program.
    Quit,
}

impl TrayAction {
    /// Returns the role that it is about.
    pub fn role(&self) -> Option<&RoleRef> {
        match self {
            Self::OpenConsole(role, _)
            | Self::CopyCommand(role)
            | Self::Start(role, _)
            | Self::MakeDefault(role, _)
            | Self::Renew(role)
            | Self::SetRenewing(role, _)
            | Self::Stop(role) => Some(role),
            Self::ClearDefault
            | Self::StopAll
            | Self::SignIn(_)
            | Self::CancelSignIn(_)
            | Self::SignOut(_)
            | Self::OpenWindow
            | Self::OpenSettings
            | Self::Quit => None,
        }
    }
}

#[cfg(test)]
mod tests;
