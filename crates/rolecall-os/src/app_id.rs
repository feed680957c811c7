//! What the desktop environment knows this program by.
//!
//! It must not know who shows the name.

/// The name of the desktop entry and of the icon that packages install, and of the window's class (X11) and application id (Wayland):
/// a panel finds entry and icon of a window, a notification or a tray icon by it (freedesktop.org, "Desktop Entry Specification",
/// "Icon Theme Specification").
pub const APP_ID: &str = "rolecall";

#[cfg(test)]
mod tests;
