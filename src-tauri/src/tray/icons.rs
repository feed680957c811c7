//! The pictures of the icon, inside the program.

use rolecall::tray::TrayIcon;
use tauri::image::Image;

/// Which picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) icon: TrayIcon,
    /// Whether the desktop around it is light. Where it does not tell, panels are dark more often.
    pub(super) is_light: bool,
}

/// Returns the picture: on macOS a template that the system colours.
#[cfg(target_os = "macos")]
pub(super) fn image(picture: Picture) -> Image<'static> {
    match picture.icon {
        TrayIcon::Idle => tauri::include_image!("../icons/tray/idle-template@2x.png"),
        TrayIcon::Active => tauri::include_image!("../icons/tray/active-template@2x.png"),
        TrayIcon::Expiring => tauri::include_image!("../icons/tray/expiring-template@2x.png"),
        TrayIcon::Problem => tauri::include_image!("../icons/tray/problem-template@2x.png"),
    }
}

/// Returns the picture for a light or a dark desktop.
#[cfg(not(target_os = "macos"))]
pub(super) fn image(picture: Picture) -> Image<'static> {
    match (picture.icon, picture.is_light) {
        (TrayIcon::Idle, true) => tauri::include_image!("../icons/tray/idle-light@2x.png"),
        (TrayIcon::Idle, false) => tauri::include_image!("../icons/tray/idle-dark@2x.png"),
        (TrayIcon::Active, true) => tauri::include_image!("../icons/tray/active-light@2x.png"),
        (TrayIcon::Active, false) => tauri::include_image!("../icons/tray/active-dark@2x.png"),
        (TrayIcon::Expiring, true) => tauri::include_image!("../icons/tray/expiring-light@2x.png"),
        (TrayIcon::Expiring, false) => tauri::include_image!("../icons/tray/expiring-dark@2x.png"),
        (TrayIcon::Problem, true) => tauri::include_image!("../icons/tray/problem-light@2x.png"),
        (TrayIcon::Problem, false) => tauri::include_image!("../icons/tray/problem-dark@2x.png"),
    }
}
