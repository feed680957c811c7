//! What the desktop environment offers to a tray icon: a host that shows it, and the colour scheme around it.
//!
//! It must not know what the icon or its menu say. A desktop environment without tray icons is no error.

/// Whether the desktop environment is light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourScheme {
    /// The desktop environment does not say.
    #[default]
    Unknown,
    /// No preference: programs are light, but panels of such a desktop environment are dark.
    NoPreference,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
#[cfg(all(unix, not(target_os = "macos")))]
pub use bus::TrayHost;

#[cfg(any(windows, target_os = "macos"))]
mod always;
#[cfg(any(windows, target_os = "macos"))]
pub use always::TrayHost;
