//! What the desktop offers to a tray icon: somebody to show it, and the colours around it.
//!
//! It must not know what the icon or its menu say. A desktop that shows none is no failure.

/// Whether the desktop is light or dark, as far as it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourScheme {
    /// Nobody there tells.
    #[default]
    Unknown,
    /// The desktop has no preference: programs are light, yet panels of such a desktop are dark.
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
