//! The images of the icon, embedded in the program.

use super::panel_theme::PanelTheme;
use rolecall::tray::TrayIcon;
use tauri::image::Image;
use tauri::include_image;

/// One variant of the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IconVariant {
    pub(super) icon: TrayIcon,
    /// The theme of the panel that shows it.
    pub(super) theme: PanelTheme,
}

/// Returns the image: a template that macOS colours.
#[cfg(target_os = "macos")]
pub(super) fn image(variant: IconVariant) -> Image<'static> {
    match variant.icon {
        TrayIcon::Idle => include_image!("../icons/tray/idle-template@2x.png"),
        TrayIcon::Active => include_image!("../icons/tray/active-template@2x.png"),
        TrayIcon::Expiring => include_image!("../icons/tray/expiring-template@2x.png"),
        TrayIcon::Problem => include_image!("../icons/tray/problem-template@2x.png"),
    }
}

/// Returns the large image for a light or a dark taskbar.
#[cfg(windows)]
pub(super) fn image(variant: IconVariant) -> Image<'static> {
    let [_, large] = sizes(variant);
    large
}

/// Returns the image in both sizes as panels read it: each pixel as alpha, red, green and blue.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn pixmaps(variant: IconVariant) -> Vec<ksni::Icon> {
    let pixmap = |image: &Image<'_>| {
        let pixels = image.rgba().chunks_exact(4);
        Some(ksni::Icon {
            width: i32::try_from(image.width()).ok()?,
            height: i32::try_from(image.height()).ok()?,
            data: pixels
                .flat_map(|pixel| [pixel[3], pixel[0], pixel[1], pixel[2]])
                .collect(),
        })
    };
    sizes(variant).iter().filter_map(pixmap).collect()
}

/// Returns the image in its normal and its double size.
#[cfg(not(target_os = "macos"))]
fn sizes(variant: IconVariant) -> [Image<'static>; 2] {
    match (variant.icon, variant.theme) {
        (TrayIcon::Idle, PanelTheme::Light) => [
            include_image!("../icons/tray/idle-light.png"),
            include_image!("../icons/tray/idle-light@2x.png"),
        ],
        (TrayIcon::Idle, PanelTheme::Dark) => [
            include_image!("../icons/tray/idle-dark.png"),
            include_image!("../icons/tray/idle-dark@2x.png"),
        ],
        (TrayIcon::Idle, PanelTheme::Unknown) => [
            include_image!("../icons/tray/idle-badge.png"),
            include_image!("../icons/tray/idle-badge@2x.png"),
        ],
        (TrayIcon::Active, PanelTheme::Light) => [
            include_image!("../icons/tray/active-light.png"),
            include_image!("../icons/tray/active-light@2x.png"),
        ],
        (TrayIcon::Active, PanelTheme::Dark) => [
            include_image!("../icons/tray/active-dark.png"),
            include_image!("../icons/tray/active-dark@2x.png"),
        ],
        (TrayIcon::Active, PanelTheme::Unknown) => [
            include_image!("../icons/tray/active-badge.png"),
            include_image!("../icons/tray/active-badge@2x.png"),
        ],
        (TrayIcon::Expiring, PanelTheme::Light) => [
            include_image!("../icons/tray/expiring-light.png"),
            include_image!("../icons/tray/expiring-light@2x.png"),
        ],
        (TrayIcon::Expiring, PanelTheme::Dark) => [
            include_image!("../icons/tray/expiring-dark.png"),
            include_image!("../icons/tray/expiring-dark@2x.png"),
        ],
        (TrayIcon::Expiring, PanelTheme::Unknown) => [
            include_image!("../icons/tray/expiring-badge.png"),
            include_image!("../icons/tray/expiring-badge@2x.png"),
        ],
        (TrayIcon::Problem, PanelTheme::Light) => [
            include_image!("../icons/tray/problem-light.png"),
            include_image!("../icons/tray/problem-light@2x.png"),
        ],
        (TrayIcon::Problem, PanelTheme::Dark) => [
            include_image!("../icons/tray/problem-dark.png"),
            include_image!("../icons/tray/problem-dark@2x.png"),
        ],
        (TrayIcon::Problem, PanelTheme::Unknown) => [
            include_image!("../icons/tray/problem-badge.png"),
            include_image!("../icons/tray/problem-badge@2x.png"),
        ],
    }
}
